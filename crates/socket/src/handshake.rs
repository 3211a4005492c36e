//! From an address to an open connection, or to the reason why not.

use crate::channel::Channel;
use crate::dial::{ByteStream, Connector};
use crate::moved::{moved, origin};
use crate::over::Over;
use crate::web::Reply;
use crate::{Environment, LinkConfig};
use oriel_protocol::http::{HeaderMap, HeaderValue, Method, header};
use oriel_protocol::{Call, Codec, Ended, Ending, Greeting, GreetingError, Refusal, Token, Transport, retry_after};
use std::time::SystemTime;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::{ProtocolError, SubProtocolError};
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_tls_with_config};
use url::Url;

/// An open socket.
pub(crate) type Socket = WebSocketStream<MaybeTlsStream<Box<dyn ByteStream>>>;

/// Makes the request that the protocol wants made first, and connects, within
/// [`Timing::connect`](crate::Timing::connect) each.
pub(crate) async fn connect(
    config: &LinkConfig,
    environment: &Environment,
    codec: &mut dyn Codec,
    token: Option<&Token>,
) -> Result<Channel, Over> {
    let transport = config.protocol.transport();
    checked(&config.url, transport)?;
    if let Some(mut call) = codec.prepare(&config.url, token).map_err(|error| unfit(&error))? {
        call.within = call.within.min(config.timing.connect);
        let outcome = crate::web::outcome(environment.web.clone(), call, config.limits.frame).await;
        codec.prepared(&outcome)?;
    }
    let mut greeting = Greeting::new(config.url.clone());
    codec.greet(&mut greeting, token).map_err(|error| unfit(&error))?;
    if origin(&greeting.url) != origin(&config.url) {
        return Err(wrong(format!(
            "{} would be told what is meant for {}",
            origin(&greeting.url),
            origin(&config.url)
        )));
    }
    greeting.url.set_fragment(None);
    let connecting = async {
        match transport {
            Transport::Socket => socket(config, &*environment.connector, codec, greeting).await,
            Transport::Stream => stream(config, environment, codec, greeting).await,
            Transport::Calls => Ok(Channel::Nothing),
        }
    };
    tokio::time::timeout(config.timing.connect, connecting).await.unwrap_or_else(|_| {
        let seconds = config.timing.connect.as_secs_f32();
        Err(Over::new(Ending::Retry, format!("the backend did not answer the handshake within {seconds} s")))
    })
}

async fn socket(
    config: &LinkConfig,
    connector: &dyn Connector,
    codec: &mut dyn Codec,
    greeting: Greeting,
) -> Result<Channel, Over> {
    let request = request(config, greeting)?;
    let frames = WebSocketConfig::default()
        .max_message_size(Some(config.limits.frame))
        .max_frame_size(Some(config.limits.frame));
    let stream = connector
        .connect(config.url.clone())
        .await
        .map_err(|error| Over::new(Ending::Retry, format!("cannot connect: {error}")))?;
    match client_async_tls_with_config(request, stream, Some(frames), None).await {
        Ok((socket, _)) => Ok(Channel::Socket(Box::new(socket))),
        Err(error) => Err(sorted(&config.url, error, codec)),
    }
}

async fn stream(
    config: &LinkConfig,
    environment: &Environment,
    codec: &mut dyn Codec,
    greeting: Greeting,
) -> Result<Channel, Over> {
    let mut headers = greeting.headers;
    // A proxy that compresses a stream holds it back until there is enough to compress.
    headers.entry(header::ACCEPT_ENCODING).or_insert(HeaderValue::from_static("identity"));
    let call =
        Call { method: Method::GET, url: greeting.url, headers, body: String::new(), within: config.timing.connect };
    let reply = environment.web.send(call).await.map_err(|why| Over::new(Ending::Retry, why))?;
    if reply.status != 200 {
        return Err(rejected(codec, &config.url, reply.status, &reply.headers));
    }
    let kind = content_type(&reply);
    if kind != "text/event-stream" {
        let reason = format!("the address answers with {kind:?}, not with an event stream; correct the address");
        return Err(Over::new(Ending::RetrySlowly, reason));
    }
    Ok(Channel::Stream(reply.body))
}

