//! What stands between the core and the server: outages, gateways, limits, deploys, and slow answers.

use crate::clock::Millis;
use crate::core::failure;
use crate::faults::Fault;
use crate::nature::{Resumption, TIMEOUT};
use crate::server::Outlives;
use crate::world::World;
use oriel_query::{Failure, FailureKind, Key};

/// How a backend is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It says 503, and perhaps for how long it wants to be left alone.
    Unavailable(Option<Millis>),
    /// It says 429, likewise.
    Limited(Option<Millis>),
    /// A gateway answers for it.
    Gateway,
    /// No connection can be made.
    Refused,
    /// Connections are taken, and nothing is ever answered.
    Silent,
    /// It does what it is asked, and its answers break off.
    Cut,
}

/// A time in which the backend is away.
#[derive(Debug, Clone, Copy)]
struct Outage {
    manner: Manner,
    until: Millis,
    /// Its socket is away as well.
    socket: bool,
}

/// The state of all that is between core and server.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    outage: Option<Outage>,
    /// A deploy is not done: what is asked for is not there.
    missing_until: Millis,
    /// Sign-ins that were accepted before are refused.
    refuses_until: Millis,
}

impl Outside {
    /// Everything is as it should be.
    pub(crate) fn clear_up(&mut self) {
        *self = Self::default();
    }

    /// Who begins anew finds a deploy done: what is not there at a first look is not there.
    pub(crate) fn begin_anew(&mut self) {
        self.missing_until = 0;
    }

    fn outage(&self, now: Millis) -> Option<Outage> {
        self.outage.filter(|outage| outage.until > now)
    }

    /// How the backend is away, if it is.
    pub(crate) fn manner(&self, now: Millis) -> Option<Manner> {
        self.outage(now).map(|outage| outage.manner)
    }

    /// No link can be had.
    pub(crate) fn takes_no_link(&self, now: Millis) -> bool {
        self.outage(now).is_some_and(|outage| outage.socket)
    }

    /// The link's sign-in is not accepted.
    pub(crate) fn refuses(&self, now: Millis) -> bool {
        self.refuses_until > now
    }

    /// Until when the outage lasts that there is now.
    pub(crate) fn ends_at(&self, now: Millis) -> Option<Millis> {
        self.outage(now).map(|outage| outage.until)
    }
}

impl World {
    /// The backend goes away: for a moment, or for longer than anybody's retries last.
    pub(crate) fn begin_outage(&mut self) {
        let lasts = match self.rng.u32(0..4) {
            0 => self.rng.u64(20_000..180_000),
            _ => self.rng.u64(500..8000),
        };
        let manner = match self.rng.u32(0..8) {
            0 | 1 => Manner::Unavailable(self.wish()),
            2 => Manner::Limited(self.wish()),
            3 => Manner::Gateway,
            4 | 5 => Manner::Refused,
            6 => Manner::Silent,
            _ => Manner::Cut,
        };
        let socket = manner != Manner::Cut && self.rng.bool();
        self.go_away(manner, lasts, socket);
    }

    fn go_away(&mut self, manner: Manner, lasts: Millis, socket: bool) {
        let now = self.clock.now();
        self.trace.line(now, "backend", || format!("is away for {lasts} ms: {manner:?}, with its socket: {socket}"));
        self.outside.outage = Some(Outage { manner, until: now + lasts, socket });
        if socket {
            self.lose_link();
        }
    }

    /// The connection goes; whether that is noticed is another matter.
    fn lose_link(&mut self) {
        if self.rng.u32(0..4) == 0 {
            self.kill_link();
        } else {
            self.break_link();
        }
    }

    /// For how long a server wants to be left alone, where it says so.
    fn wish(&mut self) -> Option<Millis> {
        match self.rng.u32(0..8) {
            0..=2 => None,
            7 => Some(self.rng.u64(20_000..60_000)),
            _ => Some(1000 * self.rng.u64(1..6)),
        }
    }

