//! The secret of a sign-in, which is put on the wire and nowhere else.

use std::fmt;

/// A secret. It is never printed: `Debug` writes `…`, and there is no `Display`.
///
/// ```
/// use oriel_protocol::Token;
///
/// let token = Token::new("s3cret");
/// assert_eq!(format!("{token:?}"), "…");
/// assert_eq!(token.hidden_in("bad token s3cret"), "bad token …");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Wraps a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, to be put on the wire and nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `text` without the secret: a server may echo the token in what it says about it.
    #[must_use]
    pub fn hidden_in(&self, text: &str) -> String {
        if self.0.is_empty() { text.to_owned() } else { text.replace(&self.0, "…") }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
