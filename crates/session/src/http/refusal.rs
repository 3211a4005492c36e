//! Statuses that are no success: which kind of failure, in whose words, and whether to ask again.

use super::{fields, words};
use crate::complaint::{self, Complaint};
use oriel_json::Content;
use oriel_query::{Failure, FailureKind};
use oriel_socket::Token;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::SystemTime;

/// What a status that is no success comes to; without the address.
///
/// - `sent`: the body of the request: fields are named as they were sent.
pub(super) fn of(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    sent: Option<&Value>,
    token: Option<&Token>,
    now: SystemTime,
) -> Failure {
    let said = Said::of(status, body, sent);
    let kind = match status.as_u16() {
        401 => FailureKind::Unauthorized,
        502 | 504 | 520..=524 => FailureKind::Gateway,
        503 if said.is_nobodys() => FailureKind::Gateway,
        _ => FailureKind::Status,
    };
    Failure {
        kind,
        status: Some(status.as_u16()),
        message: words::line(&said.message(status), token),
        retryable: can_pass(status),
        retry_after_ms: oriel_protocol::retry_after(headers, now).and_then(|wait| u64::try_from(wait.as_millis()).ok()),
        fields: without(&said.fields, token),
        ..Failure::default()
    }
}

/// What a success comes to that says in its answer that it is none; without the address and the status.
pub(super) fn complained(complaint: &Complaint, sent: Option<&Value>, token: Option<&Token>) -> Failure {
    let found = complaint.details.as_ref().map(|details| fields::of(details, sent)).unwrap_or_default();
    let words =
        if words::line(&complaint.words, None).is_empty() { "the request was refused" } else { &complaint.words };
    let words = with_fields(words.to_owned(), &found.fields);
    Failure {
        kind: FailureKind::Status,
        message: words::line(&words, token),
        fields: without(&found.fields, token),
        ..Failure::default()
    }
}

/// The same request may be answered with a success another time. What a server has never learnt (501, 505) it does not
/// learn while somebody waits.
fn can_pass(status: StatusCode) -> bool {
    match status.as_u16() {
        408 | 425 | 429 => true,
        501 | 505 => false,
        _ => status.is_server_error(),
    }
}

fn without(fields: &BTreeMap<String, String>, token: Option<&Token>) -> BTreeMap<String, String> {
    let lines = fields.iter().map(|(name, text)| (words::line(name, token), words::line(text, token)));
    lines.filter(|(name, text)| !name.is_empty() && !text.is_empty()).collect()
}

/// What the body of a refusal says.
#[derive(Debug, Default)]
struct Said {
    /// Of the whole request.
    words: Option<String>,
    /// Of single fields.
    fields: BTreeMap<String, String>,
    /// What a page calls itself.
    title: Option<String>,
}

impl Said {
    fn of(status: StatusCode, body: &[u8], sent: Option<&Value>) -> Self {
        match oriel_json::read(body) {
            Ok(answer) => Self::of_json(status, &answer, sent),
            Err(_) => match Content::of(body) {
                Content::Html(title) => Self { title, ..Self::default() },
                Content::Text => Self { words: own(status, &String::from_utf8_lossy(body)), ..Self::default() },
                _ => Self::default(),
            },
        }
    }

    fn of_json(status: StatusCode, answer: &Value, sent: Option<&Value>) -> Self {
        // Only what the client did wrong is about its fields.
        let found = match sent {
            _ if !status.is_client_error() => fields::Found::default(),
            Some(sent) if complaint::asks_graphql(sent) => {
                fields::of(&complaint::extensions(answer).unwrap_or_default(), Some(sent))
            }
            _ => fields::of(answer, sent),
        };
        let general = || own(status, &found.general.join("; "));
        let words = message_of(answer).find_map(|text| own(status, text)).or_else(general);
        let seen = |text: &String| !words::line(text, None).is_empty();
        let fields = found.fields.into_iter().filter(|(name, text)| seen(name) && seen(text)).collect();
        Self { words, fields, title: None }
    }

