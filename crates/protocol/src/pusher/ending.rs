//! What Pusher's error and close codes ask for, in words for the person. The ranges and codes are
//! those of the protocol's public reference.

use crate::{Ended, Ending, Refusal, presentable};
use serde_json::Value;
use std::time::Duration;

/// What a close code, or the code of a `pusher:error`, asks for. `None`: no code of Pusher's, or one
/// that leaves the connection open.
pub(super) fn of_code(code: u64, message: &str) -> Option<Ended> {
    let (ending, what) = match code {
        4000 => (Ending::Stop(Refusal::Address), "the application accepts only encrypted connections: use wss"),
        4001 => (Ending::Stop(Refusal::Address), "the application does not exist: correct its key"),
        4003 => (Ending::Stop(Refusal::Backend), "the application is disabled"),
        4004 => (Ending::Stop(Refusal::Backend), "the application has as many connections as it may have"),
        4005 => (Ending::Stop(Refusal::Address), "the server has no such path: correct the address"),
        4006..=4008 => (Ending::Stop(Refusal::Address), "the server speaks another version of Pusher's protocol"),
        // Not signed in in time; Reverb also says it of a signature, and of an origin, that it
        // does not accept.
        4009 => (Ending::Refresh, "the server did not accept the sign-in"),
        4010..=4099 => (Ending::Stop(Refusal::Backend), "the server asks not to come back unchanged"),
        4100..=4199 => (Ending::RetrySlowly, "the server is over its capacity"),
        4201 => (Ending::RetryAtOnce, "the server missed the answer to its ping"),
        4202 => (Ending::RetryAtOnce, "the server closed the connection as inactive"),
        4200..=4299 => (Ending::RetryAtOnce, "the server asks to connect anew"),
        _ => return None,
    };
    Some(Ended::new(ending, because(&format!("{what} ({code})"), message)))
}

/// What a `pusher:subscription_error` asks for.
pub(super) fn of_subscription(channel: &str, data: &Value, hidden: &dyn Fn(&str) -> String) -> Ended {
    let status = data.get("status").or_else(|| data.get("code")).and_then(Value::as_u64);
    let status = status.and_then(|status| u16::try_from(status).ok());
    let ending = match status {
        Some(401 | 403) => Ending::Refresh,
        Some(status @ (408 | 425 | 429 | 500..=599)) => Ending::of_status(status, None),
        _ if data.get("type").is_some_and(|kind| kind == "AuthError") => Ending::Refresh,
        _ => Ending::Stop(Refusal::Address),
    };
    let message = data.get("error").or_else(|| data.get("message")).and_then(Value::as_str).unwrap_or_default();
    let code = status.map(|status| format!(" ({status})")).unwrap_or_default();
    Ended::new(
        ending,
        because(&format!("the server refused the channel {}{code}", presentable(channel)), &hidden(message)),
    )
}

/// What the answer of the backend asks for that should have signed for a channel.
pub(super) fn of_signature(channel: &str, status: u16, retry_after: Option<Duration>) -> Ended {
    let channel = presentable(channel);
    match status {
        // Well answered, but not with a signature: the address is likely another page's.
        200..=299 => Ended::new(
            Ending::RetrySlowly,
            format!("the backend's answer for the channel {channel} has no signature; is `auth` the right address?"),
        ),
        401 | 403 => {
            Ended::new(Ending::Refresh, format!("the backend did not sign for the channel {channel} ({status})"))
        }
        _ => Ended::new(
            Ending::of_status(status, retry_after),
            format!("the backend could not sign for the channel {channel} ({status})"),
        ),
    }
}

/// What happened, and what the backend says of it.
fn because(what: &str, message: &str) -> String {
    if message.is_empty() { what.to_owned() } else { format!("{what}: {}", presentable(message)) }
}
