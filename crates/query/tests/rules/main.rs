//! The rules of freshness, one file a topic; the names of the tests are the rules.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

mod bench;
mod exploration;
mod flights;
mod invalidation;
mod keys;
mod link;
mod matching;
mod mirror;
mod optimism;
mod pushes;
mod retries;
mod storm;
mod time;
mod windows;
mod world;
