//! The frame of a panel: title, age, filters, actions, and what is wrong.

use super::age::QueryAge;
use super::body::{Body, Sight};
use super::find::Find;
use super::head::{HeadActions, Progress, Saving};
use super::put_off::PutOff;
use super::signed_out::SignedOut;
use super::{FailureStrip, Run};
use crate::chrome::{ActionDialog, VarFilter};
use crate::clock::now;
use crate::hooks::{use_callback, use_link, use_opening, use_presence, use_state, use_state_eq, use_store, use_vars};
use crate::store::{Paging, Part};
use crate::subject::subject;
use crate::unset::steps;
use oriel_board::PanelKind;
use oriel_query::{FailureKind, Key, Looks};
use std::rc::Rc;
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
    let connections = use_link().connections;
    match opening.view.panels.get(props.name.as_str()) {
        // Nothing is asked for: nobody is there to ask for it.
        Some(panel) if connections.is_signed_out(opening.backend_of(&panel.query)) => html! {
            <SignedOut name={props.name.clone()} title={panel.title.clone()}
                backend={opening.backend_of(&panel.query).to_owned()} />
        },
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
    let store = use_store();
    let vars = use_vars();
    // The frame shows whether there is data, never what it says.
    let seen =
        use_presence(&props.query, Looks::DATA | Looks::ERROR | Looks::PAUSED | Looks::STALE | Looks::OPTIMISTIC);
    let explained = use_state(|| false);
    // What is looked for; `None` while the quick filter is closed.
    let find =
        use_state_eq(|| store.place(&props.name, Part::Find).as_str().map(|text| AttrValue::from(text.to_owned())));
    let onfind = {
        let of = (find.setter(), store.clone(), props.name.clone());
        use_callback(of, |text: Option<AttrValue>, (find, store, name)| {
            store.keep(name, Part::Find, text.as_deref().into());
            find.set(text);
        })
    };
    let onclear = use_callback(onfind.clone(), |(), onfind| onfind.emit(None));
    let runs = use_reducer(Runs::default);
    let panel = opening.view.panels.get(props.name.as_str());
    let of = (runs.dispatcher(), panel.map(|panel| panel.kind.clone()), seen.key.clone().ok());
    let onrun = use_callback(of, |run: Run, (runs, kind, key)| {
        // Said as it is now: the rows move on behind the dialog.
        let subject = kind.as_ref().and_then(|kind| subject(kind, &run.row, now()));
        runs.dispatch(Step::Begin(Begun { run, key: key.clone(), subject: subject.map(AttrValue::from) }));
    });
    let Some(panel) = panel else { return Html::default() };

    let title_id = format!("panel-{}", props.name);
    let backend = opening.backend_of(&props.query).to_owned();
    let every = opening.view.queries.get(props.query.as_str()).and_then(|query| query.every);
    let kind = match panel.kind {
        PanelKind::Stat { .. } => "stat",
        PanelKind::Table { .. } => "table",
        PanelKind::List { .. } => "list",
        PanelKind::Chart { .. } => "chart",
        PanelKind::Detail { .. } => "detail",
        PanelKind::Log { .. } => "log",
        PanelKind::Json { .. } => "json",
        PanelKind::Text { .. } => "text",
    };
    let findable = matches!(panel.kind, PanelKind::Table { .. } | PanelKind::List { .. } | PanelKind::Log { .. });
    let dialogs = runs.all.iter().map(|(id, Begun { run, key, subject })| {
        let (id, runs) = (*id, runs.dispatcher());
        let onend = Callback::from(move |()| runs.dispatch(Step::End(id)));
        html! {
            <ActionDialog key={id} action={run.action.clone()} row={run.row.clone()} key_of_row={key.clone()}
                subject={subject.clone()} {onend} />
        }
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
    let there = seen.part.is_some();
    let failure = seen.status.error.clone().filter(|f| f.kind != FailureKind::Cancelled || !there);
    // A further page that did not come is said where it would stand.
    let paging = seen.key.as_ref().map(|key| store.paging(key)).unwrap_or_default();
    let failure = failure.filter(|failure| paging != Paging::Failed(failure.clone()));
    let lacks = opening.view.lacks(panel, &vars.values);
    let sight = match &seen.key {
        _ if !lacks.is_empty() => Sight::Unset(steps(&opening.view, &opening.window, &props.name, &lacks)),
        // The board was changed while this was painted.
        Err(reason) => Sight::Unset(vec![reason.clone()]),
        Ok(_) if there => Sight::There,
        Ok(_) if failure.is_some() => Sight::Failed,
        Ok(_) if seen.status.paused => Sight::Waiting,
        Ok(_) => Sight::Loading,
    };
    html! {
        <section
            class={classes!("panel", kind, failure.is_some().then_some("failing"))}
            data-panel={props.name.clone()}
            data-kind={kind}
            data-find={findable.then_some("")}
            data-stale={seen.status.stale.to_string()}
            data-optimistic={seen.status.optimistic.then_some("true")}
            aria-labelledby={title_id.clone()}
            aria-busy={(sight == Sight::Loading).to_string()}
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
                <>{ for panel.filter.iter().map(|name| html! { <VarFilter key={name.clone()} name={name.clone()} /> }) }</>
                <span class="spacer" />
                // In each other's place: what a person has just clicked must not move under the pointer.
                if seen.status.optimistic {
                    <Saving />
                } else {
                    <QueryAge query={props.query.clone()} />
                }
                // Before there are rows too: nothing in the head moves when they come.
                if findable {
                    <Find text={(*find).clone()} {onfind} />
                }
                <HeadActions name={props.name.clone()} query={props.query.clone()} onrun={onrun.clone()} />
            </header>
            <Progress query={props.query.clone()} />
            if let Some(failure) = failure {
                <FailureStrip {failure} {backend} kept={there} again={seen.again} paused={seen.status.paused} {every} onretry={seen.refetch.clone()} />
            } else if let Some(at) = seen.again.filter(|_| seen.status.error.is_none() && !seen.status.paused) {
                <PutOff {at} kept={there} onretry={seen.refetch.clone()} />
            }
            <Body name={props.name.clone()} query={props.query.clone()} {sight} {onrun}
                find={(*find).clone().unwrap_or_default()} {onclear} />
            // In a node of their own: siblings are counted from the end, and one more would make all of them anew.
            <>{ for dialogs }</>
        </section>
    }
}

/// Actions under way; each has its own dialog, and they do not wait for each other.
#[derive(Default, PartialEq)]
struct Runs {
    all: Vec<(u64, Begun)>,
    next: u64,
}

/// An action that a person has begun.
#[derive(Clone, PartialEq)]
struct Begun {
    run: Run,
    /// The key of the data that its row is of.
    key: Option<Key>,
    /// What it acts on, in the row's words of that moment.
    subject: Option<AttrValue>,
}

/// What happens to them.
enum Step {
    Begin(Begun),
    End(u64),
}

impl Reducible for Runs {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        let mut all = self.all.clone();
        let mut next = self.next;
        match step {
            Step::Begin(begun) => {
                all.push((next, begun));
                next += 1;
            }
            Step::End(ended) => all.retain(|(id, _)| *id != ended),
        }
        Rc::new(Self { all, next })
    }
}
