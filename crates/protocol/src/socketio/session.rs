//! What proves that nothing was missed: Socket.IO's connection state recovery.
//!
//! A server that recovers names the session (`pid`) when it connects the namespace, and adds a
//! position as last argument to every event that it keeps. A client that comes back with both is
//! sent what it missed *before* the connect packet is answered, and knows by the same `pid` in the
//! answer that it was recovered. Without a position, no server recovers.

use super::attachments::Event;
use serde_json::Value;

/// Longer than any server's session or position: what is longer is not kept.
const LONGEST: usize = 128;

/// The session that a reconnect may resume. It goes with the codec, and so with the sign-in.
#[derive(Default)]
pub(super) struct Session {
    pid: Option<String>,
    /// The position of the last event that had one.
    offset: Option<String>,
    /// The session that this connection asked to resume.
    offered: Option<String>,
    /// Whether events of this connection have a position.
    numbered: bool,
}

impl Session {
    /// A connection begins. What to ask the server to resume: `pid` and `offset`.
    pub(super) fn offer(&mut self) -> Option<(String, String)> {
        let offer = self.pid.clone().zip(self.offset.clone());
        self.offered = offer.as_ref().map(|(pid, _)| pid.clone());
        self.numbered = offer.is_some();
        offer
    }

    /// The server answered the connect packet, with this `pid` or none. Whether it resumed what it
    /// was asked to.
    pub(super) fn acknowledged(&mut self, pid: Option<&str>) -> bool {
        let pid = pid.filter(|pid| !pid.is_empty() && pid.len() <= LONGEST);
        let resumed = pid.is_some() && self.offered.take().as_deref() == pid;
        self.offered = None;
        self.numbered = pid.is_some();
        self.pid = pid.map(str::to_owned);
        if pid.is_none() {
            self.offset = None;
        }
        resumed
    }

    /// Whether a new connection can ask for what it missed.
    pub(super) fn is_resumable(&self) -> bool {
        self.pid.is_some() && self.offset.is_some()
    }

    /// The namespace is left for good, or to be connected as a new session.
    pub(super) fn leave(&mut self) {
        self.pid = None;
        self.offset = None;
        self.offered = None;
    }

    /// Takes the position off an event that has one. It is the last argument, a single word; the
    /// server numbers no event that asks for an acknowledgement. (Nor a volatile one: where that
    /// ends with a single word, the word is taken for a position. The next reconnect is then not
    /// recovered, which costs a refetch.)
    pub(super) fn note(&mut self, event: &mut Event) {
        let word = |text: &str| text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !self.numbered || event.id.is_some() || event.parts.len() < 2 {
            return;
        }
        if let Some(position) =
            event.parts.pop_if(|last| last.as_str().is_some_and(|text| !text.is_empty() && word(text)))
            && let Value::String(position) = position
        {
            self.offset = Some(position);
        }
    }
}
