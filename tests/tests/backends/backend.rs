//! What tells one backend from another, in the tests.

use crate::server::Program;

/// A backend: its server, its board, and where it differs from the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backend {
    /// Its name, in messages.
    pub(crate) name: &'static str,
    /// The board's file, from the root of the repository. It has the queries `orders` (of `{var.shop}`) and `profile`,
    /// and its events are the shop's.
    pub(crate) board: &'static str,
    /// The profile of it that is opened.
    pub(crate) profile: Option<&'static str>,
    /// What is run.
    pub(crate) program: Program,
    /// Words for it, beside `--port`. `{folder}` is a folder of the test's own, shared by all its processes.
    pub(crate) words: &'static [&'static str],
    /// How many processes serve one population. More than one share a Redis, which each is given as `--redis URL`.
    pub(crate) nodes: usize,
    /// One process too is given a Redis.
    pub(crate) redis: bool,
    /// A signal reaches only the person that it concerns.
    pub(crate) private: bool,
    /// The board names what belongs to one person, such as Ada's channel: whoever else signs in is refused there.
    pub(crate) one_person: bool,
    /// What becomes of a live link whose token expires, while a renewed one is there.
    pub(crate) expiry: Expiry,
    /// What becomes of a live link that the backend throws out.
    pub(crate) kick: Kick,
}

/// What becomes of a live link whose token expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// The renewed token is used at once, on the same connection.
    RenewedInPlace,
    /// The link is told, and comes back with the renewed token.
    ComesBack,
    /// The connection merely ends: the link comes back with the old token first, and with the renewed one when that
    /// is refused.
    Ends,
}

/// What becomes of a live link that the backend throws out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kick {
    /// It stops and says so.
    Stops,
    /// The protocol cannot say that it is for good: the link comes back.
    ComesBack,
}

impl Backend {
    /// One process of this program, without Redis, that tells only those whom it concerns.
    pub(crate) const fn new(name: &'static str, board: &'static str, program: Program) -> Self {
        Self {
            name,
            board,
            profile: None,
            program,
            words: &[],
            nodes: 1,
            redis: false,
            private: true,
            one_person: false,
            expiry: Expiry::ComesBack,
            kick: Kick::ComesBack,
        }
    }
}
