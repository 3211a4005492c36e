//! What proves that nothing was missed: Socket.IO's connection state recovery.
//!
//! A server that recovers names the session (`pid`) when it connects the namespace, and adds a
//! position as last argument to every event that it keeps. A client that comes back with both is
//! sent what it missed *before* the connect packet is answered, and is told the same `pid` and the
//! same name (`sid`) as before. Without a position, no server recovers.
//!
//! From outside nobody can tell a server that kept nothing of what was missed from one where nothing
//! was: both answer with the same names. So the names are believed once the server has sent again
//! what was missed, in this link's life. Until then, and where it knows another session only, a
//! reconnect is one like all others; the position is sent all the same, so that it can be shown.

use super::attachments::Event;
use serde_json::Value;

/// Longer than any server's session or position: what is longer is not kept.
const LONGEST: usize = 128;

/// The session that a reconnect may resume. It goes with the codec, and so with the sign-in.
#[derive(Default)]
pub(super) struct Session {
    pid: Option<String>,
    /// The name that the server gave this client in it.
    sid: Option<String>,
    /// The position of the last event that had one.
    offset: Option<String>,
    /// The session that this connection asked to resume.
    offered: Option<String>,
    /// Whether events of this connection have a position.
    numbered: bool,
    /// The position moved between the connect packet and its answer.
    moved: bool,
    /// The server has sent again what was missed.
    shown: bool,
}

/// What the server says of the session in its answer to the connect packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recovery {
    /// It is another one.
    Not,
    /// It is the same, and nothing shows that what was missed is sent again.
    Claimed,
    /// It is the same, and this server sends again what was missed.
    Proved,
}

impl Session {
    /// A connection begins. What to ask the server to resume: `pid` and `offset`.
    pub(super) fn offer(&mut self) -> Option<(String, String)> {
        let offer = self.pid.clone().zip(self.offset.clone());
        self.offered = offer.as_ref().map(|(pid, _)| pid.clone());
        self.moved = false;
        self.numbered = offer.is_some();
        offer
    }

    /// The server answered the connect packet, with this `sid`, and this `pid` or none.
    pub(super) fn acknowledged(&mut self, sid: &str, pid: Option<&str>) -> Recovery {
        let kept = |name: &str| !name.is_empty() && name.len() <= LONGEST;
        let (sid, pid) = (Some(sid).filter(|sid| kept(sid)), pid.filter(|pid| kept(pid)));
        let offered = self.offered.take();
        let same = pid.is_some() && offered.as_deref() == pid && sid.is_some() && self.sid.as_deref() == sid;
        self.numbered = pid.is_some();
        self.pid = pid.map(str::to_owned);
        self.sid = sid.map(str::to_owned);
        if pid.is_none() {
            self.offset = None;
        }
        if !same {
            return Recovery::Not;
        }
        self.shown |= self.moved;
        if self.shown { Recovery::Proved } else { Recovery::Claimed }
    }

    /// Whether a new connection can ask for what it missed.
    pub(super) fn is_resumable(&self) -> bool {
        self.pid.is_some() && self.offset.is_some()
    }

    /// The namespace is left for good, or to be connected as a new session.
    pub(super) fn leave(&mut self) {
        self.pid = None;
        self.sid = None;
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
            // Before the connect packet is answered, it is one of those that were missed.
            self.moved |= self.offered.is_some() && self.offset.as_ref() != Some(&position);
            self.offset = Some(position);
        }
    }
}
