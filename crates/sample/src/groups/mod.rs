//! A group of sockets per person: those of `/ws` and those of Socket.IO alike.

mod ending;
mod outlet;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{oneshot, watch};

pub(crate) use ending::Ending;
use outlet::NotPut;
pub(crate) use outlet::Outlet;

use crate::signal::Signal;
use crate::token::Token;

/// All groups.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    inner: Mutex<Inner>,
    /// Sockets now; a channel, so that stopping can wait for none.
    now: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Inner {
    by_person: HashMap<String, Vec<Member>>,
    joined: u64,
    overflowed: u64,
    signals: BTreeMap<Cow<'static, str>, u64>,
    delivered: u64,
    /// While signals of other processes may be missed: nobody is served.
    shut: bool,
}

#[derive(Debug)]
struct Member {
    id: u64,
    token: Token,
    outlet: Outlet,
    /// Taken when the member is told to end; from then on it gets no more signals.
    end: Option<oneshot::Sender<Ending>>,
}

impl Member {
    fn end(&mut self, ending: Ending) {
        if let Some(end) = self.end.take() {
            let _ = end.send(ending);
        }
    }
}

/// What `/status` tells about sockets and signals.
#[derive(Debug, Clone, Default)]
pub(crate) struct GroupCounts {
    pub(crate) now: usize,
    pub(crate) socket_io: usize,
    pub(crate) ever: u64,
    pub(crate) overflowed: u64,
    pub(crate) signals: BTreeMap<Cow<'static, str>, u64>,
    pub(crate) delivered: u64,
}

impl Groups {
    /// Joins the group of the person whom `first` concerns. It is the first thing in the socket's queue, so no signal
    /// can overtake it.
    pub(crate) fn join(self: &Arc<Self>, token: Token, outlet: Outlet, first: &Signal) -> Membership {
        let (end, ended) = oneshot::channel();
        let mut inner = self.lock();
        inner.joined += 1;
        let id = inner.joined;
        let mut member = Member { id, token, outlet, end: Some(end) };
        if inner.shut {
            member.end(Ending::Gap);
        } else if member.outlet.put(first, &first.frame()) == Err(NotPut::Full) {
            member.end(Ending::Overflow);
        }
        inner.by_person.entry(first.person.clone()).or_default().push(member);
        self.now.send_modify(|now| *now += 1);
        Membership { ended, _leave: Leave { groups: Arc::clone(self), person: first.person.clone(), id } }
    }

    /// Sends the signals of one commit, in order. Never waits: a socket without room is told to end.
    pub(crate) fn publish(&self, signals: &[Signal]) {
        let framed: Vec<_> = signals.iter().map(|signal| (signal, signal.frame())).collect();
        let mut inner = self.lock();
        let inner = &mut *inner;
        for (signal, frame) in framed {
            *inner.signals.entry(signal.event.clone()).or_default() += 1;
            let members = inner.by_person.get_mut(&signal.person);
            for member in members.into_iter().flatten().filter(|member| member.end.is_some()) {
                match member.outlet.put(signal, &frame) {
                    Ok(()) => inner.delivered += 1,
                    Err(NotPut::Full) => {
                        inner.overflowed += 1;
                        member.end(Ending::Overflow);
                    }
                    Err(NotPut::Gone) => {}
                }
            }
        }
    }

    /// Ends the sockets that were opened with this token.
    pub(crate) fn sign_out(&self, token: &Token) {
        self.lock()
            .by_person
            .values_mut()
            .flatten()
            .filter(|member| member.token == *token)
            .for_each(|member| member.end(Ending::SignedOut));
    }

    /// The tokens that a person's sockets here were opened with.
    pub(crate) fn tokens(&self, person: &str) -> Vec<Token> {
        let inner = self.lock();
        inner.by_person.get(person).into_iter().flatten().map(|member| member.token.clone()).collect()
    }

    /// Signals may be missing: every socket is told to end, so that its client fetches again, and none is served until
    /// [`Self::open`].
    pub(crate) fn shut(&self) {
        let mut inner = self.lock();
        inner.shut = true;
        inner.by_person.values_mut().flatten().for_each(|member| member.end(Ending::Gap));
    }

    /// From here on no signal is missed.
    pub(crate) fn open(&self) {
        self.lock().shut = false;
    }

    /// Resolves when there is no socket.
    pub(crate) async fn empty(&self) {
        // The sender lives in `self`, so this cannot fail.
        let _ = self.now.subscribe().wait_for(|now| *now == 0).await;
    }

    pub(crate) fn counts(&self) -> GroupCounts {
        let inner = self.lock();
        let members = inner.by_person.values().flatten();
        GroupCounts {
            now: *self.now.borrow(),
            socket_io: members.filter(|member| matches!(member.outlet, Outlet::SocketIo(_))).count(),
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

/// The place of one socket in a group; it leaves when this is dropped.
#[derive(Debug)]
pub(crate) struct Membership {
    /// Resolves when the server wants the socket to end.
    pub(crate) ended: oneshot::Receiver<Ending>,
    _leave: Leave,
}

#[derive(Debug)]
struct Leave {
    groups: Arc<Groups>,
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
