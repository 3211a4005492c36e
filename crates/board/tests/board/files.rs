//! Whole boards: the sample, and the example of the format.

use oriel_board::{
    Board, Coalesce, Colour, FieldKind, Format, Mark, PanelKind, Parsed, Problem, ProfileError, ReadError, SecretName,
    Sort, Stale, View,
};
use oriel_protocol::{AnyProtocol, Json, Match};
use serde_json::json;
use std::time::Duration;

pub(crate) const EXAMPLE: &str = include_str!("../example.toml");
pub(crate) const SAMPLE: &str = include_str!("../../../../boards/sample.toml");

pub(crate) fn board(text: &str) -> Board {
    parsed(text).board
}

fn parsed(text: &str) -> Parsed {
    oriel_board::parse("board.toml", text)
        .unwrap_or_else(|problems| panic!("{}", problems.iter().map(Problem::to_string).collect::<String>()))
}

#[test]
fn the_sample_board_has_neither_errors_nor_warnings() {
    let parsed = parsed(SAMPLE);
    assert_eq!(parsed.warnings, []);
    let view = &parsed.board.view;
    assert_eq!(view.windows.iter().map(|window| window.id.as_str()).collect::<Vec<_>>(), ["main", "loans"]);
    assert!(view.windows[0].open && view.windows[1].open);
    for (name, panel) in &view.panels {
        assert!(panel.about.is_some(), "{name} explains itself to a newcomer");
    }
    let auth = parsed.board.backends[""].auth.clone().unwrap();
    assert_eq!(auth.bearer, SecretName::Ask("sample".into()));
    assert!(auth.hint.unwrap().contains("sample-ada"));
}

#[test]
fn every_signal_of_the_sample_backend_does_something_on_the_sample_board() {
    let board = board(SAMPLE);
    for event in [
        "profile_updated",
        "notification_received",
        "notification_read",
        "transaction_happened",
        "balance_updated",
        "loan_status_changed",
    ] {
        assert!(board.events.contains_key(event), "{event}");
    }
    for (name, query) in &board.view.queries {
        assert_eq!(query.stale, Stale::Infinite, "an event reaches {name}");
    }
}

#[test]
fn the_example_of_the_format_is_read_as_it_is_meant() {
    let Parsed { board, warnings } = parsed(EXAMPLE);
    assert_eq!(warnings, []);
    assert_eq!(board.backends[""].base, "http://127.0.0.1:4000/api");
    let socket = board.backends[""].socket.as_ref().unwrap();
    let AnyProtocol::Json(json) = &socket.protocol else { panic!("json") };
    let ready = Some(Match::Event("subscribed".to_owned()));
    assert_eq!(**json, Json { ready, ..Json::default() });

    let queries = &board.view.queries;
    assert_eq!(queries["profile"].stale, Stale::After(Duration::from_secs(300)));
    assert_eq!(queries["profile"].settle, Some(Duration::from_millis(400)));
    assert_eq!(queries["balance"].stale, Stale::Infinite, "an event reaches it");
    assert_eq!(queries["settings"].stale, Stale::After(Duration::ZERO), "no event reaches it");

    let storm = Coalesce { gap: Duration::from_millis(100), within: Duration::from_secs(1) };
    assert_eq!(board.events["transaction_happened"].coalesce, storm);
    assert_eq!(board.events["profile_updated"].coalesce, Coalesce::default());

    let panels = &board.view.panels;
    let PanelKind::Table { columns } = &panels["transactions"].kind else { panic!("a table") };
    assert_eq!(columns[0].label, "Created at");
    assert_eq!(columns[0].format, Format::Ago);
    assert_eq!(columns[1].sort, Some(Sort::Desc));
    assert!(matches!(&columns[1].format, Format::Currency { code } if code.source() == "{row.currency}"));
    assert_eq!(columns[2].colours["failed"], Colour::Bad);
    assert_eq!(columns[3].field, "reference", "a column may be a name alone");
    assert!(matches!(&panels["flow"].kind, PanelKind::Chart { mark: Mark::Bar, .. }));

    let actions = &board.view.actions;
    assert!(actions["refund"].on_row() && !actions["read-all"].on_row());
    assert_eq!(actions["refund"].form[0].kind, FieldKind::Text);
    assert!(actions["refund"].form[0].required);
    assert_eq!(actions["read-all"].label, "Read all");

    assert_eq!(
        board.view.windows[0].rows,
        [vec!["balance", "unread", "profile"], vec!["transactions"], vec!["settings"]]
    );
    assert_eq!(board.view.windows[1].title, "Loans");
}

