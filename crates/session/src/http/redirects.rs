//! Redirects: followed only where nothing leaves the origin of `base` and nothing changes its meaning.
//!
//! | asked by | status | |
//! | --- | --- | --- |
//! | a query with GET | 301, 302, 303, 307, 308 | followed |
//! | a query with POST | 307, 308 | followed as it is |
//! | a query with POST | 303 | followed with GET: the result is there |
//! | an action | 307, 308 | followed as it is |
//! | an action | 301 | an error: it did not happen, its address is another |
//! | an action | 302, 303 | may have happened: after a form it is how sites say "done, look there", and also how they say "sign in first" |
//! | anything | any, to another origin | an error that names both |

use super::request::Request;
use super::{Purpose, words};
use oriel_query::{Failure, FailureKind};
use oriel_socket::Token;
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Method, StatusCode, Url};

/// How many redirects are followed one after another.
const LONGEST: usize = 10;

/// One request of several.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) with_body: bool,
}

/// Where a request went; the last is the one to make now.
#[derive(Debug)]
pub(super) struct Trail {
    first: Hop,
    further: Vec<Hop>,
}

/// A redirect that is not followed.
#[derive(Debug, PartialEq)]
pub(super) struct Astray {
    message: String,
    /// The request may have done what it was for.
    may_have_happened: bool,
}

impl Trail {
    pub(super) fn begin(request: &Request, url: Url) -> Self {
        let first = Hop { method: request.method.clone(), url, with_body: request.body.is_some() };
        Self { first, further: Vec::new() }
    }

    /// The request to make now.
    pub(super) fn here(&self) -> &Hop {
        self.further.last().unwrap_or(&self.first)
    }

    /// Goes where the answer to [`Trail::here`] leads.
    pub(super) fn follow(
        &mut self,
        request: &Request,
        base: &Url,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<(), Astray> {
        let next = self.next(request, base, status, headers)?;
        if next == self.first || self.further.contains(&next) {
            let places: Vec<_> = std::iter::once(&self.first).chain(&self.further).chain([&next]).collect();
            let places: Vec<_> = places.into_iter().map(|hop| hop.url.path()).collect();
            return Err(Astray::error(format!("the backend redirects in a circle: {}", places.join(" → "))));
        }
        if self.further.len() == LONGEST {
            return Err(Astray::error(format!(
                "the backend redirected {LONGEST} times, and then once more to {}",
                next.url.path()
            )));
        }
        self.further.push(next);
        Ok(())
    }

    fn next(&self, request: &Request, base: &Url, status: StatusCode, headers: &HeaderMap) -> Result<Hop, Astray> {
        let here = self.here();
        let code = status.as_u16();
        if !matches!(code, 301 | 302 | 303 | 307 | 308) {
            return Err(Astray::error(unusual(status)));
        }
        let may_have_happened = request.purpose == Purpose::Action && matches!(code, 302 | 303);
        let astray = |message| Astray { message, may_have_happened };
        let location = headers.get(LOCATION).and_then(|location| std::str::from_utf8(location.as_bytes()).ok());
        let location = location.ok_or_else(|| astray("it redirects, and does not say where to".to_owned()))?;
        let url =
            here.url.join(location).map_err(|_| astray("it redirects to something that is no address".to_owned()))?;
        if url.origin() != base.origin() {
            return Err(astray(elsewhere(request, base, &url)));
        }
        let to = url.path();
        let again = Hop { url: url.clone(), ..here.clone() };
        let reading = Hop { method: Method::GET, url: url.clone(), with_body: false };
        match (request.purpose, code) {
            (_, 307 | 308) => Ok(again),
            (Purpose::Query, _) if here.method == Method::GET => Ok(again),
            (Purpose::Query, 303) => Ok(reading),
            (Purpose::Query, _) => Err(astray(format!(
                "it redirects to {to}, and what was asked would be lost on the way; write that path on the board"
            ))),
            (Purpose::Action, 301) => {
                Err(astray(format!("it did not happen: its address is now {to}; write that path on the board")))
            }
            (Purpose::Action, _) => Err(astray(format!(
                "it answered with a redirect to {to}, which does not say whether it happened{}",
                if is_sign_in(&url) { "; that looks like a page to sign in at" } else { "" }
            ))),
        }
    }

    /// A failure that came at the end of redirects says where that was.
    pub(super) fn mention(&self, mut failure: Failure, token: Option<&Token>) -> Failure {
        if let Some(last) = self.further.last() {
            // A path may repeat the token.
            let path = words::line(last.url.path(), token);
            failure.message = format!("{} (redirected to {path})", failure.message);
        }
        failure
    }
}

impl Astray {
    fn error(message: String) -> Self {
        Self { message, may_have_happened: false }
    }

