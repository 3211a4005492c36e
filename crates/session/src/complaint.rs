//! Answers that come with the status of a success and say themselves that they are none: those of JSON-RPC and of
//! GraphQL. Pure.

use serde_json::Value;

/// An answer that is none.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Complaint {
    /// In the backend's own words.
    pub(crate) words: String,
    /// Where it may say more, about single fields.
    pub(crate) details: Option<Value>,
}

/// What the backend complains of; nothing where it answers what was asked.
///
/// No board has to say which of its requests are JSON-RPC or GraphQL. JSON-RPC 2.0 is told by the request or by the
/// answer, and GraphQL by its request, whose `query` is a document.
///
/// - `body`: what was posted.
/// - `answer`: what came back.
pub(crate) fn of(body: &Value, answer: &Value) -> Option<Complaint> {
    of_json_rpc(body, answer).or_else(|| asks_graphql(body).then(|| of_graphql(answer)).flatten())
}

/// Whether only the answer to this says how it went, whatever its status.
pub(crate) fn says_how_it_went(body: Option<&Value>) -> bool {
    body.is_some_and(|body| asks_graphql(body) || calls_json_rpc(body))
}

/// Whether an answer that would have to say how it went says nothing: it is empty, or, for an action, has neither data
/// nor a result. What is only read is shown as it came: not everything that looks like a document of GraphQL is one.
pub(crate) fn says_nothing(body: Option<&Value>, is_action: bool, answer: &Value) -> bool {
    let Some(body) = body.filter(|body| says_how_it_went(Some(body))) else { return false };
    let is_empty = answer.is_null() || answer.as_object().is_some_and(serde_json::Map::is_empty);
    let says = (asks_graphql(body) && answer.get("data").is_some_and(|data| !data.is_null()))
        || (calls_json_rpc(body) && answer.get("result").is_some());
    is_empty || is_action && !says
}

/// A call of JSON-RPC. One without an `id` is a notification, which has no answer.
fn calls_json_rpc(body: &Value) -> bool {
    body.get("jsonrpc").is_some() && body.get("id").is_some()
}

/// The error object of JSON-RPC 2.0 (section 5.1), which some servers send without naming the version. What exactly
/// went wrong many say in its `data` alone.
fn of_json_rpc(body: &Value, answer: &Value) -> Option<Complaint> {
    let is_json_rpc = answer["jsonrpc"] == "2.0" || body.get("jsonrpc").is_some();
    let error = answer.get("error").filter(|error| error.is_object() && is_json_rpc)?;
    let detail = error.get("data").and_then(|data| data.get("message").unwrap_or(data).as_str());
    let said = error.get("message").and_then(Value::as_str).into_iter().chain(detail).map(str::trim);
    let words = said.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ");
    let words = if words.is_empty() { "the call was refused".to_owned() } else { words };
    Some(Complaint { words, details: error.get("data").cloned() })
}

/// A document has braces, which sets it apart from the words of a search.
pub(crate) fn asks_graphql(body: &Value) -> bool {
    body.get("query").and_then(Value::as_str).is_some_and(|document| document.contains('{'))
}

/// Why GraphQL has no data. With data, errors are about a part of it, and the rest is worth showing.
fn of_graphql(answer: &Value) -> Option<Complaint> {
    let errors = answer.get("errors")?.as_array().filter(|errors| !errors.is_empty())?;
    let has_data =
        answer.get("data").and_then(Value::as_object).is_some_and(|data| data.values().any(|v| !v.is_null()));
    let message = || errors[0].get("message").and_then(Value::as_str).unwrap_or("the request was refused");
    (!has_data).then(|| Complaint { words: message().to_owned(), details: extensions(answer) })
}

