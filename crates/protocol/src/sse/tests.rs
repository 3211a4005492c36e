//! Transcripts of streams: what a backend sends, and what a link makes of it.
#![allow(clippy::unwrap_used)]

use super::Sse;
use super::codec::Stream;
use super::parser::{Block, LONGEST, Parser, TooLong};
use crate::{Codec, Ending, Frame, Greeting, GreetingError, Protocol, Refusal, Step, Token, Transport};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn stream(config: &Sse) -> Stream {
    Stream::new(config.clone())
}

fn greet(stream: &mut Stream, token: Option<&str>) -> Greeting {
    let mut greeting = Greeting::new("https://backend/events?room=1".parse().unwrap());
    stream.greet(&mut greeting, token.map(Token::new).as_ref()).unwrap();
    greeting
}

/// Connects, and tells what is known then, and which id was sent.
fn connect(stream: &mut Stream) -> (Vec<Step>, Option<String>) {
    let greeting = greet(stream, Some("t"));
    let id = greeting.headers.get("last-event-id").map(|id| String::from_utf8(id.as_bytes().to_vec()).unwrap());
    (stream.open(None), id)
}

fn told(stream: &mut Stream, text: &str) -> Vec<Step> {
    stream.frame(Frame::Binary(text.as_bytes()))
}

fn signal(event: &str, data: Value) -> Step {
    Step::Signal { event: event.to_owned(), data }
}

/// The blocks of a whole stream, the pieces being as long as `cut` says.
fn blocks(bytes: &[u8], cut: usize) -> Vec<Block> {
    let (mut parser, mut blocks) = (Parser::default(), Vec::new());
    for piece in bytes.chunks(cut) {
        parser.read(piece, &mut blocks).unwrap();
    }
    blocks
}

fn event(event: &str, data: &str) -> Block {
    Block { event: event.to_owned(), data: Some(data.to_owned()), ..Block::default() }
}

/// The backend sends again what came after an id, says the board.
fn resuming() -> Sse {
    Sse { resumes: true, ..Sse::default() }
}

fn ready(resumed: bool) -> Vec<Step> {
    vec![Step::Ready { resumed }]
}

#[test]
fn it_is_carried_by_a_stream() {
    assert_eq!(Sse::default().transport(), Transport::Stream);
}

#[test]
fn events_are_read_wherever_they_are_cut_and_however_their_lines_end() {
    for end in ["\n", "\r", "\r\n"] {
        let text =
            "\u{feff}: hello|event: a|data: {\"ä\":|data: \"€\"}|id: 1|||data|id|retry: 5|x: y||data:  😀||data: lost";
        let text = text.replace('|', end);
        let expected = [
            Block {
                event: "a".to_owned(),
                data: Some("{\"ä\":\n\"€\"}".to_owned()),
                id: Some("1".to_owned()),
                ..Block::default()
            },
            Block { event: String::new(), data: Some(String::new()), id: Some(String::new()), ..Block::default() },
            event("", " 😀"),
        ];
        for cut in 1..=text.len() {
            assert_eq!(blocks(text.as_bytes(), cut), expected, "{end:?} cut every {cut} bytes");
        }
    }
}

#[test]
fn a_byte_order_mark_is_one_only_at_the_very_beginning() {
    assert_eq!(blocks("\u{feff}data: a\n\n\u{feff}data: b\n\n".as_bytes(), 1), [event("", "a")]);
}

#[test]
fn bytes_that_are_no_text_are_replaced_and_the_stream_goes_on() {
    let replaced = Block { damaged: true, ..event("", "\u{fffd}\u{fffd}") };
    assert_eq!(blocks(b"data: \xff\xc3\n\ndata: b\n\n", 3), [replaced, event("", "b")]);
}

#[test]
fn an_id_with_a_null_character_is_passed_over_and_a_block_without_data_is_no_event() {
    assert_eq!(blocks(b"id: a\0b\ndata: x\n\nevent: y\n\n", 64), [event("", "x")]);
    assert_eq!(blocks(b"id: 7\n\n", 64), [Block { id: Some("7".to_owned()), ..Block::default() }]);
}

