//! Socket.IO 5 over Engine.IO 4, on a WebSocket alone: no long polling, no upgrade.
//!
//! | file | idea |
//! | --- | --- |
//! | `packet` | how packets are written and read |
//! | `attachments` | the binary frames that belong to a packet |
//! | `session` | what proves that nothing was missed |
//! | `refusal` | what a refused connect packet asks for |
//! | `codec` | the state of one link, and what it does about its connection |
//! | `meaning` | what packets mean for it |

mod attachments;
mod codec;
mod config;
mod meaning;
mod packet;
mod refusal;
mod session;

pub use config::SocketIo;

use crate::ruled::Ruled;
use crate::{Codec, Protocol};

impl Protocol for SocketIo {
    fn codec(&self) -> Box<dyn Codec> {
        Ruled::over(codec::SocketIoCodec::new(self.clone()), self.transport(), &self.endings)
    }
}

#[cfg(test)]
mod tests;
