//! The story of a run: chaos, a fair storm that is measured, chaos again, and rest.

use crate::clock::Millis;
use crate::event::Event;
use crate::faults::Fault;
use crate::nature::CALM;
use crate::world::World;
use oriel_query::{Filter, Input, Key, ServerId};

impl World {
    /// Tells it to the end, or to the first broken rule.
    pub(crate) fn live(&mut self) {
        self.sign_in();
        self.open_window(0);
        for window in 1..self.windows.len() {
            if self.rng.bool() {
                self.open_window(window);
            }
        }
        let begin = self.rng.u64(0..600);
        self.run_for(begin);
        self.chaos();
        // Where every answer of a query is slow there is nothing to be measured.
        if self.rng.u32(0..4) != 0 && self.nature.slow.is_none() {
            self.settle_down();
            self.fair_storm();
            self.calm = false;
            self.chaos();
        }
        self.settle_down();
        self.check_rest();
    }

    fn chaos(&mut self) {
        for _ in 0..self.rng.u32(10..45) {
            if self.violation.is_some() {
                return;
            }
            self.something();
            if self.rng.bool() {
                let pause = if self.rng.u32(0..12) == 0 { 1500 } else { self.rng.u64(0..150) };
                self.run_for(pause);
            }
        }
        if self.rng.bool() {
            self.sit_it_out();
        }
    }

    /// People wait for a backend that is away, mostly; what is written meanwhile is said where a link is left.
    fn sit_it_out(&mut self) {
        while let Some(until) = self.outside.ends_at(self.clock.now()).filter(|_| self.violation.is_none()) {
            let left = until - self.clock.now();
            let while_waiting = self.rng.u64(1000..30_000).min(left + 1);
            self.run_for(while_waiting);
            match self.rng.u32(0..6) {
                0..=1 => self.write_something(),
                2 => self.act(),
                3 => self.something(),
                _ => {}
            }
        }
    }

    fn something(&mut self) {
        let window = self.rng.usize(0..self.windows.len());
        let keys = self.server.keys();
        let key = keys[self.rng.usize(0..keys.len())].clone();
        match self.rng.u32(0..48) {
            0..=6 => self.write_something(),
            // A burst in one moment.
            7 => (0..10).for_each(|_| self.write_something()),
            8..=15 => {
                let wishes = self.rng.usize(0..3);
                self.mount(window, &key, wishes);
            }
            16..=18 => self.unmount(window, &key),
            19..=21 => {
                let visible = !self.windows[window].visible;
                self.show(window, visible);
            }
            22 => self.focus(window),
            23 => self.refetch(window, &key),
            24..=26 => self.act(),
            27 if self.windows[window].open => self.close_window(window),
            27..=28 => self.open_if_closed(window),
            fault @ (29..=40 | 43..=47) => self.mischief(fault, window),
            41 => self.withdraw_something(),
            42.. => self.feed(Input::Remove { filter: Filter::default() }),
        }
    }

    fn open_if_closed(&mut self, window: usize) {
        if !self.windows[window].open {
            self.open_window(window);
        }
    }

    /// A fault that is nobody's message: it strikes where the world knows it at all.
    fn mischief(&mut self, which: u32, window: usize) {
        let fault = match which {
            29 | 30 => Fault::Disconnect,
            31 => Fault::HalfOpen,
            32 => Fault::Offline,
            33 => Fault::TokenExpired,
            34 | 35 => Fault::WindowCrash,
            36 => Fault::WindowSleep,
            37 => Fault::ClockForward,
            38 => Fault::ClockBack,
            40 => Fault::CoreRestart,
            43 | 44 => Fault::Outage,
            45 | 46 => Fault::BackendRestart,
            47 => Fault::SignInRefused,
            _ => Fault::SignOut,
        };
        if self.nature.rates[fault.index()] == 0 {
            return;
        }
        self.trace.line(self.clock.now(), "fault", || fault.words().to_owned());
        // A token that expires is counted by the requests that suffer.
        if fault != Fault::TokenExpired {
            self.tally.strike(fault);
        }
        let now = self.clock.now();
        let while_it_lasts = self.rng.u64(10..1500);
        match fault {
            Fault::Disconnect => self.break_link(),
            Fault::HalfOpen => self.kill_link(),
            Fault::Offline => {
                self.feed(Input::Online { server: ServerId::ONLY, online: false });
                self.clock.plan(now + while_it_lasts, Event::NetworkBack);
            }
            Fault::TokenExpired => {
                self.token_valid = false;
                self.clock.plan(now + while_it_lasts, Event::TokenRefreshed);
            }
            Fault::WindowCrash if self.windows[window].open => self.open_window(window),
            Fault::WindowSleep => self.windows[window].wakes_at = now + while_it_lasts,
            Fault::ClockForward => self.clock.advance(now + while_it_lasts * 20),
            Fault::ClockBack if self.set_back == 0 => self.set_back = while_it_lasts.min(now),
            Fault::CoreRestart => self.restart_core(),
            Fault::Outage => self.begin_outage(),
            Fault::BackendRestart => self.restart_backend(),
            Fault::SignInRefused => self.refuse_sign_ins(),
            Fault::SignOut if self.core.signed_in => {
                if self.rng.bool() {
                    self.sign_out();
                    self.clock.plan(self.clock.now() + while_it_lasts, Event::SignIn);
                } else {
                    self.sign_in();
                }
            }
            _ => {}
        }
    }

    /// The weather clears: the backend is quiet and reachable, and nothing is lost any more.
    fn settle_down(&mut self) {
        if self.violation.is_some() {
            return;
        }
        self.trace.line(self.clock.now(), "world", || "the weather clears".to_owned());
        self.calm = true;
        self.outside.clear_up();
        self.let_in_again();
        if !self.core.signed_in {
            self.sign_in();
        }
        self.network_back();
        self.come_to_rest();
    }

    /// Writes faster than a fetch takes, with nothing going wrong.
    fn fair_storm(&mut self) {
        if self.violation.is_some() {
            return;
        }
        let keys: Vec<Key> = self.server.keys().to_vec();
        self.open_if_closed(0);
        self.show(0, true);
        for key in &keys {
            if self.rng.bool() && !self.windows[0].shows(key) {
                let wishes = self.rng.usize(0..3);
                self.mount(0, key, wishes);
            }
        }
        self.run_for(CALM / 4);
        self.begin_fair();
        let (every, lasts): (Millis, Millis) = (self.rng.u64(10..80), self.rng.u64(200..2500));
        let begin = self.clock.now();
        for at in (0..lasts).step_by(usize::try_from(every).unwrap_or(50)) {
            self.clock.plan(begin + at, Event::Write);
        }
        let half = lasts / 2;
        self.run_for(half);
        if self.rng.bool() {
            self.act();
        }
        self.run_for(lasts - half + self.nature.bound() + 100);
        self.end_fair();
    }
}
