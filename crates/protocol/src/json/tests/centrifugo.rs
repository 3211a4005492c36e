//! Centrifugo's JSON protocol, version 2: lines, positions in a channel's history, and close codes
//! that say whether to come back.
use super::*;
use crate::Refusal;
use crate::json::{Data, Expect, Framing, Missed, Reply};

pub(super) fn centrifugo() -> Json {
    let ping = is([("", json!({}))]);
    let position = |at: &[&str]| at.iter().map(|at| (*at).to_owned()).collect();
    Json {
        headers: BTreeMap::new(),
        steps: vec![
            first([json!({"id": "{seq}", "connect": {"token": "{secret}", "name": "oriel"}})]),
            then(has("/connect"), []),
        ],
        channels: texts(["events"]),
        join: Some(json!({"id": "{seq}", "subscribe": {
            "channel": "{channel}", "recover": "{recoverable}", "offset": "{offset}", "epoch": "{epoch}",
        }})),
        joined: Some(has("/subscribe")),
        resumed: Some("/subscribe/recovered".to_owned()),
        missed: Some(Missed { at: "/subscribe/publications".to_owned(), within: "/push/pub".to_owned() }),
        replies: vec![Reply { to: ping.clone(), with: json!({}) }],
        // It says its own period in its answer to `connect`: 25 s, unless configured otherwise.
        expect: Some(Expect { what: ping, within: Duration::from_secs(40) }),
        framing: Framing::Lines,
        event: texts(["/push/pub/data/event"]),
        data: Data::At("/push/pub/data/data".to_owned()),
        ignore: vec![has("/push/join"), has("/push/leave"), has("/refresh")],
        captures: BTreeMap::from([
            ("recoverable".to_owned(), position(&["/subscribe/recoverable"])),
            ("offset".to_owned(), position(&["/push/pub/offset", "/subscribe/offset"])),
            ("epoch".to_owned(), position(&["/subscribe/epoch"])),
        ]),
        keep: texts(["recoverable", "offset", "epoch"]),
        renew: vec![json!({"id": "{seq}", "refresh": {"token": "{secret}"}})],
        endings: vec![
            // The token expired, or is none.
            on(is([("/error/code", json!(109))]), Ending::Refresh),
            on(is([("/error/code", json!(101))]), Ending::Refresh),
            on(is([("/error/temporary", json!(true))]), Ending::Retry),
            on(has("/error"), Ending::RetrySlowly),
            on(has("/push/disconnect"), Ending::Retry),
            on(has("/push/unsubscribe"), Ending::Retry),
            on_close(3005..=3005, Ending::Refresh),
            on_close(3500..=3500, Ending::Refresh),
            on_close(3000..=3499, Ending::Retry),
            on_close(3500..=3999, Ending::Stop(Refusal::Backend)),
            on_close(4000..=4499, Ending::Retry),
            on_close(4500..=4999, Ending::Stop(Refusal::Backend)),
        ],
        ..Json::default()
    }
}

fn alive() -> Step {
    Step::expect(Duration::from_secs(40), "the backend's sign of life did not come")
}

fn connected(centrifugo: &mut Dialogue) -> Vec<Step> {
    let connect = says(json!({"id": 1, "connect": {"token": "s3cret", "name": "oriel"}}));
    assert_eq!(centrifugo.open(), [connect, due(2)]);
    centrifugo.hears(json!({"id": 1, "connect": {"client": "c", "ping": 25, "pong": true}}))
}

fn publication(offset: u64, event: &str) -> Value {
    json!({"data": {"event": event, "data": offset}, "offset": offset})
}

fn ready() -> Dialogue {
    let mut centrifugo = Dialogue::with(centrifugo());
    let subscribe = says(json!({"id": 2, "subscribe": {"channel": "events"}}));
    assert_eq!(connected(&mut centrifugo), [Step::expect_nothing(), subscribe]);
    let subscribed = json!({"id": 2, "subscribe": {"recoverable": true, "epoch": "e1", "positioned": true}});
    assert_eq!(centrifugo.hears(subscribed), [READY, alive()]);
    centrifugo
}

#[test]
fn several_messages_come_in_one_frame_and_a_ping_is_answered() {
    let mut centrifugo = ready();
    let push = |offset, event| json!({"push": {"channel": "events", "pub": publication(offset, event)}});
    let frame = format!("{}\n{{}}\n{}\n", push(1, "paid"), push(2, "sent"));
    assert_eq!(
        centrifugo.hears_text(&frame),
        [signal("paid", json!(1)), says(json!({})), alive(), signal("sent", json!(2))]
    );
}

#[test]
fn what_was_missed_comes_before_it_is_ready_again_and_nothing_else_is_stale() {
    let mut centrifugo = ready();
    centrifugo.hears(json!({"push": {"channel": "events", "pub": publication(4, "paid")}}));
    let recover = |offset: u64, epoch: &str| {
        let subscribe = json!({"channel": "events", "recover": true, "offset": offset, "epoch": epoch});
        says(json!({"id": 2, "subscribe": subscribe}))
    };
    assert_eq!(connected(&mut centrifugo), [Step::expect_nothing(), recover(4, "e1")]);
    let publications = [publication(5, "sent"), publication(6, "paid")];
    let subscribed =
        json!({"recoverable": true, "epoch": "e1", "offset": 6, "recovered": true, "publications": publications});
    assert_eq!(
        centrifugo.hears(json!({"id": 2, "subscribe": subscribed})),
        [signal("sent", json!(5)), signal("paid", json!(6)), Step::Ready { resumed: true }, alive()]
    );
    assert_eq!(connected(&mut centrifugo)[1], recover(6, "e1"));
}

