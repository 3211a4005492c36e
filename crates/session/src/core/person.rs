//! Who is signed in to which backend: nothing of one person is left when the next one comes.

use super::Core;
use crate::SignInError;
use crate::link::connect;
use crate::secrets::token_for;
use oriel_board::{Auth, SecretName};
use oriel_query::{Input, ServerId};
use oriel_socket::Token;
use oriel_wire::{Batch, Link, Refusal};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long the first fetches wait for the subscription to be acknowledged. A fetch that starts
/// before it has to be made again after it, since a change in between would go unnoticed.
const HEAD_START: Duration = Duration::from_secs(1);

/// Whose data is here.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Connects to every backend that asks for no token or whose token is there.
    pub(super) async fn start(&mut self) {
        for server in self.backends.servers() {
            self.start_one(server).await;
        }
    }

    async fn start_one(&mut self, server: ServerId) {
        let auth = self.auth(server);
        match token_for(auth.as_ref(), self.secrets.as_ref()) {
            Ok(token) => {
                if auth.is_none() || token.is_some() {
                    self.enter(server, Person::new(token)).await;
                }
            }
            Err(error) => self.tell_link(server, Link::Refused { why: Refusal::SignIn, reason: error.to_string() }),
        }
    }

    /// Connects now instead of waiting for the next attempt.
    pub(super) async fn retry(&mut self) {
        for server in self.backends.servers() {
            match self.backends.get(server) {
                Some(backend) if backend.signed_in && backend.link.is_some() => {
                    // What is up has no next attempt.
                    if let Some((link, _)) = backend.link.as_ref().filter(|_| !backend.told.is_up()) {
                        link.retry_now();
                    }
                }
                _ => self.start_one(server).await,
            }
        }
    }

    fn auth(&self, server: ServerId) -> Option<Auth> {
        self.backends.get(server)?.spec(&self.board)?.auth.clone()
    }

    /// Keeps a token under the name of a secret, and connects to every backend that asks for it.
    pub(super) async fn sign_in(&mut self, secret: &str, token: Token) -> Result<(), SignInError> {
        if token.reveal().is_empty() {
            return Err(SignInError::Empty);
        }
        let (mut opened, mut elsewhere) = (Vec::new(), None);
        for server in self.backends.servers() {
            match self.auth(server).map(|auth| auth.bearer) {
                Some(SecretName::Ask(name)) if name == secret => opened.push(server),
                Some(SecretName::Env(name)) if name == secret => elsewhere = Some(SignInError::FromEnvironment(name)),
                _ => {}
            }
        }
        if opened.is_empty() {
            return Err(elsewhere.unwrap_or_else(|| SignInError::Unasked(secret.to_owned())));
        }
        self.secrets.put(secret, &token)?;
        let person = Person::Of(token);
        // Windows begin anew, whoever it is; where somebody else leaves, they are told by that.
        let somebody_leaves = |server: &ServerId| {
            let backend = self.backends.get(*server);
            backend.is_some_and(|backend| backend.person.as_ref().is_some_and(|before| *before != person))
        };
        if !opened.iter().any(somebody_leaves) {
            self.reset_windows();
        }
        for server in opened {
            self.enter(server, person.clone()).await;
        }
        Ok(())
    }

    /// Signs out of every backend that asks for this secret; of all that ask for one, where none is named.
    pub(super) fn sign_out(&mut self, secret: Option<&str>) {
        for server in self.backends.servers() {
            let Some(Auth { bearer, .. }) = self.auth(server) else { continue };
            let (SecretName::Ask(name) | SecretName::Env(name)) = &bearer;
            if secret.is_some_and(|secret| secret != name) {
                continue;
            }
            // One of the environment is not ours to forget.
            if matches!(bearer, SecretName::Ask(_))
                && let Err(error) = self.secrets.forget(name)
            {
                tracing::warn!(%error, "the token could not be forgotten");
            }
            if let Some(backend) = self.backends.get_mut(server) {
                backend.signed_in = false;
                backend.stop_link(&self.board);
            }
            self.leave(server);
            self.tell_link(server, Link::SignedOut);
        }
    }

    /// Begins where this person left off, and connects.
    async fn enter(&mut self, server: ServerId, person: Person) {
        let Some(backend) = self.backends.get_mut(server) else { return };
        backend.stop_link(&self.board);
        if backend.person.as_ref().is_some_and(|before| *before != person) {
            self.leave(server);
        }
        let Some(backend) = self.backends.get_mut(server) else { return };
        backend.signed_in = true;
        if backend.person.is_none() {
            let token = person.token().cloned();
            backend.person = Some(person);
            // Nothing of what was left is sent before all of it is here.
            self.feed(Input::Online { server, online: false });
            self.take_up(server, token).await;
        }
        self.connect(server);
    }

    pub(super) fn connect(&mut self, server: ServerId) {
        let board = Arc::clone(&self.board);
        let Some(backend) = self.backends.get_mut(server) else { return };
        let Some(spec) = backend.spec(&board) else { return };
        match (&spec.socket, &backend.ways.socket) {
            (Some(socket), Some(url)) => {
                backend.link = Some(connect(socket, url, spec.auth.clone(), Arc::clone(&self.secrets)));
                backend.head_start = Some(Instant::now() + HEAD_START);
                self.feed(Input::Online { server, online: false });
                self.tell_link(server, Link::Connecting { attempt: 0, down_ms: 0 });
            }
            _ => {
                self.feed(Input::Online { server, online: true });
                self.tell_link(server, Link::Absent);
            }
        }
    }

    /// Nothing of this person is left: not here, and not on disk. Windows are told apart.
    fn leave(&mut self, server: ServerId) {
        let Some(backend) = self.backends.get_mut(server) else { return };
        // The disk first: what ends now is nothing to write.
        if let Some(shelved) = backend.shelved.as_ref().filter(|_| backend.person.is_some()) {
            shelved.erase();
        }
        backend.person = None;
        self.feed(Input::Clear { server });
        self.disown(server);
        self.unread.clear();
        self.reset_windows();
    }

    fn reset_windows(&self) {
        self.broadcast(&Batch { reset: true, ..Batch::default() });
    }
}
