//! From the handshake until the subscription stands.

use super::*;
use crate::{Ending, Greeting, GreetingError, Refusal};
use serde_json::json;
use url::Url;

fn greeted(config: &SocketIo, address: &str) -> Greeting {
    let mut greeting = Greeting::new(Url::parse(address).unwrap());
    SocketIoCodec::new(config.clone()).greet(&mut greeting, Some(&Token::new(SECRET))).unwrap();
    greeting
}

#[test]
fn an_address_without_a_path_gets_that_of_socket_io() {
    let greeting = greeted(&SocketIo::default(), "wss://example.org");
    assert_eq!(greeting.url.as_str(), "wss://example.org/socket.io/?EIO=4&transport=websocket");
    assert!(greeting.headers.is_empty());
}

#[test]
fn a_path_and_a_query_of_ones_own_are_kept() {
    let greeting = greeted(&SocketIo::default(), "wss://example.org/ws/?EIO=4&room=7");
    assert_eq!(greeting.url.as_str(), "wss://example.org/ws/?EIO=4&room=7&transport=websocket");
}

#[test]
fn the_query_of_a_namespace_goes_into_the_handshake_and_not_into_packets() {
    let config = SocketIo { namespace: "admin?room=a b".to_owned(), ..SocketIo::default() };
    let greeting = greeted(&config, "ws://localhost:3000");
    assert_eq!(greeting.url.query(), Some("EIO=4&transport=websocket&room=a+b"));
    assert_eq!(Talk::of(config).says(GREETING)[0], send(r#"40/admin,{"token":"s3cret"}"#));
}

#[test]
fn no_namespace_has_a_comma() {
    let config = SocketIo { namespace: "/a,b".to_owned(), ..SocketIo::default() };
    let mut greeting = Greeting::new(Url::parse("ws://localhost").unwrap());
    let refused = SocketIoCodec::new(config).greet(&mut greeting, None);
    assert_eq!(refused, Err(GreetingError::Address("/a,b".to_owned())));
}

#[test]
fn the_token_travels_in_a_header_where_that_is_asked_for() {
    let headers = [("X-Api-Key".to_owned(), "key {secret}".to_owned())].into();
    let greeting = greeted(&SocketIo { headers, ..SocketIo::default() }, "ws://localhost");
    assert_eq!(greeting.headers["x-api-key"], "key s3cret");
    assert!(greeting.headers["x-api-key"].is_sensitive());
}

#[test]
fn the_token_travels_in_the_connect_packet_and_the_answer_makes_it_ready() {
    let mut talk = Talk::of(SocketIo::default());
    let within = Duration::from_secs(20);
    assert_eq!(
        talk.says(GREETING),
        [send(r#"40{"token":"s3cret"}"#), Step::expect(within, "the backend did not answer for its namespace /"),]
    );
    assert_eq!(talk.says(r#"40{"sid":"s"}"#), [Step::Ready { resumed: false }, ping_within(45)]);
}

#[test]
fn without_a_token_the_connect_packet_is_bare() {
    let mut codec = SocketIoCodec::new(SocketIo::default());
    codec.open(None);
    assert_eq!(codec.frame(Frame::Text(GREETING))[0], send("40"));
}

#[test]
fn a_server_that_does_not_greet_is_not_waited_for_for_ever() {
    let within = Duration::from_secs(20);
    let missing = "the server did not greet in the way of Socket.IO 3 or later";
    assert_eq!(Talk::of(SocketIo::default()).opens(), [Step::expect(within, missing)]);
}

#[test]
fn a_namespace_of_ones_own_is_in_every_packet() {
    let config = SocketIo { namespace: "/admin".to_owned(), ..SocketIo::default() };
    let mut talk = Talk::of(config);
    assert_eq!(talk.says(GREETING)[0], send(r#"40/admin,{"token":"s3cret"}"#));
    assert_eq!(talk.says(r#"40/admin,{"sid":"s"}"#)[0], Step::Ready { resumed: false });
    assert_eq!(talk.says(r#"42/admin,7["a",1]"#), [send("43/admin,7[]"), signal("a", json!(1))]);
    assert_eq!(talk.says(r#"42/admin?x=1,["a"]"#), [signal("a", Value::Null)]);
    strange(&talk.says(r#"42["a"]"#));
    strange(&talk.says(r#"42/other,["a"]"#));
}

#[test]
fn a_server_of_socket_io_2_is_told_from_one_that_refuses() {
    let mut talk = Talk::of(SocketIo::default());
    talk.says(GREETING);
    let reason = "the server speaks Socket.IO 2 or older; Oriel needs a server of version 3 or later";
    assert_eq!(talk.says("40"), [Step::end(Ending::Stop(Refusal::Address), reason)]);
}

#[test]
fn what_is_to_be_joined_is_emitted_and_the_acknowledging_event_makes_it_ready() {
    let config = SocketIo {
        join: vec![vec![json!("join"), json!({"room": 7})], vec![json!("hello"), json!({"as": "{secret}"})]],
        ready: Some("joined".to_owned()),
        ..SocketIo::default()
    };
    let mut talk = Talk::of(config);
    talk.says(GREETING);
    assert_eq!(
        talk.says(r#"40{"sid":"s"}"#),
        [
            send(r#"42["join",{"room":7}]"#),
            send(r#"42["hello",{"as":"s3cret"}]"#),
            Step::expect(Duration::from_secs(20), "the backend did not acknowledge the subscription with \"joined\""),
        ]
    );
    assert_eq!(talk.says("2"), [send("3")], "a ping does not put the acknowledgement off");
    assert_eq!(talk.says(r#"42["joined",{}]"#), [Step::Ready { resumed: false }, ping_within(45)]);
    assert_eq!(talk.says(r#"42["joined",{}]"#), [], "only the first counts");
}

#[test]
fn events_before_the_answer_to_the_connect_packet_count() {
    // As python-socketio sends them from its connect handler.
    let mut talk = Talk::of(SocketIo { ready: Some("welcome".to_owned()), ..SocketIo::default() });
    talk.says(GREETING);
    assert_eq!(talk.says(r#"42["changed",{"id":1}]"#), [signal("changed", json!({"id": 1}))]);
    assert_eq!(talk.says(r#"42["welcome"]"#), []);
    assert_eq!(talk.says(r#"40{"sid":"s"}"#), [Step::Ready { resumed: false }, ping_within(45)]);
}

#[test]
fn each_ping_is_answered_and_the_next_one_expected() {
    let mut talk = Talk::ready();
    assert_eq!(talk.says("2"), [send("3"), ping_within(45)]);
    assert_eq!(talk.codec.tick(), [Step::Ping]);
}

#[test]
fn absurd_intervals_neither_kill_the_connection_nor_overflow() {
    for (greeting, within) in [
        (r#"0{"sid":"e","pingInterval":0,"pingTimeout":0}"#, 1),
        (r#"0{"sid":"e","pingInterval":18446744073709551615,"pingTimeout":18446744073709551615}"#, 0),
        (r#"0{"sid":"e","pingInterval":3600000,"pingTimeout":20000}"#, 0),
        (r#"0{"sid":"e","pingInterval":-5,"pingTimeout":"x"}"#, 45),
        (r#"0{}"#, 45),
    ] {
        let mut talk = Talk::of(SocketIo::default());
        talk.says(greeting);
        assert_eq!(talk.says(r#"40{"sid":"s"}"#)[1], ping_within(within), "{greeting}");
    }
}
