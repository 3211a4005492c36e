//! `[backend]`: where the document says that it is, and how one signs in.

use crate::document::Document;
use crate::guess::words::kebab;
use crate::node::Node;
use crate::operation::{Operation, Place};
use crate::{DraftError, toml};

/// Words of titles that do not tell one API from another.
static COMMON: &[&str] = &[
    "api",
    "apis",
    "rest",
    "the",
    "of",
    "for",
    "v1",
    "v2",
    "v3",
    "documentation",
    "docs",
    "official",
    "openapi",
    "swagger",
    "spec",
    "server",
    "io",
];
/// Where a backend is thought to be that the document does not place.
const HERE: &str = "http://127.0.0.1:8000";

/// `[backend]` with its comments.
pub(crate) fn written(
    document: &Document,
    chosen: &[&Operation<'_>],
    base: Option<&str>,
) -> Result<String, DraftError> {
    let (base, comment) = match base {
        Some(base) if is_base(base) => (base.trim_end_matches('/').to_owned(), None),
        Some(base) => return Err(DraftError::Base { base: base.to_owned() }),
        None => server(document),
    };
    let mut text = String::from("[backend]\n");
    if let Some(line) = comment {
        text.push_str(&format!("# {line}\n"));
    }
    text.push_str(&format!("base = {}\n", toml::quoted(&base)));
    let headers = headers(document, chosen);
    if !headers.is_empty() {
        let headers: Vec<(&str, String)> = headers.iter().map(|(name, value)| (*name, toml::quoted(value))).collect();
        text.push_str(&format!("headers = {}\n", toml::table(&headers)));
    }
    text.push_str(&auth(document, chosen));
    Ok(text)
}

/// The address that the document names first, and what to say about it.
fn server(document: &Document) -> (String, Option<String>) {
    if document.is_v2() {
        let path = document.root.text_at("basePath").unwrap_or_default().trim_end_matches('/');
        let schemes: Vec<&str> = document.root.items_at("schemes").iter().filter_map(Node::text).collect();
        let scheme = if schemes.contains(&"https") || schemes.is_empty() { "https" } else { "http" };
        let base = document.root.text_at("host").map(|host| format!("{scheme}://{host}{path}"));
        return base.filter(|base| is_base(base)).map_or_else(|| here(path), |base| (base, None));
    }
    let servers = document.root.items_at("servers");
    let Some(server) = servers.first() else { return here("") };
    let template = server.text_at("url").unwrap_or_default();
    let url = crate::path::filled(template, |name| {
        let variable = server.get("variables").and_then(|variables| variables.get(name));
        variable.and_then(|variable| variable.text_at("default")).unwrap_or(name).to_owned()
    });
    let url = url.trim_end_matches('/');
    if !is_base(url) {
        return here(if url.starts_with('/') { url } else { "" });
    }
    let filled =
        (template.contains('{')).then(|| format!("One of many: the document says {}.", toml::one_line(template, 120)));
    let others: Vec<String> = servers
        .iter()
        .skip(1)
        .filter_map(|server| server.text_at("url"))
        .take(3)
        .map(|url| toml::one_line(url, 80))
        .collect();
    let others = (!others.is_empty()).then(|| format!("The document also names {}.", others.join(", ")));
    (url.to_owned(), filled.or(others))
}

fn here(path: &str) -> (String, Option<String>) {
    let base = format!("{HERE}{path}");
    let comment = "Fill in: the document does not say on which host it is (or ask for a draft with --base URL).";
    (if is_base(&base) { base } else { HERE.to_owned() }, Some(comment.to_owned()))
}

/// An address that a board can have.
fn is_base(base: &str) -> bool {
    let Some((scheme, rest)) = base.split_once("://") else { return false };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = host.rsplit_once(':').map_or((host, None), |(host, port)| (host, Some(port)));
    ["http", "https"].contains(&scheme)
        && !host.is_empty()
        && host.chars().all(|char| char.is_alphanumeric() || "-._".contains(char))
        && port.is_none_or(|port| port.parse::<u16>().is_ok())
        && path.chars().all(|char| char.is_ascii_graphic() && !"?#{}\"<>\\^`|".contains(char))
}

/// Headers that every request must have and whose value the document knows, such as a version.
fn headers<'d>(document: &'d Document, chosen: &[&Operation<'d>]) -> Vec<(&'d str, &'d str)> {
    let mut headers: Vec<(&str, &str)> = Vec::new();
    // What signing in, a body or the connection say themselves.
    let own = [
        "authorization",
        "accept",
        "cookie",
        "host",
        "idempotency-key",
        "connection",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    for param in chosen.iter().flat_map(|operation| operation.params_in(Place::Header)).filter(|param| param.required) {
        let shape = document.shape(param.schema);
        let said = shape.default.or(shape.values.first().copied()).or(param.node.get("example")).or(shape.example);
        let Some(value) = said.and_then(Node::text).filter(|value| is_constant(value)) else { continue };
        let lower = param.name.to_ascii_lowercase();
        let is_name = is_header(param.name) && !lower.starts_with("content-");
        let secret = ["key", "token", "secret", "auth"].iter().any(|word| lower.contains(word));
        if is_name
            && !secret
            && !own.contains(&lower.as_str())
            && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(param.name))
        {
            headers.push((param.name, value));
        }
    }
    headers
}

/// A name that a header can have.
fn is_header(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '-' || char == '_')
}

