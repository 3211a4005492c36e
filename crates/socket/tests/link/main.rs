//! A link against backends that live in this process, on a paused clock: hours pass in no time,
//! and every wait is exact. One test speaks real TCP.

#![allow(clippy::unwrap_used, missing_docs)]

mod closing;
mod endings;
mod hostile;
mod life;
mod passing;
mod ready;
mod script;
mod stage;
mod streams;
mod tcp;
mod waiting;
mod wants;
mod wide;
