//! Which attempt satisfies which trigger: one counter, and the numbers of the last of each kind.
//!
//! Every change, trigger and start of an attempt takes the next number. "An attempt satisfies only
//! what happened before it started" is then a comparison, and no flag has to be cleared at the
//! right moment.

/// The fences of one entry.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fence {
    last: u64,
    changed: u64,
    wanted: u64,
    ordered: u64,
    pushed: u64,
    attempted: u64,
    confirmed: u64,
}

impl Fence {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// The server's state may have changed; the number of that moment.
    pub(crate) fn change(&mut self) -> u64 {
        self.changed = self.next();
        self.changed
    }

    /// A trigger wants an attempt that starts from now on. One that is wanted already will do.
    pub(crate) fn want(&mut self) {
        if !self.due() {
            self.wanted = self.next();
        }
    }

    /// The shell wants an attempt that starts from now on, whoever shows the entry.
    pub(crate) fn order(&mut self) {
        if !self.ordered() {
            self.ordered = self.next();
        }
    }

    /// What the shell wanted is not wanted any more.
    pub(crate) fn recall(&mut self) {
        self.ordered = 0;
    }

    /// The shell waits for an attempt.
    pub(crate) fn ordered(&self) -> bool {
        is_after(self.ordered, self.attempted)
    }

    /// The server pushed data.
    pub(crate) fn push(&mut self) {
        self.pushed = self.next();
    }

    /// Something that is neither: the number of this moment.
    pub(crate) fn pass(&mut self) -> u64 {
        self.next()
    }

    /// The number of the last change.
    pub(crate) fn changed(&self) -> u64 {
        self.changed
    }

    /// The number of the last attempt's start.
    pub(crate) fn attempted(&self) -> u64 {
        self.attempted
    }

    /// An attempt starts.
    pub(crate) fn attempt(&mut self) {
        self.attempted = self.next();
    }

    /// The data of the last attempt is the entry's data now.
    pub(crate) fn land(&mut self) {
        self.confirmed = self.attempted;
    }

    /// A trigger waits for an attempt.
    pub(crate) fn due(&self) -> bool {
        is_after(self.wanted, self.attempted)
    }

    /// No attempt has started since the last change.
    pub(crate) fn unasked(&self) -> bool {
        is_after(self.changed, self.attempted)
    }

    /// The data is from before the last change.
    pub(crate) fn invalid(&self) -> bool {
        is_after(self.changed, self.confirmed)
    }

    /// Data was pushed after the last attempt started.
    pub(crate) fn overtaken(&self) -> bool {
        is_after(self.pushed, self.attempted)
    }

    /// The last attempt started after the moment with this number.
    pub(crate) fn attempted_after(&self, moment: u64) -> bool {
        is_after(self.attempted, moment)
    }

    /// The number of the last trigger: windows are told of each once.
    pub(crate) fn wanted(&self) -> u64 {
        self.wanted
    }
}

/// The one thing came after the other. What never came has the number 0, and came after nothing.
fn is_after(one: u64, other: u64) -> bool {
    one > other
}
