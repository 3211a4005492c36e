//! What becomes of an arbitrary answer over HTTP.
#![no_main]

#[path = "../../crates/session/tests/fuzzed/play.rs"]
mod play;

libfuzzer_sys::fuzz_target!(|input: &[u8]| play::answer(input));
