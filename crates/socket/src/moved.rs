//! Where an answer sends on to. No redirection is followed: the token, the configured headers and the body would go
//! along. What a person reads says where from, where to, and what to do.

use oriel_protocol::http::{HeaderMap, header};
use url::Url;

/// What a redirection says, in words for the person; nothing where it says nothing. Neither address is told with its
/// query, which may hold the token.
pub(crate) fn moved(url: &Url, status: u16, headers: &HeaderMap) -> Option<String> {
    if !(300..400).contains(&status) {
        return None;
    }
    let mut to = url.join(headers.get(header::LOCATION)?.to_str().ok()?).ok()?;
    to.set_fragment(None);
    if to == *url {
        return Some("it sends on to itself; correct the backend".to_owned());
    }
    // What is no address with a host takes neither of these, and has nothing to take away.
    let _ = to.set_username("").and_then(|()| to.set_password(None));
    to.set_query(None);
    let from = origin(url);
    Some(if from == origin(&to) {
        format!("it moved to {to}; correct the address")
    } else {
        format!("{from} sends on to another origin, {to}; nothing was sent there: correct the address")
    })
}

/// The origin that a page of this address would have: to browsers, a socket and a page of one host have the same.
pub(crate) fn origin(url: &Url) -> String {
    let mut page = url.clone();
    let scheme = match url.scheme() {
        "wss" => "https",
        "ws" => "http",
        other => other,
    };
    // All of these are special schemes to the standard, between which changing is always allowed.
    let _ = page.set_scheme(scheme);
    page.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_protocol::http::HeaderValue;

    fn told(url: &str, status: u16, location: &'static str) -> Option<String> {
        let headers = HeaderMap::from_iter([(header::LOCATION, HeaderValue::from_static(location))]);
        moved(&url.parse().unwrap(), status, &headers)
    }

    #[test]
    fn the_origin_is_the_backends_own_without_a_usual_port() {
        for (url, wanted) in [
            ("ws://localhost:4000/ws?x=1", "http://localhost:4000"),
            ("wss://example.org:443/ws", "https://example.org"),
            ("ws://example.org:80/", "http://example.org"),
            ("wss://[::1]:9/ws", "https://[::1]:9"),
            ("https://example.org/events", "https://example.org"),
        ] {
            assert_eq!(origin(&url.parse().unwrap()), wanted);
        }
    }

    #[test]
    fn a_place_at_the_same_origin_is_told_without_its_query() {
        let said = "it moved to ws://backend/v2/ws; correct the address";
        assert_eq!(told("ws://backend/ws", 301, "/v2/ws?token=s3cret#x").as_deref(), Some(said));
        let said = "it moved to http://backend/ws; correct the address";
        assert_eq!(told("ws://backend/ws?a=s3cret", 307, "http://backend/ws").as_deref(), Some(said));
    }

    #[test]
    fn another_origin_is_told_with_both_and_what_to_do() {
        for (location, place) in [
            ("https://portal.example/login?next=s3cret", "https://portal.example/login"),
            ("//u:s3cret@other/ws", "ws://other/ws"),
            ("ws://backend:81/ws", "ws://backend:81/ws"),
            ("wss://backend/ws", "wss://backend/ws"),
        ] {
            let said = format!(
                "http://backend sends on to another origin, {place}; nothing was sent there: correct the address"
            );
            assert_eq!(told("ws://backend/ws", 302, location), Some(said));
        }
    }

    #[test]
    fn a_loop_is_told_and_what_leads_nowhere_is_not() {
        let itself = Some("it sends on to itself; correct the backend".to_owned());
        assert_eq!(told("ws://backend/ws?x=1", 302, "/ws?x=1"), itself);
        assert_eq!(told("ws://backend/ws", 302, "http://[/"), None);
        assert_eq!(told("ws://backend/ws", 401, "/login"), None);
        assert_eq!(moved(&"ws://backend/".parse().unwrap(), 302, &HeaderMap::new()), None);
    }
}
