//! A group of sockets per person, each socket with a bounded queue.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{mpsc, oneshot, watch};

use crate::signal::Signal;
use crate::token::Token;

/// Why the server ends a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Its queue was full: it would have missed a signal.
    Overflow,
    /// Its session was signed out.
    SignedOut,
    /// The backend stops.
    Stopping,
    /// Nothing was heard from it for too long.
    Silent,
}

impl Ending {
    /// Close code and reason of the closing frame (RFC 6455, 7.4; 4000 to 4999 are private).
    pub(crate) fn close(self) -> (u16, &'static str) {
        match self {
            Self::Overflow => (1013, "too slow: reconnect and fetch again"),
            Self::SignedOut => (4401, "signed out"),
            Self::Stopping => (1001, "the backend stops"),
            Self::Silent => (1001, "silent for too long"),
        }
    }
}

/// All groups.
#[derive(Debug)]
pub(crate) struct Groups {
    inner: Mutex<Inner>,
    /// Sockets now; a channel, so that stopping can wait for none.
    now: watch::Sender<usize>,
    queue: usize,
}

#[derive(Debug, Default)]
struct Inner {
    by_person: HashMap<String, Vec<Member>>,
    joined: u64,
    overflowed: u64,
    signals: BTreeMap<&'static str, u64>,
    delivered: u64,
}

#[derive(Debug)]
struct Member {
    id: u64,
    token: Token,
    queue: mpsc::Sender<Utf8Bytes>,
    /// Taken when the member is told to end; from then on it gets no more signals.
    end: Option<oneshot::Sender<Ending>>,
}

/// What `/status` tells about sockets and signals.
#[derive(Debug, Clone, Default)]
pub(crate) struct GroupCounts {
    pub(crate) now: usize,
    pub(crate) ever: u64,
    pub(crate) overflowed: u64,
    pub(crate) signals: BTreeMap<&'static str, u64>,
    pub(crate) delivered: u64,
}

impl Groups {
    pub(crate) fn new(queue: usize) -> Self {
        Self { inner: Mutex::default(), now: watch::Sender::new(0), queue: queue.max(1) }
    }

    /// Joins a person's group. `first` is the first frame of the queue, so no signal can overtake it.
    pub(crate) fn join(self: &std::sync::Arc<Self>, person: &str, token: Token, first: Utf8Bytes) -> Membership {
        let (queue, frames) = mpsc::channel(self.queue);
        let (end, ended) = oneshot::channel();
        // A fresh queue has room for one.
        let _ = queue.try_send(first);
        let mut inner = self.lock();
        inner.joined += 1;
        let id = inner.joined;
        let members = inner.by_person.entry(person.to_owned()).or_default();
        members.push(Member { id, token, queue, end: Some(end) });
        self.now.send_modify(|now| *now += 1);
        Membership {
            frames,
            ended,
            _leave: Leave { groups: std::sync::Arc::clone(self), person: person.to_owned(), id },
        }
    }

    /// Sends the signals of one commit, in order. Never waits: a socket without room is told to end.
    pub(crate) fn publish(&self, signals: &[Signal]) {
        let frames: Vec<(&Signal, Utf8Bytes)> = signals.iter().map(|signal| (signal, frame(signal))).collect();
        let mut inner = self.lock();
        let inner = &mut *inner;
        for (signal, frame) in frames {
            *inner.signals.entry(signal.event).or_default() += 1;
            let members = inner.by_person.get_mut(&signal.person);
            for member in members.into_iter().flatten() {
                if member.end.is_none() {
                    continue;
                }
                if member.queue.try_send(frame.clone()).is_ok() {
                    inner.delivered += 1;
                } else if let Some(end) = member.end.take() {
                    inner.overflowed += 1;
                    let _ = end.send(Ending::Overflow);
                }
            }
        }
    }

    /// Ends the sockets that were opened with this token.
    pub(crate) fn sign_out(&self, token: &Token) {
        for member in self.lock().by_person.values_mut().flatten() {
            if member.token == *token
                && let Some(end) = member.end.take()
            {
                let _ = end.send(Ending::SignedOut);
            }
        }
    }

    /// Resolves when there is no socket.
    pub(crate) async fn empty(&self) {
        // The sender lives in `self`, so this cannot fail.
        let _ = self.now.subscribe().wait_for(|now| *now == 0).await;
    }