    /// Who only reads may find another answer the next time: a portal or a deploy redirects in passing, too.
    pub(super) fn failure(self, asked: Purpose, address: &str, status: StatusCode, token: Option<&Token>) -> Failure {
        Failure {
            kind: if self.may_have_happened { FailureKind::Decode } else { FailureKind::Status },
            status: Some(status.as_u16()),
            address: address.to_owned(),
            message: words::line(&self.message, token),
            retryable: asked == Purpose::Query,
            ..Failure::default()
        }
    }
}

/// A redirect to another origin: which, and what to write where it is the right one. Its query stays unsaid: it may
/// hold what ours did.
fn elsewhere(request: &Request, base: &Url, url: &Url) -> String {
    let (ours, theirs) = (base.origin().ascii_serialization(), url.origin().ascii_serialization());
    if url.host_str().is_none() || !matches!(url.scheme(), "http" | "https") {
        return format!("it redirects to an address that is not HTTP ({}:)", url.scheme());
    }
    let path = url.path();
    let known = path.strip_suffix(request.path.as_str()).unwrap_or_else(|| base.path());
    let sign_in = if is_sign_in(url) { "; it looks like a page to sign in at" } else { "" };
    format!(
        "it redirects to {theirs}{path}, another origin than {ours}; nothing was sent there{sign_in}. If the backend is \
         there, write base = \"{theirs}{}\"",
        known.trim_end_matches('/')
    )
}

fn is_sign_in(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    ["login", "signin", "sign-in", "sign_in", "logon", "oauth", "/sso", "saml", "/auth"]
        .iter()
        .any(|it| path.contains(it))
}

fn unusual(status: StatusCode) -> String {
    match status.as_u16() {
        304 => "it says that nothing has changed, and was not asked whether something has".to_owned(),
        300 => "it offers several addresses and names none of them as the right one".to_owned(),
        _ => status.canonical_reason().unwrap_or("a redirect of an unknown kind").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    const BASE: &str = "http://shop.example:8080/api";

    fn request(purpose: Purpose, method: Method) -> Request {
        let body = (method != Method::GET).then(|| json!({ "a": 1 }));
        Request { purpose, method, path: "/orders".into(), params: vec![], body, headers: vec![], rows: None }
    }

    /// Where redirects lead, one after another.
    fn led(request: &Request, redirects: &[(u16, &str)]) -> Result<(Method, String, bool), Astray> {
        let base = Url::parse(BASE).unwrap();
        let mut trail = Trail::begin(request, request.url(&base).unwrap());
        for (status, location) in redirects {
            let headers = [(LOCATION, location.parse().unwrap())].into_iter().collect();
            trail.follow(request, &base, StatusCode::from_u16(*status).unwrap(), &headers)?;
        }
        let here = trail.here();
        Ok((here.method.clone(), here.url.to_string(), here.with_body))
    }

    fn words(request: &Request, redirects: &[(u16, &str)]) -> (String, bool) {
        let astray = led(request, redirects).unwrap_err();
        (astray.message, astray.may_have_happened)
    }

    #[test]
    fn a_get_is_followed_at_its_own_origin() {
        let get = request(Purpose::Query, Method::GET);
        for status in [301, 302, 303, 307, 308] {
            for location in
                ["/api/orders/", "http://shop.example:8080/api/orders/", "orders/", "//shop.example:8080/api/orders/"]
            {
                let url = "http://shop.example:8080/api/orders/".to_owned();
                assert_eq!(led(&get, &[(status, location)]), Ok((Method::GET, url, false)), "{status} {location}");
            }
        }
    }

    #[test]
    fn another_origin_is_an_error_that_names_both_and_the_fix() {
        let get = request(Purpose::Query, Method::GET);
        for (location, origin, fix) in [
            (
                "https://shop.example:8080/api/orders",
                "https://shop.example:8080/api/orders",
                "https://shop.example:8080/api",
            ),
            ("http://shop.example/api/orders?key=s3cret", "http://shop.example/api/orders", "http://shop.example/api"),
            (
                "http://user:s3cret@other.example:8080/v2/orders",
                "http://other.example:8080/v2/orders",
                "http://other.example:8080/v2",
            ),
            ("//other.example/x", "http://other.example/x", "http://other.example/api"),
            ("http://shop.example:8081/", "http://shop.example:8081/", "http://shop.example:8081/api"),
        ] {
            for status in [301, 302, 303, 307, 308] {
                let (message, _) = words(&get, &[(status, location)]);
                assert!(
                    message.contains(&format!("redirects to {origin}, another origin than http://shop.example:8080;")),
                    "{message}"
                );
                assert!(message.ends_with(&format!("write base = \"{fix}\"")), "{message}");
                assert!(!message.contains("s3cret"), "{message}");
            }
        }
        let (message, _) = words(&get, &[(302, "file:///etc/passwd")]);
        assert_eq!(message, "it redirects to an address that is not HTTP (file:)");
        assert!(
            words(&get, &[(302, "/api/a"), (302, "http://evil.example/")]).0.contains("evil.example"),
            "after one more"
        );
    }

    #[test]
    fn a_circle_is_an_error_at_once() {
        let get = request(Purpose::Query, Method::GET);
        let (message, _) = words(&get, &[(302, "/api/orders")]);
        assert_eq!(message, "the backend redirects in a circle: /api/orders → /api/orders");
        let (message, _) = words(&get, &[(302, "/b"), (307, "/c"), (302, "/b")]);
        assert_eq!(message, "the backend redirects in a circle: /api/orders → /b → /c → /b");
        let many: Vec<_> = (0..11).map(|n| format!("/{n}")).collect();
        let many: Vec<_> = many.iter().map(|location| (302, location.as_str())).collect();
        assert!(led(&get, &many[..10]).is_ok());
        assert_eq!(words(&get, &many).0, "the backend redirected 10 times, and then once more to /10");
    }

    #[test]
    fn a_write_is_followed_only_where_it_stays_what_it_is() {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let write = request(Purpose::Action, method.clone());
            for status in [307, 308] {
                let url = "http://shop.example:8080/api/orders/".to_owned();
                assert_eq!(led(&write, &[(status, "/api/orders/")]), Ok((method.clone(), url, true)));
                let (message, may_have_happened) = words(&write, &[(status, "https://shop.example/api/orders")]);
                assert!(message.contains("another origin") && !may_have_happened, "{message}");
            }
            let (message, may_have_happened) = words(&write, &[(301, "/api/orders/")]);
            assert_eq!(message, "it did not happen: its address is now /api/orders/; write that path on the board");
            assert!(!may_have_happened);
            for status in [302, 303] {
                let (message, may_have_happened) = words(&write, &[(status, "/done?x=1")]);
                assert_eq!(message, "it answered with a redirect to /done, which does not say whether it happened");
                assert!(may_have_happened);
                let (message, _) = words(&write, &[(status, "/login")]);
                assert!(message.ends_with("; that looks like a page to sign in at"), "{message}");
                assert!(words(&write, &[(status, "http://other.example/x")]).1, "done or not, nobody knows");
            }
        }
    }

    #[test]
    fn a_query_that_posts_keeps_what_it_asks() {
        let search = request(Purpose::Query, Method::POST);
        let url = "http://shop.example:8080/r/1".to_owned();
        assert_eq!(led(&search, &[(307, "/r/1")]), Ok((Method::POST, url.clone(), true)));
        assert_eq!(led(&search, &[(303, "/r/1")]), Ok((Method::GET, url, false)));
        for status in [301, 302] {
            assert!(words(&search, &[(status, "/r/1")]).0.contains("would be lost"));
        }
    }

    #[test]
    fn a_redirect_that_leads_nowhere_says_so() {
        let get = request(Purpose::Query, Method::GET);
        let base = Url::parse(BASE).unwrap();
        let told = |status: u16, location: Option<&str>| {
            let mut trail = Trail::begin(&get, get.url(&base).unwrap());
            let headers = location.map(|it| (LOCATION, it.parse().unwrap())).into_iter().collect();
            trail.follow(&get, &base, StatusCode::from_u16(status).unwrap(), &headers).unwrap_err().message
        };
        assert_eq!(told(302, None), "it redirects, and does not say where to");
        assert_eq!(told(302, Some("http://")), "it redirects to something that is no address");
        assert_eq!(told(304, None), "it says that nothing has changed, and was not asked whether something has");
        assert_eq!(told(305, Some("http://proxy.example")), "Use Proxy");
    }
}
