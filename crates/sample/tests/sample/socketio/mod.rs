//! Socket.IO as its packets: what a frame says is written out, so that these tests read like the protocol.

mod echo;
mod engine;
mod namespace;
mod packets;
pub(crate) mod raw;
mod signals;

pub(crate) use raw::Packets;
