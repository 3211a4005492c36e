//! Profiles of the backend, headers, and the header of the token.

use oriel_board::{AuthHeader, Backend, ProfileError, ReadError, SecretName};
use oriel_protocol::AnyProtocol;
use std::time::Duration;

const EVERYTHING: &str = include_str!("../good/everything.toml");
const ALONE: &str = include_str!("../good/profiles-alone.toml");

fn backend(text: &str, profile: Option<&str>) -> Backend {
    oriel_board::parse_profile("board.toml", text, profile).unwrap().board.backends[""].clone()
}

#[test]
fn a_profile_takes_the_place_of_what_it_names_and_leaves_the_rest() {
    let plain = backend(EVERYTHING, None);
    let prod = backend(EVERYTHING, Some("prod"));
    assert_eq!(prod.base, "https://shop.example.com/api");
    assert_eq!(prod.headers, plain.headers);
    assert_eq!(prod.idempotency, plain.idempotency);
    let (plain_auth, auth) = (plain.auth.unwrap(), prod.auth.unwrap());
    assert_eq!(auth.bearer, SecretName::Ask("shop".into()));
    assert_eq!((auth.header, auth.hint), (plain_auth.header, plain_auth.hint), "`auth` is completed");
    let (plain_socket, socket) = (plain.socket.unwrap(), prod.socket.unwrap());
    assert_eq!(socket.url, "wss://shop.example.com/ws");
    assert_eq!(socket.protocol, plain_socket.protocol, "`socket` is completed");
}

#[test]
fn a_socket_of_another_protocol_completes_nothing() {
    let local = backend(EVERYTHING, Some("local"));
    assert!(local.headers.is_empty(), "a table is replaced as a whole");
    let socket = local.socket.unwrap();
    assert_eq!(socket.protocol, AnyProtocol::Poll(oriel_protocol::Poll { every: Duration::from_secs(5) }));
}

#[test]
fn the_view_knows_the_profiles_and_which_was_chosen() {
    let read = |profile| oriel_board::parse_profile("board.toml", EVERYTHING, profile).unwrap().board.view;
    assert_eq!(read(None).profile, None);
    assert_eq!(read(Some("prod")).profile.as_deref(), Some("prod"));
    assert_eq!(read(None).profiles, ["prod", "local"], "in the order of the file");
}

#[test]
fn a_profile_that_does_not_exist_is_told_with_those_that_do() {
    let error = oriel_board::parse_profile("board.toml", EVERYTHING, Some("staging")).unwrap_err();
    let known = vec!["prod".to_owned(), "local".to_owned()];
    assert_eq!(error, ReadError::Profile(ProfileError::Unknown { asked: "staging".into(), known }));
    assert_eq!(error.to_string(), "the board has no profile \"staging\"; there are: prod, local");
    let none = oriel_board::parse_profile("board.toml", crate::files::EXAMPLE, Some("prod")).unwrap_err();
    assert_eq!(none.to_string(), "the board has no profile \"prod\"; it has none");
}

#[test]
fn a_board_whose_backend_is_nowhere_has_to_be_told_which_profile() {
    let error = oriel_board::parse_profile("board.toml", ALONE, None).unwrap_err();
    assert_eq!(error.to_string(), "the board has to be opened with a profile; there are: eu, us");
    let problems = oriel_board::parse("board.toml", ALONE).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].help.as_deref(), Some("such as with --profile eu"));
    let us = backend(ALONE, Some("us"));
    assert_eq!(us.base, "https://us.shop.example.com");
    assert_eq!(us.auth.unwrap().bearer, SecretName::Ask("shop-us".into()));
}

#[test]
fn errors_of_every_profile_are_told_whichever_is_chosen() {
    let text = EVERYTHING.replace("wss://shop.example.com/ws", "shop.example.com/ws");
    for profile in [None, Some("prod"), Some("local"), Some("nobody")] {
        let error = oriel_board::parse_profile("board.toml", &text, profile).unwrap_err();
        let ReadError::Problems(problems) = error else { panic!("{error}") };
        assert_eq!(problems.len(), 1, "{problems:?}");
    }
}

#[test]
fn the_header_of_the_token_is_a_name_and_what_stands_before_it() {
    let header = |written: &str| {
        let text = EVERYTHING.replace("X-Api-Key: {secret}", written);
        backend(&text, None).auth.unwrap().header
    };
    let is = |name: &str, before: &str| AuthHeader { name: name.into(), before: before.into() };
    assert_eq!(header("X-Api-Key: {secret}"), is("X-Api-Key", ""));
    assert_eq!(header("Authorization: Token token={secret}"), is("Authorization", "Token token="));
    assert_eq!(header("Cookie:sid={secret}"), is("Cookie", "sid="));
    let text = EVERYTHING.replace("header = \"X-Api-Key: {secret}\"\n", "");
    assert_eq!(backend(&text, None).auth.unwrap().header, AuthHeader::default());
}
