//! What a server says back: the handlers of Socket.IO's own test-suite, on the same layer.

#[path = "../../../examples/protocol.rs"]
#[allow(dead_code, reason = "its main is another program's")]
mod protocol;

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;

use super::Packets;

async fn start() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, protocol::server()).await });
    address
}

/// Connected to a namespace, after its `auth`.
async fn connected(address: SocketAddr) -> Packets {
    let mut packets = Packets::open(address, None).await;
    packets.say("40").await;
    assert!(packets.next().await.starts_with(r#"40{"sid":"#));
    assert_eq!(packets.next().await, r#"42["auth",{}]"#);
    packets
}

#[tokio::test]
async fn an_event_comes_back_with_all_its_arguments() {
    let mut packets = connected(start().await).await;
    packets.say(r#"42["message",1,"2",{"3":[true]}]"#).await;
    assert_eq!(packets.next().await, r#"42["message-back",1,"2",{"3":[true]}]"#);
}

#[tokio::test]
async fn an_acknowledgement_carries_the_number_of_its_event() {
    let mut packets = connected(start().await).await;
    packets.say(r#"42456["message-with-ack",1,"2",{"3":[false]}]"#).await;
    assert_eq!(packets.next().await, r#"43456[1,"2",{"3":[false]}]"#);
}

#[tokio::test]
async fn attachments_follow_their_packet_in_order() {
    let mut packets = connected(start().await).await;
    let holes = r#"{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}"#;
    let (one, two) = (Message::binary(vec![1, 2, 3]), Message::binary(vec![4, 5, 6]));
    for (asked, answered) in [
        (format!(r#"452-["message",{holes}]"#), format!(r#"452-["message-back",{holes}]"#)),
        (format!(r#"452-789["message-with-ack",{holes}]"#), format!("462-789[{holes}]")),
    ] {
        packets.say(&asked).await;
        packets.socket.say(one.clone()).await;
        packets.socket.say(two.clone()).await;
        assert_eq!(packets.next().await, answered);
        assert_eq!((packets.binary().await, packets.binary().await), (one.clone(), two.clone()));
    }
}

#[tokio::test]
async fn one_connection_carries_several_namespaces_that_end_on_their_own() {
    let mut packets = connected(start().await).await;
    packets.say(r#"40/custom,{"token":"abc"}"#).await;
    assert!(packets.next().await.starts_with(r#"40/custom,{"sid":"#));
    assert_eq!(packets.next().await, r#"42/custom,["auth",{"token":"abc"}]"#);
    packets.say("41/custom").await;
    packets.say(r#"42["message","to the main namespace"]"#).await;
    assert_eq!(packets.next().await, r#"42["message-back","to the main namespace"]"#);
}

#[tokio::test]
async fn who_connects_to_no_namespace_is_closed() {
    let mut packets = Packets::open(start().await, None).await;
    assert!(packets.rest().await.iter().all(|packet| packet == "1"));
}
