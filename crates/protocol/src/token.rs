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
    ///
    /// A secret of at least six characters is hidden wherever its characters stand. A shorter one is a part of many
    /// words, and "t…k…w" would tell more of `no` than the words "token" and "know" do, besides being unreadable: it is
    /// hidden where it stands as a word of its own, which is how a server repeats it. Inside a longer word nobody can
    /// tell that it is the secret.
    #[must_use]
    pub fn hidden_in(&self, text: &str) -> String {
        const ANYWHERE: usize = 6;
        if self.0.is_empty() {
            return text.to_owned();
        }
        if self.0.chars().count() >= ANYWHERE {
            return text.replace(&self.0, "…");
        }
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(char) = rest.chars().next() {
            let before = text[..text.len() - rest.len()].chars().next_back();
            match rest.strip_prefix(&self.0) {
                Some(after) if self.is_a_word_between(before, after.chars().next()) => {
                    shown.push('…');
                    rest = after;
                }
                _ => {
                    shown.push(char);
                    rest = &rest[char.len_utf8()..];
                }
            }
        }
        shown
    }

    /// The secret is not a part of a longer word here: no letter or digit goes on in these neighbours.
    fn is_a_word_between(&self, before: Option<char>, after: Option<char>) -> bool {
        let goes_on = |a: Option<char>, b: Option<char>| {
            a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric)
        };
        !goes_on(before, self.0.chars().next()) && !goes_on(self.0.chars().next_back(), after)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    fn hidden(secret: &str, text: &str) -> String {
        Token::new(secret).hidden_in(text)
    }

    #[test]
    fn a_short_secret_is_hidden_where_it_stands_alone_and_not_inside_words() {
        assert_eq!(hidden("no", "we do not know this token: no"), "we do not know this token: …");
        assert_eq!(hidden("no", "no"), "…");
        for said in ["key=no&x=1", "\"no\"", "key_no.", "no,no", "(no)", "Bearer no\n"] {
            assert!(!hidden("no", said).contains("no"), "{said}");
        }
    }

    #[test]
    fn a_short_secret_is_found_behind_something_that_is_almost_it() {
        assert_eq!(hidden("a-a", "1a-a-a"), "1a-…");
        assert_eq!(hidden("-x-", "a-x-b"), "a…b", "its own edges part it from the words around it");
        assert_eq!(hidden("é", "café é"), "café …");
    }

    #[test]
    fn a_long_secret_is_hidden_wherever_its_characters_stand() {
        assert_eq!(hidden("s3cret", "xs3crety s3crets3cret"), "x…y ……");
        assert_eq!(hidden("", "all of it"), "all of it");
    }
}
