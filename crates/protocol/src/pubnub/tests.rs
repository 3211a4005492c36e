//! Transcripts of calls: what is asked, what PubNub answers, and what a link makes of it.
#![allow(clippy::unwrap_used)]

use super::PubNub;
use super::codec::Subscriber;
use crate::{Call, Codec, Ending, Frame, Greeting, GreetingError, Outcome, Protocol, Refusal, Step, Token, Transport};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// A minute, in units of PubNub's positions.
const MINUTE: u64 = 60 * 10_000_000;
/// When these transcripts begin.
const START: u64 = 17_000_000_000_000_000;

fn subscriber() -> Subscriber {
    Subscriber::new(PubNub {
        subscribe_key: "sub-c-1".to_owned(),
        channels: vec!["shop.7".to_owned(), "news".to_owned()],
        user: "ada".to_owned(),
        ignore: vec!["hb".to_owned()],
        ..PubNub::default()
    })
}

/// Connects, up to the first call.
fn connect(subscriber: &mut Subscriber) -> Call {
    subscriber.greet(&mut Greeting::new("https://ps.pndsn.com".parse().unwrap()), None).unwrap();
    match &subscriber.open(Some(&Token::new("t0ken")))[..] {
        [Step::Beat(Duration::ZERO), Step::Call(call)] => call.clone(),
        other => panic!("{other:?}"),
    }
}

/// Connects, and is polling.
fn live(subscriber: &mut Subscriber, now: u64) -> Vec<Step> {
    connect(subscriber);
    answer(subscriber, now, &[])
}

fn answer(subscriber: &mut Subscriber, time: u64, messages: &[Value]) -> Vec<Step> {
    let body = json!({"t": {"t": time.to_string(), "r": 12}, "m": messages});
    subscriber.called(&answered(200, &body.to_string()))
}

fn answered(status: u16, body: &str) -> Outcome {
    Outcome::Answered { status, retry_after: None, body: body.to_owned() }
}

fn error(status: u16, message: &str) -> Outcome {
    let body = json!({"message": message, "error": true, "service": "Access Manager", "status": status});
    answered(status, &body.to_string())
}

fn message(payload: &Value) -> Value {
    json!({"a": "1", "f": 0, "i": "server", "p": {"t": "1", "r": 12}, "k": "sub-c-1", "c": "news", "d": payload})
}

fn paid(id: u32) -> Value {
    message(&json!({"event": "paid", "data": {"id": id}}))
}

fn signal(id: u32) -> Step {
    Step::Signal { event: "paid".to_owned(), data: json!({"id": id}) }
}

/// The parameters of the call that is the last step.
fn asked(steps: &[Step]) -> BTreeMap<String, String> {
    match steps.last() {
        Some(Step::Call(call)) => call.url.query_pairs().into_owned().collect(),
        other => panic!("no call: {other:?}"),
    }
}

/// Where the call that is the last step begins.
fn from(steps: &[Step]) -> u64 {
    asked(steps)["tt"].parse().unwrap()
}

fn end(steps: &[Step]) -> (Ending, String) {
    match steps {
        [Step::End(ended)] => (ended.ending, ended.reason.clone()),
        other => panic!("no end: {other:?}"),
    }
}

#[test]
fn it_is_carried_by_calls() {
    assert_eq!(PubNub::default().transport(), Transport::Calls);
}

#[test]
fn the_first_call_asks_where_the_stream_is() {
    let call = connect(&mut subscriber());
    assert_eq!(call.url.path(), "/v2/subscribe/sub-c-1/shop.7,news/0");
    let asked = asked(&[Step::Call(call.clone())]);
    assert_eq!((asked["tt"].as_str(), asked["uuid"].as_str(), asked["auth"].as_str()), ("0", "ada", "t0ken"));
    assert!(!asked.contains_key("tr"));
    assert_eq!(call.within, Duration::from_secs(10), "it is answered at once");
}

