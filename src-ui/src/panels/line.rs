//! One row of a table: painted again only when something in it is different.

use super::choose::listeners;
use super::value::written;
use super::{RowActions, Run};
use crate::format;
use crate::hooks::use_opening;
use oriel_board::{Column, Format, PanelKind, Scope};
use serde_json::Value;
use yew::prelude::*;

/// Properties of [`Line`].
#[derive(Properties, PartialEq)]
pub(super) struct LineProps {
    /// The panel's name.
    pub(super) panel: AttrValue,
    /// The row's identity.
    pub(super) id: AttrValue,
    /// Its members.
    pub(super) row: Value,
    /// The highlight of each cell.
    pub(super) beats: Vec<Option<&'static str>>,
    /// The highlight of a row that is new.
    pub(super) entry: Option<&'static str>,
    /// The arrow keys are on it.
    pub(super) first: bool,
    /// Where it stands among all rows, from the top.
    pub(super) place: usize,
    /// Whether it is the chosen one; `None` where rows cannot be chosen.
    pub(super) selected: Option<&'static str>,
    /// A person chose it.
    pub(super) onchoose: Option<Callback<Value>>,
    /// It left the data while the order stood still.
    pub(super) gone: bool,
    /// The table has a column of actions.
    pub(super) has_actions: bool,
    /// It took the focus.
    pub(super) onfocus: Callback<AttrValue>,
    /// Runs an action.
    pub(super) onrun: Callback<Run>,
}

/// A row of a table.
#[component]
pub(super) fn Line(props: &LineProps) -> Html {
    let opening = use_opening();
    let columns: &[Column] = match opening.view.panels.get(props.panel.as_str()).map(|panel| &panel.kind) {
        Some(PanelKind::Table { columns }) => columns,
        _ => &[],
    };
    let cells = columns.iter().enumerate().map(|(at, column)| {
        let beat = props.beats.get(at).copied().flatten();
        let kind = match &column.format {
            format if format::is_numeric(format) => Some("numeric"),
            Format::Plain if column.colours.is_empty() => Some("words"),
            _ => None,
        };
        html! {
            <td key={at} class={classes!(kind, beat)} data-field={column.field.clone()}>
                { written(column, &props.row, &Scope { row: Some(&props.row), ..Scope::default() }) }
            </td>
        }
    });
    let onfocus = {
        let (onfocus, id) = (props.onfocus.clone(), props.id.clone());
        move |_: FocusEvent| onfocus.emit(id.clone())
    };
    let entry = props.entry.map(|beat| format!("new-{beat}"));
    let (onclick, onkeydown) = listeners(props.onchoose.as_ref(), &props.row);
    html! {
        <tr data-row={props.id.clone()} tabindex={if props.first { "0" } else { "-1" }} {onfocus} {onclick} {onkeydown}
            aria-rowindex={(props.place + 2).to_string()} aria-selected={props.selected}
            class={classes!(entry, props.gone.then_some("gone"))}>
            <>{ for cells }</>
            if props.has_actions {
                <td key="actions" class="actions">
                    if props.gone {
                        <span class="quiet">{ "gone" }</span>
                    } else {
                        <RowActions panel={props.panel.clone()} row={props.row.clone()} reachable={props.first} onrun={props.onrun.clone()} />
                    }
                </td>
            }
        </tr>
    }
}
