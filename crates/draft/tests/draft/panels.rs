//! Panels: kinds, columns, formats, colours, windows.

use crate::{document, drafted, fields, get, list};
use oriel_board::{Colour, Format, PanelKind, Sort};

#[test]
fn columns_are_what_says_most_and_the_name_comes_first() {
    let properties = "id: { type: integer }, avatar_url: { type: string }, owner_id: { type: integer }, created_at: { type: string, format: date-time }, \
        status: { type: string, enum: [active, failed] }, title: { type: string }, author: { type: object, properties: { login: { type: string } } }, \
        views: { type: integer }, secret_token: { type: string }, notes: { type: array, items: { type: string } }";
    let (_, board) = drafted(&document(&get("/posts", &list(properties))));
    assert_eq!(fields(&board.view, "posts"), ["title", "id", "status", "author.login", "views", "created_at"]);
}

#[test]
fn formats_are_guessed_from_types_and_names() {
    let properties = "due: { type: string, format: date }, updatedAt: { type: string, format: date-time }, expires_at: { type: string, format: date-time }, \
        amount: { type: number }, currency: { type: string }, size_bytes: { type: integer }, uptime: { type: number }, count: { type: integer }, \
        year: { type: integer }, hit_ratio: { type: number }, phase: { type: string }, name: { type: string }";
    let paths = get("/things/one", &format!("{{ type: object, properties: {{ {properties} }} }}"));
    let (_, board) = drafted(&document(&paths));
    let PanelKind::Detail { fields, .. } = &board.view.panels["things-one"].kind else { panic!("no record") };
    let format = |name: &str| fields.iter().find(|field| field.field == name).unwrap().format.clone();
    for (name, wanted) in [
        ("due", Format::Date),
        ("updatedAt", Format::Ago),
        ("expires_at", Format::Datetime),
        ("size_bytes", Format::Bytes),
        ("uptime", Format::Duration),
        ("count", Format::Number),
        ("year", Format::Plain),
        ("hit_ratio", Format::Percent),
        ("phase", Format::Badge),
        ("name", Format::Plain),
    ] {
        assert_eq!(format(name), wanted, "{name}");
    }
    let Format::Currency { code } = format("amount") else { panic!("no currency") };
    assert_eq!(code.source(), "{row.currency}");
}

#[test]
fn words_have_the_colours_that_people_expect() {
    let (_, board) = drafted(&document(&get(
        "/jobs",
        &list("id: { type: integer }, state: { enum: [succeeded, FAILED, in-progress, other] }"),
    )));
    let PanelKind::Table { columns } = &board.view.panels["jobs"].kind else { panic!("no table") };
    let colours = &columns.iter().find(|column| column.field == "state").unwrap().colours;
    let wanted = [("FAILED", Colour::Bad), ("in-progress", Colour::Info), ("succeeded", Colour::Ok)];
    assert_eq!(colours.iter().map(|(value, colour)| (value.as_str(), *colour)).collect::<Vec<_>>(), wanted);
}

#[test]
fn what_was_created_last_stands_first() {
    let (_, board) = drafted(&document(&get(
        "/posts",
        &list("id: { type: integer }, created_at: { type: string, format: date-time }"),
    )));
    let PanelKind::Table { columns } = &board.view.panels["posts"].kind else { panic!("no table") };
    assert_eq!(columns.last().unwrap().sort, Some(Sort::Desc));
}

#[test]
fn each_answer_gets_the_panel_that_fits_it() {
    let total = "{ type: object, properties: { total: { type: integer }, items: { type: array, items: { type: object, properties: { id: { type: integer } } } } } }";
    let paths = [
        get("/users/count", "{ type: object, properties: { count: { type: integer } } }"),
        get("/temperature", "{ type: number }"),
        get("/words", "{ type: array, items: { type: string } }"),
        get("/anything", "{}"),
        get("/me", "{ type: object, properties: { name: { type: string }, email: { type: string } } }"),
        get("/settings", "{ type: object, additionalProperties: { type: string } }"),
        get("/orders", total),
    ];
    let (_, board) = drafted(&document(&paths.concat()));
    let kind = |name: &str| board.view.panels[name].kind.clone();
    assert!(matches!(kind("users-count"), PanelKind::Stat { value, format: Format::Number, .. } if value == "/count"));
    assert!(matches!(kind("temperature"), PanelKind::Stat { value, .. } if value.is_empty()));
    assert!(matches!(kind("words"), PanelKind::List { primary, .. } if primary.source() == "{row}"));
    assert!(matches!(kind("anything"), PanelKind::Json { .. }));
    assert!(matches!(kind("me"), PanelKind::Detail { .. }));
    assert!(matches!(kind("settings"), PanelKind::Json { .. }));
    assert!(matches!(kind("orders"), PanelKind::Table { .. }));
    assert!(matches!(kind("order-count"), PanelKind::Stat { value, .. } if value == "/total"));
}

#[test]
fn the_number_of_all_rows_is_shown_of_a_list_in_pages_too() {
    let total = "{ type: object, properties: { total: { type: integer }, items: { type: array, items: { type: object, properties: { id: { type: integer } } } } } }";
    let paged = get("/orders", total).replace(
        "    get:\n",
        "    get:\n      parameters: [{ in: query, name: offset, schema: { type: integer } }, { in: query, name: limit, schema: { type: integer } }]\n",
    );
    let (draft, board) = drafted(&document(&paged));
    assert!(board.view.queries["orders"].pages.is_some(), "{}", draft.text);
    let kind = &board.view.panels["order-count"].kind;
    assert!(matches!(kind, PanelKind::Stat { value, .. } if value == "/total"), "{kind:?}");
    assert_eq!(oriel_board::parse("board.toml", &draft.text).unwrap().warnings, []);
}

#[test]
fn many_resources_are_windows_by_tag_and_the_first_opens() {
    let tagged = |path: &str, tag: &str| {
        get(path, &list("id: { type: integer }, name: { type: string }"))
            .replace("    get:\n", &format!("    get:\n      tags: [{tag}]\n"))
    };
    let paths: String =
        (0..4).flat_map(|n| [tagged(&format!("/a{n}"), "apples"), tagged(&format!("/b{n}"), "blue berries")]).collect();
    let (_, board) = drafted(&document(&paths));
    let windows: Vec<(&str, &str, bool)> =
        board.view.windows.iter().map(|window| (window.id.as_str(), window.title.as_str(), window.open)).collect();
    assert_eq!(windows, [("main", "Apples", true), ("blue-berries", "blue berries", false)]);
}
