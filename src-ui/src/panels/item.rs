//! One row of a list: painted again only when something in it is different.

use super::placed::{Listeners, Placed};
use super::{Ago, RowActions, Run};
use crate::format::{When, filled};
use crate::hooks::use_opening;
use oriel_board::{PanelKind, Scope, Template, field};
use serde_json::Value;
use yew::prelude::*;

/// Properties of [`Item`].
#[derive(Properties, PartialEq)]
pub(super) struct ItemProps {
    /// The row, in its place.
    pub(super) at: Placed,
    /// Its highlight.
    pub(super) beat: Option<String>,
    /// How many there are, where not all are painted; -1 where nobody knows.
    pub(super) total: Option<i64>,
    /// Runs an action.
    pub(super) onrun: Callback<Run>,
}

/// A row of a list.
#[component]
pub(super) fn Item(props: &ItemProps) -> Html {
    let opening = use_opening();
    let at = &props.at;
    let kind = opening.view.panels.get(at.panel.as_str()).map(|panel| &panel.kind);
    let Some(PanelKind::List { primary, secondary, time, done }) = kind else { return Html::default() };
    let row = &at.row.value();
    let moment = time.as_ref().and_then(|time| When::read(field(row, time)?));
    let finished = is_done(done.as_deref(), row);
    let Listeners { onfocus, onclick, onkeydown } = at.listeners();
    let (primary, secondary) = (text(primary, row), secondary.as_ref().map(|secondary| text(secondary, row)));
    html! {
        <li data-row={at.id.clone()} tabindex={at.tabindex()} {onfocus} {onclick} {onkeydown}
            role={at.selected.is_some().then_some("option")} aria-selected={at.selected}
            aria-posinset={at.place.map(|place| (place + 1).to_string())} aria-setsize={props.total.map(|total| total.to_string())}
            data-done={done.is_some().then(|| finished.to_string())}
            class={classes!(props.beat.clone(), finished.then_some("done"), at.gone.then_some("gone"))}>
            if done.is_some() {
                <span class="mark" title={if finished { "" } else { "New" }}>
                    if !finished {
                        <span class="unseen">{ "New: " }</span>
                    }
                </span>
            }
            <div class="text">
                <p class="primary-line" dir="auto" data-field="primary" title={primary.clone()}>{ primary }</p>
                if let Some(secondary) = secondary {
                    <p class="secondary-line" dir="auto" data-field="secondary" title={secondary.clone()}>{ secondary }</p>
                }
            </div>
            <div class="side">
                if let Some(at) = moment {
                    <Ago {at} />
                }
                if !at.gone {
                    <RowActions panel={at.panel.clone()} row={at.row.clone()} reachable={at.first} onrun={props.onrun.clone()} />
                }
            </div>
        </li>
    }
}

/// A line of a row.
pub(super) fn text(template: &Template, row: &Value) -> String {
    filled(template, &Scope { row: Some(row), ..Scope::default() }).unwrap_or_default()
}

/// The row stands back: its field `done` is true.
pub(super) fn is_done(done: Option<&str>, row: &Value) -> bool {
    done.is_some_and(|done| field(row, done).is_some_and(|value| value.as_bool() == Some(true)))
}
