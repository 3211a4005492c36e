#![allow(clippy::unwrap_used)]
use super::*;
use oriel_board::{PageSize, Tree};
use serde_json::json;

const BOARD: &str = r#"
board = 1
title = "Shop"
[vars]
status = { any = "all", values = ["open"] }
[backend]
base = "http://127.0.0.1:1"
[queries]
orders = { get = "/orders", params = { status = "{var.status}" }, rows = "/items" }
[panels.orders]
kind = "table"
query = "orders"
columns = ["id"]
"#;

/// A board whose query comes in pages.
fn board(by: PageBy, size: Option<u32>) -> Board {
    let mut board = oriel_board::parse("shop.toml", BOARD).unwrap().board;
    let query = board.view.queries.get_mut("orders").unwrap();
    query.pages = Some(Pages { by, size: size.map(|rows| PageSize { param: "limit".to_owned(), rows }) });
    board
}

fn key(board: &Board, status: &str) -> Key {
    let vars = json!({ "status": status });
    board.view.key("orders", vars.as_object().unwrap()).unwrap()
}

/// Fetches page after page of these answers; which parameters each was asked with.
fn turn(board: &Board, answers: &[Value], links: &[Option<&str>]) -> Vec<String> {
    let mut asked = Vec::new();
    let mut param = None;
    for (at, answer) in answers.iter().enumerate() {
        let asking = Asking::of(board, &key(board, "open"), param.clone()).unwrap();
        let params = asking.request.params.iter().map(|(name, value)| format!("{name}={value}"));
        asked.push(params.collect::<Vec<_>>().join("&"));
        let next = links.get(at).copied().flatten().map(str::to_owned);
        let Landed::Page(page) = asking.land(Reply { data: answer.clone().into(), next, text: None }).unwrap() else {
            panic!("a page was wanted")
        };
        param = page.next;
        if param.is_none() {
            asked.push("end".to_owned());
            break;
        }
    }
    asked
}

#[test]
fn a_cursor_is_sent_with_the_request_it_leads_on_from() {
    let board = board(PageBy::Cursor { param: "after".into(), next: "/next".into(), more: None }, Some(2));
    let answers = [json!({ "items": [1, 2], "next": "c2" }), json!({ "items": [3], "next": null })];
    assert_eq!(turn(&board, &answers, &[]), ["status=open&limit=2", "status=open&limit=2&after=c2", "end"]);
}

#[test]
fn a_cursor_counts_only_where_the_backend_says_there_is_more() {
    let by = PageBy::Cursor { param: "after".into(), next: "/page/end".into(), more: Some("/page/more".into()) };
    let board = board(by, None);
    let answers = [
        json!({ "items": [1], "page": { "end": "c1", "more": true } }),
        json!({ "items": [2], "page": { "end": "c2", "more": false } }),
    ];
    assert_eq!(turn(&board, &answers, &[]), ["status=open", "status=open&after=c1", "end"]);
}

#[test]
fn a_cursor_that_leads_to_itself_is_the_end() {
    let board = board(PageBy::Cursor { param: "after".into(), next: "/next".into(), more: None }, None);
    let answers = [json!({ "items": [1], "next": 7 }), json!({ "items": [1], "next": 7 })];
    assert_eq!(turn(&board, &answers, &[]), ["status=open", "status=open&after=7", "end"]);
}

#[test]
fn an_offset_counts_the_rows_that_came() {
    let board = board(PageBy::Offset { param: "offset".into() }, None);
    let answers = [json!({ "items": [1, 2, 3] }), json!({ "items": [4] }), json!({ "items": [] })];
    assert_eq!(turn(&board, &answers, &[]), ["status=open", "status=open&offset=3", "status=open&offset=4", "end"]);
}

#[test]
fn a_page_that_is_not_full_is_the_last() {
    let board = board(PageBy::Number { param: "page".into(), first: 1 }, Some(2));
    let answers = [json!({ "items": [1, 2] }), json!({ "items": [3] })];
    let asked = ["status=open&limit=2&page=1", "status=open&limit=2&page=2", "end"];
    assert_eq!(turn(&board, &answers, &[]), asked);
}

#[test]
fn of_an_address_only_the_parameters_are_used() {
    let board = board(PageBy::Address { next: "/next".into() }, None);
    let answers = [
        json!({ "items": [1], "next": "http://inside:8000/elsewhere?status=open&page=2" }),
        json!({ "items": [2], "next": "" }),
    ];
    assert_eq!(turn(&board, &answers, &[]), ["status=open", "status=open&page=2", "end"]);
    let asking = Asking::of(&board, &key(&board, "all"), Some(json!("/orders/page/2"))).unwrap_err();
    assert!(asking.message.contains("/orders/page/2"), "{}", asking.message);
}

#[test]
fn the_link_header_is_followed_to_its_end() {
    let board = board(PageBy::Link, None);
    let answers = [json!({ "items": [1] }), json!({ "items": [2] })];
    let links = [Some("https://shop.example/orders?page=2&status=open"), None];
    assert_eq!(turn(&board, &answers, &links), ["status=open", "page=2&status=open", "end"]);
}

#[test]
fn an_answer_without_its_list_is_told_and_is_no_end() {
    let board = board(PageBy::Offset { param: "offset".into() }, None);
    let asking = Asking::of(&board, &key(&board, "open"), None).unwrap();
    let failure = asking.land(Reply { data: json!({ "rows": [] }).into(), next: None, text: None }).unwrap_err();
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (FailureKind::Decode, r#"a page has no list of rows at "/items""#)
    );
}

#[test]
fn an_answer_of_nothing_is_the_end() {
    for by in [PageBy::Offset { param: "offset".into() }, PageBy::Link] {
        let board = board(by, None);
        assert_eq!(turn(&board, &[json!(null)], &[]), ["status=open", "end"]);
    }
}

fn asks(ask: Ask) -> Board {
    let mut board = board(PageBy::Cursor { param: "after".into(), next: "/next".into(), more: None }, Some(2));
    let query = board.view.queries.get_mut("orders").unwrap();
    query.params.clear();
    query.ask = ask;
    board
}

fn tree(value: Value) -> Tree {
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_search_has_its_page_in_the_body() {
    let board = asks(Ask::Post { body: tree(json!({ "filter": { "status": "{var.status}" } })) });
    let asking = Asking::of(&board, &key(&board, "open"), Some(json!("c2"))).unwrap();
    assert_eq!(asking.request.method, Method::POST);
    assert_eq!(asking.request.body, Some(json!({ "filter": { "status": "open" }, "limit": 2, "after": "c2" })));
}

#[test]
fn graphql_has_its_page_in_the_variables() {
    let board = asks(Ask::Graphql {
        document: "query($s: String) { a }".into(),
        variables: tree(json!({ "s": "{var.status}" })),
    });
    let asking = Asking::of(&board, &key(&board, "all"), None).unwrap();
    let body = json!({ "query": "query($s: String) { a }", "variables": { "limit": 2 } });
    assert_eq!(asking.request.body, Some(body));
}
