//! What real backends answer: almost JSON, no JSON, half an answer, a refusal in one of a dozen dialects.

use crate::scripted::{SECRET, Scripted, acted, answer, asked, failed, json, key, opened, session, uncertain};
use oriel_query::FailureKind;
use oriel_wire::Acted;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};

const HTML: &str = "Content-Type: text/html\r\n";
const TEXT: &str = "Content-Type: text/plain\r\n";

/// What the query comes to whose backend answers everything with this.
async fn comes_to(reply: Vec<u8>) -> Result<Value, oriel_query::Failure> {
    asked(&session(&Scripted::start(move |_| reply.clone()).await), "orders").await
}

/// The same of an action.
async fn action_comes_to(action: &str, reply: Vec<u8>) -> Acted {
    acted(&session(&Scripted::start(move |_| reply.clone()).await), action).await
}

#[tokio::test]
async fn one_strange_field_costs_no_other_row() {
    for (field, reads) in
        [("NaN", "NaN"), ("-Infinity", "-Infinity"), (r#""\ud83d""#, "\u{fffd}"), (r#""\ude00 half""#, "\u{fffd} half")]
    {
        let rows = (0..50).map(|id| format!(r#"{{"id":{id},"value":{}}}"#, if id == 7 { field } else { "1" }));
        let body = format!(r#"{{"items":[{}]}}"#, rows.collect::<Vec<_>>().join(","));
        let data = comes_to(json(&body)).await.unwrap();
        assert_eq!((data["items"].as_array().unwrap().len(), &data["items"][7]["value"]), (50, &json!(reads)));
    }
    assert_eq!(comes_to(json("\u{feff}{\"items\":[]}")).await.unwrap(), json!({ "items": [] }));
    let latin = answer(200, "", b"{\"items\":[{\"id\":\"caf\xe9\"}]}");
    assert_eq!(comes_to(latin).await.unwrap()["items"][0]["id"], "caf\u{fffd}");
}

#[tokio::test]
async fn json_lines_are_a_list_where_the_answer_says_so() {
    let lines = "{\"id\":1}\n{\"id\":NaN}\n";
    let named = answer(200, "Content-Type: application/x-ndjson; charset=utf-8\r\n", lines);
    assert_eq!(comes_to(named).await.unwrap(), json!([{ "id": 1 }, { "id": "NaN" }]));
    assert_eq!(comes_to(answer(200, "Content-Type: application/jsonl\r\n", "")).await.unwrap(), json!([]));
}

#[tokio::test]
async fn an_answer_that_carries_nothing_is_empty() {
    for status in [204, 205, 200] {
        assert_eq!(comes_to(answer(status, "", "")).await.unwrap(), Value::Null, "{status}");
    }
    let backend = Scripted::start(|_| answer(204, "", "")).await;
    assert!(asked(&session(&backend), "listed").await.is_ok(), "a list that comes in pages");
}

#[tokio::test]
async fn an_answer_that_is_no_json_says_what_it_is() {
    let utf16: Vec<u8> = "{\"items\":[]}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (reply, words) in [
        (answer(200, HTML, "<html><head><title>Sign in</title>"), "it is a web page (HTML), \"Sign in\""),
        (answer(200, "", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), "it is compressed (gzip), and no header says so"),
        (answer(200, "", utf16), "it is UTF-16; JSON is sent as UTF-8"),
        (answer(200, TEXT, "OK"), "it is plain text"),
        (answer(200, "", "{\"items\":[1,"), "it is cut off at line 1, column 13"),
        (
            answer(200, "", "{}\n{}"),
            "it is several JSON documents one after another; the second begins at line 2, column 1",
        ),
    ] {
        let failure = comes_to(reply).await.unwrap_err();
        assert_eq!((failure.kind, failure.status), (FailureKind::Decode, Some(200)));
        assert_eq!(failure.message, format!("the answer is not JSON: {words}"));
    }
}

#[tokio::test]
async fn an_answer_that_is_not_modified_says_why_that_is_wrong() {
    let failure = comes_to(answer(304, "", "")).await.unwrap_err();
    assert_eq!(failure.message, "it says that nothing has changed, and was not asked whether something has");
}

/// An answer that ends before it should.
fn cut(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// The beginning of `{"items":[…` as gzip writes it: nothing is compressed in it, and its end is missing.
const HALF_A_GZIP: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x00\x40\x00\xbf\xff{\"items\":[{\"id\":1},";

#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_again() {
    let halves = [
        (FailureKind::Network, cut("Content-Length: 99\r\n", b"{\"items\":[")),
        (FailureKind::Network, cut("Transfer-Encoding: chunked\r\n", b"a\r\n{\"items\":[\r\n")),
        (FailureKind::Network, cut("Transfer-Encoding: chunked\r\n", b"ff\r\n{\"items\":[")),
        (FailureKind::Network, cut("Content-Encoding: gzip\r\n", HALF_A_GZIP)),
        (FailureKind::Network, answer(200, "Content-Encoding: gzip\r\n", b"not gzip at all")),
        (FailureKind::Network, answer(200, "Content-Encoding: br\r\n", b"\xff\xff\xff\xff")),
        (FailureKind::Network, answer(200, "Content-Encoding: zstd\r\n", b"\x28\xb5\x2f\xfd\x04")),
        (FailureKind::Decode, answer(200, "", "{\"items\":[")),
    ];
    let each = halves.map(|(kind, half)| async move {
        let first = AtomicBool::new(true);
        let shown = String::from_utf8_lossy(&half).into_owned();
        let backend = Scripted::start(move |_| {
            let first = first.swap(false, Ordering::Relaxed);
            if first { half.clone() } else { json(r#"{"items":[]}"#) }
        })
        .await;
        let session = session(&backend);
        let key = key(&session, "orders");
        let (window, failure) = opened(&session, "orders").await;
        let failure = failure.unwrap();
        assert_eq!((failure.kind, failure.retryable), (kind, true), "{shown}: {failure}");
        window.until(&shown, |sight| sight.data(&key).is_some()).await;
        assert_eq!(backend.heard().len(), 2, "{shown}");
    });
    futures_util::future::join_all(each).await;
}

#[tokio::test]
async fn whether_an_action_happened_whose_answer_broke_off_nobody_knows() {
    for half in [cut("Content-Length: 99\r\n", b"{\"id\":"), cut("Content-Encoding: gzip\r\n", HALF_A_GZIP)] {
        let backend = Scripted::start(move |_| half.clone()).await;
        let failure = uncertain(&session(&backend), "note").await;
        assert_eq!(failure.kind, FailureKind::Network);
        assert!(failure.message.starts_with("the answer broke off"), "{}", failure.message);
        assert_eq!(backend.heard().len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_whose_body_breaks_off_is_a_refusal() {
    let cut = |status: u16, headers: &str| {
        format!("HTTP/1.1 {status} Whatever\r\nConnection: close\r\nContent-Length: 99\r\n{headers}\r\n{{\"mess")
            .into_bytes()
    };
    for (status, headers, kind, wait) in [
        (422, "", FailureKind::Status, None),
        (401, "", FailureKind::Unauthorized, None),
        (429, "Retry-After: 7\r\n", FailureKind::Status, Some(7_000)),
        (422, "Content-Encoding: gzip\r\n", FailureKind::Status, None),
    ] {
        let reply = cut(status, headers);
        let backend = Scripted::start(move |_| reply.clone()).await;
        let failure = failed(&session(&backend), "note").await;
        assert_eq!((failure.status, failure.kind, failure.retry_after_ms), (Some(status), kind, wait));
    }
    let failure = comes_to(cut(503, "Retry-After: 7\r\n")).await.unwrap_err();
    assert_eq!((failure.status, failure.kind, failure.retry_after_ms), (Some(503), FailureKind::Gateway, Some(7_000)));
}

#[tokio::test]
async fn a_success_is_a_success() {
    for (reply, data) in [
        (answer(200, TEXT, "OK"), json!("OK")),
        (answer(201, TEXT, " created \n"), json!("created")),
        (answer(200, HTML, "<html><title>Done</title>"), Value::Null),
        (answer(200, "", ""), Value::Null),
        (answer(202, "", ""), Value::Null),
        (answer(204, "", ""), Value::Null),
        (answer(205, "", ""), Value::Null),
        (answer(200, "", [0xff, 0xd8, 0xff]), Value::Null),
        (json(r#"{"id":NaN}"#), json!({ "id": "NaN" })),
    ] {
        let shown = String::from_utf8_lossy(&reply).into_owned();
        match action_comes_to("note", reply).await {
            Acted::Done { data: got } => assert_eq!(got, data, "{shown}"),
            other => panic!("{shown} came to {other:?}"),
        }
    }
}

#[tokio::test]
async fn where_only_the_answer_says_how_it_went_another_one_says_nothing() {
    let backend = Scripted::start(|_| answer(200, HTML, "<title>Sign in</title>")).await;
    let failure = uncertain(&session(&backend), "call").await;
    assert_eq!(failure.message, "the answer is not JSON: it is a web page (HTML), \"Sign in\"");
    for body in ["", "null", "{}", r#"{"id":1}"#] {
        let backend = Scripted::start(move |_| json(body)).await;
        let failure = uncertain(&session(&backend), "call").await;
        assert_eq!(failure.message, "the answer says neither what came of it nor what went wrong", "{body}");
    }
    let backend = Scripted::start(|_| json(r#"{"error":{"code":-32000,"message":"no"}}"#)).await;
    assert_eq!(failed(&session(&backend), "call").await.message, "no");
}

#[tokio::test]
async fn a_form_that_is_refused_says_which_field() {
    for (status, body, message) in [
        (422, r#"{"detail":[{"loc":["body","amount"],"msg":"too low"}]}"#, "amount: too low"),
        (422, r#"{"errors":{"amount":["too low"]}}"#, "amount: too low"),
        (422, r#"{"amount":["too low"]}"#, "amount: too low"),
        (400, r#"{"amount":["too low"],"non_field_errors":["Closed."]}"#, "Closed (amount: too low)"),
        (422, r#"{"errors":[{"source":{"pointer":"/data/attributes/amount"},"detail":"too low"}]}"#, "too low"),
        (400, r#"{"title":"Not valid.","errors":{"Amount":["too low"]}}"#, "Not valid (amount: too low)"),
        (400, r#"{"error":"Bad Request","issues":[{"path":["amount"],"message":"too low"}]}"#, "amount: too low"),
    ] {
        let backend = Scripted::start(move |_| answer(status, "", body)).await;
        let failure = failed(&session(&backend), "note").await;
        assert_eq!(failure.fields.get("amount").map(String::as_str), Some("too low"), "{body}");
        assert_eq!((failure.status, failure.message.as_str()), (Some(status), message), "{body}");
    }
    let nest = r#"{"message":["amount must be positive","unit_price must be text"],"error":"Bad Request"}"#;
    let backend = Scripted::start(move |_| answer(400, "", nest)).await;
    let failure = failed(&session(&backend), "note").await;
    assert_eq!(failure.fields.len(), 2);
    assert_eq!(failure.message, "amount must be positive; unit_price must be text");
}

#[tokio::test]
async fn a_server_that_repeats_the_token_is_not_repeated() {
    for reply in [
        answer(403, "", format!(r#"{{"message":"the key {SECRET} is unknown"}}"#)),
        answer(400, "", format!(r#"{{"errors":{{"amount":["{SECRET}"]}}}}"#)),
        answer(400, TEXT, SECRET),
        answer(400, HTML, format!("<title>{SECRET}</title>")),
        answer(301, &format!("Location: /{SECRET}\r\n"), ""),
        answer(200, "", format!(r#"{{"jsonrpc":"2.0","error":{{"message":"no {SECRET}"}}}}"#)),
    ] {
        let backend = Scripted::start(move |_| reply.clone()).await;
        let failure = failed(&session(&backend), "call").await;
        assert!(!format!("{failure:?}").contains("s3cret"), "{failure:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_answers_in_place_of_the_server_is_told_apart() {
    for reply in [
        answer(502, HTML, "<html><title>502 Bad Gateway</title>"),
        answer(504, "", ""),
        answer(524, TEXT, "error code: 524"),
        answer(503, HTML, "<h1>503"),
        answer(503, "", ""),
    ] {
        let acted = action_comes_to("note", reply).await;
        let (Acted::Failed { failure } | Acted::Uncertain { failure }) = acted else { panic!("{acted:?}") };
        assert_eq!(failure.kind, FailureKind::Gateway);
    }
    let backend = Scripted::start(|_| answer(429, "Retry-After: 7\r\n", r#"{"error":"slow down"}"#)).await;
    let failure = failed(&session(&backend), "note").await;
    assert_eq!((failure.retry_after_ms, failure.message.as_str()), (Some(7000), "slow down"));
    let date = "Date: Mon, 30 Nov 2026 12:00:00 GMT\r\nRetry-After: Mon, 30 Nov 2026 12:02:00 GMT\r\n";
    let backend = Scripted::start(move |_| answer(503, date, r#"{"error":"closed for the night"}"#)).await;
    let failure = failed(&session(&backend), "note").await;
    assert_eq!((failure.retry_after_ms, failure.kind), (Some(120_000), FailureKind::Status));
}

#[tokio::test]
async fn a_request_says_what_it_wants_and_how_long_it_is() {
    let backend = Scripted::start(|heard| {
        let insists = heard.method == "POST" && !heard.headers.contains_key("content-length");
        if insists { answer(411, "", "") } else { json(r#"{"items":[]}"#) }
    })
    .await;
    let session = session(&backend);
    asked(&session, "orders").await.unwrap();
    for action in ["pay", "note", "put", "drop"] {
        let acted = acted(&session, action).await;
        assert!(matches!(acted, Acted::Done { .. }), "{action}: {acted:?}");
    }
    let heard = backend.heard();
    for one in &heard {
        assert_eq!(one.headers["accept"], "application/json", "{one:?}");
        let offered: Vec<_> = one.headers["accept-encoding"].split(',').map(str::trim).collect();
        assert!(["gzip", "br", "zstd"].iter().all(|coding| offered.contains(coding)), "{offered:?}");
    }
    let length = |target: &str| {
        let one = heard.iter().find(|one| one.target == target).unwrap();
        one.headers.get("content-length").cloned()
    };
    assert_eq!(length("/api/pay").as_deref(), Some("0"));
    assert_eq!(length("/api/orders?state=open"), None);
    assert_eq!(length("/api/drop"), None);
}