#[test]
fn a_socket_that_names_queries_itself_reaches_all_of_them() {
    let text = EXAMPLE.replace("ready = \"subscribed\"", "ready = \"subscribed\", key = \"/queryKey\"");
    let queries = board(&text).view.queries;
    assert_eq!(queries["settings"].stale, Stale::Infinite, "no event names it");
    assert_eq!(queries["profile"].stale, Stale::After(Duration::from_secs(300)), "it says so itself");
    // Nothing signals without a socket.
    let deaf = oriel_board::parse("board.toml", &without_socket(&text)).unwrap().board;
    assert_eq!(deaf.view.queries["balance"].stale, Stale::After(Duration::ZERO));
}

fn without_socket(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("socket")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn every_good_board_opens_without_a_warning_with_each_of_its_profiles() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/good");
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let plain = oriel_board::parse_profile(&name, &text, None);
        let profiles = match &plain {
            Ok(parsed) => parsed.board.view.profiles.clone(),
            Err(ReadError::Profile(ProfileError::Needed { known, .. })) => known.clone(),
            Err(error) => panic!("{error}"),
        };
        let named = profiles.iter().map(|profile| oriel_board::parse_profile(&name, &text, Some(profile)));
        for read in named.chain(plain.is_ok().then_some(plain)) {
            let warnings: String = read.unwrap().warnings.iter().map(ToString::to_string).collect();
            assert!(warnings.is_empty(), "{warnings}");
        }
    }
}

#[test]
fn form_fields_keep_the_order_of_the_file() {
    let board = board(SAMPLE);
    let names: Vec<&str> = board.view.actions["new-transaction"].form.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["type", "amount", "counterparty", "reference"]);
}

#[test]
fn a_variable_starts_with_its_default_else_any_else_its_first_value() {
    let text = EXAMPLE.replace("[vars]", "[vars]\nregion = { values = [2, 1] }");
    let text = text.replace("get = \"/loans\"", "get = \"/loans\", params = { region = \"{var.region}\" }");
    let view = board(&text).view;
    assert_eq!(json!(view.default_vars()), json!({ "account": "acc_1", "txType": "all", "region": 2 }));
}

#[test]
fn a_board_without_windows_has_one_with_every_panel_in_the_order_of_the_file() {
    let text = &EXAMPLE[..EXAMPLE.find("[[windows]]").unwrap()];
    let windows = board(text).view.windows;
    assert_eq!(windows.len(), 1);
    assert!(windows[0].open);
    assert_eq!(windows[0].rows[0], ["balance"]);
    assert_eq!(windows[0].rows.len(), 9);
}

#[test]
fn the_view_survives_the_way_to_a_window() {
    let view = board(SAMPLE).view;
    let text = serde_json::to_string(&view).unwrap();
    assert_eq!(serde_json::from_str::<View>(&text).unwrap(), view);
    assert!(!text.contains("127.0.0.1") && !text.contains("secret"), "{text}");
}

#[test]
fn a_board_moves_to_another_origin_with_its_paths() {
    let mut moved = board(SAMPLE);
    moved.with_backend_at("http://127.0.0.1:41234/");
    assert_eq!(moved.backends[""].base, "http://127.0.0.1:41234/api");
    assert_eq!(moved.backends[""].socket.as_ref().unwrap().url, "ws://127.0.0.1:41234/ws");
    moved.with_backend_at("https://bank.example");
    assert_eq!(moved.backends[""].base, "https://bank.example/api");
    assert_eq!(moved.backends[""].socket.as_ref().unwrap().url, "wss://bank.example/ws");
}

#[test]
fn durations_are_read_in_every_unit() {
    let read = |duration: &str| {
        let text = EXAMPLE.replace("stale = \"5m\"", &format!("stale = {duration:?}"));
        board(&text).view.queries["profile"].stale
    };
    for (text, millis) in [("100ms", 100), ("1 s", 1_000), ("1.5s", 1_500), ("5m", 300_000), ("2h", 7_200_000)] {
        assert_eq!(read(text), Stale::After(Duration::from_millis(millis)), "{text}");
    }
    assert_eq!(read("0s"), Stale::After(Duration::ZERO));
    assert_eq!(read("infinite"), Stale::Infinite);
    for bad in ["", "5", "s", "1.2.3s", "-1s", "5 weeks", "1e3s", "99999999d"] {
        let text = EXAMPLE.replace("stale = \"5m\"", &format!("stale = {bad:?}"));
        assert!(oriel_board::parse("board.toml", &text).is_err(), "{bad:?}");
    }
}
