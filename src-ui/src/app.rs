//! The window: from loading to its panels, and every state in between.

use crate::chrome::{Edited, Gate, Header, LeaveDialog, Notices, Refusing, SignInForm, Stop, broken, gate};
use crate::connections::Connection;
use crate::hooks::{use_effect_with, use_link, use_memo, use_opening, use_store, use_topic};
use crate::panels::Grid;
use crate::refusal;
use crate::store::{Opening, Phase, Store, Topic, visible};
use oriel_wire::Link;
use std::rc::Rc;
use yew::prelude::*;

/// The whole window.
#[component]
pub fn App() -> Html {
    let store = (*use_memo((), |()| Store::new(visible()))).clone();
    use_effect_with(store.clone(), |store| store.start());
    html! {
        <ContextProvider<Store> context={store}>
            <Stage />
            <Notices />
        </ContextProvider<Store>>
    }
}

/// What the window shows now.
#[component]
fn Stage() -> Html {
    use_topic(Topic::Phase);
    let store = use_store();
    let again = {
        let store = store.clone();
        Callback::from(move |()| store.open())
    };
    match store.phase() {
        // Nothing is drawn at first: opening takes some milliseconds, and a flash of words none.
        Phase::Loading => html! {
            <main class="stage" data-state="loading" aria-busy="true">
                <p class="late quiet">{ "Opening the board…" }</p>
            </main>
        },
        Phase::Failed(reason) => gate(Gate {
            state: "failed",
            title: "This window has lost the application",
            reason: &reason,
            next: None,
            way: ("Try again", &again),
            second: None,
        }),
        Phase::Broken { file, problems } => broken(file, &problems, &again),
        Phase::Open(opening) => html! {
            <ContextProvider<Rc<Opening>> key={opening.epoch} context={opening.clone()}>
                <Opened />
            </ContextProvider<Rc<Opening>>>
        },
    }
}

/// An open board: its panels, or what stands between the person and them.
#[component]
fn Opened() -> Html {
    let handle = use_link();
    let opening = use_opening();
    let store = use_store();
    let several = opening.view.backends.len() > 1;
    let asked = opening.sign_ins.iter().find(|sign_in| {
        let missing = sign_in.backends.iter().any(|backend| handle.connections.is_signed_out(backend));
        missing && !store.is_put_off(&sign_in.secret)
    });
    let body = match asked {
        Some(sign_in) => html! {
            <SignInForm key={sign_in.secret.clone()} sign_in={sign_in.clone()} optional={several} />
        },
        None => {
            let stops = handle.connections.iter().filter_map(|(backend, connection)| match &connection.link.value {
                Link::Refused { why, reason } => Some(html! {
                    <Stop key={backend.to_owned()} backend={backend.to_owned()} why={*why} reason={reason.clone()} />
                }),
                // What was accepted before may be again: nothing gives way.
                _ => connection.refusal.map(|why| {
                    html! {
                        <Refusing key={backend.to_owned()} backend={backend.to_owned()} {why} />
                    }
                }),
            });
            let instead = |connection: &Connection| matches!(connection.link.value, Link::Refused { why, .. } if refusal::instead_of_panels(why));
            let grid = several || !handle.connections.iter().any(|(_, connection)| instead(connection));
            html! {
                <>
                    { for stops }
                    if grid {
                        <Grid />
                    }
                </>
            }
        }
    };
    html! {
        <>
            <Header />
            <Edited />
            { body }
            <LeaveDialog />
        </>
    }
}
