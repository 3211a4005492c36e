//! Pusher Channels, protocol 7: Pusher itself, Soketi, Laravel Reverb and others.
//!
//! | file | idea |
//! | --- | --- |
//! | `message` | how messages are written and read |
//! | `channels` | how far each channel's subscription has come |
//! | `signing` | the backend's signature for private and presence channels |
//! | `ending` | what error and close codes ask for |
//! | `codec` | the state of one link |

mod channels;
mod codec;
mod config;
mod ending;
mod message;
mod signing;

pub use config::Pusher;

use crate::ruled::Ruled;
use crate::{Codec, Protocol};

impl Protocol for Pusher {
    fn codec(&self) -> Box<dyn Codec> {
        Ruled::over(codec::PusherCodec::new(self.clone()), self.transport(), &self.endings)
    }
}

#[cfg(test)]
mod tests;
