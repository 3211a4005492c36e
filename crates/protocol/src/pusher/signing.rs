//! The backend's signature for private and presence channels.

use super::ending;
use crate::template::{self, Named};
use crate::{Call, Ended, Ending, GreetingError, Outcome, Pusher, Token, secret_header};
use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::Value;
use url::Url;

/// Where, and as whom, to ask for signatures.
pub(super) struct Signing {
    url: Url,
    headers: HeaderMap,
}

/// What the server wants to see for a channel.
pub(super) struct Signature {
    /// The signature.
    pub(super) auth: String,
    /// Who is present, for presence channels: a text that is signed with the rest, and handed on
    /// as it is.
    pub(super) channel_data: Option<Value>,
}

impl Signing {
    /// Its address is one of its own, or a path on the host of the socket.
    ///
    /// # Errors
    /// Where it is not an address of HTTP, or a header cannot carry the token.
    pub(super) fn new(socket: &Url, config: &Pusher, token: Option<&Token>) -> Result<Self, GreetingError> {
        let address = config.auth.as_str();
        let no_address = || GreetingError::Address(address.to_owned());
        let mut host = socket.clone();
        let scheme = if matches!(socket.scheme(), "wss" | "https") { "https" } else { "http" };
        host.set_scheme(scheme).map_err(|()| no_address())?;
        let url = host.join(address).map_err(|_| no_address())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(no_address());
        }
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        for (name, value) in &config.headers {
            if let Some(value) = template::text(value, &|name| Named::secret(name, token)) {
                secret_header(&mut headers, name, &value)?;
            }
        }
        Ok(Self { url, headers })
    }

    /// Asks for the signature of one channel, for this connection alone.
    pub(super) fn call(&self, socket_id: &str, channel: &str) -> Call {
        let mut call = Call::get(self.url.clone());
        call.method = Method::POST;
        call.headers = self.headers.clone();
        call.body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("socket_id", socket_id)
            .append_pair("channel_name", channel)
            .finish();
        call
    }
}

/// Reads the backend's answer.
///
/// # Errors
/// What ends the connection.
pub(super) fn signature(channel: &str, outcome: &Outcome) -> Result<Signature, Ended> {
    let (status, retry_after, body) = match outcome {
        Outcome::Answered { status, retry_after, body } => (*status, *retry_after, body),
        Outcome::Moved { status, why } => {
            let reason = format!("the backend did not sign for the channel {channel} ({status}): {why}");
            return Err(Ended::new(Ending::of_status(*status, None), reason));
        }
        Outcome::Failed(why) => {
            let reason = format!("the backend was not reached to sign for the channel {channel}: {why}");
            return Err(Ended::new(Ending::Retry, reason));
        }
    };
    let well = (200..=299).contains(&status);
    let mut said: Value = if well { oriel_json::read(body.as_bytes()).unwrap_or_default() } else { Value::Null };
    match said.get_mut("auth").map(Value::take) {
        Some(Value::String(auth)) => {
            let channel_data = said.get_mut("channel_data").map(Value::take).filter(|data| !data.is_null());
            Ok(Signature { auth, channel_data })
        }
        _ => Err(ending::of_signature(channel, status, retry_after)),
    }
}
