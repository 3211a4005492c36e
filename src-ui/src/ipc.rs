//! The bridge to the core process: Tauri's commands and events, without a JavaScript package.
//!
//! A number of JavaScript is a floating-point number: whatever can hold a number of a backend goes through here as
//! the text of JSON ([`written`]) or as its bytes, and is read and written by Rust alone.
//!
//! Everything here is a value: a command that is refused, a page that runs outside of the
//! application, an answer that is not what was expected.

use js_sys::{Array, Function, JSON, Promise, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A call that did not work, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpcError(pub String);

impl fmt::Display for IpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for IpcError {}

impl IpcError {
    fn from_js(what: &str, value: &JsValue) -> Self {
        // The core rejects with {message}; the runtime itself with text or an Error.
        let message = Reflect::get(value, &"message".into()).ok().and_then(|m| m.as_string());
        Self(message.or_else(|| value.as_string()).unwrap_or_else(|| format!("{what} failed")))
    }
}

/// An argument as the text of its JSON.
///
/// # Errors
/// It is nothing that JSON can hold.
pub fn written(argument: &impl Serialize) -> Result<String, IpcError> {
    serde_json::to_string(argument).map_err(|error| IpcError(format!("this cannot be asked: {error}")))
}

/// Calls a command and reads its answer, which the core may send as JSON or as bytes of JSON.
///
/// # Errors
/// The core refused, is not there, or answered with something else.
pub async fn invoke<A: Serialize, R: DeserializeOwned>(command: &str, arguments: &A) -> Result<R, IpcError> {
    let answer = call(command, arguments).await?;
    let read = match bytes_of(&answer) {
        Some(bytes) => serde_json::from_slice(&bytes),
        None => {
            // What JSON cannot hold (`undefined`) is the answer of a command without one.
            let text = JSON::stringify(&answer).ok().and_then(|text| text.as_string());
            serde_json::from_str(text.as_deref().unwrap_or("null"))
        }
    };
    read.map_err(|error| IpcError(format!("The answer of `{command}` could not be read: {error}")))
}

/// Calls a command whose answer is bytes, or nothing.
///
/// # Errors
/// The core refused, or is not there.
pub async fn invoke_bytes<A: Serialize>(command: &str, arguments: &A) -> Result<Option<Vec<u8>>, IpcError> {
    Ok(bytes_of(&call(command, arguments).await?))
}

fn bytes_of(answer: &JsValue) -> Option<Vec<u8>> {
    let buffer = answer.dyn_ref::<js_sys::ArrayBuffer>().map(|buffer| Uint8Array::new(buffer).to_vec());
    buffer.or_else(|| answer.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
}

/// Has `handle` called with the payload of every event of this name that is meant for this window,
/// for as long as the window lives. A payload is the text of its JSON.
///
/// # Errors
/// The core is not there or refuses.
pub async fn listen<P: DeserializeOwned + 'static>(event: &str, handle: impl Fn(P) + 'static) -> Result<(), IpcError> {
    let on_event = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let text = Reflect::get(&event, &"payload".into()).ok().and_then(|payload| payload.as_string());
        // An event that cannot be read is of another version of the core: the heartbeat of the
        // core reconciles what it would have told.
        if let Some(payload) = text.and_then(|text| serde_json::from_str(&text).ok()) {
            handle(payload);
        }
    });
    let internals = internals()?;
    let id = method(&internals, "transformCallback")?
        .call1(&internals, &on_event.into_js_value())
        .map_err(|error| IpcError::from_js("transformCallback", &error))?;
    let arguments = serde_json::json!({
        "event": event,
        // As the window, not as anyone: a listener for anyone hears what is meant for others.
        "target": { "kind": "WebviewWindow", "label": label()? },
        "handler": id.as_f64().map(|id| id as u64),
    });
    call("plugin:event|listen", &arguments).await.map(drop)
}

/// The label of this window, as the core knows it.
///
/// # Errors
/// The page runs outside of the application.
pub fn label() -> Result<String, IpcError> {
    let path = ["metadata", "currentWindow", "label"];
    path.iter()
        .try_fold(internals()?, |at, step| Reflect::get(&at, &(*step).into()).ok())
        .and_then(|label| label.as_string())
        .ok_or_else(outside)
}

async fn call<A: Serialize>(command: &str, arguments: &A) -> Result<JsValue, IpcError> {
    let arguments = serde_json::to_string(arguments)
        .map_err(|error| IpcError(format!("`{command}` could not be asked: {error}")))?;
    let arguments = JSON::parse(&arguments).map_err(|error| IpcError::from_js(command, &error))?;
    let internals = internals()?;
    let promise: Promise = method(&internals, "invoke")?
        .apply(&internals, &Array::of2(&command.into(), &arguments))
        .and_then(JsCast::dyn_into)
        .map_err(|error| IpcError::from_js(command, &error))?;
    JsFuture::from(promise).await.map_err(|error| IpcError::from_js(command, &error))
}

fn internals() -> Result<JsValue, IpcError> {
    let window = web_sys::window().ok_or_else(outside)?;
    Reflect::get(&window, &"__TAURI_INTERNALS__".into()).ok().filter(JsValue::is_object).ok_or_else(outside)
}

fn method(of: &JsValue, name: &str) -> Result<Function, IpcError> {
    Reflect::get(of, &name.into()).and_then(JsCast::dyn_into).map_err(|_| outside())
}

fn outside() -> IpcError {
    IpcError("This page is a window of Oriel and does nothing outside of it.".to_owned())
}
