//! What fuzzing found, and seeds for it, played again.
#![allow(clippy::unwrap_used)]

mod play;

use std::fs;
use std::path::Path;

type Play = fn(&[u8]);

/// The plays, by the name of their fuzz target.
const PLAYS: &[(&str, Play)] = &[
    ("json", play::json),
    ("template", play::template),
    ("socketio", play::socketio),
    ("pusher", play::pusher),
    ("sse", play::sse),
    ("pubnub", play::pubnub),
];

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzzed").join(folder);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let read = |path: &Path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap());
    let files = files.map(|file| read(&file.unwrap().path()));
    files.filter(|(name, _)| !name.starts_with('.')).collect()
}

#[test]
fn no_codec_breaks_on_any_seed() {
    let seeds = files("seeds");
    assert!(seeds.len() >= PLAYS.len(), "there are seeds");
    for (_, seed) in &seeds {
        for (_, play) in PLAYS {
            play(seed);
        }
    }
}

/// A file in `regressions` is named after its target: `json-…`.
#[test]
fn what_fuzzing_found_once_breaks_no_codec_again() {
    for (name, found) in files("regressions") {
        let play = PLAYS.iter().find(|(target, _)| name.starts_with(target));
        let (_, play) = play.unwrap_or_else(|| panic!("{name} belongs to no target"));
        play(&found);
    }
}

/// Seeds, cut and mixed by a fixed hand: a little of what the fuzzer does, in every run of the tests.
#[test]
fn no_codec_breaks_on_seeds_that_are_cut_and_mixed() {
    let seeds = files("seeds");
    let mut random = fastrand::Rng::with_seed(4);
    for _ in 0..3_000 {
        let mut mixed = random.choice(&seeds).unwrap().1.clone();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(0..=mixed.len());
            match random.u8(0..4) {
                0 => mixed.truncate(at),
                1 => mixed.insert(at, random.u8(..)),
                2 if at < mixed.len() => mixed[at] = random.u8(..),
                _ => {
                    let other = &random.choice(&seeds).unwrap().1;
                    mixed.splice(at..at, other[random.usize(0..=other.len())..].iter().copied());
                }
            }
        }
        for (_, play) in PLAYS {
            play(&mixed);
        }
    }
}
