//! Backends that mean harm, or are merely broken: nothing they do hangs, grows or panics.

use crate::stage::*;
use futures_util::SinkExt;
use oriel_socket::{LinkConfig, LinkEvent, LinkState, PROTOCOL_ERRORS};
use tokio::io::{AsyncWriteExt, DuplexStream};
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// A backend that shakes hands properly, to send raw bytes afterwards.
async fn shaken(stage: &mut Stage) -> DuplexStream {
    let mut stream = stage.backend.raw().await;
    let head = read_request(&mut stream).await;
    let key = head.lines().find_map(|line| line.strip_prefix("Sec-WebSocket-Key: ")).unwrap();
    let accept = derive_accept_key(key.as_bytes());
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-accept: {accept}\r\n\r\n"
    );
    stream.write_all(answer.as_bytes()).await.unwrap();
    stream
}

/// Sends raw bytes over a live connection and expects a reported breach, then a new connection.
async fn breached_by(bytes: &[u8]) -> String {
    let mut stage = stage();
    let mut stream = shaken(&mut stage).await;
    stream.write_all(bytes).await.unwrap();
    let error = loop {
        if let LinkEvent::ProtocolError(strange) = stage.events.next().await {
            break strange.what;
        }
    };
    stage.events.until_waiting().await;
    stage.live().await;
    error
}

