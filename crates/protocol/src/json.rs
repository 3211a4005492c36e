//! The protocol of JSON frames, by configuration: covers most backends that do not come with a
//! client library of their own.
//!
//! | file | idea |
//! | --- | --- |
//! | `config` | the fields, which are the specification |
//! | `pointer`, `pattern`, `reading` | what a frame says |
//! | `memory`, `saying` | what is remembered of it, and what is said with that |
//! | `plan` | a configuration, read once |
//! | `codec`, `sign_in`, `ticket`, `ended` | the state of one link |

mod codec;
mod config;
mod ended;
mod memory;
mod pattern;
mod plan;
mod pointer;
mod reading;
mod saying;
mod sign_in;
mod ticket;

pub use config::{
    Before, Data, EndingRule, Expect, Framing, Heartbeat, Json, Match, Missed, Reply, Stage, Trigger, Unnamed,
};

pub(crate) use ended::{explained, of_code, of_message, of_status};
pub(crate) use pattern::Pattern;
pub(crate) use reading::Message;

use crate::{Codec, Protocol};

impl Protocol for Json {
    fn codec(&self) -> Box<dyn Codec> {
        Box::new(codec::JsonCodec::new(self))
    }
}

#[cfg(test)]
mod tests;
