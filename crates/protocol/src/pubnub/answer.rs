//! The answer of a subscribe call, and the position that it brings.

use serde_json::Value;

/// A place in the stream of all channels: whatever was published later comes after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    /// The *timetoken*: when PubNub took the message, in units of 100 ns since 1970.
    pub(super) time: u64,
    /// The region that the position belongs to.
    pub(super) region: Option<u64>,
}

/// The oldest position from which nothing can be missing, in units of 100 ns: 10 minutes. PubNub
/// keeps a message *up to* 20 minutes. It must be well above the 310 s of a quiet poll, or every
/// quiet time would count as a gap.
const OLDEST: u64 = 10 * 60 * 10_000_000;

impl Position {
    /// Whether everything after this position is still there at `now`. A server whose time is
    /// before the position is not the one that gave it, nor is one of another region, which keeps
    /// what it was told itself.
    pub(super) fn is_kept_at(&self, now: &Self) -> bool {
        self.region == now.region && now.time.checked_sub(self.time).is_some_and(|age| age <= OLDEST)
    }
}

/// An answer with status 200.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    /// Where to go on.
    pub(super) position: Position,
    /// The messages, with what PubNub says about each.
    pub(super) messages: Vec<Value>,
}

impl Answer {
    /// Reads `{"t": {"t": "…", "r": 1}, "m": […]}`. `None`: it is something else.
    pub(super) fn read(body: &str) -> Option<Self> {
        let mut answer: Value = oriel_json::read(body.as_bytes()).ok()?;
        let time = number(answer.pointer("/t/t")?)?;
        let region = answer.pointer("/t/r").and_then(number);
        let messages = match answer.get_mut("m")?.take() {
            Value::Array(messages) => messages,
            _ => return None,
        };
        Some(Self { position: Position { time, region }, messages })
    }
}

/// A number, which may be written as a text: these numbers do not fit JavaScript's.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::String(digits) => digits.parse().ok(),
        other => other.as_u64(),
    }
}

/// What an error's body says, where it is one of PubNub's: `{"message": "…", "error": true}`.
pub(super) fn complaint(body: &str) -> Option<String> {
    let body: Value = oriel_json::read(body.as_bytes()).ok()?;
    body.get("message")?.as_str().filter(|message| !message.is_empty()).map(str::to_owned)
}

/// Whether a message is what somebody published (type 0 or none) or signalled (1), not what PubNub
/// says by itself: presence, and changes of users, of reactions and of files.
pub(super) fn is_published(message: &Value) -> bool {
    let by_somebody = match message.get("e") {
        None | Some(Value::Null) => true,
        Some(kind) => matches!(kind.as_u64(), Some(0 | 1)),
    };
    let channel = message.get("c").and_then(Value::as_str).unwrap_or_default();
    by_somebody && !channel.ends_with("-pnpres")
}
