//! An answer made of arbitrary bytes: status, headers and body. The fuzz target and the regression tests are the same
//! play.

#![allow(dead_code, clippy::unwrap_used)]

use oriel_query::{Failure, FailureKind};
use oriel_session::{Token, judge};
use serde_json::{Value, json};

/// It must never be seen in a failure. The byte 0x01 stands for it in what the fuzzer writes.
const SECRET: &str = "s3cret-t0ken";

const STATUSES: [u16; 20] =
    [200, 200, 200, 201, 204, 206, 300, 302, 304, 400, 401, 404, 409, 422, 422, 429, 500, 502, 503, 520];

/// The first byte chooses the status, the second what was asked; the first line is `Retry-After`; the rest is the body.
pub(crate) fn answer(input: &[u8]) {
    let [status, asked, rest @ ..] = input else { return };
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let sent = match asked % 4 {
        0 => None,
        1 => Some(json!({ "amount": 1, "unit_price": 2, "items": [{ "price": 1 }], "message": "" })),
        2 => Some(json!({ "query": "{ orders { id } }" })),
        _ => Some(json!({ "jsonrpc": "2.0", "id": 1, "method": "a" })),
    };
    let is_action = asked & 4 != 0;
    let content = if asked & 8 != 0 { "application/x-ndjson" } else { "application/json" };
    let line = rest.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (later, body) = rest.split_at(line);
    let later = String::from_utf8_lossy(later);
    let body: Vec<u8> = body
        .iter()
        .flat_map(|byte| if *byte == 1 { SECRET.as_bytes() } else { std::slice::from_ref(byte) })
        .copied()
        .collect();
    let token = Token::new(SECRET);
    let headers = [
        ("retry-after", &*later),
        ("content-type", content),
        ("date", "Mon, 30 Nov 2026 12:00:00 GMT"),
        ("link", &*later),
    ];
    match judge(sent.clone(), is_action, Some(&token), status, &headers, &body) {
        Ok(data) => {
            assert!((200..300).contains(&status));
            let strict = serde_json::from_slice::<Value>(&body);
            if let (Ok(strict), false) = (strict, asked & 8 != 0) {
                assert_eq!(data.to_string(), strict.to_string(), "JSON is read as it is");
            }
            assert!(serde_json::from_str::<Value>(&data.to_string()).is_ok());
        }
        Err(failure) => check(&failure, status),
    }
}

fn check(failure: &Failure, status: u16) {
    assert_eq!(failure.status, Some(status));
    assert!(failure.address.is_empty());
    assert!(failure.fields.len() <= 64);
    let own = [&failure.message];
    for text in failure.fields.iter().flat_map(|(name, text)| [name, text]).chain(own) {
        assert!(text.chars().count() <= 301, "{text}");
        assert!(!text.chars().any(char::is_control), "{text:?}");
        assert!(!text.contains(SECRET), "{text}");
    }
    assert!(!failure.message.is_empty());
    let said = matches!(failure.kind, FailureKind::Status | FailureKind::Decode);
    assert!(said || !(200..300).contains(&status), "{failure:?}");
    if (500..600).contains(&status) || status == 429 {
        assert!(failure.retryable, "it can pass");
    }
}