#[tokio::test(start_paused = true)]
async fn a_backend_that_accepts_and_says_nothing_is_given_up_in_time() {
    let mut stage = stage();
    let _hole = stage.backend.raw().await;
    let start = Instant::now();
    let (_, _, reason) = stage.events.until_waiting().await;
    assert_eq!(reason, "the backend did not answer the handshake within 10 s");
    assert_eq!(start.elapsed().as_secs(), 10);
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn silence_after_the_handshake_is_a_missing_acknowledgement() {
    let mut stage = stage();
    let _mute = shaken(&mut stage).await;
    let start = Instant::now();
    stage.events.until_waiting().await;
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_handshake_of_one_byte_a_second_is_given_up_in_time() {
    let mut stage = stage();
    let mut stream = stage.backend.raw().await;
    let start = Instant::now();
    tokio::spawn(async move {
        for byte in b"HTTP/1.1 101 Switching Protocols\r\n".iter().cycle() {
            if stream.write_u8(*byte).await.is_err() {
                return;
            }
            sleep(seconds(1)).await;
        }
    });
    stage.events.until_waiting().await;
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_frame_of_one_byte_a_second_is_silence() {
    let mut stage = stage();
    let mut stream = shaken(&mut stage).await;
    let ready = Message::text(r#"{"event":"subscribed"}"#).into_text().unwrap();
    let mut bytes = vec![0x81, u8::try_from(ready.len()).unwrap()];
    bytes.extend_from_slice(ready.as_bytes());
    stream.write_all(&bytes).await.unwrap();
    stage.events.until_ready().await;
    let start = Instant::now();
    tokio::spawn(async move {
        // A text of 100 bytes that takes its time.
        for byte in [0x81, 100].into_iter().chain(std::iter::repeat(b' ')) {
            if stream.write_u8(byte).await.is_err() {
                return;
            }
            sleep(seconds(1)).await;
        }
    });
    let (_, _, reason) = stage.events.until_waiting().await;
    assert_eq!(reason, "the connection went silent");
    assert_eq!(start.elapsed().as_secs(), 40);
}

#[tokio::test(start_paused = true)]
async fn a_handshake_of_endless_headers_is_cut_off() {
    let mut stage = stage();
    let mut stream = stage.backend.raw().await;
    read_request(&mut stream).await;
    tokio::spawn(async move {
        let _ = stream.write_all(b"HTTP/1.1 101 Switching Protocols\r\n").await;
        while stream.write_all(b"x-filler: 0123456789\r\n").await.is_ok() {}
    });
    stage.events.until_waiting().await;
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn garbage_instead_of_the_handshake_is_no_websocket_server() {
    for garbage in ["SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n<html>", "HTTP/1.1 101 Yes\r\n\r\n"] {
        let mut stage = stage();
        let mut stream = stage.backend.raw().await;
        stream.write_all(garbage.as_bytes()).await.unwrap();
        let (_, wait, reason) = stage.events.until_waiting().await;
        assert!(wait >= seconds(14), "{garbage:?}: {reason}, {wait:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn breaches_of_the_websocket_protocol_end_the_connection_and_are_reported() {
    breached_by(b"GARBAGE GARBAGE GARBAGE").await;
    // Reserved bits without an extension.
    breached_by(&[0xf1, 0x01, b'a']).await;
    // An opcode that does not exist.
    breached_by(&[0x83, 0x00]).await;
    // A ping in fragments.
    breached_by(&[0x09, 0x00]).await;
    // A continuation of nothing.
    breached_by(&[0x80, 0x01, b'a']).await;
    // A text that is not UTF-8.
    breached_by(&[0x81, 0x02, 0xc3, 0x28]).await;
}

#[tokio::test(start_paused = true)]
async fn a_huge_frame_is_refused_by_its_head_alone() {
    let mut head = vec![0x82, 127];
    head.extend_from_slice(&(1_u64 << 40).to_be_bytes());
    let error = breached_by(&head).await;
    assert!(error.ends_with("is above the limit of 1048576"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn fragments_are_counted_together() {
    let mut bytes = Vec::new();
    for first in [true, false, false] {
        bytes.extend_from_slice(&[u8::from(first), 127]);
        bytes.extend_from_slice(&(600_000_u64).to_be_bytes());
        bytes.extend(std::iter::repeat_n(b' ', 600_000));
    }
    let mut stage = stage();
    let mut stream = shaken(&mut stage).await;
    tokio::spawn(async move { stream.write_all(&bytes).await });
    let (_, _, reason) = stage.events.until_waiting().await;
    assert!(reason.contains("above the limit of 1048576"), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_ends_without_a_close_frame_is_tried_again() {
    let mut stage = stage();
    drop(stage.live().await);
    let (_, _, reason) = stage.events.until_waiting().await;
    assert_eq!(reason, "the backend hung up");
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn frames_that_make_no_sense_are_gaps_are_reported_and_survived() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    for (frame, wanted) in [
        (Message::text("pong"), "a frame is not JSON"),
        (Message::binary(vec![0, 159, 146, 150]), "a frame is not JSON"),
        (Message::text(r#"{"data":"no name"}"#), r#"a message has no event name at "/event""#),
        (Message::text(r#"{"event":"paid"#), "a frame is not JSON"),
        (Message::text(""), "a frame is not JSON"),
    ] {
        peer.socket.send(frame).await.unwrap();
        assert_eq!(stage.events.next().await, LinkEvent::Gap);
        assert!(stage.events.protocol_error().await.starts_with(wanted), "{wanted}");
    }
    peer.signal("paid").await;
    assert_eq!(stage.events.signal().await.event, "paid");
    assert_eq!(stage.link.state(), LinkState::Live);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_before_the_acknowledgement_is_a_gap_too() {
    let mut stage = stage();
    let mut peer = stage.backend.accept().await;
    peer.text("{").await;
    while stage.events.next().await != LinkEvent::Gap {}
    peer.signal("subscribed").await;
    stage.events.until_ready().await;
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_nonsense_is_reported_a_few_times_and_is_one_gap_and_drowns_no_signal() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    for _ in 0..5000 {
        peer.socket.send(Message::text("nonsense")).await.unwrap();
    }
    peer.signal("paid").await;
    peer.idle(seconds(1)).await;
    for _ in 0..PROTOCOL_ERRORS {
        stage.events.protocol_error().await;
    }
    assert_eq!(stage.events.next().await, LinkEvent::Gap, "nobody read the ones before");
    assert_eq!(stage.events.signal().await.event, "paid");
}

#[tokio::test(start_paused = true)]
async fn a_storm_that_nobody_reads_becomes_one_overflow_and_the_newest_signals() {
    let change = |config: &mut LinkConfig| config.limits.queue = 16;
    let mut stage = stage_with(change, Tokens::always("token"));
    let mut peer = stage.live().await;
    for n in 0..1000 {
        peer.signal(&format!("s{n}")).await;
    }
    peer.idle(seconds(1)).await;
    assert_eq!(stage.events.next().await, LinkEvent::Gap);
    let mut newest = String::new();
    while newest != "s999" {
        newest = stage.events.signal().await.event;
    }
    peer.signal("after").await;
    assert_eq!(stage.events.signal().await.event, "after", "the link goes on as before");
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_pings_from_a_peer_that_reads_no_pong_does_not_stop_the_reading() {
    const PINGS: usize = 30_000;
    let mut stage = stage();
    let mut stream = shaken(&mut stage).await;
    // Far more pongs than fit into the network between the two.
    let flood = [0x89, 0x01, b'a'].repeat(PINGS);
    let start = Instant::now();
    stream.write_all(&flood).await.unwrap();
    let (_, _, reason) = stage.events.until_waiting().await;
    assert_eq!(reason, "the backend did not acknowledge the subscription: no message came");
    assert!(start.elapsed() <= seconds(11), "{:?}", start.elapsed());
}