    pub(crate) fn counts(&self) -> GroupCounts {
        let inner = self.lock();
        GroupCounts {
            now: *self.now.borrow(),
            ever: inner.joined,
            overflowed: inner.overflowed,
            signals: inner.signals.clone(),
            delivered: inner.delivered,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Counters and lists stay consistent even if a holder panicked.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The text of a frame.
pub(crate) fn frame(content: &impl serde::Serialize) -> Utf8Bytes {
    match serde_json::to_string(content) {
        Ok(text) => text.into(),
        // Signals are plain JSON values; this is not reached.
        Err(error) => {
            tracing::error!(%error, "a frame could not be written");
            Utf8Bytes::from_static(r#"{"event":"error","data":{}}"#)
        }
    }
}

/// The place of one socket in a group; it leaves when this is dropped.
#[derive(Debug)]
pub(crate) struct Membership {
    /// What to send, in order.
    pub(crate) frames: mpsc::Receiver<Utf8Bytes>,
    /// Resolves when the server wants the socket to end.
    pub(crate) ended: oneshot::Receiver<Ending>,
    _leave: Leave,
}

#[derive(Debug)]
struct Leave {
    groups: std::sync::Arc<Groups>,
    person: String,
    id: u64,
}

impl Drop for Leave {
    fn drop(&mut self) {
        let mut inner = self.groups.lock();
        if let Some(members) = inner.by_person.get_mut(&self.person) {
            members.retain(|member| member.id != self.id);
            if members.is_empty() {
                inner.by_person.remove(&self.person);
            }
        }
        self.groups.now.send_modify(|now| *now -= 1);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::instant::Micros;
    use crate::signal::Outbox;

    fn signals(count: usize, person: &str) -> Vec<Signal> {
        let mut outbox = Outbox::default();
        for n in 0..count {
            outbox.add(person, "test", json!({ "n": n }));
        }
        outbox.committed(Micros(5))
    }

    #[test]
    fn the_first_frame_of_a_queue_is_the_acknowledgement() {
        let groups = Arc::new(Groups::new(4));
        let mut ada = groups.join("ada", Token::new("t"), "hello".into());
        groups.publish(&signals(1, "ada"));
        assert_eq!(ada.frames.try_recv().unwrap().as_str(), "hello");
        assert_eq!(ada.frames.try_recv().unwrap().as_str(), r#"{"event":"test","data":{"committedAt":5,"n":0}}"#);
    }

    #[test]
    fn a_full_queue_ends_its_own_socket_and_no_other() {
        let groups = Arc::new(Groups::new(3));
        let mut slow = groups.join("ada", Token::new("slow"), "hello".into());
        let mut quick = groups.join("ada", Token::new("quick"), "hello".into());
        assert!(quick.frames.try_recv().is_ok());
        groups.publish(&signals(3, "ada"));
        assert_eq!(slow.ended.try_recv(), Ok(Ending::Overflow));
        assert!(quick.ended.try_recv().is_err());
        assert_eq!(groups.counts().overflowed, 1);
        assert_eq!(groups.counts().delivered, 5);
    }

    #[test]
    fn signals_go_to_the_group_of_their_person_only() {
        let groups = Arc::new(Groups::new(3));
        let mut ben = groups.join("ben", Token::new("b"), "hello".into());
        assert!(ben.frames.try_recv().is_ok());
        groups.publish(&signals(2, "ada"));
        assert!(ben.frames.try_recv().is_err());
    }

    #[test]
    fn a_dropped_membership_leaves_its_group() {
        let groups = Arc::new(Groups::new(3));
        let one = groups.join("ada", Token::new("1"), "hello".into());
        let two = groups.join("ada", Token::new("2"), "hello".into());
        drop(one);
        assert_eq!((groups.counts().now, groups.counts().ever), (1, 2));
        drop(two);
        assert!(groups.lock().by_person.is_empty());
    }

    #[test]
    fn signing_out_ends_the_sockets_of_that_token() {
        let groups = Arc::new(Groups::new(3));
        let mut one = groups.join("ada", Token::new("1"), "hello".into());
        let mut two = groups.join("ada", Token::new("2"), "hello".into());
        groups.sign_out(&Token::new("1"));
        assert_eq!(one.ended.try_recv(), Ok(Ending::SignedOut));
        assert!(two.ended.try_recv().is_err());
    }
}
