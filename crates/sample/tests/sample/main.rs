//! The sample backend as its clients see it: real HTTP, real sockets, real files.
#![allow(clippy::unwrap_used)]

mod activity;
mod client;
mod errors;
mod loans;
mod money;
mod notifications;
mod once;
mod people;
mod restart;
mod socketio;
mod sockets;
mod status;
