//! One session with windows, over a real sample backend in this process: the promises of the whole
//! application, without its windows.
#![allow(clippy::unwrap_used)]

mod actions;
mod answers;
mod anything;
mod as_it_came;
mod backends;
mod bank;
mod clocks;
mod complaints;
mod credentials;
mod disk;
mod editing;
mod exact;
mod fetching;
mod gone;
mod keychain;
mod mistakes;
mod outage;
mod paging;
mod people;
mod queue;
mod redirects;
mod replacing;
mod road;
mod scripted;
mod stage;
mod stuck;
mod window;
mod world;
