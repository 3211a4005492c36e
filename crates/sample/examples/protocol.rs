//! The server that Socket.IO's own protocol test-suite wants: the Socket.IO layer of the sample backend with the
//! handlers of that suite. `crates/sample/README.md` says how the suite is run.
//!
//! ```text
//! cargo run -p oriel-sample --example protocol               # 127.0.0.1:3000
//! cargo run -p oriel-sample --example protocol -- ADDRESS    # port 0 takes a free one
//! ```
//!
//! It listens on port 3000 because the suite has that address written into it. Both transports are on, as the suite
//! upgrades from one to the other; the sample backend itself speaks WebSocket only.

use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use rmpv::Value;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::ser::{SerializeTuple as _, Serializer};
use serde::{Deserialize, Serialize};
use socketioxide::SocketIo;
use socketioxide::extract::{AckSender, Data, SocketRef};
use tokio::net::TcpListener;

/// The arguments of an event, however many: JSON and bytes, each to be sent back as it came.
struct Arguments(Vec<Value>);

impl Serialize for Arguments {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A tuple, as its elements are arguments side by side; a list would be one argument.
        let mut tuple = serializer.serialize_tuple(self.0.len())?;
        for argument in &self.0 {
            tuple.serialize_element(argument)?;
        }
        tuple.end()
    }
}

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Arguments;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the arguments of an event")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut arguments: A) -> Result<Arguments, A::Error> {
                let mut all = Vec::new();
                while let Some(argument) = arguments.next_element()? {
                    all.push(argument);
                }
                Ok(Arguments(all))
            }
        }
        deserializer.deserialize_tuple(1, All)
    }
}

/// Says `auth` with what the connect packet brought; `message` comes back as `message-back`, `message-with-ack` in its
/// acknowledgement.
async fn connected(socket: SocketRef, Data(auth): Data<Value>) {
    // A socket that is gone by now needs no answer.
    let _ = socket.emit("auth", &auth);
    socket.on("message", async |socket: SocketRef, Data(arguments): Data<Arguments>| {
        let _ = socket.emit("message-back", &arguments);
    });
    socket.on("message-with-ack", async |Data(arguments): Data<Arguments>, ack: AckSender| {
        let _ = ack.send(&arguments);
    });
}

/// The layer with those handlers on the two namespaces of the suite.
pub(crate) fn server() -> Router {
    let (service, io) = SocketIo::builder()
        .ping_interval(Duration::from_millis(300))
        .ping_timeout(Duration::from_millis(200))
        .connect_timeout(Duration::from_secs(1))
        .max_payload(1_000_000)
        .build_svc();
    io.ns("/", connected);
    io.ns("/custom", connected);
    Router::new().route_service("/socket.io/", service)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(&address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    // Small frames go out at once. Where that cannot be had, they are late and nothing else.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, server()).await?;
    Ok(())
}
