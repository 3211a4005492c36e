//! The request before every connection, as for a ticket.

use super::Before;
use super::codec::JsonCodec;
use super::pointer::Pointer;
use crate::{Call, Ended, Ending, GreetingError, Outcome, presentable, secret_header};
use http::{HeaderValue, Method, header::CONTENT_TYPE};
use serde_json::Value;
use url::Url;

impl JsonCodec {
    /// The request; `None` where it cannot be filled in.
    pub(super) fn ask(&self, before: &Before, socket: &Url) -> Result<Option<Call>, GreetingError> {
        let mut call = Call::get(address(socket, &before.url)?);
        if let Some(body) = &before.post {
            let Some(body) = self.filled(body, None, None) else { return Ok(None) };
            call.method = Method::POST;
            call.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            call.body = body;
        }
        for (name, value) in &before.headers {
            if let Some(value) = self.worded(value) {
                secret_header(&mut call.headers, name, &value)?;
            }
        }
        Ok(Some(call))
    }

    /// Remembers what the answer says.
    pub(super) fn answered(&mut self, before: &Before, outcome: &Outcome) -> Result<(), Ended> {
        let (status, retry_after, body) = match outcome {
            Outcome::Answered { status, retry_after, body } => (*status, *retry_after, body),
            Outcome::Moved { status, why } => {
                let reason =
                    format!("the request before the connection was answered with HTTP {status}: {}", self.shown(why));
                return Err(Ended::new(Ending::of_status(*status, None), reason));
            }
            Outcome::Failed(why) => {
                let reason = format!("the request before the connection was not answered: {}", self.shown(why));
                return Err(Ended::new(Ending::Retry, reason));
            }
        };
        if !(200..300).contains(&status) {
            let reason = format!("the request before the connection was answered with HTTP {status}");
            return Err(Ended::new(Ending::of_status(status, retry_after), reason));
        }
        // Such an answer repeats until somebody changes something.
        let odd = |what: String| Ended::new(Ending::RetrySlowly, what);
        let answer: Value = oriel_json::read(body.as_bytes())
            .map_err(|_| odd("the answer to the request before the connection is not JSON".to_owned()))?;
        for (name, at) in &before.take {
            let learned = Pointer::new(at).value(&answer).is_some_and(|found| self.memory.learn_ticket(name, found));
            if !learned {
                let at = presentable(at);
                return Err(odd(format!("the answer to the request before the connection has no {name} at {at}")));
            }
        }
        Ok(())
    }
}

/// The request's address, from the socket's.
fn address(socket: &Url, written: &str) -> Result<Url, GreetingError> {
    let invalid = || GreetingError::Address(written.to_owned());
    let mut base = socket.clone();
    let scheme = match base.scheme() {
        "ws" => "http",
        "wss" => "https",
        other => other,
    };
    let scheme = scheme.to_owned();
    base.set_scheme(&scheme).map_err(|()| invalid())?;
    let url = base.join(written).map_err(|_| invalid())?;
    if matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(invalid()) }
}
