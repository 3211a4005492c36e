//! From the handshake until the subscription stands.

use super::*;

fn greeted(address: &str, key: &str) -> String {
    let mut greeting = Greeting::new(Url::parse(address).unwrap());
    let config = Pusher { key: key.to_owned(), ..Pusher::default() };
    PusherCodec::new(config).greet(&mut greeting, Some(&Token::new(SECRET))).unwrap();
    assert!(greeting.headers.is_empty());
    greeting.url.to_string()
}

#[test]
fn an_address_without_a_path_gets_that_of_the_application() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        greeted("wss://ws-eu.example.org", "a/b"),
        format!("wss://ws-eu.example.org/app/a%2Fb?protocol=7&client=oriel&version={version}")
    );
}

#[test]
fn a_path_and_a_query_of_ones_own_are_kept() {
    let url = greeted("ws://localhost:6001/ws/app/other?protocol=5", "key");
    assert!(url.starts_with("ws://localhost:6001/ws/app/other?protocol=5&client=oriel&version="), "{url}");
}

#[test]
fn a_server_that_does_not_greet_is_not_waited_for_for_ever() {
    let missing = "the server did not greet in the way of Pusher";
    assert_eq!(Talk::of(on(&[])).opens(), [Step::expect(ANSWER, missing)]);
}

#[test]
fn a_public_channel_is_subscribed_to_at_once_and_its_acknowledgement_makes_it_ready() {
    let mut talk = Talk::of(on(&["orders"]));
    assert_eq!(
        talk.says(GREETING),
        [Step::Beat(Duration::from_secs(15)), send(SUBSCRIBE), acknowledgement_of("orders")]
    );
    assert_eq!(talk.says(SUBSCRIBED), [Step::Ready { resumed: false }, Step::expect_nothing()]);
    assert_eq!(talk.says(SUBSCRIBED), [], "only the first counts");
}

#[test]
fn it_is_ready_when_every_channel_is_acknowledged() {
    let mut talk = Talk::of(on(&["orders", "rooms", "orders"]));
    assert_eq!(talk.says(GREETING).iter().filter(|step| matches!(step, Step::Send(_))).count(), 2);
    assert_eq!(talk.says(SUBSCRIBED), [acknowledgement_of("rooms")]);
    let other = r#"{"event":"pusher_internal:subscription_succeeded","channel":"unknown","data":"{}"}"#;
    assert_eq!(talk.says(other), []);
    let last = r#"{"event":"pusher_internal:subscription_succeeded","channel":"rooms"}"#;
    assert_eq!(talk.says(last)[0], Step::Ready { resumed: false });
}

#[test]
fn without_channels_it_is_ready_when_greeted() {
    assert_eq!(Talk::of(on(&[])).says(GREETING)[1], Step::Ready { resumed: false });
}

#[test]
fn a_greeting_whose_data_is_no_text_is_read_too() {
    let said = r#"{"event":"pusher:connection_established","data":{"socket_id":"1.2","activity_timeout":12}}"#;
    assert_eq!(Talk::of(on(&[])).says(said)[0], Step::Beat(Duration::from_secs(10)));
}

#[test]
fn a_greeting_counts_once_and_with_a_socket_id() {
    let mut talk = Talk::of(on(&["orders"]));
    strange(&talk.says(r#"{"event":"pusher:connection_established","data":"{}"}"#));
    let long = "1".repeat(1000);
    strange(&talk.says(&format!(r#"{{"event":"pusher:connection_established","data":{{"socket_id":"{long}"}}}}"#)));
    talk.says(GREETING);
    strange(&talk.says(GREETING));
}

#[test]
fn every_connection_subscribes_anew() {
    let mut talk = Talk::ready();
    talk.opens();
    assert_eq!(talk.says(GREETING)[1], send(SUBSCRIBE));
    assert_eq!(talk.says(SUBSCRIBED)[0], Step::Ready { resumed: false });
}
