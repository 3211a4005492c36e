//! The commands of the core process, by name and with their types.

use crate::ipc::{IpcError, invoke, invoke_bytes, listen, written};
use oriel_query::{Answer, Call, Key, Rev};
use oriel_wire::{Act, Acted, BATCH, Batch, Opened};
use serde_json::{Value, json};
use std::ops::Range;

/// Follows the one batched event. Call it before [`open`], so that nothing is missed in between.
///
/// # Errors
/// The core is not there.
pub async fn follow(handle: impl Fn(Batch) + 'static) -> Result<(), IpcError> {
    listen(BATCH, handle).await
}

/// What this window shows.
///
/// # Errors
/// The core is not there.
pub async fn open() -> Result<Opened, IpcError> {
    invoke("open", &json!({})).await
}

/// Carries a call of the mirror. A `fetch` is long: it resolves when the flight lands.
///
/// # Errors
/// The core is not there or went away meanwhile.
pub async fn carry(call: &Call) -> Result<Answer, IpcError> {
    let key = written(call.key())?;
    match call {
        Call::Mount { .. } => answer("mount", &json!({ "key": key })).await,
        Call::Unmount { .. } => {
            let _: Value = invoke("unmount", &json!({ "key": key })).await?;
            Ok(Answer::Gone)
        }
        Call::Ask { known, force, .. } => answer("fetch", &json!({ "key": key, "known": known, "force": force })).await,
        Call::More { known, side, .. } => answer("more", &json!({ "key": key, "known": known, "side": side })).await,
    }
}

/// An answer with data: its rows stay the bytes that came.
async fn answer(command: &str, arguments: &Value) -> Result<Answer, IpcError> {
    let bytes = invoke_bytes(command, arguments).await?.unwrap_or_default();
    Answer::read(bytes).map_err(|error| IpcError(format!("The answer of `{command}` could not be read: {error}")))
}

/// The text that the data of a key at this revision was read of; empty where none was kept, and `None` where there is
/// newer data.
///
/// # Errors
/// The core is not there.
pub async fn text(key: &Key, rev: Rev) -> Result<Option<Vec<u8>>, IpcError> {
    invoke_bytes("text", &json!({ "key": written(key)?, "rev": rev })).await
}

/// Tells the core which pages of a key are in sight.
///
/// # Errors
/// The core is not there.
pub async fn in_sight(key: &Key, pages: &Range<usize>) -> Result<(), IpcError> {
    let Range { start, end } = pages;
    invoke::<_, Value>("in_sight", &json!({ "key": written(key)?, "start": start, "end": end })).await.map(drop)
}

/// Tells the core whether a person can see this window.
///
/// # Errors
/// The core is not there.
pub async fn show(visible: bool) -> Result<(), IpcError> {
    invoke::<_, Value>("show", &json!({ "visible": visible })).await.map(drop)
}

/// Tells the core that this window has the focus now.
///
/// # Errors
/// The core is not there.
pub async fn focus() -> Result<(), IpcError> {
    invoke::<_, Value>("focus", &json!({})).await.map(drop)
}

/// Has the core keep what a person chose for a variable of this window, should its page be loaded anew.
///
/// # Errors
/// The core is not there.
pub async fn choose(name: &str, value: &Value) -> Result<(), IpcError> {
    invoke::<_, Value>("choose", &json!({ "name": name, "value": written(value)? })).await.map(drop)
}

/// Has the core keep something of this window, should its page be loaded anew.
///
/// # Errors
/// The core is not there.
pub async fn keep(name: &str, value: &Value) -> Result<(), IpcError> {
    invoke::<_, Value>("keep", &json!({ "name": name, "value": written(value)? })).await.map(drop)
}

/// Runs an action.
///
/// # Errors
/// The core is not there, or the board has no such action.
pub async fn act(act: &Act) -> Result<Acted, IpcError> {
    invoke("act", &json!({ "act": written(act)? })).await
}

/// Takes back an action that waits to be sent ([`oriel_wire::Waiting`]).
///
/// # Errors
/// The core is not there.
pub async fn withdraw(action: u64) -> Result<(), IpcError> {
    invoke::<_, Value>("withdraw", &json!({ "action": action })).await.map(drop)
}

/// Signs in with the token that a person typed for a secret. It is kept by the core, never by the window.
///
/// # Errors
/// Why the token was not taken.
pub async fn sign_in(secret: &str, token: &str) -> Result<(), IpcError> {
    invoke::<_, Value>("sign_in", &json!({ "secret": secret, "token": token })).await.map(drop)
}

/// Signs out of what this secret opens, or of everything: in all windows.
///
/// # Errors
/// The core is not there.
pub async fn sign_out(secret: Option<&str>) -> Result<(), IpcError> {
    invoke::<_, Value>("sign_out", &json!({ "secret": secret })).await.map(drop)
}

/// Tries to connect now instead of at the end of the wait.
///
/// # Errors
/// The core is not there.
pub async fn retry() -> Result<(), IpcError> {
    invoke::<_, Value>("retry", &json!({})).await.map(drop)
}

/// Reads the board's file again; on this profile of its backend (empty: on none), where one is given.
///
/// # Errors
/// The core is not there. What is wrong with the file is told in a batch.
pub async fn read_again(profile: Option<&str>) -> Result<(), IpcError> {
    invoke::<_, Value>("read_again", &json!({ "profile": profile })).await.map(drop)
}

/// Opens a window of the board; one more where it is open already.
///
/// # Errors
/// The board has no such window, or it could not be made.
pub async fn open_window(id: &str) -> Result<(), IpcError> {
    invoke::<_, Value>("open_window", &json!({ "id": id })).await.map(drop)
}
