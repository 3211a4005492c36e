//! What in a panel's frame moves more often than the frame: its actions and its progress.

use super::Run;
use super::put_off::{is_put_off, next_put_off};
use crate::clock;
use crate::hooks::{use_link, use_now, use_opening, use_presence, use_query_looks, use_vars, use_waiting};
use crate::pill::{next_troubled, troubled};
use crate::unset::before;
use oriel_board::Scope;
use oriel_query::Looks;
use serde_json::Value;
use yew::prelude::*;

/// Properties of [`HeadActions`].
#[derive(Properties, PartialEq)]
pub(super) struct HeadActionsProps {
    /// The panel's name.
    pub(super) name: AttrValue,
    /// Its query's name.
    pub(super) query: AttrValue,
    /// Runs an action.
    pub(super) onrun: Callback<Run>,
}

/// The actions of a panel that act on no row, where they are offered.
#[component]
pub(super) fn HeadActions(props: &HeadActionsProps) -> Html {
    let opening = use_opening();
    let vars = use_vars();
    // Whether an action is offered may depend on the data.
    let query = use_query_looks(&props.query, Looks::DATA);
    let Some(panel) = opening.view.panels.get(props.name.as_str()) else { return Html::default() };
    let scope = Scope { var: Some(&vars.values), data: query.data.as_ref().map(Into::into), ..Scope::default() };
    let buttons = panel.actions.iter().filter_map(|name| {
        let action = opening.view.actions.get(name).filter(|action| !action.on_row())?;
        let run = Run { action: name.as_str().into(), row: Value::Null };
        let onclick = props.onrun.reform(move |_: MouseEvent| run.clone());
        action.offered(&scope).then(|| {
            // It keeps its place, and says what it waits for.
            let before = before(&opening.view, &opening.window, &props.name, action, &vars.values);
            let disabled = before.is_some();
            html! {
                <button key={name.clone()} type="button" data-action={name.clone()} {disabled}
                    title={before} {onclick}>
                    { &action.label }
                </button>
            }
        })
    });
    let buttons: Vec<Html> = buttons.collect();
    if buttons.is_empty() {
        return Html::default();
    }
    html! { <span class="head-actions">{ buttons }</span> }
}

/// An optimistic change lies over the data; whether it is on its way.
#[component]
pub(super) fn Saving() -> Html {
    let waiting = use_waiting();
    let held = !waiting.actions.is_empty() && waiting.actions.iter().all(|action| !action.sending);
    html! { <span class="saving">{ if held { "not sent yet" } else { "saving…" } }</span> }
}

/// An answer that takes longer than this is waited for in sight, in milliseconds.
const LATE_MS: f64 = 150.0;

/// Properties of [`Progress`].
#[derive(Properties, PartialEq)]
pub(super) struct ProgressProps {
    /// The query's name.
    pub(super) query: AttrValue,
}

/// A thin bar, only where an answer takes longer than most do: for those nothing is painted. While the link is down, or
/// the backend asks for patience, a fetch waits for it, and nothing is in progress.
#[component]
pub(super) fn Progress(props: &ProgressProps) -> Html {
    let seen = use_presence(&props.query, Looks::FETCHING | Looks::PAUSED | Looks::ERROR);
    html! {
        <div class="progress" aria-hidden="true">
            if seen.asking && !seen.status.paused {
                <Working query={props.query.clone()} again={seen.again} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct WorkingProps {
    query: AttrValue,
    /// When it is asked, where that is not yet.
    again: Option<f64>,
}

#[component]
fn Working(props: &WorkingProps) -> Html {
    let opening = use_opening();
    let handle = use_link();
    let late = *use_memo((), |()| clock::now() + LATE_MS);
    let link = &handle.connections.of(opening.backend_of(&props.query)).link;
    let now = use_now(|now| {
        let next = [Some(late).filter(|late| *late > now), next_troubled(link, now), next_put_off(props.again, now)];
        next.into_iter().flatten().min_by(f64::total_cmp)
    });
    let shown = now >= late && !troubled(link, now) && !is_put_off(props.again, now);
    html! {
        if shown {
            <span />
        }
    }
}
