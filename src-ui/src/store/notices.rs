//! Short messages for the person: on screen for some seconds, and read out politely.

use std::collections::VecDeque;

/// How long a message stays, in milliseconds.
pub(super) const SHOWN_MS: f64 = 6_000.0;
/// Not more than this many at once; older ones give way.
const AT_MOST: usize = 4;
/// The least time between two sentences for screen readers, in milliseconds.
const BETWEEN_MS: f64 = 3_000.0;

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Tells it from the others.
    pub id: u64,
    /// What it says.
    pub text: String,
    /// Something did not work.
    pub bad: bool,
    until: f64,
}

/// The messages on screen, and the sentences that wait to be read out.
#[derive(Debug, Default)]
pub(super) struct Notices {
    shown: VecDeque<Notice>,
    next: u64,
    announcement: String,
    announced_at: Option<f64>,
    /// By subject: a newer sentence about the same thing takes the older one's place.
    waiting: VecDeque<(String, String)>,
}

impl Notices {
    pub(super) fn shown(&self) -> Vec<Notice> {
        self.shown.iter().cloned().collect()
    }

    pub(super) fn announcement(&self) -> String {
        self.announcement.clone()
    }

    pub(super) fn push(&mut self, text: String, bad: bool, now: f64) {
        let id = self.next;
        self.next += 1;
        self.announce(&format!("notice {id}"), text.clone(), now);
        self.shown.push_back(Notice { id, text, bad, until: now + SHOWN_MS });
        if self.shown.len() > AT_MOST {
            self.shown.pop_front();
        }
    }

    pub(super) fn dismiss(&mut self, id: u64) {
        self.shown.retain(|notice| notice.id != id);
    }

    /// Takes a sentence to be read out, at once or when the last one is some seconds old.
    pub(super) fn announce(&mut self, subject: &str, text: String, now: f64) {
        self.waiting.retain(|(other, _)| other != subject);
        self.waiting.push_back((subject.to_owned(), text));
        if self.waiting.len() > AT_MOST {
            self.waiting.pop_front();
        }
        self.speak(now);
    }

    /// Lets time pass; true when something on screen is different.
    pub(super) fn tick(&mut self, now: f64) -> bool {
        let before = self.shown.len();
        self.shown.retain(|notice| notice.until > now);
        let spoke = self.speak(now);
        spoke || self.shown.len() != before
    }

    /// In how many milliseconds [`Notices::tick`] has something to do; `None` where nothing waits.
    pub(super) fn due(&self, now: f64) -> Option<f64> {
        let speaks = self.announced_at.filter(|_| !self.waiting.is_empty()).map(|at| at + BETWEEN_MS);
        let goes = self.shown.iter().map(|notice| notice.until);
        speaks.into_iter().chain(goes).min_by(f64::total_cmp).map(|at| (at - now).max(0.0))
    }

    fn speak(&mut self, now: f64) -> bool {
        if self.announced_at.is_some_and(|at| now - at < BETWEEN_MS) {
            return false;
        }
        let Some((_, text)) = self.waiting.pop_front() else { return false };
        self.announcement = text;
        self.announced_at = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_read_out_not_more_often_than_every_few_seconds() {
        let mut notices = Notices::default();
        notices.announce("balance", "Balance 1".into(), 0.0);
        notices.announce("balance", "Balance 2".into(), 100.0);
        notices.announce("balance", "Balance 3".into(), 200.0);
        assert_eq!(notices.announcement(), "Balance 1");
        assert!(!notices.tick(2_000.0));
        assert!(notices.tick(3_000.0));
        assert_eq!(notices.announcement(), "Balance 3", "only the newest of one subject");
    }

    #[test]
    fn it_is_looked_at_again_when_there_is_something_to_do() {
        let mut notices = Notices::default();
        assert_eq!(notices.due(0.0), None);
        notices.announce("balance", "Balance 1".into(), 0.0);
        assert_eq!(notices.due(100.0), None, "read out at once");
        notices.announce("balance", "Balance 2".into(), 100.0);
        assert_eq!(notices.due(100.0), Some(2_900.0));
        notices.push("Copied".into(), false, 200.0);
        notices.tick(3_000.0);
        notices.tick(6_000.0);
        assert_eq!(notices.due(6_000.0), Some(200.0));
        notices.tick(6_200.0);
        assert_eq!(notices.due(6_200.0), None);
    }

    #[test]
    fn a_message_goes_by_itself_and_old_ones_give_way() {
        let mut notices = Notices::default();
        for n in 0..6 {
            notices.push(format!("{n}"), false, f64::from(n));
        }
        let texts: Vec<_> = notices.shown().into_iter().map(|notice| notice.text).collect();
        assert_eq!(texts, ["2", "3", "4", "5"]);
        notices.tick(SHOWN_MS + 10.0);
        assert!(notices.shown().is_empty());
    }
}
