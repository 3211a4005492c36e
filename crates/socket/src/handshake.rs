//! From an address to an open socket, or to the reason why not.

use crate::dial::{ByteStream, Connector};
use crate::ending::Ended;
use crate::{Codec, Ending, Greeting, GreetingError, LinkConfig, Refusal, Token};
use std::time::Duration;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::{Request, Response};
use tokio_tungstenite::tungstenite::http::header::{HeaderMap, HeaderValue, LOCATION, ORIGIN, RETRY_AFTER};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, error::ProtocolError};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_tls_with_config};
use url::Url;

/// An open socket.
pub(crate) type Socket = WebSocketStream<MaybeTlsStream<Box<dyn ByteStream>>>;

/// Connects and shakes hands within [`Timing::connect`](crate::Timing::connect).
pub(crate) async fn shake_hands(
    config: &LinkConfig,
    connector: &dyn Connector,
    codec: &mut dyn Codec,
    token: Option<&Token>,
) -> Result<Socket, Ended> {
    let request = request(config, codec, token)?;
    let frames = WebSocketConfig::default()
        .max_message_size(Some(config.limits.frame))
        .max_frame_size(Some(config.limits.frame));
    let shaking = async {
        let stream = connector
            .connect(config.url.clone())
            .await
            .map_err(|error| Ended::new(Ending::Retry, format!("cannot connect: {error}")))?;
        client_async_tls_with_config(request, stream, Some(frames), None)
            .await
            .map(|(socket, _)| socket)
            .map_err(|error| sorted(&config.url, error))
    };
    tokio::time::timeout(config.timing.connect, shaking).await.unwrap_or_else(|_| {
        let seconds = config.timing.connect.as_secs_f32();
        let reason = format!("the backend did not answer the handshake within {seconds} s");
        Err(Ended::new(Ending::Retry, reason))
    })
}

/// The request, with everything that the protocol wants in it.
fn request(config: &LinkConfig, codec: &mut dyn Codec, token: Option<&Token>) -> Result<Request, Ended> {
    let wrong = |reason: String| Ended::new(Ending::Stop(Refusal::Address), reason);
    if !matches!(config.url.scheme(), "ws" | "wss") {
        let scheme = config.url.scheme();
        return Err(wrong(format!("a socket's address starts with ws: or wss:, not {scheme}:")));
    }
    let mut greeting = Greeting { url: config.url.clone(), headers: HeaderMap::new() };
    codec.greet(&mut greeting, token).map_err(|error| match error {
        GreetingError::Token => Ended::new(Ending::Stop(Refusal::SignIn), error.to_string()),
        GreetingError::HeaderName(_) => wrong(error.to_string()),
    })?;
    greeting.url.set_fragment(None);
    let origin = config.origin.clone().unwrap_or_else(|| own_origin(&config.url));
    let origin = HeaderValue::from_str(&origin)
        .map_err(|_| wrong("the origin has characters that a header cannot carry".to_owned()))?;
    let mut request = greeting
        .url
        .as_str()
        .into_client_request()
        .map_err(|_| wrong("the socket's address cannot be connected to".to_owned()))?;
    let headers = request.headers_mut();
    headers.insert(ORIGIN, origin);
    headers.extend(greeting.headers);
    Ok(request)
}

/// The origin that a page of the backend itself would have.
fn own_origin(url: &Url) -> String {
    let mut page = url.clone();
    let scheme = if url.scheme() == "wss" { "https" } else { "http" };
    // Both are special schemes to the standard, between which changing is always allowed.
    let _ = page.set_scheme(scheme);
    page.origin().ascii_serialization()
}

/// What a failed handshake asks for. Takes nothing from a body: it may be anything.
fn sorted(url: &Url, error: Error) -> Ended {
    match error {
        Error::Http(response) => {
            let status = response.status();
            let ending = Ending::of_status(status.as_u16(), retry_after(&response));
            let mut reason = format!("the backend answered the handshake with {status}");
            if status.is_redirection()
                && let Some(place) = location(url, &response)
            {
                reason = format!("{reason}: the socket moved to {place}; correct the address");
            }
            Ended::new(ending, reason)
        }
        Error::Io(error) => Ended::new(Ending::Retry, format!("the connection failed: {error}")),
        Error::Tls(error) => Ended::new(Ending::Retry, format!("no secure connection: {error}")),
        Error::Protocol(ProtocolError::HandshakeIncomplete) => {
            Ended::new(Ending::Retry, "the backend hung up during the handshake")
        }
        Error::Url(error) => Ended::new(Ending::Stop(Refusal::Address), format!("the address is wrong: {error}")),
        // Not a WebSocket server, or one that does not follow the standard.
        error => Ended::new(Ending::RetrySlowly, format!("this is no WebSocket server: {error}")),
    }
}

/// `Retry-After` in seconds. A date is not read: both clocks would have to be right.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Where a redirection leads, without its query, which may hold what ours did.
fn location(url: &Url, response: &Response) -> Option<String> {
    let mut place = url.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    place.set_query(None);
    place.set_fragment(None);
    Some(place.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_origin_is_the_backends_own_without_a_usual_port() {
        for (url, origin) in [
            ("ws://localhost:4000/ws?x=1", "http://localhost:4000"),
            ("wss://example.org:443/ws", "https://example.org"),
            ("ws://example.org:80/", "http://example.org"),
            ("wss://[::1]:9/ws", "https://[::1]:9"),
        ] {
            assert_eq!(own_origin(&url.parse().unwrap()), origin);
        }
    }

    #[test]
    fn a_place_that_it_moved_to_is_told_without_its_query() {
        let response = tokio_tungstenite::tungstenite::http::Response::builder()
            .header(LOCATION, "/v2/ws?token=s3cret")
            .body(None)
            .unwrap();
        let place = location(&"ws://backend/ws".parse().unwrap(), &response);
        assert_eq!(place.as_deref(), Some("ws://backend/v2/ws"));
    }
}
