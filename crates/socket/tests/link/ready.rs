//! What it takes to be live.

use crate::stage::*;
use oriel_protocol::{Json, Match, Stage as Step};
use oriel_socket::{Anonymous, Environment, LinkConfig, LinkEvent, LinkState, TcpConnector};
use serde_json::json;
use std::sync::Arc;

#[tokio::test(start_paused = true)]
async fn the_link_is_live_only_when_the_subscription_is_acknowledged() {
    let mut stage = stage();
    assert_eq!(stage.events.state().await, LinkState::Connecting { attempt: 1 });
    let mut peer = stage.backend.accept().await;
    assert_eq!(stage.events.state().await, LinkState::Subscribing);
    assert_eq!(stage.link.state(), LinkState::Subscribing);
    peer.signal("subscribed").await;
    assert_eq!(stage.events.state().await, LinkState::Live);
    assert_eq!(stage.events.next().await, LinkEvent::Ready { resumed: false });
    assert_eq!(stage.link.state(), LinkState::Live);
}

#[tokio::test(start_paused = true)]
async fn a_protocol_without_acknowledgement_is_live_when_open() {
    let protocol = Json::default();
    let mut stage = stage_with(|config| config.protocol = Arc::new(protocol), Tokens::always("token"));
    let _peer = stage.backend.accept().await;
    stage.events.until_ready().await;
}

#[tokio::test(start_paused = true)]
async fn signals_that_arrive_before_ready_count() {
    let mut stage = stage();
    let mut peer = stage.backend.accept().await;
    peer.say(&json!({"event": "paid", "data": {"id": 7}})).await;
    peer.signal("subscribed").await;
    stage.events.state().await;
    stage.events.state().await;
    let signal = stage.events.signal().await;
    assert_eq!((signal.event.as_str(), signal.data, signal.generation), ("paid", json!({"id": 7}), 1));
    stage.events.until_ready().await;
}

#[tokio::test(start_paused = true)]
async fn a_second_acknowledgement_says_nothing_new() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    peer.signal("subscribed").await;
    peer.signal("paid").await;
    assert_eq!(stage.events.signal().await.event, "paid");
}

#[tokio::test(start_paused = true)]
async fn a_backend_that_never_acknowledges_is_tried_again() {
    let mut stage = stage();
    let mut peer = stage.backend.accept().await;
    peer.idle(seconds(9)).await;
    assert_eq!(stage.link.state(), LinkState::Subscribing);
    let (attempt, _, reason) = stage.events.until_waiting().await;
    assert_eq!((attempt, reason.as_str()), (2, "the backend did not acknowledge the subscription: no message came"));
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn what_came_in_place_of_the_acknowledgement_is_told_and_the_message_itself_apart() {
    let mut stage = stage_with(|_| {}, Tokens::always("s3cret-token"));
    let mut peer = stage.backend.accept().await;
    peer.text(r#"{"event":"hello"}"#).await;
    peer.text(r#"{"event":"welcome","data":"s3cret-token"}"#).await;
    let reason = "the backend did not acknowledge the subscription: 2 messages came, none of them what is waited for";
    let strange = loop {
        if let LinkEvent::ProtocolError(strange) = stage.events.next().await {
            break strange;
        }
    };
    assert_eq!(strange.what, reason);
    let heard = strange.heard.unwrap();
    assert_eq!(heard.text(), r#"{"data":"…","event":"welcome"}"#, "the last, without the token");
    assert_eq!(stage.events.until_waiting().await.2, reason, "windows are told no more than this");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_not_understood_comes_along_with_what_is_wrong() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    peer.text(r#"{"name":"ticket.updated","no":7}"#).await;
    assert_eq!(stage.events.next().await, LinkEvent::Gap);
    let unnamed = stage.events.strange().await;
    let heard = unnamed.heard.unwrap();
    assert_eq!(heard.text(), r#"{"name":"ticket.updated","no":7}"#);
    assert_eq!(heard.names(), [("/name".to_owned(), "ticket.updated".to_owned())]);
    peer.text("ping").await;
    assert_eq!(stage.events.next().await, LinkEvent::Gap);
    let heard = stage.events.strange().await.heard.unwrap();
    assert_eq!((heard.text(), heard.names()), ("ping", &[][..]), "a frame that is no message is shown as it came");
}

#[tokio::test(start_paused = true)]
async fn the_handshake_carries_the_backends_own_origin_and_the_token() {
    let mut stage = stage();
    let peer = stage.backend.accept().await;
    assert_eq!(peer.header("origin"), "http://backend:4000");
    assert_eq!(peer.header("host"), "backend:4000");
    assert_eq!(peer.header("authorization"), "Bearer token");
    assert_eq!(peer.request.uri().path(), "/ws");
}

#[tokio::test(start_paused = true)]
async fn a_configured_origin_is_sent_instead() {
    let change = |config: &mut LinkConfig| config.origin = Some("https://app.example".to_owned());
    let mut stage = stage_with(change, Tokens::always("token"));
    assert_eq!(stage.backend.accept().await.header("origin"), "https://app.example");
}

#[tokio::test(start_paused = true)]
async fn sign_in_and_subscriptions_are_the_first_messages() {
    let send = vec![json!({"auth": "{secret}"}), json!({"subscribe": "all"})];
    let protocol = Json {
        query: [("key".to_owned(), "{secret}".to_owned())].into(),
        steps: vec![Step { awaits: None, send, timeout: seconds(10) }],
        ready: Some(Match::Event("subscribed".to_owned())),
        ..Json::default()
    };
    let mut stage = stage_with(|config| config.protocol = Arc::new(protocol), Tokens::always("s3cret"));
    let mut peer = stage.backend.accept().await;
    assert_eq!(peer.request.uri().query(), Some("key=s3cret"));
    assert_eq!(peer.hear().await.unwrap().to_text().unwrap(), r#"{"auth":"s3cret"}"#);
    assert_eq!(peer.hear().await.unwrap().to_text().unwrap(), r#"{"subscribe":"all"}"#);
}

#[tokio::test(start_paused = true)]
async fn the_token_is_fetched_anew_for_every_attempt() {
    let mut stage = stage_with(|_| {}, Tokens::one_after_another([Ok("monday"), Ok("tuesday")]));
    let peer = stage.backend.accept().await;
    assert_eq!(peer.header("authorization"), "Bearer monday");
    drop(peer);
    assert_eq!(stage.backend.accept().await.header("authorization"), "Bearer tuesday");
}

#[tokio::test(start_paused = true)]
async fn an_address_that_is_no_sockets_is_refused_with_the_mend() {
    let config = LinkConfig::new("https://backend/ws".parse().unwrap(), Json::default());
    let environment = Environment::with_connector(TcpConnector);
    let (link, _events) = oriel_socket::open_in(config, Arc::new(Anonymous), environment);
    let mut states = link.watch();
    let refused = states.wait_for(|state| matches!(state, LinkState::Refused { .. })).await.unwrap();
    assert!(format!("{:?}", *refused).contains("ws: or wss:, not https:"));
}
