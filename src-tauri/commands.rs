//! What a window may ask. Every command is answered for the window it came from, whatever the page
//! says; answers with data are raw bytes, since they may be large.
//!
//! What can hold a number of a backend crosses as the text of JSON, in both directions: the page's own numbers
//! end at 2^53, and would make another of it.

use crate::editing::{Why, reload};
use crate::house::{House, Room, State};
use crate::windows;
use oriel_query::{Answer, Key, Rev, Side, WindowId};
use oriel_session::{Came, Session};
use oriel_wire::{Act, Opened};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::sync::Arc;
use tauri::ipc::Response;
use tauri::{AppHandle, Manager as _, State as Managed, WebviewWindow};

/// Why a command was refused, for a person.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal {
    message: String,
}

impl<E: std::fmt::Display> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self { message: error.to_string() }
    }
}

fn session(house: &House) -> Result<Session, Refusal> {
    house.session().ok_or_else(|| Refusal::from("no board is open"))
}

fn id(window: &WebviewWindow) -> WindowId {
    WindowId::from(window.label())
}

fn bytes(answer: &impl Serialize) -> Result<Response, Refusal> {
    Ok(Response::new(serde_json::to_vec(answer)?))
}

/// Data, and its rows as they are kept.
fn rows(answer: &Answer) -> Result<Response, Refusal> {
    Ok(Response::new(answer.write()?))
}

