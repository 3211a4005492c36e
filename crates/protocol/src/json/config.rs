//! How a backend that speaks JSON is described. Every field is data: a preset is nothing but one of
//! these.

use crate::{Ending, Naming};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

/// The `json` protocol: frames of JSON, read with JSON Pointers (RFC 6901).
///
/// Two things are written in templates (texts, and JSON values with texts in them):
/// - `{secret}` is the token.
/// - `{seq}`, in messages alone, is a number that grows with every message of a connection, from 1.
/// - `{channel}`, in `join`, `joined` and `renew` alone, is the channel in question.
/// - `{NAME}` is what was [captured](Self::captures) under that name.
///
/// Where a name has no value (there is no token, nothing was captured), what asks for it is left
/// out: a member of an object whose whole value is the placeholder, or else the message, header,
/// parameter or subprotocol as a whole.
///
/// A placeholder that is the whole text keeps the type of its value. An object whose only member
/// is named `{json}` becomes the JSON text of that member's value, for backends that want JSON
/// within strings. Any other brace stays as it is, so that a GraphQL document can be written down.
///
/// A pointer that ends in `/*` means the first member of an object there: as an event's name the
/// member's name, elsewhere its value. For frames like `{"current": {…}}`.
///
/// Each message is looked at in this order: [`nested`](Self::nested), [`captures`](Self::captures),
/// [`expired`](Self::expired), [`endings`](Self::endings), [`replies`](Self::replies),
/// [`expect`](Self::expect), what a [step](Self::steps) awaits, [`joined`](Self::joined),
/// [`ready`](Self::ready), [`ignore`](Self::ignore). What fits one of these is no signal; what is
/// left is one, if it has a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Json {
    /// Parameters added to the socket's address: templates.
    pub query: BTreeMap<String, String>,
    /// Headers of the handshake: templates. Default: `Authorization: Bearer {secret}`.
    pub headers: BTreeMap<String, String>,
    /// `Sec-WebSocket-Protocol`: templates, in order of preference.
    pub subprotocols: Vec<String>,
    /// A request before every connection, as for a ticket.
    pub before: Option<Before>,
    /// The sign-in, step by step.
    pub steps: Vec<Stage>,
    /// What is joined after the last step: channels, topics, collections.
    pub channels: Vec<String>,
    /// Sent once for each channel, after the last step.
    pub join: Option<Value>,
    /// Acknowledges one joined channel. It is ready when as many came as there are channels. A
    /// value that names `{channel}` stands for a channel that is not yet acknowledged: each counts
    /// once, and what acknowledges something else does not count.
    pub joined: Option<Match>,
    /// Acknowledges the subscription as a whole. Without it and without `joined`, the link is ready
    /// as soon as the last step was sent. With both, it is ready when both have come. Neither
    /// counts before the last step.
    pub ready: Option<Match>,
    /// Proves that nothing was missed: in the message that makes it ready, a pointer to `true`. It
    /// counts only with at most one channel, since captures are not kept per channel, and only on a
    /// link that was ready before, and not where what is kept speaks against it: a number that went
    /// back, or another value of what never changed while connected. Where it is not `true`, what was kept from the connection before
    /// is forgotten: the old position means nothing in the new session.
    pub resumed: Option<String>,
    /// Signals that were missed and come with an acknowledgement, `joined` or `ready`.
    pub missed: Option<Missed>,
    /// What is sent when the heartbeat's timer strikes.
    pub heartbeat: Heartbeat,
    /// Frames that are answered at once, as a backend's own heartbeat.
    pub replies: Vec<Reply>,
    /// A message that the backend sends by itself every so often, once the link is ready.
    pub expect: Option<Expect>,
    /// How a frame is cut into messages.
    pub framing: Framing,
    /// Pointers to strings that hold JSON: they are read before anything else is looked at, in this
    /// order, so that a later one may lead into an earlier one. What is no JSON stays a string.
    pub nested: Vec<String>,
    /// Pointers to the parts of the event's name, joined with `separator`: texts or numbers. A
    /// message has a name only where each of them has a value.
    pub event: Vec<String>,
    /// Between the parts of the event's name.
    pub separator: String,
    /// The event's metadata.
    pub data: Data,
    /// Where a message names the query that it is about, beside or in place of an event. Looked at
    /// where an event's name is.
    pub naming: Option<Naming>,
    /// What a message without a name is, and without a key.
    pub unnamed: Unnamed,
    /// Messages that say nothing. A frame that is no JSON but a short text, such as a bare `pong`, is an event of
    /// this name here and wherever messages are awaited, answered or expected; elsewhere it is a gap.
    pub ignore: Vec<Match>,
    /// Remembered from every message that has it at one of these pointers (the first that does),
    /// by name, and forgotten with the connection… `null` is no value; one that is longer than
    /// 4 KiB as text is forgotten, since captures are sent back.
    pub captures: BTreeMap<String, Vec<String>>,
    /// …but for these names, which are what resumes a session. With more than one channel nothing
    /// is kept.
    pub keep: Vec<String>,
    /// The token expired. On a link that is ready a new one is sent as [`renew`](Self::renew) says,
    /// at most once per heartbeat; anywhere else it means a new connection.
    pub expired: Option<Match>,
    /// How a new token is sent over a live connection; what names `{channel}`, once for each.
    /// Where it is empty, an expired token means a new connection.
    pub renew: Vec<Value>,
    /// Endings by message, close code and status, the first that fits; others mean what
    /// [`Ending::of_close`] and [`Ending::of_status`] say.
    pub endings: Vec<EndingRule>,
}

