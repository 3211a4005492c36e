//! A Socket.IO client that shows every packet.

use std::net::SocketAddr;

use oriel_sample::Sample;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

use crate::client::{Socket, connect};

const ADDRESS: &str = "/socket.io/?EIO=4&transport=websocket";

/// A Socket.IO connection, frame by frame.
pub(crate) struct Packets {
    pub(crate) socket: Socket,
    /// What the open packet said.
    pub(crate) opened: Value,
}

impl Packets {
    /// Opens the transport and reads the open packet; nobody has signed in yet.
    pub(crate) async fn open(address: SocketAddr, authorization: Option<&str>) -> Self {
        let mut socket = Socket(connect(address, ADDRESS, authorization).await.unwrap());
        let Some(Message::Text(first)) = socket.message().await else { panic!("no open packet") };
        let opened = serde_json::from_str(first.strip_prefix('0').unwrap()).unwrap();
        Self { socket, opened }
    }

    /// Connects with a token and reads up to the acknowledgement.
    pub(crate) async fn signed_in(address: SocketAddr, token: &str) -> Self {
        let mut packets = Self::open(address, None).await;
        packets.say(&format!(r#"40{{"token":"{token}"}}"#)).await;
        assert!(packets.next().await.starts_with(r#"40{"sid":"#));
        let (event, _) = packets.event().await;
        assert_eq!(event, "subscribed");
        packets
    }

    pub(crate) async fn ada(sample: &Sample) -> Self {
        Self::signed_in(sample.address(), "sample-ada").await
    }

    pub(crate) async fn say(&mut self, packet: &str) {
        self.socket.say(Message::text(packet)).await;
    }

    /// The next packet but for pings, which are answered.
    pub(crate) async fn next(&mut self) -> String {
        self.maybe().await.expect("the connection ended")
    }

    /// The next packet but for pings, which are answered; `None`: the connection ended.
    pub(crate) async fn maybe(&mut self) -> Option<String> {
        loop {
            match self.socket.message().await {
                Some(Message::Text(text)) if text.as_str() == "2" => self.say("3").await,
                Some(Message::Text(text)) => return Some(text.to_string()),
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                Some(Message::Close(_)) | None => return None,
                Some(other) => panic!("expected a text frame, got {other:?}"),
            }
        }
    }

    /// The next attachment, without a ping before it.
    pub(crate) async fn binary(&mut self) -> Message {
        loop {
            match self.socket.message().await {
                Some(Message::Text(text)) if text.as_str() == "2" => self.say("3").await,
                Some(binary @ Message::Binary(_)) => return binary,
                other => panic!("expected an attachment, got {other:?}"),
            }
        }
    }

    /// The next event on the namespace `/`: its name and its first argument.
    pub(crate) async fn event(&mut self) -> (String, Value) {
        let packet = self.next().await;
        let event = packet.strip_prefix("42").unwrap_or_else(|| panic!("no event: {packet}"));
        let (name, data) = serde_json::from_str(event).unwrap();
        (name, data)
    }

    /// Reads to the end of the connection: everything before it.
    pub(crate) async fn rest(&mut self) -> Vec<String> {
        let mut rest = Vec::new();
        while let Some(packet) = self.maybe().await {
            rest.push(packet);
        }
        rest
    }
}