/// An argument that the page hands over as the text of its JSON.
pub(crate) struct Written<T>(T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        serde_json::from_str(&text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// The page has registered its listener and asks what to show. A broken board is read again.
#[tauri::command]
pub(crate) async fn open(
    app: AppHandle,
    window: WebviewWindow,
    house: Managed<'_, House>,
) -> Result<Response, Refusal> {
    if matches!(house.state(), State::Broken { .. }) {
        reload(&app, Why::Edited).await;
    }
    match house.state() {
        State::Broken { file, problems } => bytes(&Opened::Broken { file, problems }),
        State::Open(session) => {
            windows::follow(&window, &house, &session);
            let room = |room: &Room| (room.window.clone(), room.chosen.clone(), room.kept.clone());
            let (shown, chosen, kept) = house.rooms().get(window.label()).map(room).unwrap_or_default();
            bytes(&Opened::Board {
                view: session.board().view.clone(),
                window: shown,
                sign_ins: session.sign_ins(),
                problems: house.problems(),
                chosen,
                kept,
            })
        }
    }
}

#[tauri::command]
pub(crate) async fn mount(
    window: WebviewWindow,
    house: Managed<'_, House>,
    key: Written<Key>,
) -> Result<Response, Refusal> {
    rows(&session(&house)?.mount(&id(&window), key.0).await)
}

#[tauri::command]
pub(crate) async fn unmount(
    window: WebviewWindow,
    house: Managed<'_, House>,
    key: Written<Key>,
) -> Result<(), Refusal> {
    session(&house)?.unmount(&id(&window), key.0);
    Ok(())
}

/// Answers when the flight that it starts or joins has landed.
#[tauri::command]
pub(crate) async fn fetch(
    window: WebviewWindow,
    house: Managed<'_, House>,
    key: Written<Key>,
    known: Option<Rev>,
    force: bool,
) -> Result<Response, Refusal> {
    rows(&session(&house)?.fetch(&id(&window), key.0, known, force).await)
}

/// Answers when one more page of a paged query is there.
#[tauri::command]
pub(crate) async fn more(
    window: WebviewWindow,
    house: Managed<'_, House>,
    key: Written<Key>,
    known: Option<Rev>,
    side: Side,
) -> Result<Response, Refusal> {
    rows(&session(&house)?.more(&id(&window), key.0, known, side).await)
}

/// The text that the data of a key at this revision was read of: bytes, empty where none was kept; `null` where there
/// is newer data.
#[tauri::command]
pub(crate) async fn text(house: Managed<'_, House>, key: Written<Key>, rev: Rev) -> Result<Response, Refusal> {
    match session(&house)?.text(key.0, rev).await {
        Came::Text(text) => Ok(Response::new(Arc::unwrap_or_clone(text))),
        Came::Unkept => Ok(Response::new(Vec::new())),
        Came::MovedOn => Ok(Response::new("null".to_owned())),
    }
}

/// The window has these pages of a paged query in sight, from `start` up to but not including `end`.
#[tauri::command]
pub(crate) async fn in_sight(
    window: WebviewWindow,
    house: Managed<'_, House>,
    key: Written<Key>,
    start: usize,
    end: usize,
) -> Result<(), Refusal> {
    session(&house)?.in_sight(&id(&window), key.0, start..end);
    Ok(())
}

#[tauri::command]
pub(crate) async fn show(window: WebviewWindow, house: Managed<'_, House>, visible: bool) -> Result<(), Refusal> {
    session(&house)?.show(&id(&window), visible);
    Ok(())
}

#[tauri::command]
pub(crate) async fn focus(window: WebviewWindow, house: Managed<'_, House>) -> Result<(), Refusal> {
    session(&house)?.focus(&id(&window));
    Ok(())
}

/// A person chose a value for a variable of this window, or none (`null`): kept for the page that comes after this one.
/// Not async, so that two choices are kept in their order.
#[tauri::command]
#[allow(clippy::needless_pass_by_value)] // Commands are handed what they take.
pub(crate) fn choose(window: WebviewWindow, house: Managed<'_, House>, name: String, value: Written<Value>) {
    if let Some(room) = house.rooms().get_mut(window.label()) {
        room.chosen.insert(name, value.0);
    }
}

/// The page of this window wants to have something back when it is loaded anew: kept, as what [`choose`] is told.
#[tauri::command]
#[allow(clippy::needless_pass_by_value)] // Commands are handed what they take.
pub(crate) fn keep(window: WebviewWindow, house: Managed<'_, House>, name: String, value: Written<Value>) {
    if let Some(room) = house.rooms().get_mut(window.label()) {
        room.kept.insert(name, value.0);
    }
}

#[tauri::command]
pub(crate) async fn act(
    window: WebviewWindow,
    house: Managed<'_, House>,
    act: Written<Act>,
) -> Result<Response, Refusal> {
    bytes(&session(&house)?.act_from(&id(&window), act.0).await)
}

/// Takes back an action that waits to be sent.
#[tauri::command]
pub(crate) async fn withdraw(house: Managed<'_, House>, action: u64) -> Result<(), Refusal> {
    session(&house)?.withdraw(action);
    Ok(())
}

#[tauri::command]
pub(crate) async fn sign_in(house: Managed<'_, House>, secret: String, token: String) -> Result<(), Refusal> {
    Ok(session(&house)?.sign_in(&secret, &token).await?)
}

/// Signs out of the backends that ask for this secret; of all, where none is named.
#[tauri::command]
pub(crate) async fn sign_out(house: Managed<'_, House>, secret: Option<String>) -> Result<(), Refusal> {
    session(&house)?.sign_out(secret.as_deref());
    Ok(())
}

#[tauri::command]
pub(crate) async fn retry(house: Managed<'_, House>) -> Result<(), Refusal> {
    session(&house)?.retry();
    Ok(())
}

/// Reads the board's file again, on another profile of its backend where `profile` is given (empty: on none).
#[tauri::command]
pub(crate) async fn read_again(
    app: AppHandle,
    house: Managed<'_, House>,
    profile: Option<String>,
) -> Result<(), Refusal> {
    if let Some(profile) = profile {
        house.choose(Some(profile).filter(|profile| !profile.is_empty()));
    }
    reload(&app, Why::Asked).await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn open_window(app: AppHandle, id: String) -> Result<(), Refusal> {
    let house = app.state::<House>();
    let session = session(&house)?;
    if windows::open(&app, &session, &id).await? {
        Ok(())
    } else {
        Err(Refusal::from(format!("the board has no window `{id}`")))
    }
}
