//! Numbers keep every digit: in the view that a window is sent, in texts, keys, conditions and forms.

use oriel_board::{Condition, Field, FieldKind, Scope, Template, Tree, View, keyed, number, plain, same};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The same after it has crossed to a window.
fn crossed(view: &View) -> View {
    serde_json::from_str(&serde_json::to_string(view).unwrap()).unwrap()
}

const WIDE: &str = r#"
board = 1
title = "Wide"
[vars]
order = { default = 9007199254740993, values = [9007199254740993, 9007199254740992] }
share = { default = 0.1 }
[backend]
base = "http://127.0.0.1:1"
[queries]
rows   = { get = "/rows", rows = "/items", id = "/id", page = { by = "number", param = "page", first = 7, size = 50, size-param = "limit" } }
search = { post = "/search", body = { order = 9007199254740993, share = 0.1, list = [1, 2.5, "{var.order}"], none = {} } }
graph  = { graphql = "query($n: Int) { rows(n: $n) { id } }", variables = { n = 9007199254740993 } }
[actions.pay]
put  = "/rows/{row.id}"
when = { "{row.id}" = [9007199254740993] }
body = { fee = 9007199254740993, sum = "{form.sum}", size = "{form.size}" }
[actions.pay.form]
sum  = { kind = "number", min = 0.5, max = 9007199254740991, step = 0.5, default = 9007199254740993 }
size = { kind = "choice", values = [1, 2, 9007199254740993] }
[panels]
rows   = { kind = "table", query = "rows", columns = ["id", { field = "sum", format = "currency:EUR" }], actions = ["pay"] }
search = { kind = "chart", query = "search", x = "a", y = "b" }
graph  = { kind = "json", query = "graph" }
"#;

#[test]
fn a_view_with_wide_numbers_crosses_to_a_window_as_it_is() {
    let view = oriel_board::parse("wide.toml", WIDE).unwrap_or_else(|problems| panic!("{}", problems[0])).board.view;
    let text = serde_json::to_string(&view).unwrap();
    assert_eq!(crossed(&view), view);
    assert!(text.matches("9007199254740993").count() >= 8, "{text}");
}

#[test]
fn every_board_that_ships_crosses_to_a_window_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../boards");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(&path).unwrap();
            let Ok(parsed) = oriel_board::parse("board.toml", &text) else { continue };
            assert_eq!(crossed(&parsed.board.view), parsed.board.view, "{}", path.display());
        }
    }
}

#[test]
fn a_tree_of_numbers_is_read_as_it_was_written() {
    let text = r#"{"a":9007199254740993,"b":[1.50,{"c":"{var.x}"}],"d":{}}"#;
    let tree: Tree = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&tree).unwrap(), text);
}

#[test]
fn a_text_has_the_digits_that_were_sent_and_a_key_the_value() {
    for (sent, text, key) in [
        ("9007199254740993", "9007199254740993", "9007199254740993"),
        ("9007199254740993.0", "9007199254740993", "9007199254740993"),
        ("12.50", "12.50", "12.5"),
        ("7.0", "7", "7"),
        ("-0.0", "0", "0"),
        ("1e2", "100", "100"),
        ("1e400", "1e400", "1e400"),
        ("0.10000000000000000555", "0.10000000000000000555", "0.10000000000000000555"),
        ("123456789012345678901234567890", "123456789012345678901234567890", "123456789012345678901234567890"),
    ] {
        let value = read(sent);
        assert_eq!((plain(&value).unwrap().as_str(), keyed(&value).unwrap().as_str()), (text, key), "{sent}");
        assert!(same(&value, &json!(key)), "{sent}");
    }
    assert!(!same(&read("9007199254740992"), &read("9007199254740993")));
}

#[test]
fn a_condition_tells_numbers_apart_by_every_digit() {
    let among = vec![json!(9_007_199_254_740_993_u64), json!(0.5)];
    let condition = Condition { value: Template::parse("{row.n}").unwrap(), among };
    let holds = |text: &str| {
        let row = json!({ "n": read(text) });
        condition.holds(&Scope { row: Some(&row), ..Scope::default() })
    };
    assert!(holds("9007199254740993") && holds("9007199254740993.0") && holds("0.50") && holds("5e-1"));
    assert!(!holds("9007199254740992") && !holds("0.50000000000000000001"));
}

#[test]
fn a_constant_is_sent_with_the_digits_of_the_board() {
    let text = r#"
        board = 1
        title = "Rates"
        [backend]
        base = "http://127.0.0.1:4000"
        [actions.set]
        post = "/rate"
        body = { rate = 0.12345678901234567890, most = +9_007_199_254_740_993.5, few = 0.1, none = 1e-3 }
    "#;
    let view = oriel_board::parse("rates.toml", text).unwrap_or_else(|problems| panic!("{}", problems[0])).board.view;
    let body = view.actions["set"].request(&Scope::default()).unwrap().body.unwrap();
    assert_eq!(body["rate"].to_string(), "0.12345678901234567890");
    assert_eq!(body["most"].to_string(), "9007199254740993.5");
    assert_eq!((body["few"].to_string(), body["none"].to_string()), ("0.1".to_owned(), "0.001".to_owned()));
}

#[test]
fn a_field_that_nobody_touched_says_what_the_row_says() {
    let field = |kind| {
        let default = Some(Template::parse("{row.v}").unwrap());
        Field { name: "v".into(), label: "V".into(), kind, required: false, default }
    };
    let untouched = |kind, row: &str| {
        let row = read(row);
        field(kind).untouched(&Scope { row: Some(&row), ..Scope::default() }).map(|value| value.to_string())
    };
    let a_number = || FieldKind::Number { min: None, max: None, step: None };
    assert_eq!(untouched(a_number(), r#"{"v":12.50}"#).as_deref(), Some("12.50"));
    assert_eq!(untouched(a_number(), r#"{"v":" 9007199254740993 "}"#).as_deref(), Some("9007199254740993"));
    assert_eq!(untouched(a_number(), r#"{"v":"much"}"#), None);
    assert_eq!(untouched(a_number(), "{}"), None);
    let choice = || FieldKind::Choice { values: vec![json!(1), json!(9_007_199_254_740_993_u64)] };
    assert_eq!(untouched(choice(), r#"{"v":"9007199254740993"}"#).as_deref(), Some("9007199254740993"));
    assert_eq!(untouched(choice(), r#"{"v":9007199254740992}"#), None);
    assert_eq!(
        untouched(FieldKind::Text, r#"{"v":0.10000000000000000555}"#).as_deref(),
        Some(r#""0.10000000000000000555""#)
    );
}

#[test]
fn a_number_is_read_with_all_its_digits() {
    for digits in ["9007199254740993", "-0.10000000000000000555", "12.50"] {
        assert_eq!(number(digits).unwrap().to_string(), digits);
    }
    assert_eq!(number(".5").unwrap().to_string(), "0.5");
    for nothing in ["", "1e", "12,75", "NaN", "inf", "1.000,5"] {
        assert_eq!(number(nothing), None, "{nothing}");
    }
}