#[test]
fn texts_in_the_address_are_escaped_and_what_it_has_is_kept() {
    let channels = vec!["a/b ?".to_owned(), "../ä%".to_owned()];
    let config = PubNub { subscribe_key: "k".to_owned(), channels, user: "a&b".to_owned(), ..PubNub::default() };
    let mut subscriber = Subscriber::new(config);
    let address = "http://127.0.0.1:9/pubnub/?proxy=1#part";
    subscriber.greet(&mut Greeting::new(address.parse().unwrap()), None).unwrap();
    let steps = subscriber.open(None);
    assert!(!asked(&steps).contains_key("auth"), "nobody is signed in");
    let Some(Step::Call(call)) = steps.last() else { panic!("{steps:?}") };
    let address = call.url.as_str();
    assert!(
        address
            .starts_with("http://127.0.0.1:9/pubnub/v2/subscribe/k/a%2Fb%20%3F,..%2F%C3%A4%25/0?proxy=1&uuid=a%26b&")
    );
}

#[test]
fn an_address_that_nobody_can_call_is_an_error_without_its_secrets() {
    for address in ["wss://user:s3cret@host/?key=s3cret", "mailto:s3cret@host"] {
        let error = subscriber().greet(&mut Greeting::new(address.parse().unwrap()), None).unwrap_err();
        assert!(matches!(error, GreetingError::Address(_)));
        assert!(!error.to_string().contains("?key=s3cret") && !error.to_string().contains("user:"), "{error}");
    }
}

#[test]
fn the_first_answer_makes_it_ready_and_each_poll_goes_on_where_the_last_one_ended() {
    let mut subscriber = subscriber();
    let steps = live(&mut subscriber, START);
    assert_eq!(steps[0], Step::Ready { resumed: false });
    let polled = asked(&steps);
    assert_eq!((polled["tt"].parse(), polled["tr"].as_str()), (Ok(START), "12"));
    assert!(matches!(&steps[1], Step::Call(call) if call.within == Duration::from_secs(320)));
    let steps = answer(&mut subscriber, START + 5, &[paid(1), paid(2)]);
    assert_eq!(steps[..2], [signal(1), signal(2)]);
    assert_eq!(from(&steps), START + 5);
}

#[test]
fn what_nobody_published_and_ignored_events_say_nothing() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    let with = |name: &str, value: Value| {
        let mut message = paid(9);
        message[name] = value;
        message
    };
    let steps = answer(
        &mut subscriber,
        START + 5,
        &[
            with("c", json!("news-pnpres")),
            with("e", json!(2)),
            with("e", json!(3)),
            message(&json!({"event": "hb"})),
            with("e", json!(1)),
        ],
    );
    assert_eq!(steps.len(), 2, "{steps:?}");
    assert_eq!(steps[0], signal(9), "a signal of PubNub's own kind is one");
}

#[test]
fn a_message_without_a_name_is_strange_and_its_content_is_not_repeated() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    let odd = [message(&json!("card 4111")), message(&json!({"data": "card 4111"})), json!(4111), json!(null)];
    let steps = answer(&mut subscriber, START + 5, &odd);
    assert_eq!(steps.len(), 5);
    for step in &steps[..4] {
        assert!(matches!(step, Step::Strange(strange) if !strange.what.contains("4111")), "{step:?}");
    }
}

#[test]
fn a_quiet_poll_is_followed_by_the_next_after_a_pause() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    assert_eq!(subscriber.tick(), [], "the poll is still out");
    assert_eq!(answer(&mut subscriber, START + 5, &[]), [Step::Beat(Duration::from_secs(1))]);
    let steps = subscriber.tick();
    assert_eq!((&steps[0], from(&steps)), (&Step::Beat(Duration::ZERO), START + 5));
    let steps = answer(&mut subscriber, START + 5, &[paid(1)]);
    assert_eq!(
        steps,
        [signal(1), Step::Beat(Duration::from_secs(1))],
        "the same position again would be the same answer"
    );
}

