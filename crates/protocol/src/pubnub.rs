//! PubNub: an HTTP long poll with a position in the stream.

mod answer;
mod codec;
mod config;
#[cfg(test)]
mod tests;

pub use config::PubNub;

use crate::{Codec, Protocol, Transport};

impl Protocol for PubNub {
    fn codec(&self) -> Box<dyn Codec> {
        Box::new(codec::Subscriber::new(self.clone()))
    }

    fn transport(&self) -> Transport {
        Transport::Calls
    }
}
