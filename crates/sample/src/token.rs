//! Who is asking: bearer tokens, fixed for the sample or given at sign-in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use rusqlite::OptionalExtension;

use crate::backend::Shared;
use crate::refusal::Refusal;

/// A bearer token. It is not shown by `Debug`, so that it stays out of logs.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

/// The people of the sample and their fixed tokens. They are published on purpose: the sample
/// holds nothing but made-up data.
const FIXED: [(&str, &str); 3] = [("sample-ada", "ada"), ("sample-ben", "ben"), ("sample-cleo", "cleo")];

impl Token {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A new token for a session. It guards made-up data on a loopback address: unguessable enough
    /// from the system's entropy through the generator, without a dependency for real secrets.
    pub(crate) fn random() -> Self {
        let mut random = fastrand::Rng::new();
        Self(format!("session-{:032x}", random.u128(..)))
    }

    /// The text, to store or to hand to its owner.
    pub(crate) fn secret(&self) -> &str {
        &self.0
    }

    /// The token of `Authorization: Bearer TOKEN`.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| Self::new(token.trim()))
    }

    /// The person of a fixed token.
    fn fixed(&self) -> Option<&'static str> {
        FIXED.iter().find(|(token, _)| *token == self.0).map(|(_, person)| *person)
    }

    /// True if this is one of the tokens that cannot be revoked.
    pub(crate) fn is_fixed(&self) -> bool {
        self.fixed().is_some()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The person who asks.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) person: String,
    pub(crate) token: Token,
}

impl Caller {
    /// Finds whose token it is.
    pub(crate) async fn identify(backend: &Shared, token: Option<Token>) -> Result<Self, Refusal> {
        let token = token.ok_or_else(Refusal::unauthorized)?;
        if let Some(person) = token.fixed() {
            return Ok(Self { person: person.to_owned(), token });
        }
        let wanted = token.clone();
        let person = backend
            .store
            .read(move |db| {
                let found: Option<String> = db
                    .prepare_cached("SELECT person FROM sessions WHERE token = ?1")?
                    .query_row([wanted.secret()], |row| row.get(0))
                    .optional()?;
                found.ok_or_else(Refusal::unauthorized)
            })
            .await?;
        Ok(Self { person, token })
    }
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Refusal> {
        Self::identify(state, Token::from_headers(&parts.headers)).await
    }
}
