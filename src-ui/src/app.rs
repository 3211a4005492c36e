//! The window: from loading to its panels, and every state in between.

use crate::chrome::{Broken, Edited, Gate, Header, LeaveDialog, Notices, SignInForm};
use crate::hooks::{use_link, use_store, use_topic};
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
        Phase::Failed(reason) => html! {
            <Gate
                state="failed"
                title="This window has lost the application"
                {reason}
                action="Try again"
                onaction={again}
            />
        },
        Phase::Broken { file, problems } => html! { <Broken {file} {problems} onagain={again} /> },
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
    let body = match &handle.link.value {
        Link::SignedOut => html! { <SignInForm /> },
        Link::Refused { why, reason } if refusal::instead_of_panels(*why) => html! {
            <Gate
                state="refused"
                title={refusal::title(*why)}
                reason={refusal::sentence(reason)}
                next={refusal::next(*why)}
                action="Try again"
                onaction={handle.retry.clone()}
                second="Sign out"
                onsecond={handle.sign_out.clone()}
            />
        },
        Link::Refused { why, reason } => html! {
            <>
                <p class="stopped" role="alert">{ refusal::told(reason, *why) }</p>
                <Grid />
            </>
        },
        _ => html! { <Grid /> },
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
