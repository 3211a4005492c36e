//! PubNub: an HTTP long poll with a position in the stream.

mod answer;
mod codec;
mod config;
#[cfg(test)]
mod tests;

pub use config::PubNub;

use crate::ruled::Ruled;
use crate::{Codec, Protocol, Transport};

impl Protocol for PubNub {
    fn codec(&self) -> Box<dyn Codec> {
        Ruled::over(codec::Subscriber::new(self.clone()), self.transport(), &self.endings)
    }

    fn transport(&self) -> Transport {
        Transport::Calls
    }
}
