//! Nothing there, and filtered out: two different sights.

use crate::hooks::{use_opening, use_vars};
use serde_json::Value;
use yew::prelude::*;

/// Properties of [`Empty`].
#[derive(Properties, PartialEq)]
pub(super) struct EmptyProps {
    /// The panel's name.
    pub(super) name: AttrValue,
    /// There is an answer, and the board looks for the rows where it has none.
    pub(super) astray: Option<String>,
}

/// Why a panel shows no rows.
#[component]
pub(super) fn Empty(props: &EmptyProps) -> Html {
    let opening = use_opening();
    let vars = use_vars();
    let Some(panel) = opening.view.panels.get(props.name.as_str()) else { return Html::default() };
    if let Some(astray) = &props.astray {
        return nowhere(astray.clone());
    }
    // Where a filter lets everything pass: its `any` value, or else what a new window has.
    let open: Vec<(String, Value)> = panel
        .filter
        .iter()
        .filter_map(|name| {
            let var = opening.view.vars.get(name)?;
            let open = var.any.as_deref().map_or_else(|| var.default.clone(), Value::from);
            (vars.values.get(name)? != &open).then(|| (name.clone(), open))
        })
        .collect();
    if open.is_empty() {
        return html! { <p class="empty" data-body="empty">{ "Nothing here yet" }</p> };
    }
    let onclick = move |_| {
        for (name, value) in &open {
            vars.set.emit((name.clone(), value.clone()));
        }
    };
    html! {
        <div class="empty" data-body="filtered">
            <p>{ "Nothing matches this filter" }</p>
            <button type="button" data-action="clear-filter" {onclick}>{ "Clear filter" }</button>
        </div>
    }
}

/// The board looks in the wrong place of the answer.
pub(super) fn nowhere(astray: String) -> Html {
    html! { <p class="empty" data-body="astray">{ astray }</p> }
}

/// There are rows, and none of them holds what was typed into the quick filter. `onclear`: a person wants to see all rows
/// again.
pub(super) fn not_found(find: &str, onclear: &Callback<()>) -> Html {
    let onclick = onclear.reform(|_: MouseEvent| ());
    html! {
        <div class="empty" role="status" data-empty="not-found">
            <p>{ format!("Nothing here holds \u{201c}{}\u{201d}", find.trim()) }</p>
            <button type="button" data-action="clear-find" {onclick}>{ "Clear filter" }</button>
        </div>
    }
}
