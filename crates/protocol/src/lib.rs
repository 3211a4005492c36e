//! What backends say and want to hear, as codecs without I/O.
//!
//! A [`Protocol`] describes a backend; its [`Codec`] is the state of one link: it is told what
//! arrives and answers with [`Step`]s. Who opens connections, waits and retries is the link
//! (`oriel-socket`). Adding a protocol is adding a file here, and a line to [`AnyProtocol`].
//!
//! | file | idea |
//! | --- | --- |
//! | `codec` | what a protocol is |
//! | `call` | an HTTP request on behalf of a codec |
//! | `ending` | what each close code, HTTP status and frame asks for |
//! | `token`, `template` | the secret; what is sent, with places to fill in |
//! | `strange`, `excerpt` | what makes no sense, and what came instead |
//! | `name` | what an event may be called |
//! | `naming` | messages that name the query they are about |
//! | `ruled` | what ends a connection by a board's own rules, for any protocol |
//! | `any` | one of the protocols of this crate, as a board names it |
//! | `json` | any backend of JSON frames, by configuration |
//! | `socketio`, `pusher` | protocols with codecs of their own |
//! | `sse`, `pubnub`, `poll` | without a WebSocket |

mod any;
mod call;
mod codec;
mod ending;
mod excerpt;
mod inner;
mod json;
mod later;
#[cfg(test)]
mod mangled;
mod name;
mod naming;
mod poll;
mod pubnub;
mod pusher;
mod ruled;
mod socketio;
mod sse;
mod strange;
mod template;
mod token;

pub use any::AnyProtocol;
pub use call::{Call, Outcome};
pub use codec::{Codec, Frame, Greeting, GreetingError, Protocol, Step, Transport, secret_header};
pub use ending::{Ended, Ending, Refusal, presentable};
pub use excerpt::Excerpt;
/// Headers, for protocols of one's own.
pub use http;
pub use json::{
    Before, Data, EndingRule, Expect, Framing, Heartbeat, Json, Match, Missed, Reply, Stage, Trigger, Unnamed,
};
pub use later::retry_after;
pub use naming::Naming;
pub use poll::Poll;
pub use pubnub::PubNub;
pub use pusher::Pusher;
pub use socketio::SocketIo;
pub use sse::Sse;
pub use strange::Strange;
pub use template::placeholders;
pub use token::Token;

/// Compiles the example of the README with the other documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
