//! The lenient reader of JSON against arbitrary bytes.
#![no_main]

#[path = "../../crates/json/tests/fuzzed/play.rs"]
mod play;

libfuzzer_sys::fuzz_target!(|input: &[u8]| play::lenient(input));
