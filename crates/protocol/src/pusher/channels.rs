//! How far each channel's subscription has come on one connection. What the server says can only
//! tick off channels of the configuration: it adds none.

use std::collections::{BTreeSet, VecDeque};

/// The channels of a connection that are not yet subscribed to.
#[derive(Default)]
pub(super) struct Channels {
    /// Have to be signed for, one after the other; the first is being signed for.
    unsigned: VecDeque<String>,
    /// Not acknowledged, signed for or not.
    missing: BTreeSet<String>,
}

impl Channels {
    /// A connection begins.
    pub(super) fn new(channels: &[String]) -> Self {
        let missing: BTreeSet<String> = channels.iter().cloned().collect();
        Self { unsigned: missing.iter().filter(|channel| is_signed(channel)).cloned().collect(), missing }
    }

    /// Those that anyone may subscribe to.
    pub(super) fn public(&self) -> impl Iterator<Item = &str> {
        self.missing.iter().map(String::as_str).filter(|channel| !is_signed(channel))
    }

    /// The channel to be signed for now.
    pub(super) fn to_sign(&self) -> Option<&str> {
        self.unsigned.front().map(String::as_str)
    }

    /// The channel that was signed for.
    pub(super) fn signed(&mut self) -> Option<String> {
        self.unsigned.pop_front()
    }

    /// The server acknowledged a channel. Whether it is one that was missing.
    pub(super) fn acknowledged(&mut self, channel: &str) -> bool {
        self.missing.remove(channel)
    }

    /// A channel that is still to be acknowledged.
    pub(super) fn missing(&self) -> Option<&str> {
        self.missing.first().map(String::as_str)
    }

    /// Whether a channel that the backend signed for is still to be acknowledged.
    pub(super) fn awaits_signed(&self) -> bool {
        self.missing.iter().any(|channel| is_signed(channel))
    }
}

/// Whether the backend has to sign for a channel of this name.
pub(super) fn is_signed(channel: &str) -> bool {
    channel.starts_with("private-") || channel.starts_with("presence-")
}

/// Whether what is said on a channel of this name is encrypted from end to end.
pub(super) fn is_encrypted(channel: &str) -> bool {
    channel.starts_with("private-encrypted-")
}
