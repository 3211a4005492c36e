//! Several processes serve one population: two sample backends with one database file, and a Redis of their own.
//!
//! They want a redis-server, which every test starts for itself on a free port and in a temporary folder.
#![allow(clippy::unwrap_used)]

#[path = "../sample/client.rs"]
#[allow(dead_code, reason = "written for the suite next door")]
mod client;
mod outage;
mod population;
#[path = "../sample/socketio/raw.rs"]
#[allow(dead_code, reason = "written for the suite next door")]
mod raw;
mod server;
mod signals;
mod simulation;
