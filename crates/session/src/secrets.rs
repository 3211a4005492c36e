//! Where secrets are kept. A board names a secret, never holds it; nothing in this crate prints one.

use oriel_socket::{BoxFuture, Token};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

/// Which secret: a name says too little, since any board may name any secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretKey {
    /// Scheme, host and port of the backend that it is for, such as `https://api.example.com`.
    pub origin: String,
    /// The profile of the board, where one is chosen.
    pub profile: Option<String>,
    /// What the board calls it.
    pub name: String,
}

impl fmt::Display for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} for {}", self.name, self.origin)?;
        match &self.profile {
            Some(profile) => write!(f, " ({profile})"),
            None => Ok(()),
        }
    }
}

/// A place that keeps secrets: the system's keychain, or memory.
///
/// A value is read once for each sign-in, and again only where the backend refused it; the session keeps it in memory
/// meanwhile. The calls of a session for one key are made one after the other. They may wait for a person, so they never block: what
/// does is done on a thread of its own.
pub trait Secrets: Send + Sync + 'static {
    /// The secret's value, if it is kept here.
    fn get(&self, key: &SecretKey) -> BoxFuture<'static, Result<Option<Token>, SecretsError>>;
    /// Keeps a value in place of the one before.
    fn put(&self, key: &SecretKey, token: &Token) -> BoxFuture<'static, Result<(), SecretsError>>;
    /// Forgets a value.
    fn forget(&self, key: &SecretKey) -> BoxFuture<'static, Result<(), SecretsError>>;
}

/// Why the place where secrets are kept did not do it. That a secret is not there is no error. Never holds a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretsError {
    /// It is locked. Nobody is signed out by that.
    #[error("the keychain is locked: unlock it, then try again")]
    Locked,
    /// A person or the system said no.
    #[error("the keychain did not let Oriel in: allow it, then try again")]
    Denied,
    /// There is none, or it does not answer.
    #[error("the keychain did not answer: {0}")]
    Unavailable(String),
    /// Anything else.
    #[error("the keychain failed: {0}")]
    Failed(String),
}

impl SecretsError {
    /// What programs tell the errors apart by.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Denied => "denied",
            Self::Unavailable(_) => "unavailable",
            Self::Failed(_) => "failed",
        }
    }
}

/// Keeps secrets until the process ends.
#[derive(Default, Clone)]
pub struct InMemory(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    /// For whoever asks by this name.
    anybodys: HashMap<String, Token>,
    put: HashMap<SecretKey, Token>,
}

impl InMemory {
    /// An empty place.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same place with one more secret in it, for every backend and profile that asks by this name.
    #[must_use]
    pub fn with(self, name: &str, token: Token) -> Self {
        self.lock().anybodys.insert(name.to_owned(), token);
        self
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        // A panic elsewhere cannot leave a map of strings half changed.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Secrets for InMemory {
    fn get(&self, key: &SecretKey) -> BoxFuture<'static, Result<Option<Token>, SecretsError>> {
        let kept = self.lock();
        let token = kept.put.get(key).or_else(|| kept.anybodys.get(&key.name)).cloned();
        Box::pin(std::future::ready(Ok(token)))
    }
    fn put(&self, key: &SecretKey, token: &Token) -> BoxFuture<'static, Result<(), SecretsError>> {
        self.lock().put.insert(key.clone(), token.clone());
        Box::pin(std::future::ready(Ok(())))
    }
    fn forget(&self, key: &SecretKey) -> BoxFuture<'static, Result<(), SecretsError>> {
        let mut kept = self.lock();
        kept.put.remove(key);
        kept.anybodys.remove(&key.name);
        Box::pin(std::future::ready(Ok(())))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn key(origin: &str, profile: Option<&str>) -> SecretKey {
        SecretKey { origin: origin.to_owned(), profile: profile.map(str::to_owned), name: "bank".to_owned() }
    }

    #[tokio::test]
    async fn what_is_kept_for_one_backend_is_not_given_to_another_that_asks_by_the_same_name() {
        let place = InMemory::new();
        let (own, elsewhere, staging) = (key("https://a", None), key("https://b", None), key("https://a", Some("st")));
        place.put(&own, &Token::new("t".to_owned())).await.unwrap();
        assert!(place.get(&own).await.unwrap().is_some());
        assert_eq!(place.get(&elsewhere).await.unwrap(), None);
        assert_eq!(place.get(&staging).await.unwrap(), None);
        place.forget(&own).await.unwrap();
        assert_eq!(place.get(&own).await.unwrap(), None);
    }
}