impl Default for Json {
    /// Frames like `{"event": "…", "data": …}`, the bearer header, ready when open.
    fn default() -> Self {
        Self {
            query: BTreeMap::new(),
            headers: BTreeMap::from([("Authorization".to_owned(), "Bearer {secret}".to_owned())]),
            subprotocols: Vec::new(),
            before: None,
            steps: Vec::new(),
            channels: Vec::new(),
            join: None,
            joined: None,
            ready: None,
            resumed: None,
            missed: None,
            heartbeat: Heartbeat::default(),
            replies: Vec::new(),
            expect: None,
            framing: Framing::default(),
            nested: Vec::new(),
            event: vec!["/event".to_owned()],
            separator: ".".to_owned(),
            data: Data::At("/data".to_owned()),
            naming: None,
            unnamed: Unnamed::default(),
            ignore: Vec::new(),
            captures: BTreeMap::new(),
            keep: Vec::new(),
            expired: None,
            renew: Vec::new(),
            endings: Vec::new(),
        }
    }
}

/// A request before the connection, as for a ticket. Its answer is JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    /// GET, or POST with this body (a template): a text as it stands, everything else as JSON.
    /// Without a value that it names, as where there is no token, nothing is asked for.
    pub post: Option<Value>,
    /// The address, or a path on the backend's host.
    pub url: String,
    /// Headers: templates. Default: `Authorization: Bearer {secret}`.
    pub headers: BTreeMap<String, String>,
    /// What is taken from the answer, by name, as captures of the connection.
    pub take: BTreeMap<String, String>,
}

/// One step of the sign-in.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// The message that is waited for. `None`: it is taken at once.
    pub awaits: Option<Match>,
    /// What is sent then: templates. One that cannot be filled in is not sent. A text goes out as
    /// it stands, everything else as JSON.
    pub send: Vec<Value>,
    /// How long the awaited message may take. Zero: as long as the link waits for readiness.
    pub timeout: Duration,
}

/// Which messages are meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Match {
    /// Those of this event.
    Event(String),
    /// Those that have one of the values at each pointer. No values: whatever is there, even
    /// `null`. No pointers: every message.
    Members(BTreeMap<String, Vec<Value>>),
}

/// Signals that were missed and come with the acknowledgement.
#[derive(Debug, Clone, PartialEq)]
pub struct Missed {
    /// A pointer to the list of them.
    pub at: String,
    /// Where an entry of the list stands in a message of its own: each is read as a message that
    /// has it at this pointer, and nothing else.
    pub within: String,
}

/// A sign of life that asks for another. Its period is the link's.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Heartbeat {
    /// A WebSocket ping, which every server answers by itself.
    #[default]
    Ping,
    /// A message, for servers that count only those: a template. Before the last step of the
    /// sign-in, and where it cannot be filled in, it is a ping: many servers take a message before
    /// the sign-in for a failed one.
    Message(Value),
}

/// A message that is answered at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// What is answered. It is no signal.
    pub to: Match,
    /// With what: a template.
    pub with: Value,
}

/// A message that the backend sends by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// What is expected. It is no signal. The time runs from when the link is ready.
    pub what: Match,
    /// How long the backend may go without it.
    pub within: Duration,
}

/// How a frame is cut into messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Framing {
    /// A frame is a message. JSON documents that stand one after another in it are as many messages, here and below.
    #[default]
    One,
    /// A frame is a list of messages. One that is no list is a message.
    List,
    /// Each line of a frame is a message; empty lines are none.
    Lines,
}

/// The event's metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// What this pointer leads to; `""` is the whole message.
    At(String),
    /// An object made of several places, by name.
    Members(BTreeMap<String, String>),
}

/// What a message without an event's name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unnamed {
    /// Something that the board did not foresee: reported, and a gap, since it may have been a signal.
    #[default]
    Strange,
    /// Nothing of interest.
    Ignored,
}

/// What an ending means for one backend.
#[derive(Debug, Clone, PartialEq)]
pub struct EndingRule {
    /// What it is recognised by.
    pub on: Trigger,
    /// What to do then.
    pub then: Ending,
    /// What to tell the person. `None`: what the backend says of it.
    pub say: Option<String>,
}

/// What an ending is recognised by.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// A message.
    Message(Match),
    /// A close code, within this range.
    Close(RangeInclusive<u16>),
    /// The HTTP status of a handshake, within this range.
    Status(RangeInclusive<u16>),
}
