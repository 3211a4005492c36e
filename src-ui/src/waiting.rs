//! What is said about actions that wait to be sent, and about those whose end nobody knows.

use crate::format::harmless;
use oriel_query::{Failure, FailureKind};
use oriel_wire::{Link, Waiting};

/// How many wait: "1 action waits".
///
/// ```
/// use oriel_ui::waiting::count;
///
/// assert_eq!(count(1), "1 action waits");
/// assert_eq!(count(3), "3 actions wait");
/// ```
#[must_use]
pub fn count(waiting: usize) -> String {
    if waiting == 1 { "1 action waits".to_owned() } else { format!("{waiting} actions wait") }
}

/// Why an action waits.
#[must_use]
pub fn why(action: &Waiting, link: &Link) -> String {
    match &action.why {
        _ if action.sending => "being sent…".to_owned(),
        Some(failure) if asks_for_time(failure) => {
            "the backend asks to be left alone for now; Oriel sends it again by itself".to_owned()
        }
        Some(failure) if failure.status.is_some() => format!("the backend cannot take it now: {}", said(failure)),
        Some(failure) => format!("cannot reach the backend: {}", said(failure)),
        None if connected(link) => "after the one before it".to_owned(),
        None => "until the backend can be reached".to_owned(),
    }
}

/// What becomes of an action that was run and waits.
#[must_use]
pub fn promise(label: &str, why: Option<&Failure>, link: &Link) -> String {
    match why {
        None if connected(link) => format!("{label} will be sent after the one before it"),
        Some(failure) if asks_for_time(failure) => {
            format!("{label} waits: the backend asks to be left alone for now; Oriel sends it again by itself")
        }
        _ => format!("{label} will be sent when the backend can be reached"),
    }
}

/// The backend was reached, and said when to come back.
fn asks_for_time(failure: &Failure) -> bool {
    failure.retry_after_ms.is_some() || failure.status == Some(429)
}

/// What is lost by signing out now; `None` where nothing waits.
#[must_use]
pub fn lost_by_leaving(waiting: &[Waiting]) -> Option<String> {
    // What is being sent goes on, and what may have been sent is not taken back by forgetting it.
    let open = waiting.iter().filter(|action| !action.sending);
    let (sent, unsent): (Vec<_>, Vec<_>) = open.partition(|action| action.sent);
    let unsent = match unsent.len() {
        0 => None,
        1 => Some("1 action has not been sent. Signing out takes it back.".to_owned()),
        many => Some(format!("{many} actions have not been sent. Signing out takes them back.")),
    };
    let sent = match sent.len() {
        0 => None,
        1 => Some("1 action may have been sent already. Signing out stops trying again.".to_owned()),
        many => Some(format!("{many} actions may have been sent already. Signing out stops trying again.")),
    };
    let lost: Vec<String> = unsent.into_iter().chain(sent).collect();
    (!lost.is_empty()).then(|| lost.join(" "))
}

/// What a person has to know of an action that was sent and never answered.
pub const UNCERTAIN: &str = "The server may have done this. Check before you do it again.";

/// The same of an action that is named nowhere near.
#[must_use]
pub fn uncertain(label: &str) -> String {
    format!("{label}: the server may have done this. Check before you do it again.")
}

/// A failure in a line.
#[must_use]
pub fn said(failure: &Failure) -> String {
    match failure.status {
        Some(status) if failure.kind == FailureKind::Gateway => {
            let message = harmless(failure.message.trim());
            let colon = if message.is_empty() { "" } else { ": " };
            format!("A gateway answered {status} in the server's place{colon}{message}")
        }
        Some(status) if failure.message.is_empty() => format!("The backend answered {status}"),
        Some(status) => format!("{status}: {}", harmless(&failure.message)),
        None => harmless(&failure.message).into_owned(),
    }
}

/// Whatever waits does not wait for the connection. A board without a socket never says.
fn connected(link: &Link) -> bool {
    link.is_up()
}

