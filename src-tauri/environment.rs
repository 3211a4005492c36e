//! Tokens of the environment: a terminal has no form to sign in with.

use oriel_board::{Board, SecretName};
use oriel_session::{BoxFuture, InMemory, SecretKey, Secrets, SecretsError, Token};
use std::collections::BTreeSet;

/// The variable of a board's only secret.
const ONLY: &str = "ORIEL_TOKEN";

/// The variable that holds a secret's value: `ORIEL_TOKEN`, where the board asks for no other; otherwise with the
/// secret's name at its end, so that no backend is sent the token of another.
fn variable(several: bool, secret: &str) -> String {
    if !several {
        return ONLY.to_owned();
    }
    let name = secret.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    format!("{ONLY}_{}", name.collect::<String>())
}

fn asks_for_several(board: &Board) -> bool {
    let asked = board.backends.values().filter_map(|backend| backend.auth.as_ref());
    let asked: BTreeSet<&String> = asked
        .filter_map(|auth| match &auth.bearer {
            SecretName::Ask(name) => Some(name),
            SecretName::Env(_) => None,
        })
        .collect();
    asked.len() > 1
}

/// The secrets of a board, from the environment.
pub(crate) struct FromEnvironment {
    several: bool,
    /// What was put here since.
    kept: InMemory,
}

impl FromEnvironment {
    pub(crate) fn of(board: &Board) -> Self {
        Self { several: asks_for_several(board), kept: InMemory::new() }
    }
}

impl Secrets for FromEnvironment {
    fn get(&self, key: &SecretKey) -> BoxFuture<'static, Result<Option<Token>, SecretsError>> {
        let given = std::env::var(variable(self.several, &key.name)).ok().filter(|value| !value.is_empty());
        match given {
            Some(value) => Box::pin(std::future::ready(Ok(Some(Token::new(value))))),
            None => self.kept.get(key),
        }
    }
    fn put(&self, key: &SecretKey, token: &Token) -> BoxFuture<'static, Result<(), SecretsError>> {
        self.kept.put(key, token)
    }
    fn forget(&self, key: &SecretKey) -> BoxFuture<'static, Result<(), SecretsError>> {
        self.kept.forget(key)
    }
}

/// That nobody is signed in to a backend, and what helps in a terminal.
pub(crate) fn no_token(board: &Board, backend: &str) -> String {
    let auth = board.backends.get(backend).and_then(|backend| backend.auth.as_ref());
    match auth.map(|auth| &auth.bearer) {
        Some(SecretName::Env(name)) => format!("there is no token: set {name}, the variable that the board names"),
        Some(SecretName::Ask(name)) => {
            format!("there is no token: give it with the variable {}", variable(asks_for_several(board), name))
        }
        None => format!("there is no token: give it with the variable {ONLY}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn board(second: &str) -> Board {
        let text = format!(
            "board = 1\ntitle = \"T\"\n[backend]\nbase = \"http://127.0.0.1:1\"\nauth = {{ bearer = \"secret:bank\" }}\n\
             [backends.orders]\nbase = \"http://127.0.0.1:2\"\nauth = {{ bearer = \"{second}\" }}\n\
             [queries]\na = {{ get = \"/a\" }}\nb = {{ get = \"/b\", backend = \"orders\" }}\n"
        );
        oriel_board::parse("two.toml", &text).unwrap_or_else(|problems| panic!("{}", problems[0])).board
    }

    #[test]
    fn the_only_secret_has_the_variable_without_a_name() {
        let same = board("secret:bank");
        assert!(no_token(&same, "orders").ends_with("the variable ORIEL_TOKEN"));
    }

    #[test]
    fn of_several_each_has_a_variable_of_its_own() {
        let two = board("secret:the-orders");
        assert!(no_token(&two, "").ends_with("the variable ORIEL_TOKEN_BANK"));
        assert!(no_token(&two, "orders").ends_with("the variable ORIEL_TOKEN_THE_ORDERS"));
        let own = board("env:ORDERS");
        assert!(no_token(&own, "orders").contains("set ORDERS,"));
        assert!(no_token(&own, "").ends_with("the variable ORIEL_TOKEN"));
    }
}