    /// No server has said anything here, but something in front of it.
    fn is_nobodys(&self) -> bool {
        const GATEWAYS: [&str; 4] =
            ["upstream ", "no healthy upstream", "no server is available", "no available server"];
        // What 503 means, and politeness.
        const SAYS_NOTHING: [&str; 16] = [
            "http",
            "error",
            "code",
            "the",
            "service",
            "server",
            "is",
            "currently",
            "temporarily",
            "unavailable",
            "please",
            "try",
            "again",
            "later",
            "in",
            "moment",
        ];
        let of_gateway = |words: &String| {
            let words = words.to_ascii_lowercase();
            let mut each = words.split(|char: char| !char.is_alphabetic()).filter(|word| !word.is_empty());
            GATEWAYS.iter().any(|begin| words.starts_with(begin)) || each.all(|word| SAYS_NOTHING.contains(&word))
        };
        self.words.as_ref().is_none_or(of_gateway)
    }

    fn message(&self, status: StatusCode) -> String {
        if let Some(words) = &self.words {
            return with_fields(words.clone(), &self.fields);
        }
        if !self.fields.is_empty() {
            return in_a_row(&self.fields);
        }
        let reason = status.canonical_reason().map_or_else(|| nameless(status).to_owned(), str::to_owned);
        match &self.title {
            Some(title) if !title.contains(&reason) => format!("{reason}: a web page, \"{title}\""),
            _ => reason,
        }
    }
}

/// Statuses of a large gateway that no standard names.
fn nameless(status: StatusCode) -> &'static str {
    match status.as_u16() {
        520 => "the gateway had an answer from the server that it does not understand",
        521 => "the gateway found the server down",
        522 | 523 => "the gateway does not reach the server",
        524 => "the gateway had no answer from the server in time",
        _ => "refused",
    }
}

/// The words of a whole, and of its fields where the whole does not repeat them.
fn with_fields(words: String, fields: &BTreeMap<String, String>) -> String {
    if fields.is_empty() || fields.values().any(|text| words.contains(text.as_str())) {
        return words;
    }
    format!("{} ({})", words.trim_end_matches(['.', ':']), in_a_row(fields))
}

fn in_a_row(fields: &BTreeMap<String, String>) -> String {
    let each = fields.iter().map(|(name, text)| {
        // Rails and Nest begin with the field's name.
        let begins = text.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
        if begins { text.clone() } else { format!("{name}: {text}") }
    });
    each.collect::<Vec<_>>().join("; ")
}

/// A text that says more than the status does by itself.
fn own(status: StatusCode, text: &str) -> Option<String> {
    let text = text.trim();
    let reason = status.canonical_reason().unwrap_or_default();
    let bare = |char: char| !char.is_ascii_alphabetic();
    let is_reason = !reason.is_empty() && text.trim_matches(bare).eq_ignore_ascii_case(reason);
    // Nor do signs that nobody sees.
    (!words::line(text, None).is_empty() && !is_reason).then(|| text.to_owned())
}

