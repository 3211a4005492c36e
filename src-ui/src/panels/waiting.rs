//! New rows that wait until the order may move.

use yew::prelude::*;

/// The pill above a list whose order is held; `what` is one of them.
pub(super) fn waiting(count: usize, what: &str, refresh: &Callback<()>) -> Html {
    if count == 0 {
        return Html::default();
    }
    let text = if count == 1 { format!("1 new {what}") } else { format!("{count} new {what}s") };
    let onclick = refresh.reform(|_: MouseEvent| ());
    html! { <button class="waiting" type="button" data-waiting={count.to_string()} {onclick}>{ text }</button> }
}
