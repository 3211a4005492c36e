//! HTTP: from a request of the board to JSON or a [`Failure`].

use oriel_query::{Failure, FailureKind};
use oriel_socket::Token;
use reqwest::{Client, Method, Response, StatusCode, Url};
use serde_json::Value;
use std::error::Error as _;
use std::time::Duration;

/// The longest that one request may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The longest that connecting may take.
const CONNECT: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes: a window could not show more.
const LARGEST: usize = 64 << 20;
/// How much of an error's body is shown when it is not the JSON we know, in characters.
const SHOWN: usize = 300;

/// One HTTP client with its pool of connections, for one board.
#[derive(Clone)]
pub(crate) struct Http {
    client: Client,
    base: Url,
}

/// A request without its credentials.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Percent-encoded path below the base, starting with a slash.
    pub(crate) path: String,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) body: Option<Value>,
    /// One more header.
    pub(crate) header: Option<(String, String)>,
}

impl Http {
    pub(crate) fn new(base: Url) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(concat!("Oriel/", env!("CARGO_PKG_VERSION")))
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT)
            .build()?;
        Ok(Self { client, base })
    }

    /// Method and address as a person may see them.
    fn address(method: &Method, url: &Url) -> String {
        let mut url = url.clone();
        // Never show a password that somebody wrote into an address.
        let _ = url.set_password(None);
        let _ = url.set_username("");
        format!("{method} {url}")
    }

    fn url(&self, request: &Request) -> Result<Url, String> {
        let text = format!("{}{}", self.base.as_str().trim_end_matches('/'), request.path);
        let mut url = Url::parse(&text).map_err(|error| error.to_string())?;
        if url.origin() != self.base.origin() {
            return Err("the path leads away from the backend".to_owned());
        }
        if !request.params.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.params);
        }
        Ok(url)
    }

    /// Sends the request, and reads the JSON of the answer (`null` for an empty one).
    pub(crate) async fn send(&self, request: Request, token: Option<Token>) -> Result<Value, Failure> {
        let url = self.url(&request).map_err(|message| Failure {
            kind: FailureKind::Request,
            status: None,
            address: format!("{} {}", request.method, request.path),
            message,
            retryable: false,
        })?;
        let address = Self::address(&request.method, &url);
        let mut builder = self.client.request(request.method, url);
        if let Some(token) = &token {
            builder = builder.bearer_auth(token.reveal());
        }
        if let Some((name, value)) = request.header {
            builder = builder.header(name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        let response = builder.send().await.map_err(|error| unanswered(&address, &error))?;
        let status = response.status();
        let body = read(response, &address).await?;
        if status.is_success() {
            if body.is_empty() {
                return Ok(Value::Null);
            }
            return serde_json::from_slice(&body).map_err(|error| Failure {
                kind: FailureKind::Decode,
                status: Some(status.as_u16()),
                message: format!("the answer is not JSON ({error}): {}", shown(&body)),
                address,
                retryable: false,
            });
        }
        Err(refused(address, status, &body))
    }
}

async fn read(mut response: Response, address: &str) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unanswered(address, &error))? {
        if body.len() + chunk.len() > LARGEST {
            return Err(Failure {
                kind: FailureKind::Decode,
                status: Some(response.status().as_u16()),
                address: address.to_owned(),
                message: format!("the answer is larger than {} MiB; ask for less at once", LARGEST >> 20),
                retryable: false,
            });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// No answer came, or it broke off.
fn unanswered(address: &str, error: &reqwest::Error) -> Failure {
    let kind = if error.is_connect() {
        FailureKind::Unreachable
    } else if error.is_timeout() {
        FailureKind::Timeout
    } else if error.is_decode() {
        FailureKind::Decode
    } else if error.is_builder() {
        FailureKind::Request
    } else {
        FailureKind::Network
    };
    // The outer errors only repeat the address; the innermost says what the system said.
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let message = match kind {
        FailureKind::Timeout => format!("no answer within {} s", TIMEOUT.as_secs()),
        _ if error.source().is_some() => cause.to_string(),
        _ => "the connection broke off".to_owned(),
    };
    Failure {
        kind,
        status: None,
        address: address.to_owned(),
        message,
        retryable: matches!(kind, FailureKind::Unreachable | FailureKind::Network | FailureKind::Timeout),
    }
}

/// The server answered, but not with a success.
fn refused(address: String, status: StatusCode, body: &[u8]) -> Failure {
    Failure {
        kind: if status == StatusCode::UNAUTHORIZED { FailureKind::Unauthorized } else { FailureKind::Status },
        status: Some(status.as_u16()),
        message: own_words(body).unwrap_or_else(|| status.canonical_reason().unwrap_or("refused").to_owned()),
        address,
        retryable: status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429),
    }
}

/// The server's own message, where its body has one in a usual place.
fn own_words(body: &[u8]) -> Option<String> {
    let text = match serde_json::from_slice::<Value>(body) {
        Ok(Value::String(text)) => text,
        Ok(json) => {
            ["/error/message", "/message", "/detail", "/error_description", "/error", "/title", "/errors/0/message"]
                .iter()
                .find_map(|place| json.pointer(place).and_then(Value::as_str))?
                .to_owned()
        }
        // A page of HTML helps nobody.
        Err(_) if body.trim_ascii_start().starts_with(b"<") => return None,
        Err(_) => shown(body),
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(SHOWN).collect())
}

fn shown(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(4 * SHOWN)]).chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_servers_own_words_are_found_where_backends_put_them() {
        for (body, words) in [
            (r#"{"error":{"code":"x","message":"No such account."}}"#, Some("No such account.")),
            (r#"{"detail":"Not found."}"#, Some("Not found.")),
            (r#"{"error":"bad_request"}"#, Some("bad_request")),
            (r#""plainly no""#, Some("plainly no")),
            ("upstream is away", Some("upstream is away")),
            ("<html><body>502</body></html>", None),
            (r#"{"nothing":"known"}"#, None),
            ("", None),
        ] {
            assert_eq!(own_words(body.as_bytes()).as_deref(), words, "{body}");
        }
    }

    #[test]
    fn a_path_cannot_lead_a_token_to_another_host() {
        // Whoever opens a session brings the TLS provider; another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Http::new(Url::parse("http://127.0.0.1:1").unwrap()).unwrap();
        let request =
            |path: &str| Request { method: Method::GET, path: path.into(), params: vec![], body: None, header: None };
        assert!(http.url(&request("/a/b")).is_ok());
        assert!(http.url(&request("@evil.example/")).is_err());
        assert!(http.url(&request("0/x")).is_err(), "a longer port is another port");
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let at = |status| refused(String::new(), StatusCode::from_u16(status).unwrap(), b"").retryable;
        assert!(at(500) && at(503) && at(429) && at(408));
        assert!(!at(400) && !at(401) && !at(404) && !at(409) && !at(422));
    }
}
