//! Every backend's link, as this window was told, and when.

use crate::clock::Timed;
use oriel_wire::{Link, Links, Refusal};
use std::collections::BTreeMap;

/// One backend's link.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// The state, and when it was told.
    pub link: Timed<Link>,
    /// This window has seen it live.
    pub was_live: bool,
    /// Why the last attempt failed, while the next one is under way.
    pub why: Option<String>,
    /// What the backend refuses that it accepted before, until it accepts it again.
    pub refusal: Option<Refusal>,
}

/// The links of all backends, by the backends' names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Connections {
    links: Links,
    each: BTreeMap<String, Connection>,
}

impl Connections {
    /// What was told at `now`, in milliseconds since 1970. A state that is told again, because that of
    /// another backend changed, keeps its time: what it counts down it counts from there.
    pub fn told(&mut self, links: Links, now: f64) {
        let mut each = BTreeMap::new();
        for (name, link) in links.iter() {
            let before = self.each.remove(name);
            let was_live = before.as_ref().is_some_and(|before| before.was_live);
            let live = matches!(link, Link::Live | Link::Polling { .. });
            let why = match (link, &before) {
                (Link::Waiting { reason, .. }, _) => Some(reason.clone()),
                (Link::Connecting { .. }, Some(before)) => before.why.clone(),
                _ => None,
            };
            let refusal = match (link, &before) {
                (Link::Waiting { refusal, .. }, _) => *refusal,
                // The strip over the panels does not go and come again with every attempt.
                (Link::Connecting { .. }, Some(before)) => before.refusal,
                _ => None,
            };
            let told = match before {
                Some(before) if before.link.value == *link => before.link,
                _ => Timed { value: link.clone(), at: now },
            };
            each.insert(name.to_owned(), Connection { link: told, was_live: was_live || live, why, refusal });
        }
        *self = Self { links, each };
    }

    /// The clock was set by so much: what is counted from before goes on from where it was.
    pub fn shift(&mut self, by: f64) {
        self.each.values_mut().for_each(|connection| connection.link.at += by);
    }

    /// Nobody has seen any of them live.
    pub fn forget(&mut self) {
        self.each.values_mut().for_each(|connection| connection.was_live = false);
    }

    /// The link of a backend; connecting, as long as nothing was told.
    #[must_use]
    pub fn of(&self, backend: &str) -> Connection {
        let unheard = || Connection {
            link: Timed { value: Link::Connecting { attempt: 0, down_ms: 0 }, at: 0.0 },
            was_live: false,
            why: None,
            refusal: None,
        };
        self.each.get(backend).cloned().unwrap_or_else(unheard)
    }

    /// The backend whose link a person has to know of first.
    #[must_use]
    pub fn worst(&self) -> &str {
        self.links.worst_of()
    }

    /// Names and links, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Connection)> {
        self.each.iter().map(|(name, connection)| (name.as_str(), connection))
    }

    /// Nobody is signed in to this backend.
    #[must_use]
    pub fn is_signed_out(&self, backend: &str) -> bool {
        self.each.get(backend).is_some_and(|connection| connection.link.value == Link::SignedOut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down() -> Link {
        Link::Waiting { retry_in_ms: 4_000, down_ms: 0, reason: "no".to_owned(), refusal: None }
    }

    #[test]
    fn a_state_that_is_told_again_is_counted_from_when_it_was_told_first() {
        let mut connections = Connections::default();
        connections.told([("a", down()), ("b", Link::Live)].into_iter().collect(), 100.0);
        connections.told([("a", down()), ("b", down())].into_iter().collect(), 900.0);
        assert_eq!((connections.of("a").link.at, connections.of("b").link.at), (100.0, 900.0));
        assert!(connections.of("b").was_live && !connections.of("a").was_live);
        assert_eq!(connections.worst(), "a");
    }

    #[test]
    fn why_an_attempt_failed_is_known_until_the_link_is_there() {
        let mut connections = Connections::default();
        let mut why_after = |link: Link| {
            connections.told([("a", link)].into_iter().collect(), 0.0);
            connections.of("a").why
        };
        assert_eq!(why_after(Link::Connecting { attempt: 0, down_ms: 0 }), None);
        assert_eq!(why_after(down()).as_deref(), Some("no"));
        assert_eq!(why_after(Link::Connecting { attempt: 1, down_ms: 4_000 }).as_deref(), Some("no"));
        assert_eq!(why_after(Link::Live), None);
        assert_eq!(why_after(Link::Connecting { attempt: 0, down_ms: 0 }), None);
    }

    #[test]
    fn a_refusal_is_known_until_the_backend_accepts_again_and_not_longer() {
        let mut connections = Connections::default();
        let refused = Link::Waiting {
            retry_in_ms: 25_000,
            down_ms: 9_000,
            reason: "403".to_owned(),
            refusal: Some(Refusal::SignIn),
        };
        let mut refusal_after = |link: Link| {
            connections.told([("a", link)].into_iter().collect(), 0.0);
            connections.of("a").refusal
        };
        assert_eq!(refusal_after(Link::Live), None);
        assert_eq!(refusal_after(refused), Some(Refusal::SignIn));
        assert_eq!(refusal_after(Link::Connecting { attempt: 1, down_ms: 34_000 }), Some(Refusal::SignIn));
        assert_eq!(refusal_after(down()), None, "down for another reason");
        assert_eq!(refusal_after(Link::Live), None);
    }

    #[test]
    fn what_nothing_was_told_of_is_connecting_and_not_signed_out() {
        assert!(matches!(Connections::default().of("").link.value, Link::Connecting { .. }));
        assert!(!Connections::default().is_signed_out(""));
    }
}
