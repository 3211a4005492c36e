//! Where the backend is, and how one signs in.

use crate::{document, drafted, drafted_with, get, line, list};
use oriel_draft::Options;

fn rows() -> String {
    get("/rows", &list("id: { type: integer }"))
}

/// The base of a document with these servers, and the comment above it.
fn base(servers: &str) -> (String, bool) {
    let (draft, board) = drafted(&document(&rows()).replace("[{ url: https://shop.example.com/api }]", servers));
    (board.backends[""].base.clone(), draft.text.contains("# Fill in: the document does not say on which host it is"))
}

#[test]
fn the_base_is_the_first_server_and_what_it_lacks_is_said() {
    assert_eq!(base("[{ url: https://shop.example.com/api/ }]"), ("https://shop.example.com/api".into(), false));
    assert_eq!(base("[{ url: /api/v3 }]"), ("http://127.0.0.1:8000/api/v3".into(), true));
    assert_eq!(base("[]"), ("http://127.0.0.1:8000".into(), true));
    let template =
        "[{ url: 'https://{tenant}.example.com/{v}', variables: { tenant: { default: acme }, v: { default: v2 } } }]";
    assert_eq!(base(template), ("https://acme.example.com/v2".into(), false));
    assert_eq!(base("[{ url: 'https://user:password@example.com' }]").0, "http://127.0.0.1:8000");
}

#[test]
fn the_base_that_is_asked_for_counts() {
    let options = Options { base: Some("http://127.0.0.1:9/x/".into()), ..Options::default() };
    assert_eq!(drafted_with(&document(&rows()), &options).1.backends[""].base, "http://127.0.0.1:9/x");
    for wrong in ["127.0.0.1", "ftp://a", "http://", "http://a?b", "http://u:p@a"] {
        let options = Options { base: Some(wrong.into()), ..Options::default() };
        let error = oriel_draft::draft(&document(&rows()), &options).unwrap_err();
        assert!(error.to_string().contains("is not an address that a board can have"), "{error}");
    }
}

#[test]
fn swagger_puts_it_together_from_scheme_host_and_path() {
    let text = r##"{ "swagger": "2.0", "info": { "title": "T" }, "host": "a.example.com", "basePath": "/v1/", "schemes": ["http", "https"],
        "paths": { "/rows": { "get": { "parameters": [{ "in": "query", "name": "page", "type": "integer" }],
        "responses": { "200": { "schema": { "type": "array", "items": { "$ref": "#/definitions/Row" } } } } } } },
        "definitions": { "Row": { "type": "object", "properties": { "id": { "type": "integer" } } } } }"##;
    let (draft, board) = drafted(text);
    assert_eq!(board.backends[""].base, "https://a.example.com/v1");
    assert_eq!(line(&draft, "rows "), r#"rows = { get = "/rows", page = { by = "number" }, id = "/id" }"#);
}

/// The line of `auth` of a document with this scheme, and the line above it.
fn auth(scheme: &str) -> (String, String) {
    let text = format!("{}components: {{ securitySchemes: {{ it: {scheme} }} }}\n", document(&rows()));
    let (draft, _) = drafted(&text);
    let lines: Vec<&str> = draft.text.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("auth") || line.contains("cannot send")).unwrap();
    (lines[at].to_owned(), lines[at - 1].to_owned())
}

#[test]
fn sign_in_is_a_bearer_a_key_in_a_header_or_basic() {
    assert_eq!(
        auth("{ type: http, scheme: bearer }").0,
        r#"auth = { bearer = "secret:shop", hint = "an access token" }"#
    );
    assert_eq!(
        auth("{ type: apiKey, in: header, name: X-Key, description: Under Settings. }").0,
        r#"auth = { bearer = "secret:shop", header = "X-Key: {secret}", hint = "Under Settings." }"#
    );
    let (basic, comment) = auth("{ type: http, scheme: basic }");
    assert_eq!(
        basic,
        r#"auth = { bearer = "secret:shop", header = "Authorization: Basic {secret}", hint = "user:password in base64" }"#
    );
    assert!(comment.contains("base64"), "{comment}");
    assert!(auth("{ type: apiKey, in: cookie, name: sid }").0.contains(r#"header = "Cookie: sid={secret}""#));
    let (cannot, _) = auth("{ type: apiKey, in: query, name: key }");
    assert_eq!(cannot, "# The document asks for a credential that a board cannot send: apiKey in the query.");
}

#[test]
fn headers_that_every_request_must_have_are_the_backends() {
    let params = "    get:\n      parameters:\n        - { in: header, name: Api-Version, required: true, schema: { type: string, enum: ['2026-01-01'] } }\n        - { in: header, name: X-Api-Key, required: true, example: k, schema: { type: string } }\n";
    let (_, board) = drafted(&document(&rows().replace("    get:\n", params)));
    assert_eq!(
        board.backends[""].headers.clone().into_iter().collect::<Vec<_>>(),
        [("Api-Version".to_owned(), "2026-01-01".to_owned())]
    );
}

#[test]
fn the_socket_is_a_comment_that_names_queries_that_there_are() {
    let (draft, board) = drafted(&document(&rows()));
    assert!(board.backends[""].socket.is_none());
    assert!(
        draft.text.contains("#   [backend.socket]\n") && draft.text.contains("#   row_changed = [\"rows\"]\n"),
        "{}",
        draft.text
    );
}
