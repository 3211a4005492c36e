//! The commands of the core process, by name and with their types.

use crate::ipc::{IpcError, Reply, invoke, listen, written};
use crate::reader::{self, Unread};
use oriel_query::{Answer, Call, Key, Rev};
use oriel_wire::{Act, Acted, BATCH, Batch, Opened};
use serde::de::Error as _;
use serde_json::{Value, json};
use std::ops::Range;

/// Follows the one batched event. Call it before [`open`], so that nothing is missed in between.
///
/// # Errors
/// The core is not there.
pub async fn follow(handle: impl Fn(Batch) + 'static) -> Result<(), IpcError> {
    listen(BATCH, move |batch| {
        // As above: what cannot be read is reconciled by the heartbeat.
        if let Ok(batch) = reader::read(batch) {
            handle(batch);
        }
    })
    .await
}

/// What this window shows.
///
/// # Errors
/// The core is not there.
pub async fn open() -> Result<Opened, IpcError> {
    invoke("open", &[]).await?.read()
}

/// Carries a call of the mirror. A `fetch` is long: it resolves when the flight lands.
///
/// # Errors
/// The core is not there or went away meanwhile.
pub async fn carry(call: &Call) -> Result<Answer, IpcError> {
    let key = ("key", written(call.key())?.into());
    let known = |known: &Option<Rev>| ("known", known.map(|rev| rev.0).into());
    let reply = match call {
        Call::Mount { .. } => invoke("mount", &[key]).await?,
        Call::Unmount { .. } => {
            invoke("unmount", &[key]).await?;
            return Ok(Answer::Gone);
        }
        Call::Ask { known: rev, force, .. } => invoke("fetch", &[key, known(rev), ("force", (*force).into())]).await?,
        Call::More { known: rev, side, .. } => invoke("more", &[key, known(rev), ("side", json!(side))]).await?,
    };
    answer(&reply)
}

/// An answer with data: its rows stay the bytes that came.
fn answer(reply: &Reply) -> Result<Answer, IpcError> {
    let head = |head: &[u8]| reader::read(&serde_json::from_slice(head).map_err(Unread::custom)?);
    Answer::read_by(reply.bytes().unwrap_or_default(), head).map_err(|error| reply.unread(&error))
}

/// The text that the data of a key at this revision was read of; empty where none was kept, and `None` where there is
/// newer data.
///
/// # Errors
/// The core is not there.
pub async fn text(key: &Key, rev: Rev) -> Result<Option<Vec<u8>>, IpcError> {
    Ok(invoke("text", &[("key", written(key)?.into()), ("rev", rev.0.into())]).await?.bytes())
}

/// Tells the core which pages of a key are in sight.
///
/// # Errors
/// The core is not there.
pub async fn in_sight(key: &Key, pages: &Range<usize>) -> Result<(), IpcError> {
    let Range { start, end } = pages;
    invoke("in_sight", &[("key", written(key)?.into()), ("start", (*start).into()), ("end", (*end).into())])
        .await
        .map(drop)
}

/// Tells the core whether a person can see this window.
///
/// # Errors
/// The core is not there.
pub async fn show(visible: bool) -> Result<(), IpcError> {
    invoke("show", &[("visible", visible.into())]).await.map(drop)
}

/// Tells the core that this window has the focus now.
///
/// # Errors
/// The core is not there.
pub async fn focus() -> Result<(), IpcError> {
    invoke("focus", &[]).await.map(drop)
}

/// Has the core keep what a person chose for a variable of this window, should its page be loaded anew.
///
/// # Errors
/// The core is not there.
pub async fn choose(name: &str, value: &Value) -> Result<(), IpcError> {
    invoke("choose", &[("name", name.into()), ("value", written(value)?.into())]).await.map(drop)
}

/// Has the core keep something of this window, should its page be loaded anew.
///
/// # Errors
/// The core is not there.
pub async fn keep(name: &str, value: &Value) -> Result<(), IpcError> {
    invoke("keep", &[("name", name.into()), ("value", written(value)?.into())]).await.map(drop)
}

/// Runs an action.
///
/// # Errors
/// The core is not there, or the board has no such action.
pub async fn act(act: &Act) -> Result<Acted, IpcError> {
    invoke("act", &[("act", written(act)?.into())]).await?.read()
}

/// Takes back an action that waits to be sent ([`oriel_wire::Waiting`]).
///
/// # Errors
/// The core is not there.
pub async fn withdraw(action: u64) -> Result<(), IpcError> {
    invoke("withdraw", &[("action", action.into())]).await.map(drop)
}

/// Signs in with the token that a person typed for a secret. It is kept by the core, never by the window.
///
/// # Errors
/// Why the token was not taken.
pub async fn sign_in(secret: &str, token: &str) -> Result<(), IpcError> {
    invoke("sign_in", &[("secret", secret.into()), ("token", token.into())]).await.map(drop)
}

/// Signs out of what this secret opens, or of everything: in all windows.
///
/// # Errors
/// The core is not there.
pub async fn sign_out(secret: Option<&str>) -> Result<(), IpcError> {
    invoke("sign_out", &[("secret", secret.into())]).await.map(drop)
}

/// Tries to connect now instead of at the end of the wait.
///
/// # Errors
/// The core is not there.
pub async fn retry() -> Result<(), IpcError> {
    invoke("retry", &[]).await.map(drop)
}

/// Reads the board's file again; on this profile of its backend (empty: on none), where one is given.
///
/// # Errors
/// The core is not there. What is wrong with the file is told in a batch.
pub async fn read_again(profile: Option<&str>) -> Result<(), IpcError> {
    invoke("read_again", &[("profile", profile.into())]).await.map(drop)
}

/// Opens a window of the board; one more where it is open already.
///
/// # Errors
/// The board has no such window, or it could not be made.
pub async fn open_window(id: &str) -> Result<(), IpcError> {
    invoke("open_window", &[("id", id.into())]).await.map(drop)
}
