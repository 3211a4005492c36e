//! New rows that wait until the order may move.

use yew::prelude::*;

/// The pill above a list whose order is held.
pub(super) fn waiting(count: usize, refresh: &Callback<()>) -> Html {
    if count == 0 {
        return Html::default();
    }
    let text = if count == 1 { "1 new row".to_owned() } else { format!("{count} new rows") };
    let onclick = refresh.reform(|_: MouseEvent| ());
    html! { <button class="waiting" type="button" data-waiting={count.to_string()} {onclick}>{ text }</button> }
}
