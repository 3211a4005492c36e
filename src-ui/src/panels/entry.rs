//! One line of a log: painted again only when something in it is different.

use super::badge::badge;
use super::placed::{Listeners, Placed};
use crate::clock::now;
use crate::field::{coloured, plain};
use crate::format::{self, When, locale};
use crate::hooks::use_opening;
use oriel_board::{PanelKind, Scope, field};
use serde_json::Value;
use yew::prelude::*;

/// Properties of [`Entry`].
#[derive(Properties, PartialEq)]
pub(super) struct EntryProps {
    /// The row, in its place.
    pub(super) at: Placed,
    /// The highlight of a line that is new.
    pub(super) beat: Option<&'static str>,
    /// How many there are, where not all are painted; -1 where nobody knows.
    pub(super) total: Option<i64>,
}

/// A line of a log: its time, its level as a word in its colour, and what it says.
#[component]
pub(super) fn Entry(props: &EntryProps) -> Html {
    let opening = use_opening();
    let at = &props.at;
    let kind = opening.view.panels.get(at.panel.as_str()).map(|panel| &panel.kind);
    let Some(PanelKind::Log { line, time, level, colours }) = kind else { return Html::default() };
    let row = &at.row.value();
    let text = format::filled(line, &Scope { row: Some(row), ..Scope::default() }).unwrap_or_else(|_| "–".to_owned());
    let written = time.as_ref().map(|time| When::read(field(row, time).unwrap_or(&Value::Null)));
    let level = level.as_ref().and_then(|level| field(row, level)).filter(|level| !level.is_null());
    let level = level.map(|level| {
        let word = plain(level);
        let colour = coloured(colours, level, &word);
        (word, colour)
    });
    let Listeners { onfocus, onclick, onkeydown } = at.listeners();
    html! {
        <li data-row={at.id.clone()} tabindex={at.tabindex()} {onfocus} {onclick} {onkeydown}
            role={at.selected.is_some().then_some("option")} aria-selected={at.selected}
            aria-posinset={at.place.map(|place| (place + 1).to_string())} aria-setsize={props.total.map(|total| total.to_string())}
            class={classes!(props.beat.map(|beat| format!("new-{beat}")), at.gone.then_some("gone"))}>
            if let Some(at) = written {
                <time data-field="time" title={at.map(When::in_full)}>
                    { at.map_or_else(|| "–".to_owned(), time_of_day) }
                </time>
            }
            if let Some((word, colour)) = level {
                <span class="level" data-field="level">{ badge(&word, colour) }</span>
            }
            <span class="text" dir="auto" data-field="line" title={text.clone()}>{ text }</span>
        </li>
    }
}

/// The time of day; of another day, with that day. A day has no time.
fn time_of_day(at: When) -> String {
    let day = at.short_day();
    let When::Moment(ms) = at else { return day };
    let clock = locale::clock_with_seconds(ms);
    if day == locale::short_day(now()) { clock } else { format!("{day}, {clock}") }
}
