//! Actions: what is sent, what is shown until the server has answered, and where a run of one is.

use crate::{ActionId, Failure, Matching, Patch, Retry, ServerId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// One run of an action, whole: it can be written down, and taken up by a later run of the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// What the shell sends. The cache never looks into it. Where sending it twice acts once, the
    /// key that the server knows it by (an idempotency key) is in it, so that every attempt
    /// carries the same.
    pub request: Value,
    /// Which server it is sent to.
    #[serde(default)]
    pub server: ServerId,
    /// Runs of one scope and server are sent one after the other, each when the one before has ended, in the
    /// order in which they were handed in. `None`: it waits for no other.
    pub scope: Option<String>,
    /// What is shown in advance, over every entry that matches: those that are there, and those
    /// that are made before the run has ended.
    pub shows: Vec<(Matching, Patch)>,
    /// What its success makes stale, beside what it is shown over.
    pub stales: Vec<Matching>,
    /// Sending it twice acts once. Otherwise it is sent again only where it is certain that it
    /// never left.
    pub repeatable: bool,
    /// How an attempt that failed in a way that may pass is tried again, where it is `repeatable`.
    pub retry: Retry,
}

impl Run {
    /// A run that is sent once, shows nothing in advance and makes nothing stale.
    #[must_use]
    pub fn of(request: Value) -> Self {
        Self {
            request,
            server: ServerId::default(),
            scope: None,
            shows: Vec::new(),
            stales: Vec::new(),
            repeatable: false,
            retry: Retry::default(),
        }
    }

    /// What it may have changed: what it shows on, and what it makes stale.
    pub(crate) fn concerns(&self) -> impl Iterator<Item = &Matching> {
        self.shows.iter().map(|(matching, _)| matching).chain(&self.stales)
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ending {
    /// The server did it; its answer.
    Done(Value),
    /// The server refused, or it could not be asked at all: it did not happen.
    Failed(Failure),
    /// It was sent, and no answer came: it may have happened or not, which a person has to be told.
    /// `None`: an earlier run of the program ended before the answer came.
    Uncertain(Option<Failure>),
    /// It was taken back before it was ever sent: by a person, or by a sign-out.
    Withdrawn,
}

/// A run that has not ended, seen from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// Which.
    pub action: ActionId,
    /// What it is.
    pub run: Arc<Run>,
    /// It is being sent right now.
    pub sending: bool,
    /// It was sent at least once.
    pub sent: bool,
    /// Attempts that failed so far.
    pub failures: u32,
}

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// For the network, or for those before it in its scope.
    Waiting,
    /// Being sent.
    Sending,
    /// Between an attempt that failed and the next.
    Backoff,
}

/// A run that has not ended.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub(crate) action: ActionId,
    pub(crate) run: Arc<Run>,
    pub(crate) stage: Stage,
    /// An attempt was made that may have arrived.
    pub(crate) sent: bool,
    /// The same, before the last attempt.
    pub(crate) sent_before: bool,
    pub(crate) failures: u32,
    /// Why the last attempt failed that left.
    pub(crate) failure: Option<Failure>,
    /// An attempt left and was never answered: whatever a later one is answered with, it may have
    /// happened.
    pub(crate) doubt: bool,
    /// Attempts in a row that never left.
    pub(crate) unsent: u32,
    /// What the journal says of it: nothing, or whether it was sent.
    pub(crate) recorded: Option<bool>,
    /// The shell was told that it waits.
    pub(crate) told: bool,
    /// Its person has signed out while it was being sent.
    pub(crate) orphan: bool,
}

impl Progress {
    /// A run that has not been sent yet.
    pub(crate) fn new(action: ActionId, run: Run) -> Self {
        Self {
            action,
            run: Arc::new(run),
            stage: Stage::Waiting,
            sent: false,
            sent_before: false,
            failures: 0,
            failure: None,
            doubt: false,
            unsent: 0,
            recorded: None,
            told: false,
            orphan: false,
        }
    }

    /// How it ends where no further attempt is made and the server has not said what became of it.
    pub(crate) fn given_up(&self) -> Ending {
        match &self.failure {
            failure if self.doubt => Ending::Uncertain(failure.clone()),
            Some(failure) => Ending::Failed(failure.clone()),
            None => Ending::Withdrawn,
        }
    }

    /// As it is seen from outside.
    pub(crate) fn seen(&self) -> Pending {
        Pending {
            action: self.action,
            run: Arc::clone(&self.run),
            sending: self.stage == Stage::Sending,
            sent: self.sent,
            failures: self.failures,
        }
    }
}
