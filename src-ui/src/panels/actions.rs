//! The actions of a row.

use crate::hooks::{use_opening, use_vars};
use crate::rows::Written;
use crate::unset::before;
use oriel_board::Scope;
use serde_json::Value;
use yew::prelude::*;

/// An action that a person wants run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The action's name.
    pub action: AttrValue,
    /// The row it acts on; `null` for none.
    pub row: Value,
}

/// Properties of [`RowActions`].
#[derive(Properties, PartialEq)]
pub struct RowActionsProps {
    /// The panel's name.
    pub panel: AttrValue,
    /// The row, as it is written.
    pub row: Written,
    /// The Tab key reaches the buttons: those of the row that the arrow keys are on. In a long
    /// table all others would lie in its way.
    pub reachable: bool,
    /// Runs an action.
    pub onrun: Callback<Run>,
}

/// A button for each action of the panel that is offered on this row.
#[component]
pub fn RowActions(props: &RowActionsProps) -> Html {
    let opening = use_opening();
    let vars = use_vars();
    let view = &opening.view;
    let Some(panel) = view.panels.get(props.panel.as_str()) else { return Html::default() };
    let row = props.row.value();
    let scope = Scope { row: Some(&row), var: Some(&vars.values), ..Scope::default() };
    let buttons = panel.actions.iter().filter_map(|name| {
        let action = view.actions.get(name)?;
        if !action.on_row() || !action.offered(&scope) {
            return None;
        }
        let (run, row) = (AttrValue::from(name.clone()), props.row.clone());
        let onclick = props.onrun.reform(move |_: MouseEvent| Run { action: run.clone(), row: row.value() });
        let before = before(view, &opening.window, &props.panel, action, &vars.values);
        let disabled = before.is_some();
        Some(html! {
            <button key={name.clone()} class="row-action" type="button" data-action={name.clone()}
                tabindex={if props.reachable { "0" } else { "-1" }} {disabled} title={before} {onclick}>
                { &action.label }
            </button>
        })
    });
    html! { <span class="row-actions">{ for buttons }</span> }
}
