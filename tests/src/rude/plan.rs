//! From a seed to a little world: how the backend is heard, and what happens when. Everything heals before the end.

use super::backend::RudeBackend;
use super::fault::{At, FAULTS, Fault};
use std::time::Duration;
use tokio::time::Instant;

/// How the backend is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speech {
    /// A WebSocket of plain JSON.
    Json,
    /// Socket.IO.
    SocketIo,
    /// Server-sent events.
    Stream,
    /// Not at all: whoever shows something asks again every so often.
    Nothing,
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Another client changes an item.
    Changes(&'static str),
    /// A fault begins.
    Begins(&'static str),
    /// It ends.
    Heals(&'static str),
    /// Every connection breaks.
    Cut,
    /// The backend is replaced by a new one; its numbers begin anew.
    Restarts,
    /// Nobody listens.
    Stops,
    /// Somebody does again.
    Resumes,
    /// A person presses a button: a POST. For those who have windows.
    Touches {
        /// On which item.
        id: &'static str,
        /// Tells this piece of work from every other.
        mark: String,
    },
    /// A person sends a form: a PUT.
    Sets {
        /// On which item.
        id: &'static str,
        /// Tells this piece of work from every other.
        mark: String,
    },
}

/// What a seed stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// It.
    pub seed: u64,
    /// How the backend is heard.
    pub speech: Speech,
    /// The backend takes idempotency keys.
    pub idempotency: bool,
    /// How many windows there are.
    pub windows: usize,
    /// What happens, in the order of its time since the beginning.
    pub events: Vec<(Duration, Event)>,
    /// Some faults leave behind what only a signal mends: an answer that was right to take, an error that would not
    /// pass by itself. Then the plan ends with a change.
    pub ends_with_a_change: bool,
}

const IDS: [&str; 4] = ["9007199254740992", "9007199254740993", "3", "10"];

impl Fault {
    /// What it leaves behind mends itself once it is gone: nobody has to signal anything.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self.at {
            // What was answered instead may be what was asked for; and what is missing may be gone for good.
            At::Read => self.kind == "stuck" && !matches!(self.name, "empty-body" | "no-data" | "missing-route"),
            At::Write => true,
            At::Handshake | At::Opened => true,
            At::Signal => true,
            At::Manner => false,
        }
    }

    /// Ends in so short a time that a mix of seconds can hold it.
    fn is_short(&self) -> bool {
        !matches!(self.name, "too-many-for-hours" | "late")
    }
}

impl Plan {
    /// The plan of a seed: always the same.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let speech = match random.u8(..10) {
            0..=3 => Speech::Json,
            4..=6 => Speech::SocketIo,
            7..=8 => Speech::Stream,
            _ => Speech::Nothing,
        };
        let ends_with_a_change = random.bool();
        let pool: Vec<&Fault> = FAULTS
            .iter()
            .filter(|fault| fault.is_short() && fault.kind != "form" && fault.at != At::Manner)
            .filter(|fault| ends_with_a_change || fault.passes())
            .collect();
        let mut events = Vec::new();
        // Ways of a backend are so from the beginning.
        let manners: &[&str] = match speech {
            Speech::Stream => &["ids-begin-anew", "ids-without-replay", "ids-all-alike", "replays"],
            Speech::SocketIo => &["recovery-that-lies", "replays"],
            _ => &[],
        };
        if random.bool()
            && let Some(manner) = random.choice(manners)
        {
            events.push((Duration::ZERO, Event::Begins(manner)));
        }
        if random.u8(..3) == 0 {
            events.push((Duration::ZERO, Event::Begins("pushes")));
        }
        let within = |random: &mut fastrand::Rng| Duration::from_millis(random.u64(2_000..40_000));
        for _ in 0..random.usize(2..7) {
            let Some(fault) = random.choice(&pool) else { continue };
            let begins = within(&mut random);
            let lasts = Duration::from_millis(*random.choice(&[200, 1_000, 5_000, 20_000]).unwrap_or(&1_000));
            events.push((begins, Event::Begins(fault.name)));
            events.push((begins + lasts, Event::Heals(fault.name)));
        }
        for _ in 0..random.usize(1..12) {
            events.push((within(&mut random), Event::Changes(random.choice(IDS).unwrap_or("3"))));
        }
        for nth in 0..random.usize(0..5) {
            let (id, mark) = (random.choice(IDS).unwrap_or("3"), format!("m{nth}"));
            let act = if random.bool() { Event::Touches { id, mark } } else { Event::Sets { id, mark } };
            events.push((within(&mut random), act));
        }
        match random.u8(..6) {
            0 => events.push((within(&mut random), Event::Cut)),
            1 => events.push((within(&mut random), Event::Restarts)),
            2 => {
                let stops = within(&mut random);
                events.push((stops, Event::Stops));
                events.push((stops + Duration::from_millis(random.u64(100..15_000)), Event::Resumes));
            }
            _ => {}
        }
        events.sort_by_key(|(at, _)| *at);
        if ends_with_a_change {
            // After the last fault, and after the last attempt that it spoiled.
            events.push((Duration::from_secs(95), Event::Changes("1")));
        }
        Self { seed, speech, idempotency: random.bool(), windows: random.usize(1..3), events, ends_with_a_change }
    }

    /// When the last thing has happened.
    #[must_use]
    pub fn ends(&self) -> Duration {
        self.events.last().map(|(at, _)| *at).unwrap_or_default()
    }

    /// Carries it out on a backend, from now on. What persons do is handed out.
    pub async fn run(&self, backend: &RudeBackend, mut acts: impl FnMut(&Event)) {
        let begun = Instant::now();
        for (at, event) in &self.events {
            tokio::time::sleep_until(begun + *at).await;
            match event {
                Event::Changes(id) => backend.change(id),
                // Plans name what there is.
                Event::Begins(name) => drop(backend.set(name)),
                Event::Heals(name) => backend.heal(name),
                Event::Cut => backend.cut(),
                Event::Restarts => backend.restart(),
                Event::Stops => backend.stop().await,
                Event::Resumes => backend.resume().await,
                Event::Touches { .. } | Event::Sets { .. } => acts(event),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_is_the_same_plan_and_another_is_another() {
        assert_eq!(Plan::of(7), Plan::of(7));
        assert_ne!(Plan::of(7).events, Plan::of(8).events);
    }

    #[test]
    fn everything_that_begins_heals_but_the_ways_of_a_backend() {
        for seed in 0..500 {
            let mut on = BTreeSet::new();
            for (_, event) in Plan::of(seed).events {
                match event {
                    Event::Begins(name) => drop(on.insert(name)),
                    Event::Heals(name) => drop(on.remove(name)),
                    Event::Stops => drop(on.insert("stopped")),
                    Event::Resumes => drop(on.remove("stopped")),
                    _ => {}
                }
            }
            on.retain(|name| super::super::fault::fault(name).is_none_or(|fault| fault.at != At::Manner));
            assert!(on.is_empty(), "{seed}: {on:?}");
        }
    }

    #[test]
    fn two_thousand_plans_use_every_fault_that_passes() {
        let used: BTreeSet<&str> = (0..2000)
            .flat_map(|seed| Plan::of(seed).events)
            .filter_map(|(_, event)| if let Event::Begins(name) = event { Some(name) } else { None })
            .collect();
        let wanted = FAULTS.iter().filter(|fault| fault.passes() && fault.is_short() && fault.kind != "form");
        let unused: Vec<_> = wanted.map(|fault| fault.name).filter(|name| !used.contains(name)).collect();
        assert!(unused.is_empty(), "{unused:?}");
    }
}
