//! Queries: paths, parameters, rows, identities, pages.

use crate::{document, drafted, get, line, list};
use oriel_board::{PageBy, PageSize, Pages};
use serde_json::json;

#[test]
fn a_list_is_its_path_with_what_identifies_a_row() {
    let (draft, _) = drafted(&document(&get("/orders", &list("id: { type: integer }, total: { type: number }"))));
    assert_eq!(line(&draft, "orders "), r#"orders = { get = "/orders", id = "/id" }"#);
}

#[test]
fn rows_are_found_within_the_answer() {
    let rows = list("id: { type: string }");
    let paths = [
        get("/a", &format!("{{ type: object, properties: {{ items: {rows}, total: {{ type: integer }} }} }}")),
        get(
            "/b",
            &format!(
                "{{ type: object, properties: {{ data: {{ type: object, properties: {{ results: {rows} }} }} }} }}"
            ),
        ),
        get(
            "/codespaces",
            &format!("{{ type: object, properties: {{ total_count: {{ type: integer }}, codespaces: {rows} }} }}"),
        ),
        get("/c/one", &format!("{{ type: object, properties: {{ name: {{ type: string }}, tags: {rows} }} }}")),
    ];
    let (_, board) = drafted(&document(&paths.concat()));
    let rows = |name: &str| board.view.queries[name].rows.as_str();
    assert_eq!((rows("a"), rows("b"), rows("codespaces")), ("/items", "/data/results", "/codespaces"));
    assert_eq!(crate::fields(&board.view, "c-one"), ["name"], "a record that has a list is no list");
}

#[test]
fn rows_are_identified_by_the_best_name_there_is() {
    let of = |properties: &str| {
        let (_, board) = drafted(&document(&get("/pets", &list(properties))));
        board.view.queries["pets"].id.clone()
    };
    assert_eq!(of("name: { type: string }, uuid: { type: string }").as_deref(), Some("/uuid"));
    assert_eq!(of("petId: { type: integer }, name: { type: string }").as_deref(), Some("/petId"));
    assert_eq!(of("tx_hash: { type: string }, size: { type: integer }").as_deref(), Some("/tx_hash"));
    assert_eq!(
        of("metadata: { type: object, properties: { name: { type: string }, uid: { type: string } } }").as_deref(),
        Some("/metadata/uid")
    );
    assert_eq!(of("weight: { type: number }"), None);
}

#[test]
fn a_path_has_a_variable_that_a_chosen_row_sets() {
    let paths = get("/pets", &list("id: { type: integer }, name: { type: string }"))
        + "  /pets/{id}:\n    parameters: [{ in: path, name: id, required: true, schema: { type: integer } }]\n"
        + "    get:\n      responses: { '200': { content: { application/json: { schema: { type: object, properties: { id: { type: integer }, name: { type: string } } } } } } }\n";
    let (draft, board) = drafted(&document(&paths));
    assert_eq!(line(&draft, "pet "), r#"pet  = "/pets/{var.petId}""#);
    assert_eq!(line(&draft, "petId "), "petId = {}   # a chosen row of pets sets it");
    assert_eq!(board.view.panels["pets"].select["petId"].source(), "{row.id}");
    assert_eq!(board.view.windows[0].rows, [["pets", "pet"]]);
}

#[test]
fn known_values_are_a_choice_and_what_must_be_there_is_asked_with() {
    let paths = "  /orders:\n    get:\n      parameters:\n\
        \x20       - { in: query, name: status, schema: { type: string, enum: [open, closed] } }\n\
        \x20       - { in: query, name: region, required: true, schema: { type: string, enum: [eu, us] } }\n\
        \x20       - { in: query, name: year, required: true, schema: { type: integer, example: 2026 } }\n\
        \x20       - { in: query, name: state, schema: { type: string, enum: [new, old, all], default: new } }\n\
        \x20       - { in: query, name: sort, schema: { type: string, enum: [asc, desc] } }\n\
        \x20       - { in: query, name: search, schema: { type: string } }\n\
        \x20     responses: { '200': { content: { application/json: { schema: { type: array, items: { type: object, properties: { id: { type: integer } } } } } } } }\n";
    let (draft, board) = drafted(&document(paths));
    let var = |name: &str| board.view.vars[name].clone();
    assert_eq!(
        (var("status").any.as_deref(), var("status").values),
        (Some("all"), vec![json!("open"), json!("closed")])
    );
    assert_eq!((var("region").any, var("region").default), (None, json!("eu")));
    assert_eq!(var("year").default, json!(2026));
    assert_eq!((var("state").any, var("state").default), (None, json!("new")), "it has a value for everything");
    assert_eq!(board.view.panels["orders"].filter, ["status", "region", "state"]);
    assert!(!board.view.vars.contains_key("sort"), "a window sorts itself");
    assert!(draft.text.contains("# orders could also be asked with search\n"));
}

/// The pages of a list whose request has these parameters and whose answer these members.
fn pages(params: &[&str], members: &str) -> Option<Pages> {
    let params: Vec<String> = params.iter().map(|param| format!("{{ in: query, {param} }}")).collect();
    let rows = list("id: { type: integer }");
    let paths = format!(
        "  /rows:\n    get:\n      parameters: [{}]\n      responses: {{ '200': {{ headers: {{ {} }}, content: {{ application/json: {{ schema: {{ type: object, properties: {{ items: {rows}, {members} }} }} }} }} }} }}\n",
        params.join(", "),
        if members.is_empty() { "Link: {}" } else { "" }
    );
    drafted(&document(&paths)).1.view.queries["rows"].pages.clone()
}

#[test]
fn pages_are_known_by_their_parameters_and_answers() {
    let limit = "name: limit, schema: { type: integer, maximum: 20 }";
    let size = Some(PageSize { param: "limit".into(), rows: 20 });
    let by = |by: PageBy| Some(Pages { by, size: size.clone() });
    let cursor = pages(
        &["name: after, schema: { type: string }", limit],
        "next_cursor: { type: string }, has_more: { type: boolean }",
    );
    assert_eq!(
        cursor,
        by(PageBy::Cursor { param: "after".into(), next: "/next_cursor".into(), more: Some("/has_more".into()) })
    );
    let offset = pages(&["name: skip, schema: { type: integer }", limit], "total: { type: integer }");
    assert_eq!(offset, by(PageBy::Offset { param: "skip".into() }));
    let number = pages(&["name: page, schema: { type: integer, default: 0 }", limit], "total: { type: integer }");
    assert_eq!(number, by(PageBy::Number { param: "page".into(), first: 0 }));
    let address = pages(&["name: page, schema: { type: integer }", limit], "next: { type: string, format: uri }");
    assert_eq!(address, by(PageBy::Address { next: "/next".into() }));
    assert_eq!(pages(&["name: page, schema: { type: integer }", limit], ""), by(PageBy::Link));
    assert_eq!(pages(&["name: q, schema: { type: string }"], "total: { type: integer }"), None);
}
