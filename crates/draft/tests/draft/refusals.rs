//! What is no OpenAPI document, and what is drafted whatever stands in it.

use crate::{document, get, list};
use oriel_draft::{DraftError, Options, draft};

fn refused(text: &str) -> DraftError {
    draft(text, &Options::default()).unwrap_err()
}

#[test]
fn what_is_something_else_is_told_with_what_to_do() {
    for (text, said) in [
        (r#"{ "asyncapi": "3.0.0" }"#, "it is AsyncAPI, which describes events"),
        (r#"{ "data": { "__schema": {} } }"#, "a GraphQL schema has no paths"),
        (r#"{ "info": {}, "item": [] }"#, "export it as OpenAPI first"),
        (r#"{ "swaggerVersion": "1.2" }"#, "Swagger 1, which has to be converted first"),
        (r#"{ "$schema": "x", "type": "object" }"#, "a JSON Schema, which says nothing about requests"),
        ("board = 1", "its top is no object at all"),
        ("- a\n- b", "its top is no object at all"),
        ("", "its top is no object at all"),
    ] {
        let error = refused(text);
        assert!(matches!(error, DraftError::NotOpenApi { .. }) && error.to_string().contains(said), "{text}: {error}");
    }
    assert_eq!(refused("openapi: 4.0.0\npaths: {}"), DraftError::Version { version: "4.0.0".into() });
    assert_eq!(refused("openapi: 3.0.0\npaths: {}"), DraftError::NothingToShow);
}

#[test]
fn broken_text_is_told_with_its_place() {
    assert!(matches!(refused("{ \"openapi\": \"3.0.0\",\n \"paths\": }"), DraftError::Syntax { line: 2, .. }));
    assert!(matches!(refused("openapi: 3.0.0\npaths: [a\ninfo: b"), DraftError::Syntax { line: 2..=3, .. }));
}

#[test]
fn tags_that_there_are_not_are_answered_with_those_that_there_are() {
    let text = document(
        &get("/rows", &list("id: { type: integer }")).replace("    get:\n", "    get:\n      tags: [things]\n"),
    );
    let error = draft(&text, &Options { tags: vec!["pets".into()], ..Options::default() }).unwrap_err();
    assert_eq!(error.to_string(), "no GET request of the document is of these tags and paths; its tags are \"things\"");
}

#[test]
fn whatever_names_and_texts_a_document_has_the_draft_opens() {
    let nasty = [
        "\\\"", "a\\\\b", "{row.x}", "}{", "é✓", "a\\nb", "#", "'''", "[x]", "= 1", "\\u0000", "\\u202e", "..", " ",
        "", "true", "1",
    ];
    for text in nasty {
        let json = format!(
            r##"{{ "openapi": "3.0.0", "info": {{ "title": "{text}", "version": "{text}", "description": "{text}" }}, "servers": [{{ "url": "{text}" }}],
            "components": {{ "securitySchemes": {{ "{text}": {{ "type": "apiKey", "in": "header", "name": "{text}", "description": "{text}" }} }} }},
            "paths": {{ "/{text}/{{id}}": {{ "get": {{ "tags": ["{text}"], "summary": "{text} {text}", "parameters": [
              {{ "in": "query", "name": "{text}", "required": true, "schema": {{ "type": "string", "enum": ["{text}", "b"] }} }},
              {{ "in": "query", "name": "q{text}", "schema": {{ "type": "string", "enum": ["{text}", "b"], "default": "{text}" }} }},
              {{ "in": "query", "name": "z{text}", "schema": {{ "type": "string" }} }},
              {{ "in": "header", "name": "X-{text}", "required": true, "example": "{text}" }},
              {{ "in": "path", "name": "id", "example": "{text}" }} ],
              "responses": {{ "200": {{ "content": {{ "application/json": {{ "schema": {{ "type": "array", "items": {{ "type": "object", "properties": {{
                "{text}": {{ "type": "string", "enum": ["{text}", "ok", "failed"] }}, "id": {{ "type": "string" }}, "x{text}": {{ "type": "number" }} }} }} }} }} }} }} }} }},
              "post": {{ "requestBody": {{ "content": {{ "application/json": {{ "schema": {{ "type": "object", "required": ["{text}"], "properties": {{
                "{text}": {{ "type": "string", "enum": ["{text}"] }}, "y{text}": {{ "type": "string", "default": "{text}" }} }} }} }} }} }}, "responses": {{}} }} }},
              "/{text}/{{id}}/{{{text}}}": {{ "delete": {{ "responses": {{}} }}, "put": {{ "responses": {{}} }} }},
              "/plain": {{ "get": {{ "responses": {{ "200": {{ "content": {{ "application/json": {{}} }} }} }} }} }} }} }}"##
        );
        let draft = draft(&json, &Options::default()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert!(draft.queries > 0);
    }
}
