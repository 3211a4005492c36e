//! Parse LiveQuery: one subscription for each class.
use super::*;
use crate::Refusal;
use crate::json::Data;

pub(super) fn parse() -> Json {
    let query = json!({"className": "{channel}", "where": {}});
    Json {
        headers: BTreeMap::new(),
        steps: vec![
            first([json!({"op": "connect", "applicationId": "app", "sessionToken": "{secret}"})]),
            then(is([("/op", json!("connected"))]), []),
        ],
        channels: texts(["Player"]),
        join: Some(json!({"op": "subscribe", "requestId": "{seq}", "query": query, "sessionToken": "{secret}"})),
        joined: Some(is([("/op", json!("subscribed"))])),
        event: texts(["/object/className", "/op"]),
        data: Data::At("/object".to_owned()),
        ignore: vec![is([("/op", json!("unsubscribed"))])],
        endings: vec![
            // An invalid session token.
            on(is([("/op", json!("error")), ("/code", json!(209))]), Ending::Refresh),
            on(is([("/op", json!("error")), ("/reconnect", json!(false))]), Ending::Stop(Refusal::Backend)),
            on(is([("/op", json!("error"))]), Ending::RetrySlowly),
        ],
        ..Json::default()
    }
}

#[test]
fn it_connects_and_subscribes_to_each_class() {
    let mut parse = Dialogue::with(parse());
    let connect = json!({"op": "connect", "applicationId": "app", "sessionToken": "s3cret"});
    assert_eq!(parse.open(), [says(connect), due(2)]);
    let query = json!({"className": "Player", "where": {}});
    assert_eq!(
        parse.hears(json!({"op": "connected", "clientId": 1})),
        [
            Step::expect_nothing(),
            says(json!({"op": "subscribe", "requestId": 2, "query": query, "sessionToken": "s3cret"}))
        ]
    );
    assert_eq!(parse.hears(json!({"op": "subscribed", "clientId": 1, "requestId": 2})), [READY]);
    for op in ["create", "enter", "update", "leave", "delete"] {
        let object = json!({"className": "Player", "objectId": "o1"});
        let frame = json!({"op": op, "clientId": 1, "requestId": 2, "object": object});
        assert_eq!(parse.hears(frame), [signal(&format!("Player.{op}"), object)]);
    }
}

#[test]
fn without_a_session_it_connects_without_one() {
    let mut parse = Dialogue::with(parse());
    assert_eq!(parse.open_with(None)[0], says(json!({"op": "connect", "applicationId": "app"})));
}

#[test]
fn errors_say_whether_to_come_back() {
    let mut parse = Dialogue::with(parse());
    let mut error = |code: u16, reconnect: bool| {
        parse.open();
        parse.hears(json!({"op": "error", "code": code, "error": "no", "reconnect": reconnect}))
    };
    assert_eq!(error(209, true), [refused("no")]);
    assert_eq!(error(1, false), [over(Ending::Stop(Refusal::Backend), "no")]);
    assert_eq!(error(1, true), [over(Ending::RetrySlowly, "no")]);
}
