//! Which requests a draft has.

use crate::{document, drafted, drafted_with, get, list};
use oriel_draft::{LIMIT, Options};

fn many() -> String {
    let of = |path: String, tag: &str| {
        get(&path, &list("id: { type: integer }, name: { type: string }"))
            .replace("    get:\n", &format!("    get:\n      tags: [{tag}]\n"))
    };
    document(
        &(0..20)
            .map(|n| {
                of(format!("/{}{n}", if n % 2 == 0 { "even" } else { "odd" }), if n % 2 == 0 { "even" } else { "odd" })
            })
            .collect::<String>(),
    )
}

#[test]
fn a_large_document_is_drafted_in_part_and_says_how_to_get_the_rest() {
    let (draft, _) = drafted(&many());
    assert_eq!((draft.queries, draft.left_out), (LIMIT, 8));
    assert!(
        draft.text.contains("# It has 12 of 20 GET requests. Left out:\n#      4  even\n#      4  odd\n"),
        "{}",
        draft.text
    );
    assert!(draft.text.contains("--tag TAG, --path '/some/*' and --limit N"));
}

#[test]
fn tags_paths_and_a_limit_ask_for_others() {
    let with = |options: Options| drafted_with(&many(), &options).0;
    assert_eq!(with(Options { tags: vec!["ODD".into()], ..Options::default() }).queries, 10);
    assert_eq!(with(Options { paths: vec!["/even1*".into()], ..Options::default() }).queries, 5);
    assert_eq!(with(Options { limit: 3, ..Options::default() }).queries, 3);
    assert_eq!(with(Options { limit: 100, ..Options::default() }).left_out, 0);
}

#[test]
fn lists_come_before_what_needs_to_be_asked_for_and_old_ones_last() {
    let paths = get("/a/{b}/c", &list("id: { type: integer }, name: { type: string }"))
        + &get("/old", &list("id: { type: integer }, name: { type: string }"))
            .replace("    get:\n", "    get:\n      deprecated: true\n")
        + &get("/list", &list("id: { type: integer }, name: { type: string }"))
        + &get("/anything", "{}");
    let (draft, board) = drafted_with(&document(&paths), &Options { limit: 2, ..Options::default() });
    assert_eq!(board.view.queries.keys().collect::<Vec<_>>(), ["a-c", "list"], "{}", draft.text);
}

#[test]
fn what_does_not_answer_with_json_is_no_query() {
    let paths = get("/rows", &list("id: { type: integer }"))
        + "  /picture:\n    get: { responses: { '200': { content: { image/png: {} } } } }\n  /gone:\n    get: { responses: { '204': {} } }\n";
    let (_, board) = drafted(&document(&paths));
    assert_eq!(board.view.queries.keys().collect::<Vec<_>>(), ["rows"]);
}
