//! Who is signed in to which backend: nothing of one person is left when the next one comes.

use super::Core;
use super::actions::Parked;
use super::backend::Backend;
use super::errands::{Errand, SignedIn};
use crate::SignInError;
use crate::act;
use crate::credential::{Credential, Source};
use crate::link::connect;
use crate::secrets::{SecretKey, SecretsError};
use oriel_board::{Auth, SecretName};
use oriel_query::{Input, ServerId};
use oriel_socket::Token;
use oriel_wire::{Acted, Batch, Link, Refusal};
use std::collections::BTreeSet;
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
}

impl Backend {
    /// This wish is the last, so what came of it counts; it is over with that. Who has signed out meanwhile stays signed
    /// out, and whoever signed in last is the one who comes.
    fn is_expected(&mut self, wish: u64) -> bool {
        self.expected.take_if(|expected| *expected == wish).is_some()
    }

    /// Who has this token is the one who is here: it is the token that they came with, or what it was renewed to.
    fn is_of(&self, token: Option<&Token>) -> bool {
        match (&self.person, token) {
            (Some(Person::Anybody), None) => true,
            (Some(Person::Of(first)), Some(token)) => {
                first == token || self.credential.as_ref().and_then(Credential::current).as_ref() == Some(token)
            }
            _ => false,
        }
    }
}

impl Core {
    /// Connects to every backend that asks for no token or whose token is there.
    pub(super) fn start(&mut self) {
        for server in self.backends.servers() {
            self.start_one(server);
        }
    }

    fn start_one(&mut self, server: ServerId) {
        let Some(source) = self.source(server) else { return };
        let wish = self.id();
        let Some(backend) = self.backends.get_mut(server) else { return };
        if backend.expected.is_some() {
            // It is being found out already, or somebody is signing in.
            return;
        }
        backend.expected = Some(wish);
        // Nothing is asked for before it is known for whom.
        if !self.backends.get(server).is_some_and(|backend| backend.signed_in) {
            self.feed(Input::Online { server, online: false });
        }
        self.run_errand(Errand::Read { server, wish, source });
        if self.backends.get(server).is_some_and(|backend| backend.expected.is_some() && !backend.signed_in) {
            // It takes its time: nobody is asked to sign in before it is known that they have to.
            self.tell_link(server, Link::Connecting { attempt: 0, down_ms: 0 });
        }
    }

    /// Where a backend's token is.
    pub(super) fn source(&self, server: ServerId) -> Option<Source> {
        Some(Source::of(&self.board, &self.backends.get(server)?.name))
    }

    /// The token of a backend was read, or there is none, or nobody knows.
    pub(super) fn was_read(
        &mut self,
        server: ServerId,
        wish: u64,
        source: Source,
        token: Result<Option<Token>, SecretsError>,
    ) {
        let Some(backend) = self.backends.get_mut(server) else { return };
        if !backend.is_expected(wish) {
            return;
        }
        match token {
            Ok(token) if token.is_some() || source == Source::Nobody => self.enter(server, source, token),
            Ok(_) => {
                if !backend.signed_in && backend.told != Link::SignedOut {
                    self.tell_link(server, Link::SignedOut);
                }
                self.nobody_comes(server);
            }
            Err(error) => {
                // Nobody is signed out by a locked keychain: a person unlocks it, and tries again.
                self.tell_link(server, Link::Refused { why: Refusal::Secrets, reason: error.to_string() });
                self.nobody_comes(server);
            }
        }
    }

    /// Windows that were told that something is loading are told that it is not.
    fn nobody_comes(&mut self, server: ServerId) {
        let Some(backend) = self.backends.get_mut(server) else { return };
        if !backend.signed_in && std::mem::replace(&mut backend.promised, false) {
            self.feed(Input::Clear { server });
            self.reset_windows();
        }
        self.run_parked(server);
    }

    /// Connects now instead of waiting for the next attempt.
    pub(super) fn retry(&mut self) {
        for server in self.backends.servers() {
            match self.backends.get(server) {
                Some(backend) if backend.signed_in && backend.link.is_some() => {
                    // What is up has no next attempt.
                    if let Some((link, _)) = backend.link.as_ref().filter(|_| !backend.told.is_up()) {
                        if let Some(credential) = &backend.credential {
                            credential.doubt();
                        }
                        link.retry_now();
                    }
                }
                // Requests alone make no attempts: who is signed in stays so, and only a token that is gone is looked for.
                Some(backend) if backend.signed_in && backend.ways.socket.is_none() => {
                    if let Some(credential) = backend.credential.as_ref().filter(|held| held.current().is_none()) {
                        credential.doubt();
                    }
                }
                _ => self.start_one(server),
            }
        }
    }

    fn auth(&self, server: ServerId) -> Option<Auth> {
        self.backends.get(server)?.spec(&self.board)?.auth.clone()
    }