#[test]
fn a_lost_connection_continues_from_its_position_with_nothing_missed() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    let outcome = Outcome::Failed("connection reset".to_owned());
    let (ending, reason) = end(&subscriber.called(&outcome));
    assert_eq!(ending, Ending::Retry);
    assert!(reason.contains("connection reset"));
    let call = connect(&mut subscriber);
    assert_eq!(from(&[Step::Call(call)]), 0, "a poll from there might be answered in minutes only");
    let steps = answer(&mut subscriber, START + 9 * MINUTE, &[]);
    assert_eq!((&steps[0], from(&steps)), (&Step::Ready { resumed: true }, START));
    let steps = answer(&mut subscriber, START + 9 * MINUTE, &[paid(1)]);
    assert_eq!(steps[0], signal(1));
}

#[test]
fn a_position_that_pubnub_may_have_forgotten_is_a_gap() {
    for now in [START + 11 * MINUTE, START - 1] {
        let mut subscriber = subscriber();
        live(&mut subscriber, START);
        let steps = live(&mut subscriber, now);
        assert_eq!((&steps[0], from(&steps)), (&Step::Ready { resumed: false }, now));
    }
}

#[test]
fn a_full_batch_may_have_lost_what_came_before_it() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    live(&mut subscriber, START + MINUTE);
    let batch: Vec<Value> = (0..100).map(paid).collect();
    assert_eq!(answer(&mut subscriber, START + MINUTE, &batch[1..])[0], signal(1));
    assert_eq!(answer(&mut subscriber, START + 2 * MINUTE, &batch)[..2], [Step::Gap, signal(0)]);
}

#[test]
fn a_server_that_goes_back_takes_the_proof_back() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    assert_eq!(live(&mut subscriber, START + MINUTE)[0], Step::Ready { resumed: true });
    let steps = answer(&mut subscriber, START - MINUTE, &[paid(1)]);
    assert_eq!(steps[..3], [Step::Gap, Step::Ready { resumed: false }, signal(1)]);
}

#[test]
fn a_position_from_which_nothing_ever_comes_is_given_up() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    for _ in 0..3 {
        end(&subscriber.called(&Outcome::Failed("the answer is too long".to_owned())));
        let steps = live(&mut subscriber, START + 1);
        let resumed = steps[0] == Step::Ready { resumed: true };
        assert_eq!(from(&steps), if resumed { START } else { START + 1 });
    }
    assert_eq!(from(&live(&mut subscriber, START + 2)), START + 1);
}

#[test]
fn failing_to_connect_does_not_give_up_the_position() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    for _ in 0..10 {
        connect(&mut subscriber);
        end(&subscriber.called(&Outcome::Failed("no route".to_owned())));
    }
    assert_eq!(live(&mut subscriber, START + 1)[0], Step::Ready { resumed: true });
}

#[test]
fn a_sign_in_refused_at_first_asks_for_another_token() {
    let mut subscriber = subscriber();
    connect(&mut subscriber);
    let (ending, reason) = end(&subscriber.called(&error(403, "Forbidden t0ken")));
    assert_eq!((ending, reason.as_str()), (Ending::Refresh, "PubNub refused the sign-in: Forbidden …"));
}

#[test]
fn a_token_that_expires_is_renewed_in_place_once() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    assert_eq!(subscriber.called(&error(403, "Token is expired.")), [Step::Renew]);
    let steps = subscriber.renewed(&Token::new("t1"));
    assert_eq!((from(&steps), asked(&steps)["auth"].as_str()), (START, "t1"));
    assert_eq!(end(&subscriber.called(&error(403, "Token is expired."))).0, Ending::Refresh, "no loop of renewals");
    // And after it worked, again.
    live(&mut subscriber, START + 1);
    subscriber.called(&error(403, "Token is expired."));
    subscriber.renewed(&Token::new("t2"));
    answer(&mut subscriber, START + 2, &[paid(1)]);
    assert_eq!(subscriber.called(&error(403, "Token is expired.")), [Step::Renew]);
}

#[test]
fn a_token_renewed_for_another_reason_goes_into_the_next_poll() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    assert_eq!(subscriber.renewed(&Token::new("t1")), []);
    assert_eq!(asked(&answer(&mut subscriber, START + 1, &[paid(1)]))["auth"], "t1");
}