/// The media type of an answer, without its parameters.
fn content_type(reply: &Reply) -> &str {
    let value = reply.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.split(';').next()).map(str::trim).unwrap_or_default()
}

fn wrong(reason: impl Into<String>) -> Over {
    Over::new(Ending::Stop(Refusal::Address), reason)
}

fn checked(url: &Url, transport: Transport) -> Result<(), Over> {
    let (fits, wanted) = match transport {
        Transport::Socket => (matches!(url.scheme(), "ws" | "wss"), "a socket's address starts with ws: or wss:"),
        Transport::Stream => {
            (matches!(url.scheme(), "http" | "https"), "a stream's address starts with http: or https:")
        }
        Transport::Calls => (true, ""),
    };
    if fits { Ok(()) } else { Err(wrong(format!("{wanted}, not {}:", url.scheme()))) }
}

fn unfit(error: &GreetingError) -> Over {
    match error {
        GreetingError::Token => Over::new(Ending::Stop(Refusal::SignIn), error.to_string()),
        GreetingError::HeaderName(_) | GreetingError::Address(_) => wrong(error.to_string()),
    }
}

/// The request of a WebSocket's handshake.
fn request(config: &LinkConfig, greeting: Greeting) -> Result<Request, Over> {
    let origin = config.origin.clone().unwrap_or_else(|| origin(&config.url));
    let origin =
        HeaderValue::from_str(&origin).map_err(|_| wrong("the origin has characters that a header cannot carry"))?;
    let mut request = greeting
        .url
        .as_str()
        .into_client_request()
        .map_err(|_| wrong("the socket's address cannot be connected to"))?;
    let headers = request.headers_mut();
    headers.insert(header::ORIGIN, origin);
    if !greeting.subprotocols.is_empty() {
        let mut subprotocols = HeaderValue::from_str(&greeting.subprotocols.join(", "))
            .map_err(|_| wrong("a subprotocol has characters that a header cannot carry"))?;
        // Some backends take the token here.
        subprotocols.set_sensitive(true);
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, subprotocols);
    }
    headers.extend(greeting.headers);
    Ok(request)
}

/// What a failed handshake asks for. Takes nothing from a body: it may be anything.
fn sorted(url: &Url, error: Error, codec: &mut dyn Codec) -> Over {
    match error {
        Error::Http(response) => {
            let status = response.status().as_u16();
            rejected(codec, url, status, response.headers())
        }
        Error::Io(error) => Over::new(Ending::Retry, format!("the connection failed: {error}")),
        Error::Tls(error) => Over::new(Ending::Retry, format!("no secure connection: {error}")),
        Error::Protocol(ProtocolError::HandshakeIncomplete) => {
            Over::new(Ending::Retry, "the backend hung up during the handshake")
        }
        Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(SubProtocolError::NoSubProtocol)) => {
            Over::new(Ending::RetrySlowly, "the backend speaks none of the subprotocols; correct `subprotocols`")
        }
        Error::Url(error) => wrong(format!("the address is wrong: {error}")),
        // Not a WebSocket server, or one that does not follow the standard.
        error => Over::new(Ending::RetrySlowly, format!("this is no WebSocket server: {error}")),
    }
}

/// The backend answered with another status than the one that opens a connection.
fn rejected(codec: &mut dyn Codec, url: &Url, status: u16, headers: &HeaderMap) -> Over {
    if let Some(ended) = codec.rejected(status) {
        return ended.into();
    }
    let name = oriel_protocol::http::StatusCode::from_u16(status).map_or(status.to_string(), |name| name.to_string());
    let mut reason = format!("the backend answered the handshake with {name}");
    if let Some(moved) = moved(url, status, headers) {
        reason = format!("{reason}: {moved}");
    }
    Ended::new(Ending::of_status(status, retry_after(headers, SystemTime::now())), reason).into()
}