#[test]
fn a_line_or_an_event_of_more_than_one_mebibyte_is_too_long() {
    let mut parser = Parser::default();
    let mut blocks = Vec::new();
    assert_eq!(parser.read(&vec![b'x'; LONGEST], &mut blocks), Ok(()));
    assert_eq!(parser.read(b"x", &mut blocks), Err(TooLong));
    let mut parser = Parser::default();
    let line = format!("data: {}\n", "x".repeat(LONGEST / 2));
    assert_eq!(parser.read(line.as_bytes(), &mut blocks), Ok(()));
    assert_eq!(parser.read(line.as_bytes(), &mut blocks), Err(TooLong));
    // Each byte becomes a character of three.
    let noise = [b"data:".as_slice(), &vec![0xff; LONGEST / 2], b"\n"].concat();
    assert_eq!(Parser::default().read(&noise, &mut blocks), Err(TooLong));
    assert!(blocks.is_empty());
}

#[test]
fn the_request_says_what_it_wants_and_carries_the_token_in_secret() {
    let query = BTreeMap::from([("key".to_owned(), "k-{secret}".to_owned())]);
    let mut stream = stream(&Sse { query, ..Sse::default() });
    let greeting = greet(&mut stream, Some("a&b"));
    assert_eq!(greeting.headers["accept"], "text/event-stream");
    assert_eq!(greeting.headers["cache-control"], "no-store");
    assert_eq!(greeting.headers["authorization"], "Bearer a&b");
    assert!(greeting.headers["authorization"].is_sensitive());
    assert_eq!(greeting.url.query(), Some("room=1&key=k-a%26b"));
}

#[test]
fn without_a_token_what_names_it_is_left_out() {
    let query = BTreeMap::from([("key".to_owned(), "{secret}".to_owned()), ("v".to_owned(), "2".to_owned())]);
    let greeting = greet(&mut stream(&Sse { query, ..Sse::default() }), None);
    assert!(!greeting.headers.contains_key("authorization"));
    assert_eq!(greeting.url.query(), Some("room=1&v=2"));
}

#[test]
fn a_token_that_no_header_can_carry_is_an_error_that_does_not_show_it() {
    let mut greeting = Greeting::new("https://backend/events".parse().unwrap());
    let error = stream(&Sse::default()).greet(&mut greeting, Some(&Token::new("s3cret\n"))).unwrap_err();
    assert_eq!(error, GreetingError::Token);
    assert!(!error.to_string().contains("s3cret"));
}

#[test]
fn the_name_is_the_streams_own_and_the_data_is_read_as_json_where_it_is_json() {
    let mut stream = stream(&Sse::default());
    assert_eq!(connect(&mut stream), (ready(false), None));
    let steps = told(&mut stream, "event: paid\ndata: {\"id\": 7}\n\ndata: so long\n\ndata: 12\n\ndata\n\n");
    let expected = [
        signal("paid", json!({"id": 7})),
        signal("message", json!("so long")),
        signal("message", json!(12)),
        signal("message", json!("")),
    ];
    assert_eq!(steps, expected);
}

