//! The states of the connections, as windows are told them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The state of every backend's connection, by the backend's name on the board.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Links(BTreeMap<String, Link>);

/// What a backend has that the board does not know.
static UNKNOWN: Link = Link::SignedOut;

impl Links {
    /// The state of one backend's connection; signed out where there is no such backend.
    #[must_use]
    pub fn of(&self, backend: &str) -> &Link {
        self.0.get(backend).unwrap_or(&UNKNOWN)
    }

    /// The state that a person has to know of first: the one that is farthest from live, of several the
    /// first by name. Signed out where there is none.
    #[must_use]
    pub fn worst(&self) -> &Link {
        self.of(self.worst_of())
    }

    /// Whose state that is; empty where there is none.
    #[must_use]
    pub fn worst_of(&self) -> &str {
        // Of equals `max_by_key` takes the last.
        self.0.iter().rev().max_by_key(|(_, link)| link.distance()).map(|(name, _)| name.as_str()).unwrap_or_default()
    }

    /// Names and states, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Link)> {
        self.0.iter().map(|(name, link)| (name.as_str(), link))
    }
}

impl<Name: Into<String>> FromIterator<(Name, Link)> for Links {
    fn from_iter<Of: IntoIterator<Item = (Name, Link)>>(links: Of) -> Self {
        Self(links.into_iter().map(|(name, link)| (name.into(), link)).collect())
    }
}

/// The state of the one connection to a backend, the same in every window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// Nobody is signed in; there is no connection.
    SignedOut,
    /// The backend has no socket: nothing signals, data is as fresh as its age says.
    Absent,
    /// Opening, or subscribing.
    Connecting {
        /// Attempts since the link was last live; 0 for the first.
        attempt: u32,
        /// How long the link has been down, in milliseconds.
        down_ms: u64,
    },
    /// The backend acknowledged the subscription.
    Live,
    /// The backend never says a word by itself: everything that is shown is fetched again
    /// every so often.
    Polling {
        /// How often, in milliseconds.
        every_ms: u64,
    },
    /// Down; the next attempt is set.
    Waiting {
        /// Until the next attempt, in milliseconds at the time of the message.
        retry_in_ms: u64,
        /// How long the link has been down, in milliseconds.
        down_ms: u64,
        /// What ended the last attempt, for a person.
        reason: String,
        /// The backend refuses what it accepted before: it is asked again all the same, slowly.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refusal: Option<Refusal>,
    },
    /// The connection stopped, and trying again by itself would not help.
    Refused {
        /// Why, which is what the way out depends on.
        why: Refusal,
        /// What the backend said, for a person.
        reason: String,
    },
}

impl Link {
    /// How far it is from live. Nothing to hear is nearer than an attempt, and who is not signed in needs
    /// no attempt at all: that the person knows, and may want.
    fn distance(&self) -> u8 {
        match self {
            Self::Absent => 0,
            Self::Live => 1,
            Self::Polling { .. } => 2,
            Self::SignedOut => 3,
            Self::Connecting { .. } => 4,
            Self::Waiting { refusal: None, .. } => 5,
            Self::Waiting { refusal: Some(_), .. } => 6,
            Self::Refused { .. } => 7,
        }
    }

    /// Signals arrive, or there is nothing that would have to: what is shown is as fresh as it gets.
    #[must_use]
    pub fn is_up(&self) -> bool {
        matches!(self, Self::Live | Self::Polling { .. } | Self::Absent)
    }
}

/// Why the connection stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The sign-in was not accepted.
    SignIn,
    /// The address or the description of the connection is wrong.
    Address,
    /// It failed too often.
    Attempts,
    /// The backend does not want this client to come back, as after a kick or a ban.
    Backend,
    /// The token could not be read where it is kept: the keychain is locked, or does not answer. Nobody is signed out.
    Secrets,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(of: &[(&str, Link)]) -> Links {
        of.iter().cloned().collect()
    }

    #[test]
    fn the_worst_is_what_a_person_has_to_know_first() {
        let connecting = Link::Connecting { attempt: 1, down_ms: 9 };
        assert_eq!(*links(&[("a", Link::Live), ("b", connecting.clone()), ("c", Link::Absent)]).worst(), connecting);
        assert_eq!(*links(&[("a", Link::Live), ("b", Link::SignedOut)]).worst(), Link::SignedOut);
        assert_eq!(*links(&[("a", Link::Absent), ("b", Link::Live)]).worst(), Link::Live);
        assert_eq!(*links(&[]).worst(), Link::SignedOut);
    }

    #[test]
    fn of_two_that_are_equally_bad_the_first_by_name_is_told() {
        let refused = |reason: &str| Link::Refused { why: Refusal::Backend, reason: reason.to_owned() };
        assert_eq!(*links(&[("b", refused("b")), ("a", refused("a"))]).worst(), refused("a"));
    }

    #[test]
    fn a_backend_that_nobody_knows_is_one_that_nobody_is_signed_in_to() {
        assert_eq!(*links(&[("a", Link::Live)]).of("b"), Link::SignedOut);
    }
}