/// What it says of its history contradicts what it says of us.
#[test]
fn a_recovery_of_another_history_or_an_earlier_position_is_none() {
    let none = Value::Array(Vec::new());
    for (epoch, offset, publications) in [
        ("e2", 4, none.clone()),
        ("e2", 5, json!([publication(5, "sent")])),
        ("e1", 3, none.clone()),
        ("e1", 0, none.clone()),
    ] {
        let mut centrifugo = ready();
        centrifugo.hears(json!({"push": {"channel": "events", "pub": publication(4, "paid")}}));
        connected(&mut centrifugo);
        let subscribed = json!({"recoverable": true, "epoch": epoch, "offset": offset, "recovered": true, "publications": publications});
        let steps = centrifugo.hears(json!({"id": 2, "subscribe": subscribed}));
        assert!(steps.contains(&READY), "{epoch} {offset}: {steps:?}");
        // From now on, that is where it goes on.
        let subscribe = json!({"channel": "events", "recover": true, "offset": offset, "epoch": epoch});
        assert_eq!(connected(&mut centrifugo)[1], says(json!({"id": 2, "subscribe": subscribe})));
    }
}

#[test]
fn a_recovery_in_the_same_history_is_believed_where_nothing_was_missed() {
    let mut centrifugo = ready();
    centrifugo.hears(json!({"push": {"channel": "events", "pub": publication(4, "paid")}}));
    for _ in 0..2 {
        connected(&mut centrifugo);
        let subscribed = json!({"recoverable": true, "epoch": "e1", "offset": 4, "recovered": true});
        let steps = centrifugo.hears(json!({"id": 2, "subscribe": subscribed}));
        assert_eq!(steps, [Step::Ready { resumed: true }, alive()]);
    }
}

#[test]
fn a_recovery_that_nobody_asked_for_is_none() {
    let mut centrifugo = Dialogue::with(centrifugo());
    for _ in 0..2 {
        connected(&mut centrifugo);
        assert_eq!(centrifugo.hears(json!({"id": 2, "subscribe": {"recovered": true}})), [READY, alive()]);
    }
}

#[test]
fn a_position_of_another_epoch_is_forgotten() {
    let mut centrifugo = ready();
    centrifugo.hears(json!({"push": {"channel": "events", "pub": publication(57, "paid")}}));
    connected(&mut centrifugo);
    // The server lost its history: a new epoch, whose offset is 0 and therefore left out.
    let subscribed = json!({"id": 2, "subscribe": {"recoverable": true, "epoch": "e2"}});
    assert_eq!(centrifugo.hears(subscribed), [READY, alive()]);
    let subscribe = json!({"channel": "events", "recover": true, "epoch": "e2"});
    assert_eq!(connected(&mut centrifugo)[1], says(json!({"id": 2, "subscribe": subscribe})));
}

#[test]
fn with_two_channels_nothing_is_resumed() {
    let mut centrifugo = Dialogue::with(Json { channels: texts(["a", "b"]), ..centrifugo() });
    for _ in 0..2 {
        let subscribe = |id: u64, channel: &str| says(json!({"id": id, "subscribe": {"channel": channel}}));
        assert_eq!(connected(&mut centrifugo)[1..], [subscribe(2, "a"), subscribe(3, "b")]);
        let subscribed = json!({"recoverable": true, "epoch": "e1", "offset": 6, "recovered": true});
        assert_eq!(centrifugo.hears(json!({"id": 2, "subscribe": subscribed})), []);
        assert_eq!(centrifugo.hears(json!({"id": 3, "subscribe": subscribed})), [READY, alive()]);
    }
}

#[test]
fn a_token_can_be_renewed_before_it_expires() {
    let mut centrifugo = ready();
    let refresh = json!({"id": 3, "refresh": {"token": "fresh"}});
    assert_eq!(centrifugo.0.renewed(&Token::new("fresh")), [says(refresh)]);
    assert_eq!(centrifugo.hears(json!({"id": 3, "refresh": {"client": "c", "ttl": 60}})), []);
}

#[test]
fn errors_and_close_codes_are_sorted() {
    let mut centrifugo = Dialogue::with(centrifugo());
    centrifugo.open();
    let error = json!({"id": 1, "error": {"code": 109, "message": "token expired"}});
    assert_eq!(centrifugo.hears(error), [refused("token expired")]);
    let stop = Ending::Stop(Refusal::Backend);
    let codes = [
        (3000, Ending::Retry),
        (3001, Ending::Retry),
        (3005, Ending::Refresh),
        (3010, Ending::Retry),
        (3500, Ending::Refresh),
        (3503, stop),
        (4000, Ending::Retry),
        (4500, stop),
        (4999, stop),
        (1006, Ending::Retry),
    ];
    for (code, ending) in codes {
        assert_eq!(centrifugo.closed(code), ending, "{code}");
    }
}
