//! Input that nobody wrote: no board makes the reader panic, and every problem stands within its text. The same as
//! the fuzz target `board`, with seeds instead of a fuzzer.
#![allow(clippy::unwrap_used)]

mod play;

use std::fs;
use std::path::Path;

/// Bytes that are the same in every run (SplitMix64).
fn bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    (0..length).map(|_| next().to_le_bytes()[0]).collect()
}

#[test]
fn a_few_edits_of_a_whole_board_never_make_the_reader_panic() {
    for seed in 0..1_000 {
        let mut input = bytes(seed, 1 + usize::try_from(seed % 40).unwrap());
        // Edits; raw bytes are hardly ever TOML.
        input[0] |= 1;
        play::board(&input);
    }
}

#[test]
fn no_raw_input_makes_the_reader_panic() {
    for seed in 0..500 {
        let mut input = bytes(seed, usize::try_from(seed).unwrap());
        input.insert(0, 0);
        play::board(&input);
    }
}

#[test]
fn every_problem_of_the_corpus_stands_within_its_board() {
    let bad = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad")).unwrap();
    for path in bad.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "toml"))
    {
        let text = fs::read_to_string(path).unwrap();
        play::check(&text);
        play::check(&text.replace('\n', "\r\n"));
    }
}

#[test]
fn what_was_found_once_stays_mended() {
    let Ok(found) = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzzed/regressions")) else {
        return;
    };
    for path in found.map(|entry| entry.unwrap().path()) {
        play::board(&fs::read(path).unwrap());
    }
}
