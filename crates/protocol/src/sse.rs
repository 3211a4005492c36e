//! Server-sent events: a GET whose answer does not end.

mod codec;
mod config;
mod history;
mod parser;
#[cfg(test)]
mod tests;

pub use config::Sse;

use crate::ruled::Ruled;
use crate::{Codec, Protocol, Transport};

impl Protocol for Sse {
    fn codec(&self) -> Box<dyn Codec> {
        Ruled::over(codec::Stream::new(self.clone()), self.transport(), &self.endings)
    }

    fn transport(&self) -> Transport {
        Transport::Stream
    }
}
