//! Steps, channels, and what makes it ready.
use super::*;
use crate::json::{Data, Missed};

#[test]
fn without_steps_and_acknowledgement_it_is_ready_when_open() {
    assert_eq!(Dialogue::with(Json::default()).open(), [READY]);
}

#[test]
fn the_configured_event_makes_it_ready_and_is_no_signal() {
    let ready = Some(Match::Event("ok".to_owned()));
    let mut dialogue = Dialogue::with(Json { ready, ..Json::default() });
    assert_eq!(dialogue.open(), []);
    assert_eq!(dialogue.hears(json!({"event": "paid"})), [signal("paid", Value::Null)], "it counts before, too");
    assert_eq!(dialogue.hears(json!({"event": "ok"})), [READY]);
    assert_eq!(dialogue.hears(json!({"event": "ok"})), [], "only the first counts");
    assert_eq!(dialogue.open(), [], "the next connection is not ready before it is acknowledged");
}

#[test]
fn steps_that_wait_for_nothing_are_taken_at_once() {
    let steps = vec![
        first([json!({"n": "{seq}"}), json!("plain {seq}")]),
        first([json!({"token": ["{secret}"]})]),
        then(Match::Event("go".to_owned()), [json!({"n": "{seq}"})]),
        first([json!({"n": "{seq}"})]),
    ];
    let mut dialogue = Dialogue::with(Json { steps, ..Json::default() });
    let opened = dialogue.open();
    assert_eq!(
        opened,
        [says(json!({"n": 1})), Step::Send("plain 2".to_owned()), says(json!({"token": ["s3cret"]})), due(3)]
    );
    assert!(!format!("{opened:?}").contains("s3cret"), "a step's Debug shows no token");
    let went = dialogue.hears(json!({"event": "go"}));
    assert_eq!(went, [says(json!({"n": 4})), says(json!({"n": 5})), Step::expect_nothing(), READY]);
    assert_eq!(dialogue.hears(json!({"event": "go"})), [], "a step is taken once");
}

#[test]
fn what_cannot_be_filled_in_is_not_sent_and_takes_no_number() {
    let steps = vec![first([json!({"token": ["{secret}"]}), json!({"n": "{seq}"})])];
    let mut dialogue = Dialogue::with(Json { steps, ..Json::default() });
    assert_eq!(dialogue.open_with(None), [says(json!({"n": 1})), READY]);
}

#[test]
fn a_token_breaks_out_of_no_string() {
    let steps = vec![first([json!({"type": "auth", "args": ["{secret}", 1]})])];
    let mut dialogue = Dialogue::with(Json { steps, ..Json::default() });
    let opened = dialogue.open_with(Some("quote\"d"));
    assert_eq!(opened, [says(json!({"type": "auth", "args": ["quote\"d", 1]})), READY]);
}

#[test]
fn channels_without_their_own_names_are_counted() {
    let config = Json {
        channels: texts(["a", "b"]),
        join: Some(json!({"join": "{channel}"})),
        joined: Some(Match::Event("joined".to_owned())),
        ..Json::default()
    };
    let mut dialogue = Dialogue::with(config.clone());
    assert_eq!(dialogue.open(), [says(json!({"join": "a"})), says(json!({"join": "b"}))]);
    assert_eq!(dialogue.hears(json!({"event": "joined"})), []);
    assert_eq!(dialogue.hears(json!({"event": "joined"})), [READY]);
    let none = Json { channels: Vec::new(), ..config };
    assert_eq!(Dialogue::with(none).open(), [READY], "without channels there is nothing to acknowledge");
}

#[test]
fn with_both_acknowledgements_it_waits_for_both() {
    let config = Json {
        channels: texts(["a"]),
        join: Some(json!("{channel}")),
        joined: Some(Match::Event("joined".to_owned())),
        ready: Some(Match::Event("ok".to_owned())),
        ..Json::default()
    };
    for (one, other) in [("joined", "ok"), ("ok", "joined")] {
        let mut dialogue = Dialogue::with(config.clone());
        assert_eq!(dialogue.open(), [Step::Send("a".to_owned())]);
        assert_eq!(dialogue.hears(json!({"event": one})), []);
        assert_eq!(dialogue.hears(json!({"event": other})), [READY]);
    }
}

#[test]
fn the_message_of_the_last_step_may_be_the_one_that_makes_it_ready() {
    let welcome = Match::Event("welcome".to_owned());
    let steps = vec![then(welcome.clone(), [json!("hello")])];
    let mut dialogue = Dialogue::with(Json { steps, ready: Some(welcome), ..Json::default() });
    dialogue.open();
    assert_eq!(
        dialogue.hears(json!({"event": "welcome"})),
        [Step::Send("hello".to_owned()), Step::expect_nothing(), READY]
    );
}

#[test]
fn a_proof_counts_only_on_a_link_that_was_ready_before() {
    let ready = Some(Match::Event("ok".to_owned()));
    let mut dialogue = Dialogue::with(Json { ready, resumed: Some("/data".to_owned()), ..Json::default() });
    let mut acknowledged = |proof: Value| {
        dialogue.open();
        dialogue.hears(json!({"event": "ok", "data": proof}))
    };
    assert_eq!(acknowledged(json!(true)), [READY]);
    assert_eq!(acknowledged(json!(true)), [Step::Ready { resumed: true }]);
    assert_eq!(acknowledged(json!("true")), [READY]);
    assert_eq!(acknowledged(Value::Null), [READY]);
}

#[test]
fn what_was_missed_is_read_like_any_message() {
    let config = Json {
        ready: Some(has("/ok")),
        missed: Some(Missed { at: "/ok/missed".to_owned(), within: "/push".to_owned() }),
        event: texts(["/push/event"]),
        data: Data::At("/push/data".to_owned()),
        ignore: vec![Match::Event("hb".to_owned())],
        ..Json::default()
    };
    let mut dialogue = Dialogue::with(config);
    dialogue.open();
    let missed = json!([{"event": "paid", "data": 1}, {"event": "hb"}, 7, {"event": "sent"}]);
    let steps = dialogue.hears(json!({"ok": {"missed": missed}}));
    let [one, Step::Strange(_), other, READY] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((one, other), (&signal("paid", json!(1)), &signal("sent", Value::Null)));
}

#[test]
fn a_new_token_is_not_sent_into_a_sign_in() {
    let steps = vec![then(Match::Event("go".to_owned()), [json!({"token": "{secret}"})])];
    let renew = vec![json!({"renew": "{secret}"})];
    let mut dialogue = Dialogue::with(Json { steps, renew, ..Json::default() });
    dialogue.open();
    assert_eq!(dialogue.0.renewed(&Token::new("fresh")), []);
    assert_eq!(dialogue.hears(json!({"event": "go"}))[0], says(json!({"token": "fresh"})));
    assert_eq!(dialogue.0.renewed(&Token::new("fresher")), [says(json!({"renew": "fresher"}))]);
}