#[test]
fn name_and_metadata_can_be_in_the_data() {
    let event = Some("/type".to_owned());
    let mut stream = stream(&Sse { event, data: "/body".to_owned(), ..Sse::default() });
    connect(&mut stream);
    let steps = told(&mut stream, "data: {\"type\": \"paid\", \"body\": [1]}\n\ndata: {\"type\": 3}\n\n");
    assert_eq!(steps, [signal("paid", json!([1])), signal("3", Value::Null)]);
    assert_eq!(told(&mut stream, "event: hb\ndata: x\n\n"), [signal("hb", Value::Null)], "the stream's name, if any");
    match &told(&mut stream, "data: card 4111\n\n")[..] {
        [Step::Strange(strange)] => assert!(!strange.what.contains("4111"), "{strange}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn comments_and_ignored_events_say_nothing() {
    let mut stream = stream(&Sse { ignore: vec!["ping".to_owned()], ..Sse::default() });
    connect(&mut stream);
    assert_eq!(told(&mut stream, ": still here\n\nevent: ping\ndata: 1\n\n"), []);
}

#[test]
fn the_configured_event_makes_it_ready_and_is_no_signal() {
    let mut stream = stream(&Sse { ready: Some("hello".to_owned()), ..resuming() });
    assert_eq!(connect(&mut stream), (vec![], None));
    assert_eq!(told(&mut stream, "event: hello\nid: 1\ndata: {}\n\n"), ready(false));
    assert_eq!(connect(&mut stream), (vec![], Some("1".to_owned())));
    assert_eq!(told(&mut stream, "event: hello\ndata: {}\n\n"), ready(true));
}

#[test]
fn a_lost_connection_continues_from_the_last_whole_event() {
    let mut stream = stream(&Sse { ignore: vec!["ping".to_owned()], ..resuming() });
    connect(&mut stream);
    told(&mut stream, "id: 41\ndata: a\n\nevent: ping\ndata: without one\n\nid: 42\ndata: ne");
    assert_eq!(connect(&mut stream), (ready(true), Some("41".to_owned())));
    let steps = told(&mut stream, "id: 42\ndata: new\n\n");
    assert_eq!(steps, [signal("message", json!("new"))], "and nothing of the part before");
    assert_eq!(connect(&mut stream), (ready(true), Some("42".to_owned())));
    assert_eq!(connect(&mut stream), (ready(true), Some("42".to_owned())), "also where nothing came in between");
}

#[test]
fn an_empty_id_takes_ids_back() {
    let mut stream = stream(&resuming());
    connect(&mut stream);
    told(&mut stream, "id: 41\ndata: a\n\nid\ndata: b\n\n");
    assert_eq!(connect(&mut stream), (ready(false), None));
}

#[test]
fn an_id_that_no_header_carries_is_none() {
    for id in ["a\u{1}b".to_owned(), "x".repeat(1025)] {
        let mut stream = stream(&resuming());
        connect(&mut stream);
        told(&mut stream, &format!("id: 1\ndata: a\n\nid: {id}\ndata: b\n\n"));
        assert_eq!(connect(&mut stream), (ready(false), None));
    }
    let mut stream = stream(&resuming());
    connect(&mut stream);
    told(&mut stream, "id: ä\n\n");
    assert_eq!(connect(&mut stream), (ready(true), Some("ä".to_owned())), "as UTF-8, which the standard says");
}

#[test]
fn a_backend_of_which_nobody_says_that_it_sends_again_is_not_asked_to_and_believed_nothing() {
    let mut stream = stream(&Sse::default());
    connect(&mut stream);
    told(&mut stream, "id: 41\ndata: a\n\n");
    assert_eq!(connect(&mut stream), (ready(false), None));
    assert_eq!(told(&mut stream, "id: 42\ndata: b\n\n"), [signal("message", json!("b"))]);
    assert_eq!(connect(&mut stream), (ready(false), None), "ids that grow are no proof");
}

#[test]
fn ids_that_begin_anew_take_the_proof_back_at_once_and_for_good() {
    for (before, after) in [("1", "1"), ("41", "1"), ("41", "40"), ("01H-b", "01H-a")] {
        let mut stream = stream(&resuming());
        connect(&mut stream);
        told(&mut stream, &format!("id: 01H-a\ndata: a\n\nid: {before}\ndata: a\n\n"));
        assert_eq!(connect(&mut stream), (ready(true), Some(before.to_owned())));
        let steps = told(&mut stream, &format!("id: {after}\ndata: b\n\nid: {after}\ndata: c\n\n"));
        let anew = Step::Ready { resumed: false };
        let expected = [anew, signal("message", json!("b")), signal("message", json!("c"))];
        assert_eq!(steps, expected, "{before} {after}");
        assert_eq!(connect(&mut stream), (ready(false), None));
    }
}

#[test]
fn the_last_id_without_an_event_says_where_the_stream_goes_on() {
    let mut stream = stream(&resuming());
    connect(&mut stream);
    told(&mut stream, "id: 41\ndata: a\n\n");
    assert_eq!(connect(&mut stream), (ready(true), Some("41".to_owned())));
    assert_eq!(told(&mut stream, "id: 41\n\n"), []);
    let again = told(&mut stream, "id: 41\ndata: b\n\n");
    let disproved = [Step::Ready { resumed: false }, signal("message", json!("b"))];
    assert_eq!(again, disproved, "with an event it is one that came again");
}

#[test]
fn ids_of_one_connection_may_repeat_and_go_back() {
    let mut stream = stream(&resuming());
    connect(&mut stream);
    told(&mut stream, "id: 7\ndata: a\n\nid: 7\ndata: b\n\nid: 5\ndata: c\n\n");
    assert_eq!(connect(&mut stream), (ready(true), Some("5".to_owned())));
    assert_eq!(told(&mut stream, "id: 8\ndata: d\n\nid: 6\ndata: e\n\n").len(), 2);
    assert_eq!(connect(&mut stream), (ready(true), Some("6".to_owned())));
}

#[test]
fn an_event_without_an_id_cannot_be_sent_again() {
    let mut stream = stream(&resuming());
    connect(&mut stream);
    told(&mut stream, "id: 41\ndata: a\n\ndata: b\n\n");
    assert_eq!(connect(&mut stream), (ready(false), None));
}

#[test]
fn documents_one_after_another_are_as_many_events() {
    let mut stream = stream(&Sse { event: Some("/type".to_owned()), ..Sse::default() });
    connect(&mut stream);
    let two = [signal("a", json!({"type": "a"})), signal("b", json!({"type": "b"}))];
    assert_eq!(told(&mut stream, "data: {\"type\":\"a\"}{\"type\":\"b\"}\n\n"), two);
    assert_eq!(told(&mut stream, "data: {\"type\":\"a\"}\ndata: {\"type\":\"b\"}\n\n"), two);
    assert_eq!(told(&mut stream, "event: n\ndata: 1 2\n\n"), [signal("n", json!("1 2"))], "these are words");
}

#[test]
fn data_that_was_to_be_json_and_cannot_be_read_is_a_gap_and_words_are_words() {
    for broken in [r#"{"kind":"order","id":1,}"#, r#"{"kind":"order""#, "[1,2", " {'kind': 'order'}"] {
        let mut named = stream(&Sse::default());
        connect(&mut named);
        let steps = told(&mut named, &format!("event: changed\ndata: {broken}\n\n"));
        assert!(matches!(&steps[..], [gap, Step::Signal { .. }] if gap.is_a_gap()), "{broken}: {steps:?}");
        let mut pointed = stream(&Sse { event: Some("/type".to_owned()), ..Sse::default() });
        connect(&mut pointed);
        let steps = told(&mut pointed, &format!("event: message\ndata: {broken}\n\n"));
        assert!(steps.iter().any(Step::is_a_gap), "{broken}: its name may stand there: {steps:?}");
    }
    let mut stream = stream(&Sse { ignore: vec!["ping".to_owned()], ..Sse::default() });
    connect(&mut stream);
    assert_eq!(told(&mut stream, "data: so long\n\n"), [signal("message", json!("so long"))]);
    assert_eq!(told(&mut stream, "event: ping\ndata: {\n\n"), [], "whatever it says");
}

#[test]
fn what_cannot_be_read_is_a_gap() {
    let mut stream = stream(&Sse { event: Some("/type".to_owned()), ..Sse::default() });
    connect(&mut stream);
    let lost = |steps: &[Step]| steps.iter().any(Step::is_a_gap);
    assert!(lost(&told(&mut stream, "data: {\"type\":\"a\"}{\"ty\n\n")), "cut off");
    assert!(lost(&told(&mut stream, "{\"type\":\"a\"}\n\n")), "no stream of events");
    let broken = b"event: a\ndata: {\"id\":\"caf\xe9\"}\n\n";
    assert_eq!(told(&mut stream, &"{\"type\":\"a\"}\n".repeat(1000)).len(), 1, "nor do they flood");
    let steps = stream.frame(Frame::Binary(broken));
    assert!(matches!(&steps[..], [Step::Signal { .. }, Step::Strange(_)]), "which record it was is lost: {steps:?}");
    assert!(!lost(&stream.frame(Frame::Binary(b": caf\xe9\n\nevent: a\nfoo: 1\ndata: {}\n\n"))), "the standard's own");
}

#[test]
fn an_event_that_says_that_the_id_is_unknown_is_a_gap_and_forgets_it() {
    let lost = vec!["reset".to_owned()];
    let mut stream = stream(&Sse { lost, ready: Some("hello".to_owned()), ..resuming() });
    connect(&mut stream);
    told(&mut stream, "event: hello\nid: 41\ndata: {}\n\n");
    connect(&mut stream);
    let steps = told(&mut stream, "event: reset\ndata: {}\n\nevent: hello\ndata: {}\n\n");
    assert_eq!(steps, [Step::Gap, Step::Ready { resumed: false }]);
    assert_eq!(connect(&mut stream).1, None);
    told(&mut stream, "event: reset\nid: 90\ndata: {}\n\n");
    assert_eq!(connect(&mut stream).1, Some("90".to_owned()), "the id that the event itself brings is a new one");
}

#[test]
fn a_lost_id_after_a_proof_is_a_reconnect_that_proves_nothing() {
    let mut stream = stream(&Sse { lost: vec!["reset".to_owned()], ..resuming() });
    connect(&mut stream);
    told(&mut stream, "id: 41\ndata: a\n\n");
    assert_eq!(connect(&mut stream), (ready(true), Some("41".to_owned())));
    assert_eq!(told(&mut stream, "event: reset\ndata: {}\n\n"), ready(false));
    assert_eq!(told(&mut stream, "event: reset\ndata: {}\n\n"), [Step::Gap], "nothing is left to be taken back");
}

#[test]
fn a_refusal_that_may_be_about_the_id_starts_afresh_once() {
    let mut stream = stream(&resuming());
    connect(&mut stream);
    told(&mut stream, "id: 41\ndata: a\n\n");
    greet(&mut stream, None);
    assert_eq!(stream.rejected(401), None, "that is about the token");
    assert_eq!(stream.rejected(412).unwrap().ending, Ending::Retry);
    greet(&mut stream, None);
    assert_eq!(stream.rejected(412), None, "there was no id that it could be about");
    assert_eq!(connect(&mut stream), (ready(false), None));
}

#[test]
fn no_content_means_not_to_come_back() {
    let ended = stream(&Sse::default()).rejected(204).unwrap();
    assert_eq!(ended.ending, Ending::Stop(Refusal::Backend));
}

#[test]
fn what_is_too_long_ends_the_connection_and_is_not_asked_for_again() {
    let mut stream = stream(&Sse::default());
    connect(&mut stream);
    told(&mut stream, "id: 41\ndata: a\n\n");
    let steps = told(&mut stream, &format!("data: b\n\ndata: {}", "x".repeat(LONGEST)));
    match &steps[..] {
        [Step::Signal { .. }, Step::End(ended)] => {
            assert_eq!(ended.ending, Ending::Retry);
            assert!(ended.reason.contains("1 MiB"), "{}", ended.reason);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(told(&mut stream, "\n\ndata: c\n\n"), [], "what follows has no beginning");
    assert_eq!(stream.held(), 0);
    assert_eq!(connect(&mut stream), (ready(false), None));
    assert_eq!(told(&mut stream, "data: c\n\n"), [signal("message", json!("c"))]);
}

#[test]
fn a_hundred_thousand_brackets_are_a_text_and_no_overflow_of_the_stack() {
    let mut stream = stream(&Sse::default());
    connect(&mut stream);
    let brackets = "[".repeat(100_000);
    let steps = told(&mut stream, &format!("data: {brackets}\n\n"));
    assert!(steps[0].is_a_gap());
    assert_eq!(steps[1..], [signal("message", Value::String(brackets))]);
}

#[test]
fn no_stream_whatever_makes_it_panic_or_grow() {
    const WORDS: [&[u8]; 16] = [
        b"\ndata: 1",
        b"\ndata:",
        b"\nevent: a",
        b"\nid: 7",
        b"\nretry: 1",
        b":",
        b" ",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\0",
        b"\xEF\xBB\xBF",
        b"{\"type\": \"a\"}",
        b"\xF0\x9F",
        b"reset",
        b"[[[[",
    ];
    let mut rng = fastrand::Rng::with_seed(4);
    let mut signals = 0;
    for _ in 0..2000 {
        let config = Sse {
            event: rng.bool().then(|| "/type".to_owned()),
            ready: rng.bool().then(|| "message".to_owned()),
            lost: vec!["reset".to_owned()],
            ..Sse::default()
        };
        let mut stream = stream(&config);
        let mut sent = 0;
        connect(&mut stream);
        for _ in 0..rng.usize(..60) {
            let mut piece = Vec::new();
            for _ in 0..rng.usize(..8) {
                piece.extend_from_slice(WORDS[rng.usize(..WORDS.len())]);
                if rng.u8(..4) == 0 {
                    piece.push(rng.u8(..));
                }
            }
            sent += piece.len();
            let steps = stream.frame(Frame::Binary(&piece));
            signals += steps.iter().filter(|step| matches!(step, Step::Signal { .. })).count();
            assert!(stream.held() <= 3 * sent, "{} bytes held of {sent}", stream.held());
            if rng.u8(..) == 0 {
                connect(&mut stream);
                assert_eq!(stream.held(), 0);
            }
        }
    }
    assert!(signals > 1000, "the noise has {signals} signals in it, or it tests nothing");
}

#[test]
fn an_endless_stream_without_a_blank_line_is_held_to_its_limits() {
    let mut stream = stream(&Sse::default());
    connect(&mut stream);
    let piece = "event: e\nid: 1\ndata: 0123456789\n".repeat(500);
    let mut ended = false;
    for _ in 0..1000 {
        let steps = told(&mut stream, &piece);
        ended |= steps.iter().any(|step| matches!(step, Step::End(_)));
        assert!(stream.held() <= 2 * LONGEST);
    }
    assert!(ended);
}
