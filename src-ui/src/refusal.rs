//! What a person is told of a connection that stopped: what happened, and what Oriel does next.

use crate::case;
use crate::format::harmless;
use oriel_wire::Refusal;

/// A few words, for the pill.
#[must_use]
pub fn short(why: Refusal) -> &'static str {
    match why {
        Refusal::SignIn => "Sign-in refused",
        Refusal::Address => "Wrong address",
        Refusal::Attempts => "Gave up",
        Refusal::Backend => "Ended by the backend",
        Refusal::Secrets => "Keychain closed",
    }
}

/// A line, where it stands instead of the panels.
#[must_use]
pub fn title(why: Refusal) -> &'static str {
    match why {
        Refusal::SignIn => "The backend did not accept the sign-in",
        Refusal::Address => "The connection cannot be made as the board describes it",
        Refusal::Attempts => "The backend could not be reached",
        Refusal::Backend => "The backend ended the connection",
        Refusal::Secrets => "Oriel could not read the token that it signs in with",
    }
}

/// What Oriel does next, and what the person can do.
#[must_use]
pub fn next(why: Refusal) -> &'static str {
    match why {
        Refusal::SignIn => "Oriel does not ask again with the same token; sign out, and in with another one.",
        Refusal::Address => "Oriel does not try again by itself; correct the board, then try again.",
        Refusal::Attempts => "Oriel has stopped trying; try again when the backend is back.",
        Refusal::Backend => "Oriel does not come back by itself; try again when that is settled.",
        Refusal::Secrets => "Nobody was signed out; Oriel asks the keychain again when you try again.",
    }
}

/// What the backend refuses that it accepted before. It is tried again by itself, and the data stays.
#[must_use]
pub fn passing(why: Refusal, reason: &str) -> String {
    let what = match why {
        Refusal::SignIn => "The backend refuses the sign-in it accepted before.",
        Refusal::Address => "The backend refuses the connection it accepted before.",
        Refusal::Attempts => "The backend cannot be reached as before.",
        Refusal::Backend => "The backend ended the connection, and does not take it back yet.",
        // The backend has no part in it.
        Refusal::Secrets => return format!("The token cannot be read as before. {}", sentence(reason)),
    };
    if reason.trim().is_empty() { what.to_owned() } else { format!("{what} It says: {}", sentence(reason)) }
}

/// What happened, in the words of who decided it, and what comes next.
#[must_use]
pub fn told(reason: &str, why: Refusal) -> String {
    format!("{} {}", sentence(reason), next(why))
}

/// A reason as a sentence of its own.
///
/// ```
/// assert_eq!(oriel_ui::refusal::sentence("the backend hung up"), "The backend hung up.");
/// ```
#[must_use]
pub fn sentence(reason: &str) -> String {
    let reason = harmless(reason.trim());
    let end = if reason.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{end}", case::capitalised(&reason))
}

/// Whether the panels give way to it. Elsewhere they stay, with their ages: what was fetched is
/// still worth looking at, and can still be asked for.
#[must_use]
pub fn instead_of_panels(why: Refusal) -> bool {
    matches!(why, Refusal::SignIn | Refusal::Address | Refusal::Secrets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_in_passing_is_told_with_the_words_of_the_backend() {
        let told = passing(Refusal::SignIn, "token not known (403)");
        assert_eq!(told, "The backend refuses the sign-in it accepted before. It says: Token not known (403).");
        assert_eq!(passing(Refusal::SignIn, " "), "The backend refuses the sign-in it accepted before.");
        assert!(!instead_of_panels(Refusal::Backend));
    }

    #[test]
    fn a_keychain_that_is_locked_is_no_backend_that_is_away() {
        let told = told("the keychain is locked: unlock it, then try again", Refusal::Secrets);
        assert_eq!(
            told,
            "The keychain is locked: unlock it, then try again. \
             Nobody was signed out; Oriel asks the keychain again when you try again."
        );
        assert!(!title(Refusal::Secrets).contains("backend"));
        assert!(instead_of_panels(Refusal::Secrets), "before the token is known there is nothing to show");
    }
}