/// A value that a header can have, and that is no token.
fn is_constant(value: &str) -> bool {
    !value.is_empty()
        && value.len() < 20
        && value.chars().all(|char| (char.is_ascii_graphic() || char == ' ') && !"{}".contains(char))
}

/// `auth`, by the first scheme that the requests ask for and a board can do.
fn auth(document: &Document, chosen: &[&Operation<'_>]) -> String {
    let schemes = if document.is_v2() {
        document.root.get("securityDefinitions")
    } else {
        document.root.pointer("/components/securitySchemes")
    };
    let Some(schemes) = schemes else { return String::new() };
    let asked =
        chosen.iter().find_map(|operation| operation.node.get("security")).or_else(|| document.root.get("security"));
    let asked: Vec<&str> =
        asked.into_iter().flat_map(Node::items).flat_map(Node::members).map(|(name, _)| name).collect();
    // Where nothing says which, the first that there is.
    let names: Vec<&str> = if asked.is_empty() && document.root.get("security").is_none() {
        schemes.members().map(|(name, _)| name).collect()
    } else {
        asked
    };
    let known = names.iter().filter_map(|name| document.resolve(schemes.get(name)?));
    let secret = kebab(document.root.pointer("/info/title").and_then(Node::text).unwrap_or_default());
    let secret: String =
        secret.split('-').filter(|word| word.len() > 1 && !COMMON.contains(word)).take(2).collect::<Vec<_>>().join("-");
    let secret = if secret.is_empty() { "token".to_owned() } else { secret };
    let mut cannot: Option<String> = None;
    for scheme in known {
        let hint = scheme.text_at("description").map(|text| toml::one_line(text, 100)).filter(|hint| !hint.is_empty());
        let kind = scheme.text_at("type").unwrap_or_default();
        let http = scheme.text_at("scheme").unwrap_or_default().to_ascii_lowercase();
        match (kind, http.as_str(), scheme.text_at("in")) {
            ("oauth2" | "openIdConnect", ..) | ("http", "bearer", _) => {
                return entry(
                    &secret,
                    None,
                    hint.as_deref().unwrap_or(if kind == "http" {
                        "an access token"
                    } else {
                        "an access token, without the word Bearer"
                    }),
                    None,
                );
            }
            ("apiKey", _, Some("header")) => {
                let header = scheme.text_at("name").unwrap_or("X-Api-Key");
                if is_header(header)
                    && !header.to_ascii_lowercase().starts_with("content-")
                    && !header.eq_ignore_ascii_case("host")
                {
                    let whole = header.eq_ignore_ascii_case("authorization");
                    let otherwise =
                        if whole { "the whole value of the header, such as Bearer and a token" } else { "an API key" };
                    return entry(
                        &secret,
                        Some(&format!("{header}: {{secret}}")),
                        hint.as_deref().unwrap_or(otherwise),
                        None,
                    );
                }
            }
            ("apiKey", _, Some("cookie")) if scheme.text_at("name").is_some_and(is_header) => {
                let header = format!("Cookie: {}={{secret}}", scheme.text_at("name").unwrap_or_default());
                return entry(&secret, Some(&header), hint.as_deref().unwrap_or("the value of the cookie"), None);
            }
            ("basic", ..) | ("http", "basic", _) => {
                let comment = "The secret is `user:password` in base64, as `printf user:password | base64` prints it.";
                return entry(&secret, Some("Authorization: Basic {secret}"), "user:password in base64", Some(comment));
            }
            (_, _, place) => {
                let place = place.map(|place| format!(" in the {place}")).unwrap_or_default();
                cannot.get_or_insert(format!("{kind}{place}"));
            }
        }
    }
    cannot
        .map(|what| {
            format!("# The document asks for a credential that a board cannot send: {}.\n", toml::one_line(&what, 60))
        })
        .unwrap_or_default()
}

fn entry(secret: &str, header: Option<&str>, hint: &str, comment: Option<&str>) -> String {
    let mut text = comment.map(|comment| format!("# {comment}\n")).unwrap_or_default();
    let mut members = vec![("bearer", toml::quoted(&format!("secret:{secret}")))];
    members.extend(header.map(|header| ("header", toml::quoted(header))));
    members.push(("hint", toml::quoted(hint)));
    text.push_str(&format!("auth = {}\n", toml::table(&members)));
    text
}
