//! One world: the actors, the clock, and the loop that lets things happen.

use crate::actions::Run;
use crate::canary::Canary;
use crate::clock::{Clock, Millis};
use crate::core::Core;
use crate::disk::Disk;
use crate::event::Event;
use crate::faults::Fault;
use crate::invariants::{Checks, Violation};
use crate::link::Link;
use crate::nature::Nature;
use crate::outside::Outside;
use crate::report::Tally;
use crate::sabotage::Sabotage;
use crate::server::{Change, Server};
use crate::trace::Trace;
use crate::window::Window;
use fastrand::Rng;
use oriel_query::{Cache, Input, ServerId};
use std::collections::BTreeMap;

/// A run that takes more steps than this does not come to rest.
const ENDLESS: u64 = 150_000;

/// Everything of one run.
pub(crate) struct World {
    pub(crate) nature: Nature,
    pub(crate) rng: Rng,
    pub(crate) clock: Clock<Event>,
    pub(crate) tally: Tally,
    pub(crate) trace: Trace,
    pub(crate) server: Server,
    pub(crate) outside: Outside,
    pub(crate) link: Link,
    pub(crate) core: Core,
    pub(crate) disk: Disk,
    pub(crate) windows: Vec<Window>,
    pub(crate) actions: BTreeMap<u64, Run>,
    /// What the server answered to each key of a repetition: whether it did it.
    pub(crate) answers: BTreeMap<u64, bool>,
    pub(crate) checks: Checks,
    pub(crate) sabotage: Sabotage,
    /// When requests that have not reached the server yet will be back.
    pub(crate) returns: BTreeMap<u64, Millis>,
    pub(crate) token_valid: bool,
    /// How far the core's clock was set back.
    pub(crate) set_back: Millis,
    /// Nothing goes wrong any more.
    pub(crate) calm: bool,
    pub(crate) violation: Option<Violation>,
}

impl World {
    /// A world in which nothing has happened yet.
    pub(crate) fn new(seed: u64, canary: Option<Canary>, trace: bool) -> Self {
        let mut rng = Rng::with_seed(seed);
        let nature = Nature::choose(&mut rng, canary);
        let cache = Cache::new(nature.config.clone(), seed);
        Self {
            server: Server::new(nature.versioned),
            outside: Outside::default(),
            windows: (0..nature.windows).map(Window::new).collect(),
            nature,
            rng,
            clock: Clock::new(),
            tally: Tally::default(),
            trace: Trace::new(trace),
            link: Link::new(),
            core: Core::new(cache),
            disk: Disk::default(),
            actions: BTreeMap::new(),
            answers: BTreeMap::new(),
            checks: Checks::default(),
            sabotage: Sabotage::of(canary),
            returns: BTreeMap::new(),
            token_valid: true,
            set_back: 0,
            calm: false,
            violation: None,
        }
    }

    /// Whether a fault strikes, now that it could.
    pub(crate) fn strikes(&mut self, fault: Fault) -> bool {
        let rate = self.nature.rates[fault.index()];
        let strikes = !self.calm && rate > 0 && self.rng.u32(0..rate) == 0;
        if strikes {
            self.tally.strike(fault);
            self.trace.line(self.clock.now(), "fault", || fault.words().to_owned());
        }
        strikes
    }

    /// Lets everything happen that happens within a time.
    pub(crate) fn run_for(&mut self, span: Millis) {
        let until = self.clock.now() + span;
        while self.violation.is_none() {
            let event = self.clock.next_at().filter(|at| *at <= until);
            let wake = self.wake_at().filter(|at| *at <= until);
            match (event, wake) {
                (None, None) => break,
                (event, Some(wake)) if event.is_none_or(|event| wake <= event) => {
                    self.clock.advance(wake);
                    self.give(Input::Tick);
                }
                _ => {
                    let Some(event) = self.clock.pop() else { break };
                    self.happen(event);
                }
            }
            self.tally.steps += 1;
            if self.tally.steps > ENDLESS {
                self.violated("every run comes to rest", format!("{ENDLESS} steps were not enough"));
            }
        }
        self.clock.advance(until);
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Call { from, call } => self.on_call(from, call),
            Event::Answer { to, call, answer } => self.on_answer(to, call, answer),
            Event::Batch { window } => self.on_batch(window),
            Event::Show { window, life, visible } => self.on_show(window, life, visible),
            Event::Remount { to } => self.on_remount(to),
            Event::Arrive { request } => self.on_arrival(request),
            Event::Land { request, outcome } => self.on_landing(request, outcome),
            Event::Link { connection, step } => self.on_link(connection, step),
            Event::Frame { connection, number } => self.on_frame(connection, number),
            Event::HeadStart { person } => {
                if self.core.person == person {
                    self.end_head_start();
                }
            }
            Event::Act { life, action, once } => self.on_act(life, action, once),
            Event::Acted { life, action, outcome, of } => self.on_acted(life, action, outcome, of),
            Event::Recorded { life, action, run, sent } => self.on_recorded(life, action, run, sent),
            Event::Write => self.write_something(),
            Event::Due { fair, key, seq } => self.check_update(fair, &key, seq),
            Event::SignIn => {
                if !self.core.signed_in {
                    self.sign_in();
                }
            }
            Event::TokenRefreshed => self.let_in_again(),
            Event::NetworkBack => self.network_back(),
            Event::Debounced { key, number } => self.on_debounced(&key, number),
            Event::Insist { key } => self.insist(&key),
        }
    }

    /// The writer changes something.
    pub(crate) fn write_something(&mut self) {
        let change = Server::some_change(&mut self.rng);
        let change = match change {
            // A push without a version may put a window back for a moment; where times are
            // measured none is sent.
            Change::Balance { push: true } if self.is_fair() && !self.nature.versioned => {
                Change::Balance { push: false }
            }
            change => change,
        };
        self.write(&change);
    }

    /// The token is good again: whoever was refused with it connects anew.
    pub(crate) fn let_in_again(&mut self) {
        if !std::mem::replace(&mut self.token_valid, true) && self.core.signed_in {
            self.break_link();
        }
    }

    pub(crate) fn network_back(&mut self) {
        if !self.core.head_start {
            self.feed(Input::Online { server: ServerId::ONLY, online: true });
        }
    }

    /// A rule was broken: the run ends here. The first violation counts.
    pub(crate) fn violated(&mut self, invariant: &'static str, what: String) {
        if self.violation.is_none() {
            let now = self.clock.now();
            self.trace.line(now, "RULE", || format!("{invariant}: {what}"));
            self.violation = Some(Violation { invariant, what, at_ms: now });
        }
    }
}
