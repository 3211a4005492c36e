//! The board crate, seen from outside: a file a topic.
#![allow(clippy::unwrap_used)]

mod actions;
mod asks;
mod corpus;
mod drawing;
mod files;
mod keys;
mod pages;
mod presets;
mod profiles;
mod schema;
mod signals;
mod sockets;
mod templates;
mod transcripts;
