//! One row of a table: painted again only when something in it is different.

use super::{Ago, Badge, RowActions, Run};
use crate::field::plain;
use crate::hooks::use_opening;
use crate::{clock, format};
use oriel_board::{Colour, Column, Format, PanelKind, Scope, field};
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
        let numeric = format::is_numeric(&column.format).then_some("numeric");
        html! {
            <td key={at} class={classes!(numeric, beat)} data-field={column.field.clone()}>{ cell(column, &props.row) }</td>
        }
    });
    let onfocus = {
        let (onfocus, id) = (props.onfocus.clone(), props.id.clone());
        move |_: FocusEvent| onfocus.emit(id.clone())
    };
    let entry = props.entry.map(|beat| format!("new-{beat}"));
    html! {
        <tr data-row={props.id.clone()} tabindex={if props.first { "0" } else { "-1" }} {onfocus}
            class={classes!(entry, props.gone.then_some("gone"))}>
            { for cells }
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

fn cell(column: &Column, row: &Value) -> Html {
    let value = field(row, &column.field).unwrap_or(&Value::Null);
    if column.format == Format::Ago
        && let Some(at) = format::moment(value)
    {
        return html! { <Ago {at} /> };
    }
    let scope = Scope { row: Some(row), ..Scope::default() };
    // What ticks is `Ago`: no other text depends on the time.
    let text = format::text(&column.format, value, &scope, clock::now());
    if value.is_null() || (column.colours.is_empty() && column.format != Format::Badge) {
        return html! { text };
    }
    let colour = column.colours.get(&plain(value)).copied().unwrap_or(Colour::Muted);
    html! { <Badge {text} {colour} /> }
}
