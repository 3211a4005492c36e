//! Everything that can happen at a moment.

use crate::server::{Saying, Seq};
use crate::window::Address;
use oriel_query::{ActionId, Answer, Call, Failure, Key, Run};
use serde_json::Value;
use std::sync::Arc;

/// What the backend says over the link.
#[derive(Debug, Clone)]
pub(crate) enum Frame {
    /// One event: everything that it makes stale or sets.
    Sayings(Vec<Saying>),
    /// The subscription is acknowledged.
    Ready(Proof),
    /// Frames were dropped here.
    Overflow,
    /// It may have said anything: nobody can read it.
    Unreadable,
}

/// What there is to say that nothing was missed since the connection before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Nothing.
    None,
    /// The backend says so, or says nothing against it.
    Claimed,
    /// It began with what was heard already, and went on from there.
    Shown,
}

/// How a connection goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkStep {
    Attempt,
    Subscribe,
    Silence,
}

/// Something that happens.
#[derive(Debug)]
pub(crate) enum Event {
    /// A window's call reaches the core.
    Call {
        from: Address,
        call: Call,
    },
    /// The outcome of a call reaches its window; `None`: it failed.
    Answer {
        to: Address,
        call: Call,
        answer: Option<Answer>,
    },
    /// The next batch reaches a window.
    Batch {
        window: usize,
    },
    /// The core hears that a window was shown or hidden.
    Show {
        window: usize,
        life: u64,
        visible: bool,
    },
    /// A window that was reset knows whether it has something to mount.
    Remount {
        to: Address,
    },
    /// A request reaches the server.
    Arrive {
        request: u64,
    },
    /// A request ends at the core.
    Land {
        request: u64,
        outcome: Result<Value, Failure>,
    },
    Link {
        connection: u64,
        step: LinkStep,
    },
    Frame {
        connection: u64,
        number: u64,
    },
    /// The first fetches wait no longer for the subscription.
    HeadStart {
        person: u32,
    },
    /// An action reaches the server.
    Act {
        /// Of the core that sent it.
        life: u64,
        action: ActionId,
        /// The key by which the server knows a repetition.
        once: Option<u64>,
    },
    /// An attempt at an action ends at the core.
    Acted {
        life: u64,
        action: ActionId,
        outcome: Result<Value, Failure>,
        /// The process of the backend that answered.
        of: u64,
    },
    /// Of the canaries: a record of an action that is written late.
    Recorded {
        life: u64,
        action: ActionId,
        run: Arc<Run>,
        sent: bool,
    },
    /// Somebody changes something at the server.
    Write,
    /// An update must have been shown by now.
    Due {
        fair: u64,
        key: Key,
        seq: Seq,
    },
    SignIn,
    TokenRefreshed,
    NetworkBack,
    /// Of the canaries: a debounce that is over if nothing came after it.
    Debounced {
        key: Key,
        number: u64,
    },
    /// Of the canaries: what failed is asked again whatever is known.
    Insist {
        key: Key,
    },
}
