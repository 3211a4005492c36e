//! No push at all: everything that is shown is stale every so often.

#[cfg(test)]
mod tests;

use crate::{Codec, Frame, Protocol, Step, Token, Transport};
use std::time::Duration;

/// The `poll` protocol, for backends that never say a word by themselves. It asks nothing: each
/// time the interval ends, everything that signals could have changed counts as stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Poll {
    /// The interval. Default: 30 s.
    pub every: Duration,
}

impl Default for Poll {
    fn default() -> Self {
        Self { every: Duration::from_secs(30) }
    }
}

impl Protocol for Poll {
    fn codec(&self) -> Box<dyn Codec> {
        Box::new(*self)
    }

    fn transport(&self) -> Transport {
        Transport::Calls
    }
}

/// It has no state.
impl Codec for Poll {
    fn open(&mut self, _token: Option<&Token>) -> Vec<Step> {
        vec![Step::Ready { resumed: false }, Step::Beat(self.every)]
    }

    fn frame(&mut self, _frame: Frame<'_>) -> Vec<Step> {
        vec![Step::strange("something arrived where nothing was asked")]
    }

    fn tick(&mut self) -> Vec<Step> {
        vec![Step::Gap]
    }
}
