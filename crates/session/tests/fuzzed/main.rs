//! What fuzzing found, and seeds for it, played again.
#![allow(clippy::unwrap_used)]

mod play;

use std::fs;
use std::path::Path;

fn files(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzzed").join(folder);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = files.map(|file| file.unwrap().path());
    paths.filter(|path| !path.ends_with(".gitkeep")).map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn no_seed_and_nothing_that_fuzzing_found_breaks_an_answer() {
    let seeds = files("seeds");
    assert!(seeds.len() >= 4, "there are seeds");
    for input in seeds.iter().chain(&files("regressions")) {
        play::answer(input);
    }
}

/// Seeds, cut and mixed by a fixed hand: a little of what the fuzzer does, in every run of the tests.
#[test]
fn no_answer_breaks_on_seeds_that_are_cut_and_mixed() {
    const SIGNS: &[u8] = b"{}[]\",:\\u\xed\xa0\xbd\xef\xbb\xbf\x00\n -Nn1e.<\x01";
    let seeds = files("seeds");
    let mut random = fastrand::Rng::with_seed(4);
    for _ in 0..10_000 {
        let mut mixed = random.choice(&seeds).unwrap().clone();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(0..=mixed.len());
            match random.u8(0..5) {
                0 => mixed.truncate(at),
                1 => mixed.insert(at, random.u8(..)),
                2 => mixed.insert(at, *random.choice(SIGNS).unwrap()),
                3 if at < mixed.len() => mixed[at] = random.u8(..),
                _ => {
                    let other = random.choice(&seeds).unwrap();
                    mixed.splice(at..at, other[random.usize(0..=other.len())..].iter().copied());
                }
            }
        }
        play::answer(&mixed);
    }
}
