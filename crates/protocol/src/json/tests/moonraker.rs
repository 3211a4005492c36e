//! Moonraker: JSON-RPC, with a ticket that is good for one connection.
use super::*;
use crate::json::{Before, Data, Unnamed};
use crate::{Ended, Outcome};

pub(super) fn moonraker() -> Json {
    let client = json!({"client_name": "oriel", "version": "1", "type": "desktop", "url": "https://example.org"});
    Json {
        headers: BTreeMap::new(),
        before: Some(Before {
            post: None,
            url: "/access/oneshot_token".to_owned(),
            headers: named([("Authorization", "Bearer {secret}")]),
            take: named([("ticket", "/result")]),
        }),
        query: named([("token", "{ticket}")]),
        steps: vec![first([
            json!({"jsonrpc": "2.0", "method": "server.connection.identify", "params": client, "id": "{seq}"}),
        ])],
        ready: Some(has("/result/connection_id")),
        event: texts(["/method"]),
        data: Data::At("/params".to_owned()),
        unnamed: Unnamed::Ignored,
        // Once a second, about the server itself.
        ignore: vec![Match::Event("notify_proc_stat_update".to_owned())],
        endings: vec![on(is([("/error/code", json!(401))]), Ending::Refresh), on(has("/error"), Ending::RetrySlowly)],
        ..Json::default()
    }
}

fn answer(status: u16, body: &str) -> Outcome {
    Outcome::Answered { status, retry_after: None, body: body.to_owned() }
}

#[test]
fn it_fetches_a_ticket_for_every_connection() {
    let mut moonraker = Dialogue::with(moonraker());
    for ticket in ["first", "second"] {
        let socket = "wss://printer/websocket".parse().unwrap();
        let call = moonraker.0.prepare(&socket, Some(&Token::new("s3cret"))).unwrap().unwrap();
        assert_eq!((call.method.as_str(), call.url.as_str()), ("GET", "https://printer/access/oneshot_token"));
        assert_eq!(call.headers.get("authorization").unwrap(), "Bearer s3cret");
        let body = json!({"result": ticket}).to_string();
        assert_eq!(moonraker.0.prepared(&answer(200, &body)), Ok(()));
        let greeting = moonraker.greets(Some("s3cret"));
        assert_eq!(greeting.url.query(), Some(format!("room=1&token={ticket}").as_str()));
    }
}

#[test]
fn it_says_who_it_is_and_is_ready_when_it_is_known() {
    let mut moonraker = Dialogue::with(moonraker());
    let client = json!({"client_name": "oriel", "version": "1", "type": "desktop", "url": "https://example.org"});
    let identify = json!({"jsonrpc": "2.0", "method": "server.connection.identify", "params": client, "id": 1});
    assert_eq!(moonraker.open(), [says(identify)]);
    assert_eq!(moonraker.hears(json!({"jsonrpc": "2.0", "result": {"connection_id": 1730}, "id": 1})), [READY]);
    let params = json!([{"action": "added", "job": {"job_id": "1"}}]);
    let frame = json!({"jsonrpc": "2.0", "method": "notify_history_changed", "params": params});
    assert_eq!(moonraker.hears(frame), [signal("notify_history_changed", params)]);
    assert_eq!(moonraker.hears(json!({"jsonrpc": "2.0", "method": "notify_proc_stat_update", "params": [{}]})), []);
}

#[test]
fn a_refused_ticket_and_a_refused_client_ask_for_a_new_token() {
    let mut moonraker = Dialogue::with(moonraker());
    let reason = "the request before the connection was answered with HTTP 401";
    assert_eq!(moonraker.0.prepared(&answer(401, "{}")), Err(Ended::new(Ending::Refresh, reason)));
    moonraker.open();
    let error = json!({"jsonrpc": "2.0", "error": {"code": 401, "message": "Unauthorized"}, "id": 1});
    assert_eq!(moonraker.hears(error), [refused("Unauthorized")]);
}
