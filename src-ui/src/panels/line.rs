//! One row of a table: painted again only when something in it is different.

use super::placed::{Listeners, Placed};
use super::value::written;
use super::{RowActions, Run};
use crate::format;
use crate::hooks::use_opening;
use oriel_board::{Column, Format, PanelKind, Scope};
use yew::prelude::*;

/// Properties of [`Line`].
#[derive(Properties, PartialEq)]
pub(super) struct LineProps {
    /// The row, in its place.
    pub(super) at: Placed,
    /// The highlight of each cell.
    pub(super) beats: Vec<Option<&'static str>>,
    /// The highlight of a row that is new.
    pub(super) entry: Option<&'static str>,
    /// The table has a column of actions.
    pub(super) has_actions: bool,
    /// Runs an action.
    pub(super) onrun: Callback<Run>,
}

/// A row of a table.
#[component]
pub(super) fn Line(props: &LineProps) -> Html {
    let opening = use_opening();
    let (at, row) = (&props.at, props.at.row.value());
    let columns: &[Column] = match opening.view.panels.get(at.panel.as_str()).map(|panel| &panel.kind) {
        Some(PanelKind::Table { columns }) => columns,
        _ => &[],
    };
    let cells = columns.iter().enumerate().map(|(place, column)| {
        let beat = props.beats.get(place).copied().flatten();
        let kind = match &column.format {
            format if format::is_numeric(format) => Some("numeric"),
            Format::Plain if column.colours.is_empty() => Some("words"),
            _ => None,
        };
        html! {
            <td key={place} class={classes!(kind, beat)} data-field={column.field.clone()}>
                { written(column, &row, &Scope { row: Some(&row), ..Scope::default() }) }
            </td>
        }
    });
    let entry = props.entry.map(|beat| format!("new-{beat}"));
    let Listeners { onfocus, onclick, onkeydown } = at.listeners();
    html! {
        <tr data-row={at.id.clone()} tabindex={at.tabindex()} {onfocus} {onclick} {onkeydown}
            aria-rowindex={at.place.map(|place| (place + 2).to_string())} aria-selected={at.selected}
            class={classes!(entry, at.gone.then_some("gone"))}>
            <>{ for cells }</>
            if props.has_actions {
                <td key="actions" class="actions">
                    if at.gone {
                        <span class="quiet">{ "gone" }</span>
                    } else {
                        <RowActions panel={at.panel.clone()} row={at.row.clone()} reachable={at.first} onrun={props.onrun.clone()} />
                    }
                </td>
            }
        </tr>
    }
}
