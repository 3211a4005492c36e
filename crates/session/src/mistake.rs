//! A panic in a task: a mistake of Oriel's, and an answer like any other for whoever waits for one.

use futures_util::FutureExt as _;
use oriel_query::{Failure, FailureKind};
use std::panic::AssertUnwindSafe;

/// The work gave up half way. What was wrong is on the terminal, not here: it may hold a person's data.
#[derive(Debug)]
pub(crate) struct Mistake;

/// Does the work; a panic in it ends the work and nothing else.
pub(crate) async fn caught<T>(doing: &'static str, work: impl Future<Output = T>) -> Result<T, Mistake> {
    AssertUnwindSafe(work).catch_unwind().await.map_err(|_| {
        tracing::error!("Oriel made a mistake while {doing}; what it was is written above");
        Mistake
    })
}

impl Mistake {
    /// The same as a failure. `kind` says whether anything may have left.
    pub(crate) fn failure(self, kind: FailureKind, address: String, doing: &str) -> Failure {
        let message = format!("Oriel made a mistake while {doing}; please report it, with what the terminal says");
        Failure { kind, address, message, retryable: false, ..Failure::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_panics_is_answered_and_work_that_does_not_is_left_alone() {
        assert_eq!(caught("working", async { 7 }).await.ok(), Some(7));
        let caught = caught("working", async { panic!("the panic of a test") }).await;
        let failure = caught.err().map(|mistake: Mistake| mistake.failure(FailureKind::Request, "a".into(), "working"));
        let message = failure.map(|failure| failure.to_string()).unwrap_or_default();
        assert!(message.contains("a: Oriel made a mistake while working; please report it"), "{message}");
        assert!(!message.contains("the panic of a test"), "{message}");
    }
}
