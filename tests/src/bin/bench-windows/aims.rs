//! What is aimed at: what has to be reached, and the goal beyond it.

use serde::Serialize;

/// What a figure must not exceed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Limit {
    /// So much.
    Most(f64),
    /// So many times Chromium's.
    OfChromium(f64),
    /// So much more than the floor's.
    AboveFloor(f64),
}

/// An aim for so many windows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Aim {
    pub(crate) windows: usize,
    pub(crate) limit: Limit,
    pub(crate) goal: Option<Limit>,
}

/// Whether it was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    Missed,
    Met,
    /// The goal too.
    Goal,
}

/// What a figure is compared with.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Others {
    pub(crate) chromium: Option<f64>,
    pub(crate) floor: Option<f64>,
}

impl Limit {
    /// The figure that must not be exceeded; `None` where there is nothing to compare with.
    fn most(self, others: Others) -> Option<f64> {
        match self {
            Self::Most(most) => Some(most),
            Self::OfChromium(times) => others.chromium.map(|figure| figure * times),
            Self::AboveFloor(more) => others.floor.map(|figure| figure + more),
        }
    }

    fn words(self) -> String {
        match self {
            Self::Most(most) => format!("≤ {most}"),
            Self::OfChromium(times) => format!("≤ {times} × Chromium"),
            Self::AboveFloor(more) => format!("≤ floor + {more}"),
        }
    }
}

impl Aim {
    pub(crate) const fn new(windows: usize, limit: Limit) -> Self {
        Self { windows, limit, goal: None }
    }

    pub(crate) const fn with_goal(windows: usize, limit: Limit, goal: Limit) -> Self {
        Self { windows, limit, goal: Some(goal) }
    }

    /// What became of it; `None` where there is nothing to compare with.
    pub(crate) fn verdict(&self, figure: f64, others: Others) -> Option<Verdict> {
        let holds = |limit: Limit| limit.most(others).map(|most| figure <= most);
        Some(match (holds(self.limit)?, self.goal.and_then(holds)) {
            (false, _) => Verdict::Missed,
            (true, Some(true)) => Verdict::Goal,
            (true, _) => Verdict::Met,
        })
    }

    /// In words, without the number of windows.
    pub(crate) fn words(&self) -> String {
        match self.goal {
            Some(Limit::OfChromium(times)) => format!("{}, goal {times}", self.limit.words()),
            Some(Limit::Most(goal)) => format!("{}, goal {goal}", self.limit.words()),
            Some(goal) => format!("{}, goal {}", self.limit.words(), goal.words()),
            None => self.limit.words(),
        }
    }
}

impl Verdict {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Missed => "MISSED",
            Self::Met => "met",
            Self::Goal => "met, goal too",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AIM: Aim = Aim::with_goal(3, Limit::OfChromium(1.0), Limit::OfChromium(0.7));

    fn beside(chromium: f64) -> Others {
        Others { chromium: Some(chromium), floor: None }
    }

    #[test]
    fn what_lands_is_met_and_the_goal_lies_beyond_it() {
        assert_eq!(AIM.verdict(31.0, beside(30.0)), Some(Verdict::Missed));
        assert_eq!(AIM.verdict(30.0, beside(30.0)), Some(Verdict::Met));
        assert_eq!(AIM.verdict(20.0, beside(30.0)), Some(Verdict::Goal));
    }

    #[test]
    fn nothing_is_said_of_an_aim_without_what_it_is_compared_with() {
        assert_eq!(AIM.verdict(20.0, Others::default()), None);
        let above = Aim::new(3, Limit::AboveFloor(5.0));
        assert_eq!(above.verdict(20.0, beside(30.0)), None);
        assert_eq!(above.verdict(20.0, Others { chromium: None, floor: Some(16.0) }), Some(Verdict::Met));
    }

    #[test]
    fn an_aim_reads_as_in_a_sentence() {
        assert_eq!(AIM.words(), "≤ 1 × Chromium, goal 0.7");
        assert_eq!(Aim::with_goal(1, Limit::Most(200.0), Limit::Most(150.0)).words(), "≤ 200, goal 150");
        assert_eq!(Aim::new(3, Limit::AboveFloor(5.0)).words(), "≤ floor + 5");
    }
}
