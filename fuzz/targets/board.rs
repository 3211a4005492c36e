//! Boards, written by anybody, or edited from whole ones with the words of the format.
#![no_main]

#[path = "../../crates/board/tests/fuzzed/play.rs"]
mod play;

libfuzzer_sys::fuzz_target!(|input: &[u8]| play::board(input));
