//! Directus realtime, in its `handshake` mode: collections are subscribed to after a sign-in that
//! can be renewed in place.
use super::*;
use crate::json::Reply;

pub(super) fn directus() -> Json {
    let sign_in = json!({"type": "auth", "access_token": "{secret}"});
    let signed_in = is([("/type", json!("auth")), ("/status", json!("ok"))]);
    Json {
        headers: BTreeMap::new(),
        steps: vec![first([sign_in.clone()]), then(signed_in, [])],
        channels: texts(["articles"]),
        join: Some(json!({"type": "subscribe", "collection": "{channel}", "uid": "{channel}"})),
        joined: Some(is([("/type", json!("subscription")), ("/event", json!("init")), ("/uid", json!("{channel}"))])),
        replies: vec![Reply { to: is([("/type", json!("ping"))]), with: json!({"type": "pong"}) }],
        event: texts(["/uid", "/event"]),
        ignore: vec![is([("/type", json!("pong"))])],
        expired: Some(is([("/error/code", json!("TOKEN_EXPIRED"))])),
        renew: vec![sign_in],
        endings: vec![
            on(is([("/type", json!("auth")), ("/status", json!("error"))]), Ending::Refresh),
            on(is([("/status", json!("error"))]), Ending::RetrySlowly),
        ],
        ..Json::default()
    }
}

fn ready() -> Dialogue {
    let mut directus = Dialogue::with(Json { channels: texts(["articles", "users"]), ..directus() });
    directus.open();
    directus.hears(json!({"type": "auth", "status": "ok"}));
    directus.hears(json!({"type": "subscription", "event": "init", "data": [], "uid": "articles"}));
    assert_eq!(directus.hears(json!({"type": "subscription", "event": "init", "data": [], "uid": "users"})), [READY]);
    directus
}

#[test]
fn it_signs_in_subscribes_and_is_ready_when_every_collection_is() {
    let mut directus = Dialogue::with(Json { channels: texts(["articles", "users"]), ..directus() });
    assert_eq!(directus.open(), [says(json!({"type": "auth", "access_token": "s3cret"})), due(2)]);
    assert_eq!(
        directus.hears(json!({"type": "auth", "status": "ok", "refresh_token": "r"})),
        [
            Step::expect_nothing(),
            says(json!({"type": "subscribe", "collection": "articles", "uid": "articles"})),
            says(json!({"type": "subscribe", "collection": "users", "uid": "users"})),
        ]
    );
    let init = |uid: &str| json!({"type": "subscription", "event": "init", "data": [], "uid": uid});
    assert_eq!(directus.hears(init("users")), []);
    assert_eq!(directus.hears(init("users")), [], "the same one twice acknowledges one");
    assert_eq!(directus.hears(init("articles")), [READY]);
}

#[test]
fn changes_are_signals_of_their_collection_and_pings_are_answered() {
    let mut directus = ready();
    let change = json!({"type": "subscription", "event": "update", "data": [{"id": 3}], "uid": "articles"});
    assert_eq!(directus.hears(change), [signal("articles.update", json!([{"id": 3}]))]);
    assert_eq!(directus.hears(json!({"type": "ping"})), [says(json!({"type": "pong"}))]);
}

#[test]
fn an_expired_token_is_renewed_in_place() {
    let mut directus = ready();
    let expired =
        json!({"type": "auth", "status": "error", "error": {"code": "TOKEN_EXPIRED", "message": "Token expired."}});
    assert_eq!(directus.hears(expired.clone()), [Step::Renew]);
    assert_eq!(directus.hears(expired.clone()), [], "one renewal at a time");
    let renewed = directus.0.renewed(&Token::new("fresh"));
    assert_eq!(renewed, [says(json!({"type": "auth", "access_token": "fresh"}))]);
    assert_eq!(directus.hears(json!({"type": "auth", "status": "ok"})), []);
    let at_once = directus.hears(expired.clone());
    assert_eq!(at_once, [Step::end(Ending::Refresh, "the token expired: Token expired.")]);
}

#[test]
fn a_renewed_token_may_expire_too_in_its_time() {
    let mut directus = ready();
    let expired = json!({"type": "auth", "status": "error", "error": {"code": "TOKEN_EXPIRED"}});
    directus.hears(expired.clone());
    directus.0.renewed(&Token::new("fresh"));
    directus.0.tick();
    assert_eq!(directus.hears(expired), [Step::Renew]);
}

#[test]
fn a_refused_sign_in_asks_for_a_new_token_and_says_why() {
    let mut directus = Dialogue::with(directus());
    directus.open();
    let message = "Authentication failed.";
    let error = json!({"type": "auth", "status": "error", "error": {"code": "AUTH_FAILED", "message": message}});
    assert_eq!(directus.hears(error), [refused(message)]);
    directus.open();
    let expired = json!({"type": "auth", "status": "error", "error": {"code": "TOKEN_EXPIRED"}});
    let end = Step::end(Ending::Refresh, "the token expired");
    assert_eq!(directus.hears(expired), [end], "before it is ready there is nothing to renew");
}

#[test]
fn a_collection_that_may_not_be_read_ends_it_without_hurry() {
    let mut directus = Dialogue::with(directus());
    directus.open();
    directus.hears(json!({"type": "auth", "status": "ok"}));
    let message = "You don't have permission to access this.";
    let error = json!({"type": "subscribe", "status": "error", "error": {"code": "FORBIDDEN", "message": message}});
    assert_eq!(directus.hears(error), [over(Ending::RetrySlowly, message)]);
}