#[test]
fn every_other_status_has_its_meaning() {
    let first = |outcome: &Outcome| {
        let mut subscriber = subscriber();
        connect(&mut subscriber);
        end(&subscriber.called(outcome))
    };
    let (ending, reason) = first(&error(400, "Invalid Subscribe Key"));
    assert_eq!(ending, Ending::Stop(Refusal::Address));
    assert!(reason.ends_with(": Invalid Subscribe Key"), "{reason}");
    assert_eq!(first(&answered(414, "")).0, Ending::Stop(Refusal::Address));
    assert_eq!(first(&answered(404, "<html>")).0, Ending::RetrySlowly);
    assert_eq!(first(&answered(502, "<html>")).0, Ending::Retry);
    let wait = Duration::from_secs(20);
    for status in [429, 503] {
        let outcome = Outcome::Answered { status, retry_after: Some(wait), body: String::new() };
        assert_eq!(first(&outcome).0, Ending::RetryAfter(wait));
    }
}

#[test]
fn a_refused_position_is_forgotten_and_the_key_is_not_blamed() {
    let mut subscriber = subscriber();
    live(&mut subscriber, START);
    assert_eq!(end(&subscriber.called(&error(400, "Invalid Timetoken"))).0, Ending::RetrySlowly);
    assert_eq!(live(&mut subscriber, START + 1)[0], Step::Ready { resumed: false });
}

#[test]
fn an_answer_that_is_not_pubnubs_is_not_hurried() {
    let huge = "[".repeat(100_000);
    let bodies =
        ["", "<html>sign in to the network</html>", "[]", "{\"t\":{\"t\":\"x\"},\"m\":[]}", "{\"t\":{\"t\":1}}", &huge];
    for body in bodies {
        let mut subscriber = subscriber();
        connect(&mut subscriber);
        assert_eq!(end(&subscriber.called(&answered(200, body))).0, Ending::RetrySlowly);
        assert_eq!(subscriber.called(&answered(200, body)), [], "it is over");
    }
}

#[test]
fn frames_do_not_exist() {
    assert!(matches!(subscriber().frame(Frame::Text("x"))[..], [Step::Strange(_)]));
}

#[test]
fn no_answer_whatever_makes_it_panic_or_lose_its_turn() {
    const STATUSES: [u16; 12] = [200, 200, 200, 200, 200, 200, 204, 400, 403, 414, 503, 999];
    let good =
        json!({"t": {"t": START.to_string(), "r": 12}, "m": [paid(1), message(&json!({"event": 3}))]}).to_string();
    let mut rng = fastrand::Rng::with_seed(4);
    let mut signals = 0;
    for _ in 0..500 {
        let mut subscriber = subscriber();
        let mut steps = vec![Step::Call(connect(&mut subscriber))];
        for _ in 0..rng.usize(..40) {
            let mut bytes = good.clone().into_bytes();
            for _ in 0..rng.usize(..4) {
                let at = rng.usize(..bytes.len());
                match rng.u8(..3) {
                    0 => bytes[at] = rng.u8(b' '..=b'~'),
                    1 => bytes.truncate(at + 1),
                    _ => bytes.splice(at..at, good.bytes().skip(rng.usize(..good.len())).take(9)).for_each(drop),
                }
            }
            let outcome = answered(STATUSES[rng.usize(..STATUSES.len())], &String::from_utf8_lossy(&bytes));
            let waits = steps.iter().any(|step| matches!(step, Step::Call(_)));
            steps = match steps.last() {
                _ if waits => subscriber.called(&outcome),
                Some(Step::Renew) => subscriber.renewed(&Token::new("t")),
                Some(Step::Beat(_)) => subscriber.tick(),
                Some(Step::End(_)) => vec![Step::Call(connect(&mut subscriber))],
                other => panic!("nothing goes on after {other:?}"),
            };
            signals += steps.iter().filter(|step| matches!(step, Step::Signal { .. })).count();
        }
    }
    assert!(signals > 100, "the noise has {signals} signals in it, or it tests nothing");
}
