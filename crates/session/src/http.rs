//! HTTP: from a request of the board to JSON or a [`Failure`].

use crate::complaint;
use oriel_board::AuthHeader;
use oriel_query::{Failure, FailureKind};
use oriel_socket::Token;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LINK};
use reqwest::{Client, Method, Response, StatusCode, Url};
use serde_json::Value;
use std::collections::BTreeMap;
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
    /// Sent with every request that does not say otherwise.
    headers: HeaderMap,
    auth: AuthHeader,
}

/// A request without its credentials.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Percent-encoded path below the base, starting with a slash.
    pub(crate) path: String,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) body: Option<Value>,
    /// Over those of the backend.
    pub(crate) headers: Vec<(String, String)>,
}

/// The answer of a request that was accepted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    /// Its JSON; `null` where it is empty.
    pub(crate) data: Value,
    /// The address that the header `Link` calls the next one.
    pub(crate) next: Option<String>,
}

impl Http {
    pub(crate) fn new(
        base: Url,
        headers: &BTreeMap<String, String>,
        auth: Option<&AuthHeader>,
    ) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(concat!("Oriel/", env!("CARGO_PKG_VERSION")))
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT)
            .build()?;
        let headers = headers.iter().filter_map(|(name, value)| header(name, value)).collect();
        Ok(Self { client, base, headers, auth: auth.cloned().unwrap_or_default() })
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

    /// The headers of a request.
    fn headers(&self, request: &Request, token: Option<&Token>) -> Result<HeaderMap, String> {
        let mut headers = self.headers.clone();
        for (name, value) in &request.headers {
            let (name, value) = header(name, value).ok_or_else(|| format!("the header {name} cannot be sent"))?;
            headers.insert(name, value);
        }
        if let Some(token) = token {
            let value = format!("{}{}", self.auth.before, token.reveal());
            // Neither what is wrong in it nor where is told: it is the token.
            let (name, mut value) =
                header(&self.auth.name, &value).ok_or("the token has characters that no header can hold")?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(headers)
    }

    /// Sends the request, and reads the answer.
    pub(crate) async fn send(&self, request: Request, token: Option<Token>) -> Result<Reply, Failure> {
        let unsent = |message| Failure {
            kind: FailureKind::Request,
            status: None,
            address: format!("{} {}", request.method, request.path),
            message,
            retryable: false,
            ..Failure::default()
        };
        let url = self.url(&request).map_err(unsent)?;
        let headers = self.headers(&request, token.as_ref()).map_err(unsent)?;
        let address = Self::address(&request.method, &url);
        let mut builder = self.client.request(request.method, url).headers(headers);
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        let response = builder.send().await.map_err(|error| unanswered(&address, &error))?;
        let status = response.status();
        let links = response.headers().get_all(LINK).iter().filter_map(|value| value.to_str().ok());
        let next = links.filter_map(next_of).next().map(str::to_owned);
        let body = read(response, &address).await?;
        if status.is_success() {
            if body.is_empty() {
                return Ok(Reply { data: Value::Null, next });
            }
            let unfit = |kind, message| Failure {
                kind,
                status: Some(status.as_u16()),
                address,
                message,
                retryable: false,
                ..Failure::default()
            };
            return match serde_json::from_slice(&body) {
                Ok(data) => match request.body.and_then(|asked| complaint::of(&asked, &data)) {
                    Some(words) => Err(unfit(FailureKind::Status, words.chars().take(SHOWN).collect())),
                    None => Ok(Reply { data, next }),
                },
                Err(error) => {
                    let message = format!("the answer is not JSON ({error}): {}", shown(&body));
                    Err(unfit(FailureKind::Decode, message))
                }
            };
        }
        Err(refused(address, status, &body))
    }
}

/// A header that can be sent.
fn header(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
}

