//! A short talk with each backend that has a preset: the board to start from is opened, and its
//! codec is told what stands behind `<`. What follows each line is what the codec does.
//! `BLESS=1` writes what it does now; read the difference before keeping it.

use crate::sorted;
use oriel_board::PRESETS;
use oriel_protocol::{Codec, Frame, Greeting, Outcome, Protocol, Step, Token};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the transcripts, and the name of each preset's.
fn file(preset: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts").join(format!("{preset}.txt"))
}

/// The lines that tell the codec something, each followed by what it does.
fn played(preset: &oriel_board::Preset, script: &str) -> String {
    let board = oriel_board::parse("start.toml", &preset.starter()).unwrap().board;
    let socket = board.backends[""].socket.clone().unwrap();
    let mut codec = socket.protocol.codec();
    let mut talk = String::new();
    for line in script.lines().filter(|line| line.starts_with('<')) {
        writeln!(talk, "{line}").unwrap();
        tell(codec.as_mut(), &socket.url, line, &mut talk);
    }
    talk
}

/// A healthy backend says nothing that cannot be read: each gap costs it a request for everything that is shown. The
/// beat of a backend that is only asked is one by intention.
fn tell(codec: &mut dyn Codec, url: &str, line: &str, talk: &mut String) {
    let token = Token::new("s3cret");
    let line = line.trim_start_matches('<').trim();
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let steps = match word {
        "(prepare)" => return prepare(codec, url, talk),
        "(prepared" => {
            let body = rest.trim_end_matches(')').to_owned();
            let outcome = Outcome::Answered { status: 200, retry_after: None, body };
            return writeln!(talk, "  {:?}", codec.prepared(&outcome)).unwrap();
        }
        "(greet)" => return greet(codec, url, talk),
        "(open)" => codec.open(Some(&token)),
        "(tick)" => codec.tick(),
        "(renewed)" => codec.renewed(&Token::new("fresh")),
        "(called" => {
            let body = rest.trim_end_matches(')').to_owned();
            codec.called(&Outcome::Answered { status: 200, retry_after: None, body })
        }
        _ => codec.frame(Frame::Text(&line.replace("\\n", "\n"))),
    };
    for step in steps {
        assert!(word == "(tick)" || !step.is_a_gap(), "{line} is a gap: {step:?}");
        writeln!(talk, "  {}", told(&step)).unwrap();
    }
}

fn prepare(codec: &mut dyn Codec, url: &str, talk: &mut String) {
    match codec.prepare(&url.parse().unwrap(), Some(&Token::new("s3cret"))).unwrap() {
        Some(call) => writeln!(talk, "  {} {} {:?}", call.method, call.url, call.body).unwrap(),
        None => writeln!(talk, "  nothing").unwrap(),
    }
}

fn greet(codec: &mut dyn Codec, url: &str, talk: &mut String) {
    let mut greeting = Greeting::new(url.parse().unwrap());
    codec.greet(&mut greeting, Some(&Token::new("s3cret"))).unwrap();
    writeln!(talk, "  {}", greeting.url.as_str().replace(env!("CARGO_PKG_VERSION"), "VERSION")).unwrap();
    for (name, value) in &greeting.headers {
        writeln!(talk, "  {name}: {}", value.to_str().unwrap()).unwrap();
    }
    if !greeting.subprotocols.is_empty() {
        writeln!(talk, "  {}", greeting.subprotocols.join(", ")).unwrap();
    }
}

fn told(step: &Step) -> String {
    match step {
        Step::Send(text) => match serde_json::from_str(text) {
            Ok(message) => format!("> {}", sorted(message)),
            Err(_) => format!("> {text}"),
        },
        Step::Signal { event, data } => format!("Signal {event:?} {}", sorted(data.clone())),
        Step::Call(call) => format!("{} {} {:?}", call.method, call.url, call.body),
        other => format!("{other:?}"),
    }
    .replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

#[test]
fn every_preset_talks_as_it_is_written() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut different = String::new();
    for preset in PRESETS {
        let wanted = fs::read_to_string(file(preset.name)).unwrap_or_default();
        let talk = played(preset, &wanted);
        assert!(!talk.is_empty(), "{} has no transcript", preset.name);
        if bless {
            fs::write(file(preset.name), &talk).unwrap();
        } else if talk != wanted {
            writeln!(different, "--- {}\nexpected:\n{wanted}\nhappened:\n{talk}", preset.name).unwrap();
        }
    }
    assert!(different.is_empty(), "{different}");
}

#[test]
fn every_transcript_comes_to_be_ready_and_to_a_signal() {
    for preset in PRESETS {
        let talk = fs::read_to_string(file(preset.name)).unwrap();
        assert!(talk.contains("Ready {"), "{}: {talk}", preset.name);
        let said = if preset.name == "poll" { "Gap" } else { "Signal \"" };
        assert!(talk.contains(said), "{}: {talk}", preset.name);
    }
}
