//! The link between the backend and the core: what is sent, what is lost, when it is ready.

use crate::clock::Millis;
use crate::event::{Event, Frame, LinkStep, Proof};
use crate::faults::Fault;
use crate::nature::{Resumption, SILENCE};
use crate::server::{Change, Saying};
use crate::world::World;
use std::collections::BTreeMap;

/// Where the link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nobody is signed in.
    Closed,
    /// Before the next attempt.
    Waiting,
    /// Open, not yet acknowledged.
    Open,
    Live,
}

/// The link's state, on both ends.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) phase: Phase,
    /// Goes up with every connection; what was sent over an earlier one is lost.
    connection: u64,
    /// The backend sends on this connection.
    subscribed: bool,
    /// The connection is dead, and the core does not know.
    dead: bool,
    was_ready: bool,
    last_arrival: Millis,
    frames: u64,
    on_the_way: BTreeMap<u64, Frame>,
    /// What a backend that replays says again.
    missed: Vec<Frame>,
    /// The backend was started anew, and its log with it.
    log_lost: bool,
    /// Attempts in a row that failed.
    attempts: u32,
}

impl Link {
    pub(crate) fn new() -> Self {
        Self {
            phase: Phase::Closed,
            connection: 0,
            subscribed: false,
            dead: false,
            was_ready: false,
            last_arrival: 0,
            frames: 0,
            on_the_way: BTreeMap::new(),
            missed: Vec::new(),
            log_lost: false,
            attempts: 0,
        }
    }

    /// This core, with this person, was subscribed before.
    pub(crate) fn was_ready(&self) -> bool {
        self.was_ready
    }
}

impl World {
    /// Commits a change, and says so to whoever is subscribed.
    pub(crate) fn write(&mut self, change: &Change) {
        let now = self.clock.now();
        let sayings = self.server.commit(change, now);
        self.trace.line(now, "server", || format!("commits {change:?}"));
        for saying in &sayings {
            if let Saying::Pushed { key, seq, version: None, .. } = saying {
                self.checks.unversioned(*key, *seq);
            }
        }
        self.owe_update();
        self.send(Frame::Sayings(sayings));
    }

    fn send(&mut self, frame: Frame) {
        if !self.link.subscribed || self.link.dead {
            if self.resumption() == Resumption::Replays && self.link.was_ready {
                self.link.missed.push(frame);
            }
            return;
        }
        let unreadable = matches!(frame, Frame::Sayings(_)) && self.strikes(Fault::FrameUnreadable);
        let frame = if unreadable { Frame::Unreadable } else { frame };
        let overflows = matches!(frame, Frame::Sayings(_)) && self.strikes(Fault::Overflow);
        let frame = if overflows { Frame::Overflow } else { frame };
        let twice = matches!(frame, Frame::Sayings(_)) && self.strikes(Fault::FrameRepeated);
        let mut delay = self.rng.u64(0..=self.nature.frame);
        if self.strikes(Fault::FrameDelayed) {
            delay += self.rng.u64(100..1000);
        }
        // Frames never overtake each other.
        let at = self.link.last_arrival.max(self.clock.now() + delay);
        self.link.last_arrival = at;
        for _ in 0..=usize::from(twice) {
            self.link.frames += 1;
            let (connection, number) = (self.link.connection, self.link.frames);
            self.link.on_the_way.insert(number, frame.clone());
            self.clock.plan(at, Event::Frame { connection, number });
        }
    }

    /// Somebody signed in: the link connects, for ever.
    pub(crate) fn open_link(&mut self) {
        self.link.was_ready = false;
        self.forget_connection();
        self.link.on_the_way.clear();
        self.link.missed.clear();
        self.link.attempts = 0;
        self.link.log_lost = false;
        self.link.phase = Phase::Waiting;
        let after = self.rng.u64(0..=20);
        self.step_link(after, LinkStep::Attempt);
    }

    pub(crate) fn close_link(&mut self) {
        self.forget_connection();
        self.link.phase = Phase::Closed;
    }

    fn forget_connection(&mut self) {
        self.link.connection += 1;
        self.link.subscribed = false;
        self.link.dead = false;
        let lost = std::mem::take(&mut self.link.on_the_way).into_values();
        if self.resumption() == Resumption::Replays {
            let mut missed: Vec<Frame> = lost.filter(|frame| !matches!(frame, Frame::Ready(_))).collect();
            missed.append(&mut self.link.missed);
            self.link.missed = missed;
        }
    }