/// What errors of GraphQL say beyond their message. The `path` of each is that of the answer, not of what was sent.
pub(crate) fn extensions(answer: &Value) -> Option<Value> {
    let errors = answer.get("errors")?.as_array()?;
    Some(errors.iter().filter_map(|error| error.get("extensions")).cloned().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn of(body: &Value, answer: &Value) -> Option<String> {
        super::of(body, answer).map(|complaint| complaint.words)
    }

    #[test]
    fn json_rpc_complains_with_its_error_object() {
        let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "a" });
        let error = |error: Value| of(&call, &json!({ "jsonrpc": "2.0", "id": 1, "error": error }));
        let is = |words: &str| Some(words.to_owned());
        assert_eq!(error(json!({ "code": -32601, "message": "Method not found" })), is("Method not found"));
        assert_eq!(
            error(json!({ "code": 1, "message": "Server error", "data": "disk full" })),
            is("Server error: disk full")
        );
        let data = json!({ "type": "ValueError", "message": "no such track", "traceback": "…" });
        assert_eq!(
            error(json!({ "code": 0, "message": "Application error", "data": data })),
            is("Application error: no such track")
        );
        assert_eq!(error(json!({ "code": 0, "message": "", "data": [1] })), is("the call was refused"));
    }

    #[test]
    fn what_is_no_error_of_json_rpc_is_an_answer() {
        let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "a" });
        for answer in [
            json!({ "jsonrpc": "2.0", "id": 1, "result": { "error": { "message": "part of the data" } } }),
            json!({ "jsonrpc": "2.0", "id": 1, "result": 1, "error": null }),
            json!({ "id": 1, "error": "of another kind of answer" }),
            json!([1, 2]),
            json!(null),
        ] {
            assert_eq!(of(&call, &answer), None, "{answer}");
        }
        let other = json!({ "id": 1, "error": { "message": "of another kind of answer" } });
        assert_eq!(of(&json!({ "id": 1 }), &other), None);
        let unversioned = json!({ "error": { "code": -32000, "message": "no" } });
        assert_eq!(of(&call, &unversioned).as_deref(), Some("no"));
    }

    #[test]
    fn an_answer_that_has_to_say_how_it_went_must_say_it() {
        let says_nothing = |body: &Value, answer: &Value| super::says_nothing(Some(body), true, answer);
        let mutation = json!({ "query": "mutation { pay }" });
        let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "pay" });
        for answer in [json!(null), json!({}), json!({ "data": null }), json!("OK"), json!({ "ok": true })] {
            assert!(says_nothing(&mutation, &answer) && says_nothing(&call, &answer), "{answer}");
        }
        assert!(!says_nothing(&mutation, &json!({ "data": { "pay": null } })));
        assert!(!says_nothing(&call, &json!({ "result": null })));
        let notification = json!({ "jsonrpc": "2.0", "method": "pay" });
        assert!(!says_nothing(&notification, &json!(null)), "nobody answers it");
        assert!(!says_nothing(&json!({ "amount": 1 }), &json!(null)), "the status says it");
        let read = |answer: &Value| super::says_nothing(Some(&mutation), false, answer);
        assert!(read(&json!({})) && read(&json!(null)) && !read(&json!({ "hits": [] })));
    }

    #[test]
    fn what_may_name_fields_comes_with_the_complaint() {
        let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "a" });
        let data = json!({ "errors": { "amount": ["too low"] } });
        let answer = json!({ "jsonrpc": "2.0", "error": { "code": 1, "message": "no", "data": data } });
        assert_eq!(super::of(&call, &answer).and_then(|complaint| complaint.details), Some(data));
        let validation = json!({ "validation": { "input.amount": ["too low"] } });
        let answer =
            json!({ "errors": [{ "message": "no", "path": ["order"], "extensions": validation }, { "message": "n" }] });
        let complaint = super::of(&json!({ "query": "mutation { order }" }), &answer);
        assert_eq!(complaint.and_then(|complaint| complaint.details), Some(json!([validation])));
    }

    #[test]
    fn graphql_complains_with_errors_and_no_data() {
        let ask = json!({ "query": "{ items { id } }" });
        let errors = json!([{ "message": "not yours" }]);
        let refused = [json!(null), json!({}), json!({ "items": null })];
        for data in refused {
            assert_eq!(of(&ask, &json!({ "errors": errors, "data": data })).as_deref(), Some("not yours"), "{data}");
        }
        assert_eq!(of(&ask, &json!({ "errors": errors })).as_deref(), Some("not yours"));
        assert_eq!(of(&ask, &json!({ "errors": errors, "data": { "items": [1], "more": null } })), None, "a part");
        assert_eq!(of(&ask, &json!({ "errors": [], "data": null })), None);
        assert_eq!(of(&json!({ "query": "shoes" }), &json!({ "errors": errors, "hits": [] })), None, "a search");
    }
}
