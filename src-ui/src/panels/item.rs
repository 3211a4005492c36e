//! One row of a list: painted again only when something in it is different.

use super::choose::listeners;
use super::{Ago, RowActions, Run};
use crate::format;
use crate::hooks::use_opening;
use oriel_board::{PanelKind, Scope, Template, field};
use serde_json::Value;
use yew::prelude::*;

/// Properties of [`Item`].
#[derive(Properties, PartialEq)]
pub(super) struct ItemProps {
    /// The panel's name.
    pub(super) panel: AttrValue,
    /// The row's identity.
    pub(super) id: AttrValue,
    /// Its members.
    pub(super) row: Value,
    /// Its highlight.
    pub(super) beat: Option<String>,
    /// The arrow keys are on it.
    pub(super) first: bool,
    /// Where it stands among all rows, from the top.
    pub(super) place: usize,
    /// How many there are; -1 where nobody knows.
    pub(super) total: i64,
    /// Whether it is the chosen one; `None` where rows cannot be chosen.
    pub(super) selected: Option<&'static str>,
    /// A person chose it.
    pub(super) onchoose: Option<Callback<Value>>,
    /// It left the data while the order stood still.
    pub(super) gone: bool,
    /// It took the focus.
    pub(super) onfocus: Callback<AttrValue>,
    /// Runs an action.
    pub(super) onrun: Callback<Run>,
}

/// A row of a list.
#[component]
pub(super) fn Item(props: &ItemProps) -> Html {
    let opening = use_opening();
    let kind = opening.view.panels.get(props.panel.as_str()).map(|panel| &panel.kind);
    let Some(PanelKind::List { primary, secondary, time, done }) = kind else { return Html::default() };
    let row = &props.row;
    let at = time.as_ref().and_then(|time| format::moment(field(row, time)?));
    let finished = is_done(done.as_deref(), row);
    let onfocus = {
        let (onfocus, id) = (props.onfocus.clone(), props.id.clone());
        move |_: FocusEvent| onfocus.emit(id.clone())
    };
    let (onclick, onkeydown) = listeners(props.onchoose.as_ref(), row);
    let (primary, secondary) = (text(primary, row), secondary.as_ref().map(|secondary| text(secondary, row)));
    html! {
        <li data-row={props.id.clone()} tabindex={if props.first { "0" } else { "-1" }} {onfocus} {onclick} {onkeydown}
            role={props.selected.is_some().then_some("option")} aria-selected={props.selected}
            aria-posinset={(props.place + 1).to_string()} aria-setsize={props.total.to_string()}
            data-done={done.is_some().then(|| finished.to_string())}
            class={classes!(props.beat.clone(), finished.then_some("done"), props.gone.then_some("gone"))}>
            if done.is_some() {
                <span class="mark" title={if finished { "" } else { "New" }}>
                    if !finished {
                        <span class="unseen">{ "New: " }</span>
                    }
                </span>
            }
            <div class="text">
                <p class="primary-line" data-field="primary" title={primary.clone()}>{ primary }</p>
                if let Some(secondary) = secondary {
                    <p class="secondary-line" data-field="secondary" title={secondary.clone()}>{ secondary }</p>
                }
            </div>
            <div class="side">
                if let Some(at) = at {
                    <Ago {at} />
                }
                if !props.gone {
                    <RowActions panel={props.panel.clone()} row={row.clone()} reachable={props.first} onrun={props.onrun.clone()} />
                }
            </div>
        </li>
    }
}

/// A line of a row.
pub(super) fn text(template: &Template, row: &Value) -> String {
    template.text(&Scope { row: Some(row), ..Scope::default() }).unwrap_or_default()
}

/// The row stands back: its field `done` is true.
pub(super) fn is_done(done: Option<&str>, row: &Value) -> bool {
    done.is_some_and(|done| field(row, done).is_some_and(|value| value.as_bool() == Some(true)))
}
