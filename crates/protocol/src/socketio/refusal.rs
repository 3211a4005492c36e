//! What a refused connect packet asks for, in words for the person.

use crate::{Ended, Ending, Refusal, presentable};
use serde_json::Value;

/// Reads the body of a connect error, or of a disconnect that says why. Servers write an object
/// with `message` and `data`, or a bare string.
///
/// A refusal is one of the sign-in, unless it says otherwise: a namespace that does not exist, or an
/// HTTP status in its data that asks for patience (as `{"data": {"status": 503}}`).
pub(super) fn refused(namespace: &str, body: &str, hidden: &dyn Fn(&str) -> String) -> Ended {
    let said = oriel_json::read(body.as_bytes()).unwrap_or(Value::Null);
    let message = said.as_str().or_else(|| said.get("message").and_then(Value::as_str)).unwrap_or_default();
    // What the reference server and python-socketio say of a namespace that nobody serves.
    if message.eq_ignore_ascii_case("invalid namespace") || said == "Unable to connect" {
        let reason = format!("the backend has no namespace {}; correct the configuration", presentable(namespace));
        return Ended::new(Ending::Stop(Refusal::Address), reason);
    }
    let message = presentable(&hidden(message));
    let because = if message.is_empty() { String::new() } else { format!(": {message}") };
    match status(&said) {
        Some(status @ (408 | 425 | 429 | 500..=599)) => Ended::new(
            Ending::of_status(status, None),
            format!("the backend cannot take the connection now ({status}){because}"),
        ),
        _ => Ended::new(Ending::Refresh, format!("the backend refused the sign-in{because}")),
    }
}

/// The HTTP status that some backends put into the data of an error.
fn status(said: &Value) -> Option<u16> {
    const PLACES: [&str; 5] = ["/data/status", "/data/statusCode", "/data/code", "/status", "/code"];
    let number = PLACES.iter().find_map(|place| said.pointer(place).and_then(Value::as_u64))?;
    u16::try_from(number).ok()
}
