//! Headers of requests: constants that a board sends, and the header that carries the token.

use super::names::is_uuid;
use super::node::{Entry, Node};
use crate::shape::{Kind, Names};
use crate::{AuthHeader, Template};
use std::collections::BTreeMap;

/// What the token is in the header that carries it.
const SECRET: &str = "{secret}";
/// What requests say by themselves.
const OWN: [&str; 6] = ["connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/// A header that is said elsewhere: its name in lower case, and where.
pub(crate) struct Taken {
    pub(crate) name: String,
    pub(crate) by: &'static str,
}

/// Headers that are the same in every request.
pub(crate) fn constants(node: &Node<'_>, taken: &[Taken]) -> BTreeMap<String, String> {
    node.meant(|kind| matches!(kind, Kind::Named(Names::Headers, Kind::Text)));
    let entries = node.entries().unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.name.to_owned(), constant(entry, taken)?))).collect()
}

fn constant(entry: &Entry<'_>, taken: &[Taken]) -> Option<String> {
    let Entry { name, name_at, node } = entry;
    let report = node.cx.report;
    if !is_name(name) {
        report.error(name_at, format!("\"{name}\" is not the name of a header"), "such as X-Tenant".to_owned());
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let mend = match lower.as_str() {
        "authorization" => Some("name the token in `auth`; a board holds no secrets, only their names"),
        "cookie" => Some("name the token in `auth`, with header = \"Cookie: NAME={secret}\""),
        "host" => Some("it is that of `base`"),
        _ if lower.starts_with("content-") => Some("a body says itself what it is"),
        lower if OWN.contains(&lower) => Some("requests say it by themselves"),
        lower => taken.iter().find(|taken| taken.name == lower).map(|taken| taken.by),
    };
    if let Some(mend) = mend {
        // The token itself may stand there.
        if !(lower == "host" || lower.starts_with("content-") || OWN.contains(&lower.as_str())) {
            report.mask(&node.at);
        }
        report.error(name_at, format!("the header `{name}` is not the board's to set"), mend.to_owned());
        return None;
    }
    let text = node.text()?;
    if text.contains(SECRET) {
        node.error("a constant holds no token", format!("say it in `auth`, with header = \"{name}: {{secret}}\""));
        return None;
    }
    if text.chars().any(char::is_control) {
        node.error(format!("the header `{name}` must be one line"), None);
        return None;
    }
    if Template::parse(text).is_ok_and(|template| template.placeholders().next().is_some()) {
        node.error("a header is a constant: nothing is filled in here", "use a parameter of the query".to_owned());
        return None;
    }
    if looks_like_a_token(text) {
        report.mask(&node.at);
        let help = "a board holds no secrets: name it in `auth`, with `header`".to_owned();
        node.warning(format!("the header `{name}` looks as if it held a token"), help);
    }
    Some(text.to_owned())
}

/// Long enough to be nothing that a person makes up, and of the characters that tokens are made of.
fn looks_like_a_token(text: &str) -> bool {
    let schemes = ["Bearer ", "Basic ", "Token "];
    let bare = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
    let token = bare.unwrap_or(text).trim();
    let of_tokens = |char: char| char.is_ascii_alphanumeric() || "-_.~+/=".contains(char);
    let long = token.len() >= 20 && token.chars().all(of_tokens);
    let mixed = token.contains(|char: char| char.is_ascii_digit()) && token.contains(char::is_alphabetic);
    bare.is_some() || token.starts_with("eyJ") || (long && mixed && !is_uuid(token))
}

/// `"X-Api-Key: {secret}"`: the header that carries the token.
pub(crate) fn of_the_token(node: &Node<'_>) -> Option<AuthHeader> {
    node.meant(|kind| matches!(kind, Kind::SecretHeader));
    let wrong = |message: &str| {
        node.error(message, "such as \"Authorization: Bearer {secret}\" or \"X-Api-Key: {secret}\"".to_owned());
        None
    };
    let text = node.text()?;
    if !text.contains(SECRET) {
        let message = "`header` does not say where the token stands";
        let name = text.split(':').next().unwrap_or_default().trim();
        if !names_a_header(name) {
            // Somebody may have put the token itself here.
            node.cx.report.mask(&node.at);
            return wrong(message);
        }
        // The name of a header is shown; what stands behind it may be the token.
        let value_at = node.cx.report.source(&node.at).find(':').map_or(node.at.end, |colon| node.at.start + colon + 1);
        node.cx.report.mask(&(value_at..node.at.end));
        node.error(message, format!("write \"{name}: {{secret}}\""));
        return None;
    }
    let Some((name, value)) = text.split_once(':') else {
        return wrong("`header` must be a name, a colon and a value");
    };
    if !is_name(name.trim()) {
        return wrong("`header` does not start with the name of a header");
    }
    let Some(before) = value.trim_start().strip_suffix(SECRET).filter(|before| !before.contains(SECRET)) else {
        return wrong("`header` must hold `{secret}` once, at its end");
    };
    if before.chars().any(|char| char.is_control() || !char.is_ascii()) {
        return wrong("`header` must be one line of plain letters");
    }
    let lower = name.trim().to_ascii_lowercase();
    if lower == "host" || lower.starts_with("content-") || OWN.contains(&lower.as_str()) {
        return wrong(&format!("the header `{}` has another meaning", name.trim()));
    }
    Some(AuthHeader { name: name.trim().to_owned(), before: before.to_owned() })
}

/// Headers that carry tokens, in lower case, beside those that begin with `x-`.
const CARRIERS: [&str; 9] = [
    "api-key",
    "apikey",
    "authentication",
    "authorization",
    "cookie",
    "ocp-apim-subscription-key",
    "private-token",
    "proxy-authorization",
    "token",
];

/// The name of a header that may carry a token, which is no secret. Nothing else passes for one: a password may be made
/// of words, too.
fn names_a_header(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let of_words = lower.split('-').all(|word| !word.is_empty() && word.chars().all(|char| char.is_ascii_lowercase()));
    CARRIERS.contains(&lower.as_str()) || (lower.starts_with("x-") && of_words && lower.len() <= 40)
}

/// A name as RFC 9110 has it (a token).
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char))
}
