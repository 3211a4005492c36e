//! One run, readably: time, actor, what.

use crate::clock::Millis;

/// The lines of a run, where somebody wants them.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    wanted: bool,
    lines: Vec<String>,
}

impl Trace {
    /// A trace; without `wanted` it keeps nothing and costs nothing.
    pub(crate) fn new(wanted: bool) -> Self {
        Self { wanted, lines: Vec::new() }
    }

    /// Keeps one line.
    pub(crate) fn line(&mut self, now: Millis, actor: &str, what: impl FnOnce() -> String) {
        if self.wanted {
            self.lines.push(format!("{:>7}.{:03} s  {actor:<8} {}", now / 1000, now % 1000, what()));
        }
    }

    /// All lines.
    pub(crate) fn into_lines(self) -> Vec<String> {
        self.lines
    }
}
