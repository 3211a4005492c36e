//! One key of a window: what is known, what was heard, and which calls are under way.

use super::{Call, ViewState};
use crate::{Answer, Data, Failure, Key, Note, Rev, Side, Status};

/// Whether the core knows that the window shows the key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Tie {
    #[default]
    Loose,
    /// A mount is under way.
    Mounting,
    Mounted,
    /// An unmount is under way.
    Unmounting,
}

/// A key of the window.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot {
    /// Panels that show it.
    pub(super) panels: usize,
    pub(super) view: ViewState,
    /// A person wants it fetched.
    pub(super) force: bool,
    /// A person wants one more page.
    pub(super) more: Option<Side>,
    /// What was told of its age no longer counts.
    pub(super) again: bool,
    /// The last call failed, or brought nothing to go on with: the next note or showing is waited
    /// for, so that a fault never becomes a loop of calls.
    pub(super) failed: bool,
    tie: Tie,
    /// A difference did not fit: the whole is asked for.
    whole: bool,
    /// An ask is under way.
    asking: bool,
    /// The mount under way began before a reset: what it brings is thrown away. An ask needs no such
    /// mark: a key is not mounted anew while one is under way.
    void_mount: bool,
    /// What notes said since the last ask began.
    heard_rev: Option<Rev>,
    heard_due: bool,
}

impl Slot {
    /// A key that nobody shows, though the core thinks so.
    pub(super) fn orphan() -> Self {
        Self { tie: Tie::Mounted, ..Self::default() }
    }

    /// A panel no longer shows the key. With the last one goes what is known: what the key is by
    /// the time it is shown again, the core will say.
    pub(super) fn leave(&mut self) {
        self.panels = self.panels.saturating_sub(1);
        if self.panels == 0 {
            self.forget();
        }
    }

    /// A stand-in for data that is not there yet.
    pub(super) fn place(&mut self, data: Data) {
        let bare = self.view.data.is_none() && self.view.status.error.is_none();
        if self.panels > 0 && (bare || self.view.placeholder) {
            self.view.data = Some(data);
            self.view.placeholder = true;
        }
    }

    fn forget(&mut self) {
        self.view = ViewState::default();
        self.force = false;
        self.more = None;
        self.again = false;
        self.whole = false;
        self.failed = false;
        self.heard_rev = None;
        self.heard_due = false;
    }

    /// A note came.
    pub(super) fn hear(&mut self, note: &Note) {
        self.heard_rev = self.heard_rev.max(Some(note.rev));
        self.heard_due |= note.due;
        self.failed = false;
    }

    /// The core has no mount of this key. An ask that is under way will find that out by itself.
    pub(super) fn miss(&mut self) {
        if self.tie == Tie::Mounted && !self.asking {
            self.tie = Tie::Loose;
            self.failed = false;
        }
    }

    /// The call that comes next, if one does.
    pub(super) fn next_call(&mut self, key: &Key, visible: bool) -> Option<Call> {
        let key = || key.clone();
        match self.tie {
            Tie::Loose if self.panels > 0 && !self.asking && !self.failed => {
                self.tie = Tie::Mounting;
                Some(Call::Mount { key: key() })
            }
            Tie::Mounted if self.panels == 0 => {
                // The core answers an ask that is under way with `Gone`.
                self.tie = Tie::Unmounting;
                Some(Call::Unmount { key: key() })
            }
            Tie::Mounted if visible && !self.asking && self.has_a_question() => {
                // Whatever was heard so far is answered by this ask.
                self.asking = true;
                self.heard_rev = None;
                self.heard_due = false;
                self.again = false;
                let known = self.view.rev.filter(|_| !std::mem::take(&mut self.whole));
                if let Some(side) = self.more.take() {
                    return Some(Call::More { key: key(), known, side });
                }
                let force = std::mem::take(&mut self.force);
                Some(Call::Ask { key: key(), known, force })
            }
            _ => None,
        }
    }

