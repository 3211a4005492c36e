//! The `pusher` codec against arbitrary backends.
#![no_main]

#[path = "../../crates/protocol/tests/fuzzed/play.rs"]
mod play;

libfuzzer_sys::fuzz_target!(|input: &[u8]| play::pusher(input));
