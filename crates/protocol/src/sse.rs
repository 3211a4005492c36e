//! Server-sent events: a GET whose answer does not end.

mod codec;
mod config;
mod history;
mod parser;
#[cfg(test)]
mod tests;

pub use config::Sse;

use crate::{Codec, Protocol, Transport};

impl Protocol for Sse {
    fn codec(&self) -> Box<dyn Codec> {
        Box::new(codec::Stream::new(self.clone()))
    }

    fn transport(&self) -> Transport {
        Transport::Stream
    }
}