#[cfg(test)]
mod tests {
    use super::*;
    fn action(sending: bool, sent: bool, why: Option<Failure>) -> Waiting {
        Waiting { action: 1, backend: String::new(), label: "Refund".into(), detail: String::new(), sending, sent, why }
    }

    fn refused() -> Failure {
        Failure {
            kind: FailureKind::Unreachable,
            status: None,
            address: "POST http://server/refund".into(),
            message: "connection refused".into(),
            retryable: true,
            ..Failure::default()
        }
    }

    #[test]
    fn an_action_says_why_it_waits() {
        assert_eq!(why(&action(true, true, Some(refused())), &Link::Live), "being sent…");
        let down = why(&action(false, false, Some(refused())), &Link::Live);
        assert_eq!(down, "cannot reach the backend: connection refused");
        assert_eq!(why(&action(false, false, None), &Link::Live), "after the one before it");
        let connecting = Link::Connecting { attempt: 0, down_ms: 0 };
        assert_eq!(why(&action(false, false, None), &connecting), "until the backend can be reached");
    }

    #[test]
    fn an_action_that_the_backend_put_off_does_not_wait_for_a_connection() {
        let busy = |status, retry_after_ms| Failure {
            kind: FailureKind::Status,
            status: Some(status),
            message: "Too many requests".into(),
            retryable: true,
            retry_after_ms,
            ..Failure::default()
        };
        for failure in [busy(429, None), busy(429, Some(30_000)), busy(503, Some(30_000))] {
            let said = why(&action(false, false, Some(failure.clone())), &Link::Live);
            assert_eq!(said, "the backend asks to be left alone for now; Oriel sends it again by itself");
            let promised = promise("Pay", Some(&failure), &Link::Live);
            assert_eq!(
                promised,
                "Pay waits: the backend asks to be left alone for now; Oriel sends it again by itself"
            );
        }
        let said = why(&action(false, false, Some(busy(503, None))), &Link::Live);
        assert_eq!(said, "the backend cannot take it now: 503: Too many requests");
    }

    #[test]
    fn what_waits_for_the_backend_is_promised_for_when_it_is_back() {
        let promised = promise("Refund", Some(&refused()), &Link::Live);
        assert_eq!(promised, "Refund will be sent when the backend can be reached");
        assert_eq!(promise("Refund", None, &Link::Live), "Refund will be sent after the one before it");
    }

    #[test]
    fn what_a_gateway_answers_is_not_said_to_be_the_servers() {
        let failure = |message: &str| Failure {
            kind: FailureKind::Gateway,
            status: Some(504),
            message: message.to_owned(),
            ..Failure::default()
        };
        assert_eq!(said(&failure("")), "A gateway answered 504 in the server's place");
        assert_eq!(said(&failure("no upstream")), "A gateway answered 504 in the server's place: no upstream");
    }

    #[test]
    fn an_end_that_nobody_knows_asks_to_be_looked_at_and_not_to_be_repeated() {
        assert_eq!(uncertain("Refund"), "Refund: the server may have done this. Check before you do it again.");
        assert!(uncertain("").ends_with(&UNCERTAIN[1..]));
    }

    #[test]
    fn leaving_says_what_is_taken_back_and_claims_nothing_of_what_may_have_happened() {
        assert_eq!(lost_by_leaving(&[]), None);
        assert_eq!(lost_by_leaving(&[action(true, true, None)]), None, "what is being sent goes on");
        let two = [action(false, false, None), action(false, false, None)];
        let said = lost_by_leaving(&two).unwrap_or_default();
        assert_eq!(said, "2 actions have not been sent. Signing out takes them back.");
        let both = [action(false, false, None), action(false, true, None)];
        let said = lost_by_leaving(&both).unwrap_or_default();
        assert!(said.contains("takes it back") && said.contains("may have been sent already"), "{said}");
    }
}
