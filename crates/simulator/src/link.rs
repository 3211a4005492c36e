//! The link between the backend and the core: what is sent, what is lost, when it is ready.

use crate::clock::Millis;
use crate::event::{Event, Frame, LinkStep};
use crate::faults::Fault;
use crate::nature::SILENCE;
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
    /// What a backend with continuity says again.
    missed: Vec<Frame>,
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
        }
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
            if self.nature.continuity && self.link.was_ready {
                self.link.missed.push(frame);
            }
            return;
        }
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
        self.link.missed.clear();
        self.forget_connection();
        self.link.on_the_way.clear();
        self.link.missed.clear();
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
        if self.nature.continuity {
            let mut missed: Vec<Frame> = lost.filter(|frame| !matches!(frame, Frame::Ready { .. })).collect();
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
        let after = self.rng.u64(0..=500);
        self.step_link(after, LinkStep::Attempt);
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

    /// Something happens to a connection.
    pub(crate) fn on_link(&mut self, connection: u64, step: LinkStep) {
        if connection != self.link.connection {
            return;
        }
        let latency = self.rng.u64(0..=self.nature.frame);
        match step {
            LinkStep::Attempt if !self.token_valid => self.break_link(),
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
                let resumed = self.nature.continuity && self.link.was_ready;
                for frame in std::mem::take(&mut self.link.missed) {
                    self.send(frame);
                }
                self.send(Frame::Ready { resumed });
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
            Frame::Ready { resumed } => {
                self.link.phase = Phase::Live;
                self.link.was_ready = true;
                self.core_ready(resumed);
            }
            Frame::Overflow => self.core_overflow(),
            Frame::Sayings(sayings) => self.core_hears(sayings),
        }
    }
}