    fn has_a_question(&self) -> bool {
        let status = &self.view.status;
        let open = status.due || status.fetching || status.paused;
        self.force
            || self.again
            || self.whole
            || self.more.is_some()
            || self.heard_due
            || self.heard_rev > self.view.rev
            || (open && !self.failed)
    }

    /// The core answered.
    pub(super) fn answered(&mut self, call: &Call, answer: Answer) {
        match call {
            Call::Mount { .. } if self.tie == Tie::Mounting => {
                let void = std::mem::take(&mut self.void_mount);
                let gone = answer == Answer::Gone;
                self.tie = if void || gone { Tie::Loose } else { Tie::Mounted };
                // The core has no place for this window now: somebody must call `remount`.
                self.failed = gone && !void;
                if !void {
                    self.learn(answer);
                }
            }
            Call::Ask { .. } | Call::More { .. } if self.asking => {
                self.asking = false;
                // What a mount before this one asked for says nothing about this one.
                if self.tie != Tie::Mounted {
                    return;
                }
                if answer == Answer::Gone {
                    self.tie = Tie::Loose;
                }
                self.learn(answer);
            }
            Call::Unmount { .. } if self.tie == Tie::Unmounting => self.tie = Tie::Loose,
            _ => {}
        }
    }

    /// The call failed.
    pub(super) fn lost(&mut self, call: &Call, why: Option<Failure>) {
        match call {
            Call::Mount { .. } if self.tie == Tie::Mounting => {
                self.tie = Tie::Loose;
                self.failed = !std::mem::take(&mut self.void_mount);
            }
            Call::Ask { .. } | Call::More { .. } if self.asking => {
                self.asking = false;
                // An ask of an earlier mount: nobody waits for it, and the next mount need not either.
                self.failed = self.tie == Tie::Mounted;
            }
            // If the core still thinks that the key is shown, its next note brings a new unmount.
            Call::Unmount { .. } if self.tie == Tie::Unmounting => self.tie = Tie::Loose,
            _ => return,
        }
        if self.failed && why.is_some() {
            self.view.status.error = why;
        }
    }

    fn learn(&mut self, answer: Answer) {
        match answer {
            Answer::Snapshot { rev, data, status } => self.learn_snapshot(rev, data, status),
            Answer::Difference { from, rev, difference, status } => {
                let old = self.view.data.as_ref().filter(|_| self.view.rev == Some(from) && !self.view.placeholder);
                match old.and_then(|old| difference.apply(old)) {
                    Some(new) => self.learn_snapshot(rev, Some(new), status),
                    None => {
                        self.whole = true;
                        self.failed = false;
                    }
                }
            }
            Answer::Unchanged { rev, status } if self.view.rev == Some(rev) => {
                self.view.status = status;
                self.failed = false;
            }
            Answer::Unchanged { .. } => self.failed = true,
            Answer::Gone => {}
        }
    }

    fn learn_snapshot(&mut self, rev: Rev, data: Option<Data>, status: Status) {
        if self.view.rev.is_some_and(|shown| rev < shown) {
            self.failed = true;
            return;
        }
        self.failed = false;
        self.view.rev = Some(rev);
        if data.is_some() || status.error.is_some() || !self.view.placeholder {
            self.view.data = data;
            self.view.placeholder = false;
        }
        self.view.status = status;
    }

    /// All that is known is void, and so is what the calls under way will bring.
    pub(super) fn void(&mut self) {
        self.void_mount = self.tie == Tie::Mounting;
        if self.tie == Tie::Mounted {
            self.tie = Tie::Loose;
        }
        self.forget();
    }

    /// A panel waits for an answer.
    pub(super) fn is_waiting(&self) -> bool {
        self.panels > 0
            && ((self.asking && self.tie == Tie::Mounted) || (self.tie == Tie::Mounting && !self.void_mount))
    }

    /// A panel shows the key, and its mount failed: the last panel takes its failure along.
    pub(super) fn mount_failed(&self) -> bool {
        self.tie == Tie::Loose && self.failed
    }

    /// Nobody shows the key, and no call is under way.
    pub(super) fn is_over(&self) -> bool {
        self.panels == 0 && self.tie == Tie::Loose && !self.asking
    }
}
