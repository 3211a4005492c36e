//! The bridge to the core process: Tauri's commands and events, without a JavaScript package.
//!
//! A number of JavaScript is a floating-point number: whatever can hold a number of a backend goes through here as
//! the text of JSON ([`written`]) or as its bytes, and is read and written by Rust alone.
//!
//! Everything here is a value: a command that is refused, a page that runs outside of the
//! application, an answer that is not what was expected.

use crate::reader;
use js_sys::{Array, Function, JSON, Promise, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
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

/// What a command is called with: the names of its arguments, and their values.
pub type Arguments<'a> = &'a [(&'static str, Value)];

/// The answer of a command, not read yet: the core may send it as JSON or as bytes of JSON.
#[derive(Debug)]
pub struct Reply {
    command: &'static str,
    answer: JsValue,
}

impl Reply {
    /// The answer as JSON.
    ///
    /// # Errors
    /// It is something else.
    fn value(&self) -> Result<Value, IpcError> {
        // Always bytes, and never a text: each would have its own copy of all that can read it.
        serde_json::from_slice(&self.json()).map_err(|error| self.unread(&error))
    }

    /// The answer as a type.
    ///
    /// # Errors
    /// It is something else.
    pub fn read<R: DeserializeOwned>(&self) -> Result<R, IpcError> {
        reader::read(&self.value()?).map_err(|error| self.unread(&error))
    }

    /// The answer of a command whose answer is bytes, or nothing.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let answer = &self.answer;
        let buffer = answer.dyn_ref::<js_sys::ArrayBuffer>().map(|buffer| Uint8Array::new(buffer).to_vec());
        buffer.or_else(|| answer.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
    }

    fn json(&self) -> Vec<u8> {
        self.bytes().unwrap_or_else(|| {
            // What JSON cannot hold (`undefined`) is the answer of a command without one.
            let text = JSON::stringify(&self.answer).ok().and_then(|text| text.as_string());
            text.unwrap_or_else(|| "null".to_owned()).into_bytes()
        })
    }

    /// It is something else.
    pub(crate) fn unread(&self, error: &dyn fmt::Display) -> IpcError {
        IpcError(format!("The answer of `{}` could not be read: {error}", self.command))
    }
}

/// Calls a command.
///
/// # Errors
/// The core refused, or is not there.
pub async fn invoke(command: &'static str, arguments: Arguments<'_>) -> Result<Reply, IpcError> {
    let promise = called(command, arguments)?;
    match JsFuture::from(promise).await {
        Ok(answer) => Ok(Reply { command, answer }),
        Err(error) => Err(IpcError::from_js(command, &error)),
    }
}

/// Has `handle` called with the payload of every event of this name that is meant for this window,
/// for as long as the window lives. A payload is the text of its JSON.
///
/// # Errors
/// The core is not there or refuses.
pub async fn listen(event: &str, handle: impl Fn(&Value) + 'static) -> Result<(), IpcError> {
    let on_event = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let text = Reflect::get(&event, &"payload".into()).ok().and_then(|payload| payload.as_string());
        // An event that cannot be read is of another version of the core: the heartbeat of the
        // core reconciles what it would have told.
        if let Some(payload) = text.and_then(|text| serde_json::from_slice(text.as_bytes()).ok()) {
            handle(&payload);
        }
    });
    let internals = internals()?;
    let id = method(&internals, "transformCallback")?
        .call1(&internals, &on_event.into_js_value())
        .map_err(|error| IpcError::from_js("transformCallback", &error))?;
    let arguments = [
        ("event", event.into()),
        // As the window, not as anyone: a listener for anyone hears what is meant for others.
        ("target", json!({ "kind": "WebviewWindow", "label": label()? })),
        ("handler", id.as_f64().map(|id| id as u64).into()),
    ];
    invoke("plugin:event|listen", &arguments).await.map(drop)
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

fn called(command: &str, arguments: Arguments<'_>) -> Result<Promise, IpcError> {
    let mut named = Map::new();
    named.extend(arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let arguments = JSON::parse(&written(&named)?).map_err(|error| IpcError::from_js(command, &error))?;
    let internals = internals()?;
    method(&internals, "invoke")?
        .apply(&internals, &Array::of2(&command.into(), &arguments))
        .and_then(JsCast::dyn_into)
        .map_err(|error| IpcError::from_js(command, &error))
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
