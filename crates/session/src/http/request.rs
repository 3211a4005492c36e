//! A request without its credentials: where it goes, and what it says of itself.

use crate::complaint;
use oriel_board::AuthHeader;
use oriel_socket::Token;
use reqwest::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::Value;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It reads, whatever its method.
    Query,
    /// It changes something.
    Action,
}

/// A request without its credentials.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) purpose: Purpose,
    pub(crate) method: Method,
    /// Percent-encoded path below the base, starting with a slash.
    pub(crate) path: String,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) body: Option<Value>,
    /// Over those of the backend.
    pub(crate) headers: Vec<(String, String)>,
    /// JSON Pointer to the list in the answer whose rows are kept as text; nothing: it is kept as it is.
    pub(crate) rows: Option<String>,
}

impl Request {
    pub(super) fn url(&self, base: &Url) -> Result<Url, String> {
        let text = format!("{}{}", base.as_str().trim_end_matches('/'), self.path);
        let mut url = Url::parse(&text).map_err(|error| error.to_string())?;
        if url.origin() != base.origin() {
            return Err("the path leads away from the backend".to_owned());
        }
        if !self.params.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.params);
        }
        Ok(url)
    }

    /// Its headers. `backend`: those of every request to it.
    pub(super) fn headers(
        &self,
        backend: &HeaderMap,
        auth: &AuthHeader,
        token: Option<&Token>,
    ) -> Result<HeaderMap, String> {
        let mut headers = backend.clone();
        headers.entry(ACCEPT).or_insert(self.accept());
        for (name, value) in &self.headers {
            let (name, value) = header(name, value).ok_or_else(|| format!("the header {name} cannot be sent"))?;
            headers.insert(name, value);
        }
        if let Some(token) = token {
            let value = format!("{}{}", auth.before, token.reveal());
            // Neither what is wrong in it nor where is told: it is the token.
            let (name, mut value) =
                header(&auth.name, &value).ok_or("the token has characters that no header can hold")?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(headers)
    }

    /// Backends that answer people too send a page, or a redirect to one, to who does not say what is wanted.
    fn accept(&self) -> HeaderValue {
        HeaderValue::from_static(match &self.body {
            Some(body) if complaint::asks_graphql(body) => "application/graphql-response+json, application/json;q=0.9",
            _ => "application/json",
        })
    }
}

/// A header that can be sent.
pub(super) fn header(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
}

/// Whether a request of this method says how long its content is even where it has none (RFC 9110, 8.6).
pub(super) fn has_content(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// Method and address as a person may see them.
pub(super) fn shown(method: &Method, url: &Url) -> String {
    let mut url = url.clone();
    // Never show a password that somebody wrote into an address.
    let _ = url.set_password(None);
    let _ = url.set_username("");
    format!("{method} {url}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn request(path: &str) -> Request {
        Request {
            purpose: Purpose::Query,
            method: Method::GET,
            path: path.into(),
            params: vec![],
            body: None,
            headers: vec![],
            rows: None,
        }
    }

    fn blue() -> HeaderMap {
        [header("X-Tenant", "blue").unwrap()].into_iter().collect()
    }

    #[test]
    fn the_token_goes_into_the_header_that_the_board_names() {
        let token = Token::new("t0".to_owned());
        let bearer = request("/").headers(&blue(), &AuthHeader::default(), Some(&token)).unwrap();
        assert_eq!(bearer["authorization"], "Bearer t0");
        assert!(bearer["authorization"].is_sensitive());
        let key = AuthHeader { name: "X-Api-Key".into(), before: String::new() };
        let keyed = request("/").headers(&blue(), &key, Some(&token)).unwrap();
        assert_eq!((&keyed["x-api-key"], keyed.get("authorization")), (&HeaderValue::from_static("t0"), None));
        let unsendable = request("/").headers(&blue(), &key, Some(&Token::new("s3cret\n".to_owned()))).unwrap_err();
        assert!(!unsendable.contains("s3cret"), "{unsendable}");
    }

    #[test]
    fn a_requests_own_headers_go_over_those_of_the_backend() {
        let headers = |own: &[(&str, &str)]| {
            let own = own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Request { headers: own, ..request("/") }.headers(&blue(), &AuthHeader::default(), None).unwrap()
        };
        assert_eq!(headers(&[])["x-tenant"], "blue");
        assert_eq!(headers(&[("x-tenant", "red")]).get_all("x-tenant").iter().collect::<Vec<_>>(), ["red"]);
    }

    #[test]
    fn a_request_says_that_it_wants_json_unless_the_board_says_otherwise() {
        let accepts = |request: Request, backend: &HeaderMap| {
            request.headers(backend, &AuthHeader::default(), None).unwrap()["accept"].clone()
        };
        assert_eq!(accepts(request("/"), &blue()), "application/json");
        let csv: HeaderMap = [header("accept", "application/vnd.api+json").unwrap()].into_iter().collect();
        assert_eq!(accepts(request("/"), &csv), "application/vnd.api+json");
        let own = Request { headers: vec![("Accept".into(), "application/hal+json".into())], ..request("/") };
        assert_eq!(accepts(own, &csv), "application/hal+json");
        let graphql = Request { body: Some(json!({ "query": "{ a }" })), ..request("/graphql") };
        assert_eq!(accepts(graphql, &blue()), "application/graphql-response+json, application/json;q=0.9");
    }

    #[test]
    fn a_path_cannot_lead_a_token_to_another_host() {
        let base = Url::parse("http://127.0.0.1:1").unwrap();
        assert!(request("/a/b").url(&base).is_ok());
        assert!(request("@evil.example/").url(&base).is_err());
        assert!(request("0/x").url(&base).is_err(), "a longer port is another port");
    }
}
