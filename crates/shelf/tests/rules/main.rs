//! What a shelf promises: a file a topic, the names of the tests are the rules.

#![allow(clippy::unwrap_used)]

mod damage;
mod dropping;
mod failing;
mod keeping;
mod places;
mod processes;
mod world;
