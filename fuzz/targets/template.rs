//! The templates and pointers of the `json` protocol, written by anybody.
#![no_main]

#[path = "../../crates/protocol/tests/fuzzed/play.rs"]
mod play;

libfuzzer_sys::fuzz_target!(|input: &[u8]| play::template(input));
