//! Secrets: where tokens are kept, and the one in use.
//!
//! A board names a secret, never holds it. The application keeps values behind [`Secrets`]; nothing
//! in this crate prints one.

use oriel_board::{Auth, SecretName};
use oriel_socket::Token;
use std::collections::HashMap;
use std::sync::Mutex;

/// A place that keeps secrets by name: the system's keychain, or memory.
///
/// Calls are short and may block; they are made once per sign-in, sign-out and connection attempt.
pub trait Secrets: Send + Sync + 'static {
    /// The secret's value, if it is kept here.
    ///
    /// # Errors
    /// The place cannot be reached; the message says why, and never holds a value.
    fn get(&self, name: &str) -> Result<Option<Token>, SecretsError>;
    /// Keeps a value.
    ///
    /// # Errors
    /// As for [`Secrets::get`].
    fn put(&self, name: &str, token: &Token) -> Result<(), SecretsError>;
    /// Forgets a value.
    ///
    /// # Errors
    /// As for [`Secrets::get`].
    fn forget(&self, name: &str) -> Result<(), SecretsError>;
}

/// The place where secrets are kept did not answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the keychain did not answer: {0}")]
pub struct SecretsError(pub String);

/// Keeps secrets until the process ends.
#[derive(Default)]
pub struct InMemory(Mutex<HashMap<String, Token>>);

impl InMemory {
    /// An empty place.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same place with one more secret in it.
    #[must_use]
    pub fn with(self, name: &str, token: Token) -> Self {
        self.lock().insert(name.to_owned(), token);
        self
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Token>> {
        // A panic elsewhere cannot leave a map of strings half changed.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Secrets for InMemory {
    fn get(&self, name: &str) -> Result<Option<Token>, SecretsError> {
        Ok(self.lock().get(name).cloned())
    }
    fn put(&self, name: &str, token: &Token) -> Result<(), SecretsError> {
        self.lock().insert(name.to_owned(), token.clone());
        Ok(())
    }
    fn forget(&self, name: &str) -> Result<(), SecretsError> {
        self.lock().remove(name);
        Ok(())
    }
}

/// The token that a board's `auth` names, read anew.
pub(crate) fn token_for(auth: Option<&Auth>, secrets: &dyn Secrets) -> Result<Option<Token>, SecretsError> {
    match auth.map(|auth| &auth.bearer) {
        None => Ok(None),
        Some(SecretName::Env(name)) => Ok(std::env::var(name).ok().filter(|value| !value.is_empty()).map(Token::new)),
        Some(SecretName::Ask(name)) => secrets.get(name),
    }
}
