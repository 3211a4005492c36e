//! What the handshake carries.
use super::*;
use crate::GreetingError;

#[test]
fn the_token_travels_in_headers_that_are_marked_secret() {
    let headers = named([("Authorization", "Bearer {secret}"), ("X-Plain", "always")]);
    let mut dialogue = Dialogue::with(Json { headers, ..Json::default() });
    let greeting = dialogue.greets(Some("s3cret"));
    let bearer = greeting.headers.get("authorization").unwrap();
    assert_eq!(bearer, "Bearer s3cret");
    assert!(bearer.is_sensitive());
    assert!(!format!("{greeting:?}").contains("s3cret"));
    let anonymous = dialogue.greets(None);
    assert!(anonymous.headers.get("authorization").is_none());
    assert_eq!(anonymous.headers.get("x-plain").unwrap(), "always");
}

#[test]
fn parameters_are_added_to_the_address_and_escaped() {
    let query = named([("token", "{secret}"), ("v", "1")]);
    let mut dialogue = Dialogue::with(Json { query, ..Json::default() });
    assert_eq!(dialogue.greets(Some("a&b=c")).url.query(), Some("room=1&token=a%26b%3Dc&v=1"));
    assert_eq!(dialogue.greets(None).url.query(), Some("room=1&v=1"));
}

#[test]
fn a_subprotocol_may_carry_the_token() {
    let subprotocols = texts(["v1", "bearer.{secret}"]);
    let mut dialogue = Dialogue::with(Json { subprotocols, ..Json::default() });
    assert_eq!(dialogue.greets(Some("abc")).subprotocols, ["v1", "bearer.abc"]);
    assert_eq!(dialogue.greets(None).subprotocols, ["v1"]);
}

#[test]
fn a_token_that_no_header_can_carry_is_an_error_that_does_not_show_it() {
    let subprotocols = Json { headers: BTreeMap::new(), subprotocols: texts(["{secret}"]), ..Json::default() };
    for (config, token) in [(Json::default(), "s3cret\n"), (subprotocols, "s3cret, other")] {
        let mut greeting = Greeting::new("wss://backend/ws".parse().unwrap());
        let error = config.codec().greet(&mut greeting, Some(&Token::new(token))).unwrap_err();
        assert_eq!(error, GreetingError::Token);
        assert!(!error.to_string().contains("s3cret"));
    }
}

#[test]
fn a_position_may_travel_in_the_address_of_the_next_connection() {
    let captures = BTreeMap::from([("last".to_owned(), texts(["/id"]))]);
    let config = Json { captures, keep: texts(["last"]), query: named([("after", "{last}")]), ..Json::default() };
    let mut dialogue = Dialogue::with(config);
    assert_eq!(dialogue.greets(None).url.query(), Some("room=1"));
    dialogue.open();
    dialogue.hears(json!({"event": "paid", "id": 41}));
    dialogue.hears(json!({"event": "paid", "id": 42}));
    assert_eq!(dialogue.greets(None).url.query(), Some("room=1&after=42"));
    dialogue.open();
    assert_eq!(dialogue.greets(None).url.query(), Some("room=1&after=42"), "nothing newer came");
}
