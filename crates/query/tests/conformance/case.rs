//! How a case is written down.

use crate::step::Step;

/// One behaviour, where it is described, and what this cache makes of it.
pub(crate) struct Case {
    /// `file:line` in the suite; for a case that the suite lacks, where it was described.
    pub(crate) source: &'static str,
    /// The behaviour, in our words.
    pub(crate) says: &'static str,
    pub(crate) verdict: Verdict,
    /// What is done and what is seen.
    pub(crate) steps: Vec<Step>,
}

/// What this cache makes of a behaviour.
pub(crate) enum Verdict {
    /// The same.
    Conforms,
    /// Something else on purpose: what, and why.
    Differs(&'static str),
    /// There is nothing here that it could speak of: why.
    DoesNotApply(&'static str),
}

impl Verdict {
    /// Whether it says something about what the cache does, which steps must show.
    pub(crate) fn is_claim(&self) -> bool {
        matches!(self, Self::Conforms | Self::Differs(_))
    }
}

/// The same behaviour here.
pub(crate) fn conforms(source: &'static str, says: &'static str, steps: Vec<Step>) -> Case {
    Case { source, says, verdict: Verdict::Conforms, steps }
}

/// Another behaviour here, on purpose.
pub(crate) fn differs(source: &'static str, says: &'static str, why: &'static str, steps: Vec<Step>) -> Case {
    Case { source, says, verdict: Verdict::Differs(why), steps }
}

/// A behaviour of something that is not here, nor is to be.
pub(crate) fn does_not_apply(source: &'static str, says: &'static str, why: &'static str) -> Case {
    Case { source, says, verdict: Verdict::DoesNotApply(why), steps: Vec::new() }
}
