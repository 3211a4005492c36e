//! Who is signed in: nothing of one person is left when the next one comes.

use super::Core;
use crate::SignInError;
use crate::link::{connect, unheard};
use crate::secrets::token_for;
use oriel_board::SecretName;
use oriel_query::Input;
use oriel_socket::Token;
use oriel_wire::{Batch, Link, Refusal};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long the first fetches wait for the subscription to be acknowledged. A fetch that starts
/// before it has to be made again after it, since a change in between would go unnoticed.
const HEAD_START: Duration = Duration::from_secs(1);

/// Whose data is here.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Person {
    /// Whoever sits before a board without sign-in.
    Anybody,
    /// Who has this token.
    Of(Token),
}

impl Person {
    fn new(token: Option<Token>) -> Self {
        token.map_or(Self::Anybody, Self::Of)
    }

    fn token(&self) -> Option<&Token> {
        match self {
            Self::Anybody => None,
            Self::Of(token) => Some(token),
        }
    }
}

impl Core {
    /// Connects, where the board asks for no token or there is one.
    pub(super) async fn start(&mut self) {
        match token_for(self.board.backend.auth.as_ref(), self.secrets.as_ref()) {
            Ok(token) => {
                if self.board.backend.auth.is_none() || token.is_some() {
                    self.enter(Person::new(token)).await;
                }
            }
            Err(error) => self.tell_link(Link::Refused { why: Refusal::SignIn, reason: error.to_string() }),
        }
    }

    pub(super) async fn sign_in(&mut self, token: Token) -> Result<(), SignInError> {
        if token.reveal().is_empty() {
            return Err(SignInError::Empty);
        }
        let person = match self.board.backend.auth.as_ref().map(|auth| &auth.bearer) {
            Some(SecretName::Ask(name)) => {
                self.secrets.put(name, &token)?;
                Person::Of(token)
            }
            Some(SecretName::Env(name)) => return Err(SignInError::FromEnvironment(name.clone())),
            None => Person::Anybody,
        };
        // Windows begin anew, whoever it is; where somebody else leaves, they are told by that.
        if self.person.as_ref().is_none_or(|before| *before == person) {
            self.reset_windows();
        }
        self.enter(person).await;
        Ok(())
    }

    pub(super) fn sign_out(&mut self) {
        if let Some(SecretName::Ask(name)) = self.board.backend.auth.as_ref().map(|auth| &auth.bearer)
            && let Err(error) = self.secrets.forget(name)
        {
            tracing::warn!(%error, "the token could not be forgotten");
        }
        self.signed_in = false;
        self.stop_link();
        self.leave();
        self.tell_link(Link::SignedOut);
    }

    /// Begins where this person left off, and connects.
    async fn enter(&mut self, person: Person) {
        self.stop_link();
        if self.person.as_ref().is_some_and(|before| *before != person) {
            self.leave();
        }
        self.signed_in = true;
        if self.person.is_none() {
            // Nothing of what was left is sent before all of it is here.
            self.feed(Input::Online(false));
            let token = person.token().cloned();
            self.person = Some(person);
            self.take_up(token).await;
        }
        self.connect();
    }

    pub(super) fn connect(&mut self) {
        let board = Arc::clone(&self.board);
        match (&board.backend.socket, self.socket.clone()) {
            (Some(spec), Some(url)) => {
                self.feed(Input::Online(false));
                self.head_start = Some(Instant::now() + HEAD_START);
                self.link = Some(connect(spec, &url, board.backend.auth.clone(), Arc::clone(&self.secrets)));
                self.tell_link(Link::Connecting { attempt: 0, down_ms: 0 });
            }
            _ => {
                self.feed(Input::Online(true));
                self.tell_link(Link::Absent);
            }
        }
    }

    pub(super) fn stop_link(&mut self) {
        if let Some((link, _)) = self.link.take() {
            link.close();
        }
        self.down = unheard(self.board.backend.socket.as_ref());
        self.head_start = None;
    }

    /// Nothing of this person is left: not here, and not on disk. Windows are told apart.
    fn leave(&mut self) {
        // The disk first: what ends now is nothing to write.
        if let Some(shelved) = self.shelved.as_ref().filter(|_| self.person.is_some()) {
            shelved.erase();
        }
        self.person = None;
        self.feed(Input::Clear);
        self.disown();
        self.unread.clear();
        self.reset_windows();
    }

    fn reset_windows(&self) {
        self.broadcast(&Batch { reset: true, ..Batch::default() });
    }
}
