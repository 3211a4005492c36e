//! One session with windows, over a real sample backend in this process: the promises of the whole
//! application, without its windows.
#![allow(clippy::unwrap_used)]

mod actions;
mod bank;
mod fetching;
mod outage;
mod people;
mod road;
mod stage;
mod window;
