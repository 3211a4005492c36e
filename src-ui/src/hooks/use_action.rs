//! An action of the board, run from a component.

use super::{use_callback, use_effect_with, use_opening, use_state, use_store};
use crate::waiting::{said, uncertain};
use oriel_query::{Failure, Key};
use oriel_wire::Acted;
use serde_json::{Map, Value};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How far an action is.
#[derive(Debug, Clone, PartialEq)]
pub enum ActionState {
    /// It was not run yet.
    Idle,
    /// The backend has not answered yet.
    Busy,
    /// The backend accepted.
    Done,
    /// It will be sent later; the head of every window lists it until then. Why no connection
    /// could be made, where that was tried.
    Waits(Option<Failure>),
    /// It was sent, and no answer came: it may have happened or not.
    Uncertain(Failure),
    /// It did not happen; what was shown in advance has been taken back.
    Failed(Failure),
}

/// What an action is run with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// The row it acts on, as this window shows it, and the key of its data. The core is only told which one it
    /// is: the values that are sent are its own.
    pub row: Option<(Key, Value)>,
    /// What a person filled into the form.
    pub form: Map<String, Value>,
    /// The fields of the form that hold what they began with.
    pub untouched: Vec<String>,
}

/// An action and its state.
#[derive(Clone, PartialEq)]
pub struct ActionHandle {
    /// Runs it. While it is busy another run is ignored: a double click is one refund.
    pub run: Callback<Given>,
    /// How the last run went.
    pub state: ActionState,
}

/// An action of the board. What it changes in advance shows in every window at once.
///
/// ```
/// use oriel_query::Key;
/// use oriel_ui::hooks::{ActionState, Given, use_action};
/// use serde_json::json;
/// use yew::prelude::*;
///
/// #[component]
/// fn MarkRead() -> Html {
///     let action = use_action("mark-read");
///     let busy = action.state == ActionState::Busy;
///     let row = (Key::named("notifications"), json!({ "id": "n_1" }));
///     let onclick = move |_| action.run.emit(Given { row: Some(row.clone()), ..Given::default() });
///     html! { <button disabled={busy} {onclick}>{ "Mark as read" }</button> }
/// }
/// ```
#[hook]
pub fn use_action(name: &str) -> ActionHandle {
    let store = use_store();
    let opening = use_opening();
    let state = use_state(|| ActionState::Idle);
    // Beside the state, which changes with the next render only.
    let busy = use_mut_ref(|| false);
    // Who closes a dialog while the backend still thinks must hear of a failure all the same.
    let gone = use_mut_ref(|| false);
    {
        let gone = gone.clone();
        use_effect_with((), move |()| {
            move || {
                gone.replace(true);
            }
        });
    }
    let run = {
        let state = state.setter();
        let label = opening.view.actions.get(name).map_or_else(|| name.to_owned(), |action| action.label.clone());
        use_callback((store, name.to_owned(), label), move |given: Given, (store, name, label)| {
            if busy.replace(true) {
                return;
            }
            state.set(ActionState::Busy);
            let (store, name, label, state) = (store.clone(), name.clone(), label.clone(), state.clone());
            let (busy, gone) = (busy.clone(), gone.clone());
            spawn_local(async move {
                let acted = store.act(&name, given).await;
                busy.replace(false);
                if *gone.borrow() {
                    match acted {
                        Acted::Failed { failure } => store.notice(format!("{label} failed: {}", said(&failure)), true),
                        Acted::Uncertain { .. } => store.notice(uncertain(&label), true),
                        // What waits stands in the head of the window.
                        Acted::Done { .. } | Acted::Waits { .. } => {}
                    }
                    return;
                }
                state.set(match acted {
                    Acted::Done { .. } => ActionState::Done,
                    Acted::Failed { failure } => ActionState::Failed(failure),
                    Acted::Waits { why } => ActionState::Waits(why),
                    Acted::Uncertain { failure } => ActionState::Uncertain(failure),
                });
            });
        })
    };
    ActionHandle { run, state: (*state).clone() }
}
