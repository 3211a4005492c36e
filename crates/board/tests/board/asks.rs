//! How queries ask: GET, POST and GraphQL, in pages and at once.

use crate::files::board;
use oriel_board::{Ask, PageBy, PageSize, Pages, PanelKind, Query, View};
use serde_json::{Value, json};

const EVERYTHING: &str = include_str!("../good/everything.toml");

fn view() -> View {
    board(EVERYTHING).view
}

/// A query written like this.
fn query(written: &str) -> Query {
    let text = format!(
        "board = 1\ntitle = \"Q\"\n[backend]\nbase = \"http://h\"\n[queries]\nq = {written}\n[panels.q]\nkind = \"json\"\nquery = \"q\"\n"
    );
    board(&text).view.queries.remove("q").unwrap()
}

fn body(name: &str, vars: &Value) -> Option<Value> {
    let view = view();
    let key = view.key(name, vars.as_object().unwrap()).unwrap();
    view.request(&key).unwrap().body
}

#[test]
fn a_path_alone_is_a_get() {
    let short = query("\"/orders\"");
    assert_eq!(short, query("{ get = \"/orders\" }"));
    assert_eq!((short.ask, short.path.source()), (Ask::Get, "/orders"));
}

#[test]
fn a_post_sends_its_body_with_the_types_of_its_variables() {
    assert_eq!(
        body("search", &json!({ "status": "open" })),
        Some(json!({ "filter": { "status": "open", "total": { "from": 10 } }, "sort": ["-created", "id"] }))
    );
    let all = body("search", &json!({ "status": "all" })).unwrap();
    assert_eq!(all["filter"], json!({ "total": { "from": 10 } }), "all leaves it out");
}

#[test]
fn a_post_without_a_body_sends_an_empty_one() {
    let Ask::Post { body } = query("{ post = \"/search\" }").ask else { panic!("post") };
    assert_eq!(body, oriel_board::Tree::default());
}

#[test]
fn graphql_asks_at_its_usual_path_unless_another_is_named() {
    let query = query("{ graphql = \"{ orders { id } }\", post = \"/api/gql\" }");
    assert_eq!(query.path.source(), "/api/gql");
    let order = view().queries.remove("order").unwrap();
    assert_eq!(order.path.source(), "/graphql");
    let Ask::Graphql { document, .. } = &order.ask else { panic!("graphql") };
    assert!(document.contains("order(id: $id) { id total"), "its braces are its own");
    assert_eq!(body("order", &json!({ "order": "7" })).unwrap()["variables"], json!({ "id": "7" }));
}

#[test]
fn the_ways_of_paging_have_sensible_defaults() {
    let by = |written: &str| query(&format!("{{ get = \"/orders\", page = {written} }}")).pages.unwrap();
    let param = |name: &str| name.to_owned();
    let cursor = PageBy::Cursor { param: param("cursor"), next: "/next".into(), more: None };
    assert_eq!(by("\"cursor\""), Pages { by: cursor.clone(), size: None });
    assert_eq!(by("{ by = \"cursor\" }").by, cursor);
    assert_eq!(by("\"offset\"").by, PageBy::Offset { param: param("offset") });
    assert_eq!(by("\"number\"").by, PageBy::Number { param: param("page"), first: 1 });
    assert_eq!(by("\"link\"").by, PageBy::Link);
    assert_eq!(by("{ by = \"address\" }").by, PageBy::Address { next: "/next".into() });
    let sized = by("{ by = \"number\", first = 0, param = \"p\", size = 20 }");
    assert_eq!(sized.by, PageBy::Number { param: param("p"), first: 0 });
    assert_eq!(sized.size, Some(PageSize { param: param("limit"), rows: 20 }));
    let own = by(
        "{ by = \"cursor\", param = \"after\", next = \"/end\", more = \"/has\", size = 5, size-param = \"first\" }",
    );
    assert_eq!(own.by, PageBy::Cursor { param: param("after"), next: "/end".into(), more: Some("/has".into()) });
    assert_eq!(own.size, Some(PageSize { param: param("first"), rows: 5 }));
}

#[test]
fn a_variable_alone_is_its_default() {
    let vars = view().default_vars();
    assert_eq!(vars["account"], json!("acc_1"));
    assert_eq!(vars["minimum"], json!(10));
}

#[test]
fn every_kind_of_panel_is_read() {
    let panels = view().panels;
    let PanelKind::Detail { at, fields } = &panels["order"].kind else { panic!("detail") };
    assert_eq!((at.as_str(), fields.len(), fields[0].field.as_str()), ("/holder", 2, "name"));
    let PanelKind::Log { line, time, level, colours } = &panels["audit"].kind else { panic!("log") };
    assert_eq!((line.source(), time.as_deref(), level.as_deref()), ("{row.who} {row.what}", Some("at"), Some("level")));
    assert_eq!(colours.len(), 2);
    assert!(matches!(&panels["raw"].kind, PanelKind::Json { at } if at == "/data"));
    let PanelKind::Text { text } = &panels["words"].kind else { panic!("text") };
    assert!(text.source().contains("\n\n"), "paragraphs stay apart");
    for name in ["orders", "found", "flow", "audit"] {
        assert_eq!(panels[name].select.len(), 1, "{name}");
    }
}