/// The server's own messages, where backends put them, the most telling place first.
fn message_of(answer: &Value) -> impl Iterator<Item = &str> {
    const PLACES: [&str; 27] = [
        "",
        "/error/message",
        "/message",
        "/Message",
        "/detail",
        "/error_description",
        "/errors/detail",
        "/errors/0/detail",
        "/errors/0/message",
        "/errors/message",
        "/error/detail",
        "/error/description",
        "/error_message",
        "/errorMessage",
        "/ExceptionMessage",
        "/msg",
        "/reason",
        "/description",
        "/status_message",
        "/message/0/message",
        "/fault/faultstring",
        "/errors/0/title",
        "/title",
        "/error",
        "/errors",
        "/detail/message",
        "/status/message",
    ];
    PLACES.iter().filter_map(|place| answer.pointer(place)?.as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn refused(status: u16, body: &[u8]) -> Failure {
        let status = StatusCode::from_u16(status).unwrap();
        of(status, &HeaderMap::new(), body, None, None, SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn the_servers_own_words_are_found_where_backends_put_them() {
        for (body, words) in [
            (r#"{"error":{"code":"x","message":"No such account."}}"#, "No such account."),
            (r#"{"detail":"Not found."}"#, "Not found."),
            (r#"{"error":"bad_request"}"#, "bad_request"),
            (r#"{"error":"Bad Request","message":"Amount is closed"}"#, "Amount is closed"),
            (r#"{"errors":{"detail":"no such thing"}}"#, "no such thing"),
            (r#"{"errors":[{"status":"400","detail":"no such thing"}]}"#, "no such thing"),
            (r#"{"errors":["no such thing"]}"#, "no such thing"),
            (r#"{"type":"about:blank","title":"Out of credit","detail":"12 are missing"}"#, "12 are missing"),
            (r#"{"type":"about:blank","title":"Out of credit"}"#, "Out of credit"),
            (r#""plainly no""#, "plainly no"),
            ("upstream is away", "upstream is away"),
            ("<html><body>400</body></html>", "Bad Request"),
            ("<html><title>400 Bad Request</title></html>", "Bad Request"),
            ("<html><title>Down for the night</title></html>", "Bad Request: a web page, \"Down for the night\""),
            (r#"{"nothing":"known"}"#, "Bad Request"),
            (r#""\u0001 \u202e""#, "Bad Request"),
            (r#"{"errors":["\u0000"],"amount":["\u0001"]}"#, "Bad Request"),
            (r#"{"error":"Bad Request","statusCode":400}"#, "Bad Request"),
            ("\u{1f}\u{8b}\0\0", "Bad Request"),
            ("", "Bad Request"),
        ] {
            assert_eq!(refused(400, body.as_bytes()).message, words, "{body}");
        }
        assert_eq!(refused(522, b"error code: 522").message, "error code: 522");
        assert_eq!(refused(522, b"").message, "the gateway does not reach the server");
        assert_eq!(refused(429, b"\xff\xfe\xff").message, "Too Many Requests");
    }

    #[test]
    fn what_a_gateway_says_is_told_from_what_the_server_says() {
        for status in [502, 504, 520, 521, 522, 523, 524] {
            let failure = refused(status, br#"{"message":"not now"}"#);
            assert_eq!((failure.kind, failure.retryable), (FailureKind::Gateway, true), "{status}");
        }
        for body in [
            "",
            "<html><h1>503 Service Unavailable</h1>",
            r#"{"message":"Service Unavailable"}"#,
            "503 Service Unavailable",
            "503 Service Temporarily Unavailable",
            "error code: 503",
            r#"{"fault":{"faultstring":"The Service is temporarily unavailable"}}"#,
            "The service is unavailable.",
            "Service temporarily unavailable. Please try again later.",
            "no available server",
            "no healthy upstream",
            "upstream connect error or disconnect/reset before headers",
        ] {
            assert_eq!(refused(503, body.as_bytes()).kind, FailureKind::Gateway, "{body}");
        }
        for body in [r#"{"error":{"message":"the bank is closed"}}"#, "closed until eight"] {
            assert_eq!(refused(503, body.as_bytes()).kind, FailureKind::Status, "{body}");
        }
        assert_eq!(refused(500, b"").kind, FailureKind::Status);
        assert_eq!(refused(401, b"").kind, FailureKind::Unauthorized);
        assert_eq!(refused(403, b"").kind, FailureKind::Status);
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let passes = |status| refused(status, b"").retryable;
        assert!([500, 502, 503, 504, 507, 511, 520, 524, 408, 425, 429].into_iter().all(passes));
        assert!(![400, 401, 403, 404, 409, 411, 415, 422, 501, 505].into_iter().any(passes));
    }

    #[test]
    fn a_token_that_is_echoed_is_never_repeated() {
        let token = Token::new("s3cret-t0ken");
        let told = |body: Value| {
            let body = body.to_string();
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            of(status, &HeaderMap::new(), body.as_bytes(), None, Some(&token), SystemTime::UNIX_EPOCH)
        };
        for body in [
            json!({ "message": "unknown token s3cret-t0ken" }),
            json!("Bearer s3cret-t0ken"),
            json!({ "errors": { "key": ["s3cret-t0ken is no key"], "s3cret-t0ken": ["?"] } }),
            json!({ "detail": [{ "loc": ["header", "s3cret-t0ken"], "msg": "s3cret-t0ken" }] }),
            json!({ "message": format!("{}s3cret-t0ken", "x".repeat(words::SHOWN - 5)) }),
        ] {
            let failure = serde_json::to_string(&told(body.clone())).unwrap();
            assert!(!failure.contains("s3cr"), "{body}: {failure}");
        }
        let page = b"<title>s3cret-t0ken</title>";
        let failure = of(StatusCode::FORBIDDEN, &HeaderMap::new(), page, None, Some(&token), SystemTime::UNIX_EPOCH);
        assert!(!failure.message.contains("s3cret"), "{}", failure.message);
    }
}
