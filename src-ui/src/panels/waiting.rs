//! New rows that wait until the order may move.

use crate::hooks::{Rows, Scrolled};
use crate::order::Arranged;
use yew::prelude::*;

/// The pill above a list whose order is held, though rows are new or would stand elsewhere; `what` is one of them. `onshow` is told whether it was pressed with the
/// keyboard: then the focus has to go somewhere, since the pill goes.
pub(super) fn waiting(arranged: &Arranged, what: &str, onshow: Callback<bool>) -> Html {
    let count = arranged.waiting;
    let new = if count == 1 { format!("1 new {what}") } else { format!("{count} new {what}s") };
    let text = match (count, arranged.moved) {
        (0, false) => return Html::default(),
        (0, true) => "New order".to_owned(),
        (_, false) => new,
        (_, true) => format!("{new}, new order"),
    };
    // A click of the pointer counts its clicks, one of the keyboard does not.
    let onclick = move |event: MouseEvent| onshow.emit(event.detail() == 0);
    html! { <button class="waiting" type="button" data-waiting={count.to_string()} {onclick}>{ text }</button> }
}

/// Lets the waiting rows in; with the keyboard the focus goes to the first row that can be seen.
pub(super) fn let_in(rows: &Rows, scrolled: &Scrolled, go: &Callback<AttrValue>) -> Callback<bool> {
    let (rows, scrolled, go) = (rows.clone(), scrolled.clone(), go.clone());
    Callback::from(move |keyboard: bool| {
        rows.hold.refresh.emit(());
        if let Some(row) = rows.at(scrolled.first()).filter(|_| keyboard) {
            go.emit(row.id);
        }
    })
}
