//! Goes through every state that can be reached, each once, and looks at every step and every end.

use crate::print::print;
use crate::world::{Event, World};
use std::collections::HashSet;
use std::fmt::Write;

/// What there was.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) states: usize,
    /// States in which nothing can happen any more.
    pub(crate) ends: usize,
    /// The most requests on any way to an end.
    pub(crate) most_starts: usize,
}

/// Takes every event that can happen, in every state. A step that breaks a rule panics with the
/// way that led to it.
pub(crate) fn explore(world: &World) -> Found {
    let mut search = Search { seen: HashSet::new(), path: Vec::new(), found: Found::default() };
    search.seen.insert(print(world));
    search.visit(world);
    println!("{:?}", search.found);
    search.found
}

struct Search {
    seen: HashSet<u64>,
    path: Vec<Event>,
    found: Found,
}

impl Search {
    fn visit(&mut self, world: &World) {
        self.found.states += 1;
        let events = world.events();
        if events.is_empty() {
            self.found.ends += 1;
            self.found.most_starts = self.found.most_starts.max(world.starts);
            self.check(world.at_rest());
        }
        for event in events {
            self.path.push(event.clone());
            let mut next = world.clone();
            let outcome = next.happen(&event);
            self.check(outcome);
            if self.seen.insert(print(&next)) {
                self.visit(&next);
            }
            self.path.pop();
        }
    }

    fn check(&self, outcome: Result<(), String>) {
        if let Err(broken) = outcome {
            let mut way = String::new();
            for event in &self.path {
                writeln!(way, "  {event:?}").unwrap();
            }
            panic!("{broken}, after\n{way}");
        }
    }
}
