//! `/socket.io/`: the same signals over Socket.IO 5 (Engine.IO 4, WebSocket only).
//!
//! A socket connects to the namespace `/` with `{"token": …}` in its connect packet, or with the header
//! `Authorization`. Whoever is refused gets a connect error; the event `subscribed` acknowledges the subscription.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use serde::Deserialize;
use socketioxide::extract::{SocketRef, TryData};
use socketioxide::handler::ConnectHandler as _;
use socketioxide::{ParserConfig, SocketIo, TransportType};
use tokio_util::sync::CancellationToken;

use crate::backend::{Backend, Shared};
use crate::groups::{Ending, Membership, Outlet};
use crate::line::Cut;
use crate::refusal::Refusal;
use crate::socket::{FAREWELL, LARGEST_FRAME, subscribed};
use crate::token::{Caller, Token};

/// Where it is found.
const PATH: &str = "/socket.io/";
/// How long a connection may take to name itself.
const CONNECT: Duration = Duration::from_secs(10);
/// Room in the queue for what is no signal: the answer to the connect packet, the acknowledgement, a ping, a farewell.
const BESIDES: usize = 4;

/// The data of a connect packet.
#[derive(Default, Deserialize)]
struct Auth {
    token: Option<String>,
}

/// The server, and its route.
pub(crate) fn serve(backend: &Shared) -> (SocketIo, Router<Shared>) {
    let parser = ParserConfig::common()
        .max_incoming_binary_buf_size(LARGEST_FRAME)
        .max_incoming_binaries(1)
        .packet_completion_timeout(CONNECT);
    let (service, io) = SocketIo::builder()
        .transports([TransportType::Websocket])
        .ping_interval(backend.heartbeat)
        // With the interval: as long as a silent socket of `/ws` is waited for.
        .ping_timeout(backend.heartbeat.mul_f32(1.5))
        .connect_timeout(CONNECT)
        .max_buffer_size(backend.queue + BESIDES)
        .max_payload(LARGEST_FRAME as u64)
        .ws_max_message_size(LARGEST_FRAME)
        .ws_max_frame_size(LARGEST_FRAME)
        .with_parser(parser)
        .build_svc();
    let (asked, joining) = (Arc::clone(backend), Arc::clone(backend));
    let authenticate = move |socket: SocketRef, TryData(auth): TryData<Auth>| async move {
        let auth = auth.unwrap_or_default();
        sign_in(&asked, &socket, auth).await.map_err(|refusal| format!("{}: {}", refusal.code, refusal.message))
    };
    let connected = move |socket: SocketRef| async move { follow(&joining, socket).await };
    io.ns("/", connected.with(authenticate));
    (io, Router::new().route_service(PATH, service))
}

/// Finds out who connects, before the connect packet is answered.
async fn sign_in(backend: &Shared, socket: &SocketRef, auth: Auth) -> Result<(), Refusal> {
    let token = auth.token.map(Token::new).or_else(|| Token::from_headers(&socket.req_parts().headers));
    let caller = Caller::identify(backend, token).await?;
    socket.extensions.insert(caller);
    Ok(())
}

/// Keeps a socket in its person's group until one of the two ends it.
async fn follow(backend: &Shared, socket: SocketRef) {
    let Some(caller) = socket.extensions.get::<Caller>() else {
        // It did not pass `sign_in`: not reached.
        let _ = socket.disconnect();
        return;
    };
    let gone = CancellationToken::new();
    let left = gone.clone();
    socket.on_disconnect(move || async move { left.cancel() });
    let first = subscribed(backend, &caller);
    let mut membership = backend.groups.join(caller.token.clone(), Outlet::SocketIo(socket.clone()), &first);
    // It may have gone before anybody listened.
    if !socket.connected() {
        return;
    }
    // The token may have been revoked before the joining; from here on a revocation finds the membership.
    let ending = match Caller::identify(backend, Some(caller.token)).await {
        Ok(_) => ending(backend, &mut membership, &gone).await,
        Err(_) => Some(Ending::SignedOut),
    };
    if let Some(ending) = ending {
        end(&socket, ending, &gone).await;
    }
}

/// Waits until the server has a reason to end it; `None`: the client has gone, or was silent for too long.
async fn ending(backend: &Backend, membership: &mut Membership, gone: &CancellationToken) -> Option<Ending> {
    tokio::select! {
        biased;
        () = gone.cancelled() => None,
        // The sender only goes away with the backend.
        ending = &mut membership.ended => Some(ending.unwrap_or(Ending::Stopping)),
        () = backend.stopping() => Some(Ending::Stopping),
    }
}

async fn end(socket: &SocketRef, ending: Ending, gone: &CancellationToken) {
    let Some(ConnectInfo(line)) = socket.req_parts().extensions.get::<ConnectInfo<Cut>>().cloned() else { return };
    match ending {
        // Told to stay away; the transport is the client's to close.
        Ending::SignedOut => {
            if socket.clone().disconnect().is_err() {
                line.cut();
            }
        }
        // The whole server says farewell, see `sample`.
        Ending::Stopping => {
            if tokio::time::timeout(FAREWELL, gone.cancelled()).await.is_err() {
                line.cut();
            }
        }
        Ending::Overflow | Ending::Gap | Ending::Silent => line.cut(),
    }
}
