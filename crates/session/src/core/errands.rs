//! What is asked of the place of the secrets: for one secret one call after the other, in the order in which things
//! happened, and never waited for by the core. Where a person is asked for one secret, all others are read meanwhile.

use super::{Core, Done};
use crate::SignInError;
use crate::credential::{Source, in_time};
use crate::secrets::{SecretKey, SecretsError};
use futures_util::FutureExt as _;
use oriel_query::ServerId;
use oriel_socket::{BoxFuture, Token};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use tokio::sync::oneshot;

/// Who wants to know whether they are signed in.
pub(super) type SignedIn = oneshot::Sender<Result<(), SignInError>>;

/// One call, and what it is for.
pub(super) enum Errand {
    /// A backend's token is read. `wish`: see [`Backend::expected`](super::backend::Backend).
    Read { server: ServerId, wish: u64, source: Source },
    /// Somebody signs in to these backends.
    Keep { keys: BTreeSet<SecretKey>, token: Token, wish: u64, servers: Vec<ServerId>, reply: SignedIn },
    /// Somebody has signed out.
    Forget { key: SecretKey },
}

/// What came of it. Keeping and forgetting bring no token.
pub(super) type Told = Result<Option<Token>, SecretsError>;

impl Errand {
    /// The secrets that it is about. None where it asks no place: it waits for nothing then.
    fn keys(&self) -> BTreeSet<SecretKey> {
        match self {
            Self::Read { source: Source::Kept(key), .. } | Self::Forget { key } => [key.clone()].into(),
            Self::Read { .. } => BTreeSet::new(),
            Self::Keep { keys, .. } => keys.clone(),
        }
    }
}

/// Those that wait for one that is about the same secret.
#[derive(Default)]
pub(super) struct Errands {
    waiting: VecDeque<Errand>,
    /// What those are about that are under way.
    under_way: BTreeSet<SecretKey>,
}

impl Errands {
    /// The first that goes before no earlier one about the same secret.
    fn next(&mut self) -> Option<Errand> {
        let mut taken = self.under_way.clone();
        let is_free = |errand: &Errand| {
            let keys = errand.keys();
            let is_free = keys.is_disjoint(&taken);
            taken.extend(keys);
            is_free
        };
        let first = self.waiting.iter().position(is_free)?;
        self.waiting.remove(first)
    }
}

impl Core {
    pub(super) fn run_errand(&mut self, errand: Errand) {
        self.errands.waiting.push_back(errand);
        self.next_errand();
    }

    pub(super) fn back_from(&mut self, errand: Errand, told: Told) {
        for key in errand.keys() {
            self.errands.under_way.remove(&key);
        }
        self.was_told(errand, told);
        self.next_errand();
    }

    fn next_errand(&mut self) {
        while let Some(errand) = self.errands.next() {
            let mut call = self.call(&errand);
            // Memory answers at once: nothing is in between then.
            match (&mut call).now_or_never() {
                Some(told) => self.was_told(errand, told),
                None => {
                    self.errands.under_way.extend(errand.keys());
                    self.tasks.spawn(async move { Done::Errand { errand, told: call.await } });
                }
            }
        }
    }

    fn call(&self, errand: &Errand) -> BoxFuture<'static, Told> {
        let secrets = Arc::clone(&self.secrets);
        match errand {
            Errand::Read { source, .. } => source.read(&secrets),
            Errand::Keep { keys, token, .. } => {
                let (keys, token) = (keys.clone(), token.clone());
                Box::pin(in_time(async move {
                    for key in keys {
                        secrets.put(&key, &token).await?;
                    }
                    Ok(None)
                }))
            }
            Errand::Forget { key } => {
                let key = key.clone();
                Box::pin(in_time(async move { secrets.forget(&key).await.map(|()| None) }))
            }
        }
    }

    fn was_told(&mut self, errand: Errand, told: Told) {
        match errand {
            Errand::Read { server, wish, source } => self.was_read(server, wish, source, told),
            Errand::Keep { servers, wish, token, reply, .. } => {
                let kept = told.map(drop).map_err(SignInError::from);
                let is_theirs = self.was_kept(servers, wish, &token, kept.is_ok());
                let _ = reply.send(kept.and(if is_theirs { Ok(()) } else { Err(SignInError::Overtaken) }));
            }
            Errand::Forget { key } => {
                if let Err(error) = told {
                    tracing::warn!(%error, code = error.code(), %key, "the token could not be forgotten");
                }
            }
        }
    }
}