    /// The backend's process dies, and another takes its place.
    pub(crate) fn restart_backend(&mut self) {
        let outlives = [Outlives::All, Outlives::Data, Outlives::Nothing][self.rng.usize(0..3)];
        let now = self.clock.now();
        self.trace.line(now, "backend", || format!("is started anew; what outlives that: {outlives:?}"));
        if outlives == Outlives::Nothing {
            self.lose_what_was_done();
        }
        self.server.restart(outlives, now);
        // What it said before is not said again, but by one whose log outlives it, too.
        let forgets = outlives != Outlives::All || self.rng.bool();
        self.owe_update();
        let lasts = if self.rng.u32(0..8) == 0 { self.rng.u64(20_000..60_000) } else { self.rng.u64(0..2500) };
        let manner = if self.rng.bool() { Manner::Refused } else { Manner::Gateway };
        self.go_away(manner, lasts, true);
        if forgets {
            self.forget_log();
        }
        // Who sees a backend for the first time takes what is not there for not there.
        if outlives == Outlives::All && self.link.was_ready() {
            self.outside.missing_until = now + lasts + self.rng.u64(0..40_000);
        }
    }

    /// Whoever was signed in is refused for a while: by a proxy, or by a session store that is away.
    pub(crate) fn refuse_sign_ins(&mut self) {
        let now = self.clock.now();
        let lasts = self.rng.u64(1000..12_000);
        self.outside.refuses_until = now + lasts;
        self.break_link();
    }

    /// What becomes of a request that never reaches the server's code; where it is `None` the server
    /// answers. `acts`: the answer is a lie, the server has done what it was asked.
    pub(crate) fn obstacle(&mut self, acts: &mut bool) -> Option<Failure> {
        let now = self.clock.now();
        let manner = self.outside.manner(now);
        if let Some(manner) = manner {
            *acts = manner == Manner::Cut || (matches!(manner, Manner::Gateway | Manner::Silent) && self.rng.bool());
            return Some(self.in_the_manner(manner));
        }
        if self.outside.refuses(now) {
            return Some(failure(FailureKind::Unauthorized, Some(401)));
        }
        if self.outside.missing_until > now {
            self.tally.strike(Fault::Missing);
            return Some(failure(FailureKind::Status, Some(404)));
        }
        if self.strikes(Fault::RetryAfter) {
            let wish = Some(self.rng.u64(1..5) * 1000);
            let manner = if self.rng.bool() { Manner::Limited(wish) } else { Manner::Unavailable(wish) };
            return Some(self.in_the_manner(manner));
        }
        if self.strikes(Fault::Gateway) {
            *acts = self.rng.bool();
            return Some(self.in_the_manner(Manner::Gateway));
        }
        if self.strikes(Fault::AnswerCut) {
            *acts = true;
            return Some(self.in_the_manner(Manner::Cut));
        }
        None
    }

    fn in_the_manner(&mut self, manner: Manner) -> Failure {
        match manner {
            Manner::Unavailable(wish) => Failure { retry_after_ms: wish, ..failure(FailureKind::Status, Some(503)) },
            Manner::Limited(wish) => Failure { retry_after_ms: wish, ..failure(FailureKind::Status, Some(429)) },
            Manner::Gateway => failure(FailureKind::Gateway, Some(if self.rng.bool() { 502 } else { 504 })),
            Manner::Refused => failure(FailureKind::Unreachable, None),
            Manner::Silent => failure(FailureKind::Timeout, None),
            Manner::Cut if self.rng.bool() => failure(FailureKind::Network, None),
            Manner::Cut => failure(FailureKind::Decode, Some(200)),
        }
    }

    /// How long the client waits for the answer to this attempt: longer for each that failed before.
    pub(crate) fn limit(&self, attempt: u32) -> Millis {
        if self.never_waits_longer() { TIMEOUT } else { TIMEOUT << attempt.min(2) }
    }

    /// How long the server takes for a request.
    pub(crate) fn takes(&mut self, key: &Key) -> Millis {
        let (least, most) = self.nature.request;
        let slow = self.nature.slow.filter(|(slow, _)| self.server.keys()[*slow] == *key);
        if let Some((_, takes)) = slow {
            return takes;
        }
        if self.strikes(Fault::SlowAnswer) {
            return self.rng.u64(TIMEOUT..TIMEOUT * 3);
        }
        if self.strikes(Fault::SlowRequest) { most * 2 } else { self.rng.u64(least..=most) }
    }

    /// What a link that comes back is told about what it missed.
    pub(crate) fn resumption(&self) -> Resumption {
        self.nature.resumption
    }
}
