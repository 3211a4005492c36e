//! A query that its backend does not want to be asked for yet, though it answered nothing wrong to this one.

use crate::format::{again, next_again};
use crate::hooks::use_now;
use yew::prelude::*;

/// Shorter waits are not worth a line that comes and goes.
const SOON_MS: f64 = 3_000.0;

/// Properties of [`PutOff`].
#[derive(Properties, PartialEq)]
pub(super) struct PutOffProps {
    /// When it is asked, in milliseconds since 1970.
    pub(super) at: f64,
    /// There is data, which may be old.
    pub(super) kept: bool,
    /// A person wants it asked now.
    pub(super) onretry: Callback<()>,
}

/// One quiet line: another query of the backend was told how long to wait, and that counts for all of them.
#[component]
pub(super) fn PutOff(props: &PutOffProps) -> Html {
    let now = use_now(|now| next_put_off(Some(props.at), now));
    let Some(said) = said(props.at - now) else { return Html::default() };
    let onclick = props.onretry.reform(|_: MouseEvent| ());
    html! {
        <div class="failure away" role="status" data-put-off="">
            <p>
                <strong>{ "The backend asks for patience." }</strong>
                { " " }<span class="again" data-again="">{ said }</span>
                if props.kept {
                    { " " }<span class="kept">{ "Showing the last good data." }</span>
                }
            </p>
            <button class="link" type="button" data-action="retry" {onclick}>{ "Ask now" }</button>
        </div>
    }
}

/// What Oriel does next, where that is not at once.
fn said(left: f64) -> Option<String> {
    is_worth_a_line(left).then(|| format!("Asking {}.", again(left)))
}

fn is_worth_a_line(left: f64) -> bool {
    left > SOON_MS
}

/// Whether a query is not being asked, but will be at this time.
pub(super) fn is_put_off(at: Option<f64>, now: f64) -> bool {
    at.is_some_and(|at| is_worth_a_line(at - now))
}

/// When that is said otherwise, or is over; in milliseconds since 1970.
pub(super) fn next_put_off(at: Option<f64>, now: f64) -> Option<f64> {
    let at = at.filter(|at| is_put_off(Some(*at), now))?;
    next_again(at, now).map(|next| next.min(at - SOON_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_where_it_is_longer_than_a_blink() {
        assert_eq!(said(3_600_000.0).as_deref(), Some("Asking in 1 h."));
        assert_eq!(said(17_400.0).as_deref(), Some("Asking in 20 s."));
        assert_eq!(said(2_000.0), None);
        assert_eq!(said(-5.0), None);
    }

    #[test]
    fn it_is_painted_again_when_it_says_something_else() {
        assert_eq!(next_put_off(Some(100_000.0), 63_000.0), Some(70_000.0));
        assert_eq!(next_put_off(Some(100_000.0), 96_000.0), Some(97_000.0), "a blink before it is asked");
        assert_eq!(next_put_off(Some(100_000.0), 97_000.0), None);
        assert_eq!(next_put_off(None, 0.0), None);
    }

    #[test]
    fn what_has_no_time_is_not_put_off() {
        assert!(is_put_off(Some(10_000.0), 1_000.0));
        assert!(!is_put_off(Some(10_000.0), 11_000.0), "it is being asked by now");
        assert!(!is_put_off(None, 1_000.0));
    }
}
