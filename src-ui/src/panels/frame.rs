//! The frame of a panel: title, age, filters, actions, and what is wrong.

use super::body::Body;
use super::{Age, FailureStrip, Run};
use crate::chrome::{ActionDialog, VarSelect};
use crate::hooks::{use_link, use_opening, use_query, use_second, use_vars};
use crate::pill::troubled;
use oriel_board::{PanelKind, Scope};
use oriel_query::FailureKind;
use serde_json::Value;
use yew::prelude::*;

/// Properties of [`Panel`].
#[derive(Properties, PartialEq)]
pub struct PanelProps {
    /// The panel's name on the board.
    pub name: AttrValue,
}

/// One panel. A panel that fails does not take its window along.
#[component]
pub fn Panel(props: &PanelProps) -> Html {
    let opening = use_opening();
    match opening.view.panels.get(props.name.as_str()) {
        Some(panel) => html! { <Framed name={props.name.clone()} query={panel.query.clone()} /> },
        None => html! {
            <section class="panel" data-panel={props.name.clone()}>
                <p class="empty">{ format!("The board has no panel \u{201c}{}\u{201d}.", props.name) }</p>
            </section>
        },
    }
}

#[derive(Properties, PartialEq)]
struct FramedProps {
    name: AttrValue,
    query: AttrValue,
}

#[component]
fn Framed(props: &FramedProps) -> Html {
    let opening = use_opening();
    let vars = use_vars();
    let query = use_query(&props.query);
    let explained = use_state(|| false);
    // Actions under way; each has its own dialog, and they do not wait for each other.
    let runs = use_state(Vec::<(u64, Run)>::new);
    let next_run = use_mut_ref(|| 0_u64);
    let onrun = {
        let runs = runs.clone();
        Callback::from(move |run: Run| {
            let id = next_run.replace_with(|id| *id + 1);
            let mut all = (*runs).clone();
            all.push((id, run));
            runs.set(all);
        })
    };
    let Some(panel) = opening.view.panels.get(props.name.as_str()) else { return Html::default() };

    let title_id = format!("panel-{}", props.name);
    let kind = match panel.kind {
        PanelKind::Stat { .. } => "stat",
        PanelKind::Table { .. } => "table",
        PanelKind::List { .. } => "list",
        PanelKind::Chart { .. } => "chart",
    };
    let scope = Scope { var: Some(&vars.values), data: query.data.as_deref(), ..Scope::default() };
    let head_actions =
        panel.actions.iter().filter_map(|name| {
            let action = opening.view.actions.get(name).filter(|action| !action.on_row())?;
            let run = Run { action: name.as_str().into(), row: Value::Null };
            let onclick = onrun.reform(move |_: MouseEvent| run.clone());
            action.offered(&scope).then(|| html! {
            <button key={name.clone()} type="button" data-action={name.clone()} {onclick}>{ &action.label }</button>
        })
        });
    let dialogs = runs.iter().map(|(id, run)| {
        let id = *id;
        let runs = runs.clone();
        let onend = Callback::from(move |()| {
            runs.set(runs.iter().filter(|(other, _)| *other != id).cloned().collect());
        });
        html! { <ActionDialog key={id} action={run.action.clone()} row={run.row.clone()} {onend} /> }
    });
    let explain = {
        let explained = explained.clone();
        Callback::from(move |_: MouseEvent| explained.set(!*explained))
    };
    let hide = {
        let explained = explained.setter();
        Callback::from(move |_: FocusEvent| explained.set(false))
    };
    let escape = {
        let explained = explained.setter();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                explained.set(false);
            }
        })
    };
    // A fetch that was given up because nobody waited any more is not a person's concern.
    let failure = query.status.error.clone().filter(|f| f.kind != FailureKind::Cancelled || query.data.is_none());
    let working = query.asking && !query.status.paused;
    html! {
        <section
            class={classes!("panel", kind, failure.is_some().then_some("failing"))}
            data-panel={props.name.clone()}
            data-rev={query.rev.map(|rev| rev.0.to_string())}
            data-stale={query.status.stale.to_string()}
            data-optimistic={query.status.optimistic.then_some("true")}
            aria-labelledby={title_id.clone()}
            aria-busy={(query.data.is_none() && query.asking).to_string()}
        >
            <header>
                <h2 id={title_id}>{ &panel.title }</h2>
                if let Some(about) = &panel.about {
                    <span class="about" onfocusout={hide} onkeydown={escape}>
                        <button class="icon" type="button" aria-expanded={explained.to_string()}
                            aria-label={format!("About {}", panel.title)} title={about.clone()} onclick={explain}>
                            <svg viewBox="0 0 16 16" aria-hidden="true">
                                <circle cx="8" cy="8" r="5.5" /><path d="M8 7.4v3.4M8 5v.6" />
                            </svg>
                        </button>
                        if *explained {
                            <p class="bubble" role="note">{ about }</p>
                        }
                    </span>
                }
                { for panel.filter.iter().map(|name| html! { <VarSelect key={name.clone()} name={name.clone()} /> }) }
                <span class="spacer" />
                if query.status.optimistic {
                    <span class="saving">{ "saving…" }</span>
                }
                if let Some(at) = query.age {
                    <Age {at} />
                }
                { for head_actions }
            </header>
            <Progress {working} />
            if let Some(failure) = failure {
                <FailureStrip {failure} kept={query.data.is_some()} onretry={query.refetch.clone()} />
            }
            <Body name={props.name.clone()} query={query.clone()} {onrun} />
            { for dialogs }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct ProgressProps {
    working: bool,
}

/// A thin bar, which the style sheet shows after 150 ms only. While the link is down a fetch waits
/// for it, and nothing is in progress.
#[component]
fn Progress(props: &ProgressProps) -> Html {
    let link = use_link();
    let now = use_second();
    let shown = props.working && !troubled(&link.link, now);
    html! { <div class={classes!("progress", shown.then_some("on"))} aria-hidden="true" /> }
}