    /// The core knows that the connection is gone, and will try again.
    pub(crate) fn break_link(&mut self) {
        if self.link.phase == Phase::Closed {
            return;
        }
        self.trace.line(self.clock.now(), "link", || "is gone".to_owned());
        self.forget_connection();
        self.link.phase = Phase::Waiting;
        self.end_head_start();
        // Soon, then more and more slowly.
        let longest = (500_u64 << self.link.attempts.min(4)).min(5000);
        self.link.attempts += 1;
        let after = self.rng.u64(0..=longest);
        self.step_link(after, LinkStep::Attempt);
    }

    /// The backend does not know any more what it said before.
    pub(crate) fn forget_log(&mut self) {
        self.link.missed.clear();
        self.link.log_lost = true;
        self.link.on_the_way.clear();
    }

    /// What a connection that comes back brings of what was missed.
    fn proof(&mut self) -> Proof {
        let log_lost = self.link.log_lost;
        let proof = match self.resumption() {
            _ if !self.link.was_ready => return Proof::None,
            Resumption::Unknown => Proof::None,
            Resumption::Replays if !log_lost => Proof::Shown,
            // Its ids began anew: it may say so, or take one of before for one of now.
            Resumption::Replays | Resumption::Pretends if log_lost && self.rng.bool() => Proof::None,
            Resumption::Replays | Resumption::Pretends => Proof::Claimed,
        };
        if proof == Proof::Claimed {
            self.tally.strike(Fault::Unproved);
        }
        proof
    }

    /// Nothing arrives any more, and only the silence tells.
    pub(crate) fn kill_link(&mut self) {
        if self.link.phase == Phase::Closed || self.link.phase == Phase::Waiting || self.link.dead {
            return;
        }
        self.trace.line(self.clock.now(), "link", || "is dead, unnoticed".to_owned());
        self.link.dead = true;
        self.step_link(SILENCE, LinkStep::Silence);
    }

    fn step_link(&mut self, after: Millis, step: LinkStep) {
        let connection = self.link.connection;
        self.clock.plan(self.clock.now() + after, Event::Link { connection, step });
    }

    /// Whether the backend takes a connection of this person.
    fn is_let_in(&self) -> bool {
        let now = self.clock.now();
        self.token_valid && !self.outside.takes_no_link(now) && !self.outside.refuses(now)
    }

    /// Something happens to a connection.
    pub(crate) fn on_link(&mut self, connection: u64, step: LinkStep) {
        if connection != self.link.connection {
            return;
        }
        // Whoever subscribes is answered as anybody is.
        let latency = self.rng.u64(0..=self.nature.frame + self.nature.request.1);
        match step {
            LinkStep::Attempt if !self.is_let_in() => self.break_link(),
            LinkStep::Attempt => {
                self.trace.line(self.clock.now(), "link", || "is open".to_owned());
                self.link.phase = Phase::Open;
                self.at_socket_open();
                self.step_link(latency, LinkStep::Subscribe);
            }
            LinkStep::Subscribe => {
                if self.strikes(Fault::DisconnectBeforeReady) {
                    self.break_link();
                    return;
                }
                if self.link.dead {
                    return;
                }
                self.trace.line(self.clock.now(), "link", || "is subscribed".to_owned());
                self.link.subscribed = true;
                let proof = self.proof();
                for frame in std::mem::take(&mut self.link.missed) {
                    self.send(frame);
                }
                self.send(Frame::Ready(proof));
            }
            LinkStep::Silence => self.break_link(),
        }
    }

    /// A frame arrives at the core.
    pub(crate) fn on_frame(&mut self, connection: u64, number: u64) {
        if connection != self.link.connection || self.link.dead {
            return;
        }
        let Some(frame) = self.link.on_the_way.remove(&number) else { return };
        match frame {
            Frame::Ready(proof) => {
                self.link.phase = Phase::Live;
                self.link.was_ready = true;
                self.link.attempts = 0;
                // From now on the core knows where this process of the backend is.
                self.link.log_lost = false;
                // What is only said is not believed.
                self.core_ready(proof == Proof::Shown || (proof == Proof::Claimed && self.believes_claims()));
            }
            Frame::Unreadable if self.drops_what_it_cannot_read() => {}
            Frame::Overflow | Frame::Unreadable => self.core_misses(),
            Frame::Sayings(sayings) => self.core_hears(sayings),
        }
    }
}