/// The target of `rel="next"` in a header `Link` (RFC 8288): `<address>; rel="next", <address>; …`.
fn next_of(link: &str) -> Option<&str> {
    let mut rest = link;
    loop {
        let (_, after) = rest.split_once('<')?;
        let (target, after) = after.split_once('>')?;
        let (parameters, after) = unquoted(after, ',');
        let mut left = Some(parameters);
        let each = std::iter::from_fn(|| {
            let (parameter, rest) = unquoted(left?, ';');
            left = rest;
            Some(parameter)
        });
        let relations = each.filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"'))
        });
        if relations.flat_map(str::split_whitespace).any(|relation| relation.eq_ignore_ascii_case("next")) {
            return Some(target);
        }
        rest = after?;
    }
}

/// What stands before and after the first such character that is in no quotes.
fn unquoted(text: &str, end: char) -> (&str, Option<&str>) {
    let mut quoted = false;
    for (at, char) in text.char_indices() {
        if char == '"' {
            quoted = !quoted;
        } else if char == end && !quoted {
            return (&text[..at], Some(&text[at + char.len_utf8()..]));
        }
    }
    (text, None)
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
                ..Failure::default()
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
        ..Failure::default()
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
        ..Failure::default()
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

    fn http(auth: Option<&AuthHeader>) -> Http {
        let headers = BTreeMap::from([("X-Tenant".to_owned(), "blue".to_owned())]);
        Http::new(Url::parse("http://127.0.0.1:1").unwrap(), &headers, auth).unwrap()
    }

    fn get(path: &str, headers: Vec<(String, String)>) -> Request {
        Request { method: Method::GET, path: path.into(), params: vec![], body: None, headers }
    }

    #[test]
    fn the_token_goes_into_the_header_that_the_board_names() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let token = Token::new("t0".to_owned());
        let bearer = http(None).headers(&get("/", vec![]), Some(&token)).unwrap();
        assert_eq!(bearer["authorization"], "Bearer t0");
        assert!(bearer["authorization"].is_sensitive());
        let key = AuthHeader { name: "X-Api-Key".into(), before: String::new() };
        let keyed = http(Some(&key)).headers(&get("/", vec![]), Some(&token)).unwrap();
        assert_eq!((&keyed["x-api-key"], keyed.get("authorization")), (&HeaderValue::from_static("t0"), None));
        let unsendable = http(None).headers(&get("/", vec![]), Some(&Token::new("s3cret\n".to_owned()))).unwrap_err();
        assert!(!unsendable.contains("s3cret"), "{unsendable}");
    }

    #[test]
    fn a_requests_own_headers_go_over_those_of_the_backend() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        assert_eq!(http(None).headers(&get("/", vec![]), None).unwrap()["x-tenant"], "blue");
        let own = get("/", vec![("x-tenant".to_owned(), "red".to_owned())]);
        let headers = http(None).headers(&own, None).unwrap();
        assert_eq!(headers.get_all("x-tenant").iter().collect::<Vec<_>>(), ["red"]);
    }

    #[test]
    fn the_next_page_is_found_among_the_links_of_an_answer() {
        for (link, next) in [
            (r#"<https://a/b?page=2>; rel="next""#, Some("https://a/b?page=2")),
            (r#"<?page=1>; rel="prev", <?page=3>; rel="next", <?page=9>; rel="last""#, Some("?page=3")),
            (r#"<?a=1,2>; title="one, two; rel=next"; rel=prev,<?a=3>;rel=next"#, Some("?a=3")),
            (r#"<?a=4>; rel="last Next""#, Some("?a=4")),
            (r#"<?page=1>; rel="prev""#, None),
            ("nothing", None),
            ("<unclosed", None),
            ("", None),
        ] {
            assert_eq!(next_of(link), next, "{link}");
        }
    }

    #[test]
    fn a_path_cannot_lead_a_token_to_another_host() {
        // Whoever opens a session brings the TLS provider; another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = http(None);
        let request = |path: &str| get(path, vec![]);
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
