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
/// No board has to say which of its requests are JSON-RPC or GraphQL. An answer of JSON-RPC 2.0 tells so itself, and
/// GraphQL is told by its request, whose `query` is a document.
///
/// - `body`: what was posted.
/// - `answer`: what came back.
pub(crate) fn of(body: &Value, answer: &Value) -> Option<Complaint> {
    of_json_rpc(answer).or_else(|| asks_graphql(body).then(|| of_graphql(answer)).flatten())
}

/// Whether only the answer to this says how it went, whatever its status.
pub(crate) fn says_how_it_went(body: Option<&Value>) -> bool {
    body.is_some_and(|body| asks_graphql(body) || body.get("jsonrpc").is_some())
}

/// The error object of JSON-RPC 2.0 (section 5.1). What exactly went wrong many servers say in its `data` alone.
fn of_json_rpc(answer: &Value) -> Option<Complaint> {
    let error = answer.get("error").filter(|error| error.is_object() && answer["jsonrpc"] == "2.0")?;
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
            json!({ "id": 1, "error": { "message": "of another kind of answer" } }),
            json!([1, 2]),
            json!(null),
        ] {
            assert_eq!(of(&call, &answer), None, "{answer}");
        }
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
