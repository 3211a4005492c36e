//! Which properties of a view a panel shows.

use super::{Shown, select};
use std::ops::{BitOr, Sub};

/// A set of properties: those that wake a panel.
///
/// The default is what nearly every panel shows. Left out are [`Looks::AGE`], which moves with
/// every answer (what shows an age ticks by itself, and is best an observer of its own),
/// [`Looks::FAILURES`], which moves with every attempt, and [`Looks::REV`], which moves where the
/// panel's part does not.
///
/// ```
/// use oriel_query::Looks;
///
/// let looks = Looks::DATA | Looks::AGE;
/// assert!(looks.contains(Looks::AGE) && !looks.contains(Looks::ERROR));
/// assert_eq!(Looks::ALL - Looks::AGE - Looks::FAILURES - Looks::REV, Looks::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Looks(u16);

impl Looks {
    /// Nothing: woken once, to be painted the first time.
    pub const NONE: Self = Self(0);
    /// The part of the data, and whether it is a stand-in.
    pub const DATA: Self = Self(1);
    /// Why the last flight failed and when it is tried again, and why no part could be picked.
    pub const ERROR: Self = Self(1 << 1);
    /// Whether a flight is under way, and whether the window waits for an answer.
    pub const FETCHING: Self = Self(1 << 2);
    /// A fetch is owed but may not start.
    pub const PAUSED: Self = Self(1 << 3);
    /// The data may no longer equal the server's, or a fetch is owed.
    pub const STALE: Self = Self(1 << 4);
    /// An optimistic change lies over the data.
    pub const OPTIMISTIC: Self = Self(1 << 5);
    /// The data is from an earlier run of the program.
    pub const RESTORED: Self = Self(1 << 6);
    /// When the server last confirmed the data.
    pub const AGE: Self = Self(1 << 7);
    /// Attempts of the present flight that have failed.
    pub const FAILURES: Self = Self(1 << 8);
    /// The revision of the data.
    pub const REV: Self = Self(1 << 9);
    /// Everything.
    pub const ALL: Self = Self((1 << 10) - 1);

    /// All of `other` are among these.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Nothing that is looked at differs.
    pub(super) fn same<T: PartialEq>(self, a: &Shown<T>, b: &Shown<T>) -> bool {
        let either = |looks, equal: &dyn Fn() -> bool| !self.contains(looks) || equal();
        either(Self::DATA, &|| a.placeholder == b.placeholder && same_part(a, b))
            && either(Self::ERROR, &|| {
                (&a.status.error, a.status.again_ms, &a.refused) == (&b.status.error, b.status.again_ms, &b.refused)
            })
            && either(Self::FETCHING, &|| (a.asking, a.status.fetching) == (b.asking, b.status.fetching))
            && either(Self::PAUSED, &|| a.status.paused == b.status.paused)
            && either(Self::STALE, &|| (a.status.stale, a.status.due) == (b.status.stale, b.status.due))
            && either(Self::OPTIMISTIC, &|| a.status.optimistic == b.status.optimistic)
            && either(Self::RESTORED, &|| a.status.restored == b.status.restored)
            && either(Self::AGE, &|| a.confirmed == b.confirmed)
            && either(Self::FAILURES, &|| a.status.failures == b.status.failures)
            && either(Self::REV, &|| a.rev == b.rev)
    }
}

impl Default for Looks {
    fn default() -> Self {
        Self::ALL - Self::AGE - Self::FAILURES - Self::REV
    }
}

impl BitOr for Looks {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Sub for Looks {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

fn same_part<T: PartialEq>(a: &Shown<T>, b: &Shown<T>) -> bool {
    match (&a.part, &b.part) {
        (Some(a), Some(b)) => select::same(a, b),
        (None, None) => true,
        _ => false,
    }
}
