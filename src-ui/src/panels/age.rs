//! How old a panel's data is.

use crate::clock::{Timed, utc_offset};
use crate::format::{ago, locale, next_ago, next_vintage, vintage};
use crate::hooks::{use_link, use_now, use_opening, use_presence};
use crate::pill::{BLIP_MS, next_troubled, troubled};
use oriel_query::Looks;
use oriel_wire::Link;
use yew::prelude::*;

/// Properties of [`Age`].
#[derive(Properties, PartialEq)]
pub struct AgeProps {
    /// When the server last confirmed the data, in milliseconds since 1970.
    pub at: f64,
    /// The backend that it is from, by its name on the board.
    #[prop_or_default]
    pub backend: AttrValue,
    /// That was in an earlier run of the program.
    #[prop_or_default]
    pub restored: bool,
    /// The last attempt to confirm it failed.
    #[prop_or_default]
    pub failed: bool,
}

/// "updated 20 s ago", in steps; amber while the link is down, and for data of an earlier run of the
/// program until the backend confirms it.
#[component]
pub fn Age(props: &AgeProps) -> Html {
    let handle = use_link();
    let link = &handle.connections.of(&props.backend).link;
    let now = use_now(|now| Some(next(props, link, now)));
    // What was confirmed a moment ago is not in doubt: the backend answers, even if it does not call.
    let down = now - props.at >= BLIP_MS as f64 && troubled(link, now);
    let confirmed = || locale::day_and_time(props.at);
    let (state, title) = match (props.restored, down) {
        (false, _) if props.failed => (
            "doubtful",
            format!("Confirmed by the backend at {}; asking it again failed: it may have changed since.", confirmed()),
        ),
        (true, _) => (
            "restored",
            format!("Kept from an earlier run: the backend last confirmed this at {}, and not yet again.", confirmed()),
        ),
        (false, true) => ("doubtful", "The connection is down: the data may have changed since.".to_owned()),
        (false, false) => ("live", format!("Confirmed by the backend at {}", locale::clock_with_seconds(props.at))),
    };
    html! {
        <span class={classes!("age", (state != "live").then_some("warn"))} data-age={state} {title}>
            if props.restored {
                { vintage(props.at, now, utc_offset()) }
            } else {
                <span class="verb">{ "updated " }</span>{ ago((now - props.at).max(0.0)) }
            }
        </span>
    }
}

/// When an age is painted again.
fn next(props: &AgeProps, link: &Timed<Link>, now: f64) -> f64 {
    let text = match props.restored {
        true => next_vintage(props.at, now, utc_offset()),
        false => next_ago(props.at, now.max(props.at)),
    };
    // What was confirmed a moment ago turns amber a moment later.
    let doubted = Some(props.at + BLIP_MS as f64).filter(|at| troubled(link, now) && *at > now);
    [next_troubled(link, now), doubted].into_iter().flatten().fold(text, f64::min)
}

#[derive(Properties, PartialEq)]
pub(super) struct QueryAgeProps {
    /// The name of the query.
    pub(super) query: AttrValue,
}

/// The age of a query's data. It moves with every answer: apart from the panel, which does not.
#[component]
pub(super) fn QueryAge(props: &QueryAgeProps) -> Html {
    let seen = use_presence(&props.query, Looks::AGE | Looks::RESTORED | Looks::ERROR);
    let opening = use_opening();
    let backend = opening.backend_of(&props.query).to_owned();
    match seen.age {
        Some(at) => {
            html! { <Age {at} {backend} restored={seen.status.restored} failed={seen.status.error.is_some()} /> }
        }
        None => Html::default(),
    }
}