    /// Keeps a token under the name of a secret; then every backend that asks for it is connected to. The answer comes
    /// back where that is not even tried.
    pub(super) fn sign_in(
        &mut self,
        secret: String,
        token: Token,
        reply: SignedIn,
    ) -> Result<(), (SignInError, SignedIn)> {
        if token.reveal().is_empty() {
            return Err((SignInError::Empty, reply));
        }
        let (mut servers, mut elsewhere) = (Vec::new(), None);
        for server in self.backends.servers() {
            match self.auth(server).map(|auth| auth.bearer) {
                Some(SecretName::Ask(name)) if name == secret => servers.push(server),
                Some(SecretName::Env(name)) if name == secret => elsewhere = Some(SignInError::FromEnvironment(name)),
                _ => {}
            }
        }
        if servers.is_empty() {
            return Err((elsewhere.unwrap_or(SignInError::Unasked(secret)), reply));
        }
        let wish = self.id();
        for server in &servers {
            if let Some(backend) = self.backends.get_mut(*server) {
                backend.expected = Some(wish);
            }
        }
        let keys = self.keys(&servers);
        self.run_errand(Errand::Keep { keys, token, wish, servers, reply });
        Ok(())
    }

    /// A token was kept, or could not be. Answers whether whoever signed in is still expected.
    pub(super) fn was_kept(&mut self, servers: Vec<ServerId>, wish: u64, token: &Token, is_kept: bool) -> bool {
        let expected = |server: &ServerId| {
            let backend = self.backends.get_mut(*server);
            backend.is_some_and(|backend| backend.is_expected(wish))
        };
        let servers: Vec<ServerId> = servers.into_iter().filter(expected).collect();
        let is_theirs = !servers.is_empty();
        if !is_kept {
            for server in servers {
                let backend = self.backends.get(server);
                if backend.is_some_and(|backend| !backend.signed_in && matches!(backend.told, Link::Connecting { .. }))
                {
                    // The sign-in came before a read had ended: who is there is still to be found out.
                    self.start_one(server);
                } else {
                    self.nobody_comes(server);
                }
            }
            return is_theirs;
        }
        // Windows begin anew, whoever it is; where somebody else leaves, they are told by that.
        let somebody_leaves = |server: &ServerId| {
            let backend = self.backends.get(*server);
            backend.is_some_and(|backend| backend.person.is_some() && !backend.is_of(Some(token)))
        };
        if !servers.is_empty() && !servers.iter().any(somebody_leaves) {
            self.reset_windows();
        }
        for server in servers {
            if let Some(source) = self.source(server) {
                self.enter(server, source, Some(token.clone()));
            }
        }
        is_theirs
    }

    /// Under which keys these backends' tokens are kept.
    fn keys(&self, servers: &[ServerId]) -> BTreeSet<SecretKey> {
        let sources = servers.iter().filter_map(|server| self.source(*server));
        let key = |source| match source {
            Source::Kept(key) => Some(key),
            Source::Nobody | Source::Variable(_) => None,
        };
        sources.filter_map(key).collect()
    }

    /// Signs out of every backend that asks for this secret; of all that ask for one, where none is named.
    pub(super) fn sign_out(&mut self, secret: Option<&str>) {
        let mut left = Vec::new();
        for server in self.backends.servers() {
            let Some(Auth { bearer, .. }) = self.auth(server) else { continue };
            let (SecretName::Ask(name) | SecretName::Env(name)) = &bearer;
            if secret.is_some_and(|secret| secret != name) {
                continue;
            }
            left.push(server);
            if let Some(backend) = self.backends.get_mut(server) {
                backend.signed_in = false;
                backend.expected = None;
                backend.stop_link(&self.board);
            }
            self.leave(server);
            self.tell_link(server, Link::SignedOut);
        }
        // One of the environment is not ours to forget.
        for key in self.keys(&left) {
            self.run_errand(Errand::Forget { key });
        }
    }

    /// Begins where this person left off, and connects.
    fn enter(&mut self, server: ServerId, source: Source, token: Option<Token>) {
        let credential =
            (source != Source::Nobody).then(|| Credential::new(source, Arc::clone(&self.secrets), token.clone()));
        let Some(backend) = self.backends.get_mut(server) else { return };
        backend.stop_link(&self.board);
        if backend.person.is_some() && !backend.is_of(token.as_ref()) {
            self.leave(server);
        }
        let Some(backend) = self.backends.get_mut(server) else { return };
        backend.signed_in = true;
        backend.promised = false;
        backend.credential = credential;
        if backend.person.is_none() {
            backend.person = Some(Person::new(token.clone()));
            self.take_up(server, token);
        }
        self.connect(server);
        if self.backends.get(server).is_some_and(|backend| backend.opening.is_none()) {
            self.run_parked(server);
        }
    }

    pub(super) fn connect(&mut self, server: ServerId) {
        let board = Arc::clone(&self.board);
        let Some(backend) = self.backends.get_mut(server) else { return };
        let Some(spec) = backend.spec(&board) else { return };
        match (&spec.socket, &backend.ways.socket) {
            (Some(socket), Some(url)) => {
                backend.link = Some(connect(socket, url, backend.credential.clone(), &self.clock));
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
        if let Some(credential) = backend.credential.take() {
            credential.end();
        }
        backend.opening = None;
        // What they have run is not done by the next.
        for Parked { name, asker, .. } in std::mem::take(&mut backend.parked) {
            if let Some(asker) = asker {
                let _ = asker.hear(Acted::Failed { failure: act::withdrawn(&name) });
            }
        }
        self.feed(Input::Clear { server });
        self.disown(server);
        self.unread.retain(|(of, _)| *of != server);
        self.reset_windows();
    }

    fn reset_windows(&self) {
        self.broadcast(&Batch { reset: true, ..Batch::default() });
    }
}
