//! Several backends in one board, by name.

use oriel_board::{Board, Problem, ProfileError, ReadError, SecretName, Stale, View};
use serde_json::json;

const SEVERAL: &str = include_str!("../good/several-backends.toml");
const ALONE: &str = include_str!("../good/backends-by-name-alone.toml");
const GUIDE: &str = include_str!("../../../../docs/boards.md");

fn board(text: &str, profile: Option<&str>) -> Board {
    oriel_board::parse_profile("board.toml", text, profile).unwrap_or_else(|error| panic!("{error}")).board
}

fn bases(board: &Board) -> Vec<(&str, &str)> {
    board.backends.iter().map(|(name, backend)| (name.as_str(), backend.base.as_str())).collect()
}

#[test]
fn the_board_of_the_guide_is_one_that_is_tested() {
    assert!(GUIDE.contains(&format!("```toml\n{SEVERAL}```")));
}

#[test]
fn queries_and_actions_ask_the_backend_that_they_name() {
    let board = board(SEVERAL, None);
    let asked = |query: &str| board.asked_by(query).map(|backend| backend.base.as_str());
    assert_eq!(asked("customers"), Some("https://shop.example.com/api"), "without a name it is [backend]");
    assert_eq!(asked("orders"), Some("https://orders.example.com"));
    assert_eq!(asked("stock"), Some("https://stock.example.com/v2"));
    assert_eq!(asked("nobody"), None);
    assert_eq!(board.view.queries["customers"].backend, "");
    assert_eq!(board.view.actions["cancel"].backend, "orders");
}

#[test]
fn an_event_is_heard_on_every_socket_unless_it_names_one() {
    let events = board(SEVERAL, None).events;
    assert_eq!(events["stock_moved"].backend, None);
    assert_eq!(events["changed"].backend.as_deref(), Some("orders"));
}

#[test]
fn two_backends_may_share_a_secret() {
    let backends = board(SEVERAL, None).backends;
    let secret = |name: &str| backends[name].auth.as_ref().map(|auth| auth.bearer.clone());
    assert_eq!(secret(""), Some(SecretName::Ask("shop".into())));
    assert_eq!(secret("stock"), secret(""));
}

#[test]
fn backends_are_called_by_their_label_or_as_their_names_are_read() {
    let view = board(SEVERAL, None).view;
    assert_eq!(json!(view.backends), json!({ "": "Shop", "orders": "Order service", "stock": "Stock" }));
    let own = SEVERAL.replacen("[backend]", "[backend]\nlabel = \"The shop itself\"", 1);
    assert_eq!(board(&own, None).view.backends[""], "The shop itself");
    assert_eq!(board(ALONE, Some("prod")).view.backends["loan-desk"], "Loan desk");
}

#[test]
fn a_window_sees_nothing_of_backends_but_names_and_labels() {
    let view = board(SEVERAL, None).view;
    let text = serde_json::to_string(&view).unwrap();
    assert_eq!(serde_json::from_str::<View>(&text).unwrap(), view);
    assert!(!text.contains("example.com") && !text.contains("secret"), "{text}");
}

#[test]
fn a_profile_counts_in_every_backend_that_has_one_of_its_name() {
    let prod = board(ALONE, Some("prod"));
    assert_eq!(bases(&prod), [("loan-desk", "https://loans.example.com"), ("orders", "https://orders.example.com")]);
    assert_eq!(prod.view.profile.as_deref(), Some("prod"));
    let test = board(ALONE, Some("test"));
    let orders = "https://orders.test.example.com";
    assert_eq!(bases(&test), [("loan-desk", "http://127.0.0.1:4000/loans"), ("orders", orders)], "the rest stays");
    assert_eq!(test.view.backends["orders"], "Orders (test)", "a label too is the profile's");
    let somewhere = "base = \"http://127.0.0.1\"\nsocket = { url = \"ws://127.0.0.1/ws\", ready = \"subscribed\" }";
    let local = board(&ALONE.replacen("socket = { ready = \"subscribed\" }", somewhere, 1), Some("local"));
    assert_eq!(bases(&local), [("loan-desk", "http://127.0.0.1:5000/loans"), ("orders", "http://127.0.0.1")]);
}

#[test]
fn profiles_come_in_the_order_of_the_file_each_once_and_only_those_that_can_be_chosen() {
    let free = SEVERAL
        .replace(
            "[backends.orders]",
            "[backends.stock.west]\n[backends.stock.east]\n\n[backends.orders.east]\n\n[backends.orders]",
        )
        .replace("[backends.stock]", "[backend.north]\n\n[backends.stock]");
    assert_eq!(board(&free, None).view.profiles, ["west", "east", "north"]);
    let east = board(&free, Some("east"));
    assert_eq!(east.backends, board(&free, None).backends, "a profile that says nothing changes nothing");
    // `orders` is nowhere without prod or test, so `local` of the other one cannot be chosen alone.
    assert_eq!(board(ALONE, Some("test")).view.profiles, ["prod", "test"]);
}

#[test]
fn a_backend_that_is_nowhere_without_a_profile_is_named_with_the_profiles_that_help() {
    let told = |profile| match oriel_board::parse_profile("board.toml", ALONE, profile) {
        Err(ReadError::Profile(error)) => error,
        other => panic!("{other:?}"),
    };
    let known = vec!["prod".to_owned(), "test".to_owned()];
    let none = told(None);
    assert_eq!(
        none.to_string(),
        "the board has to be opened with a profile of backend \"orders\"; there are: prod, test"
    );
    assert_eq!(none, ProfileError::Needed { backend: "orders".into(), asked: None, known: known.clone() });
    let other = told(Some("local"));
    assert_eq!(other.to_string(), "profile \"local\" gives backend \"orders\" no `base`; those that do: prod, test");
    let asked = Some("local".to_owned());
    assert_eq!(other, ProfileError::Needed { backend: "orders".into(), asked, known: known.clone() });
    let unknown = told(Some("prd"));
    assert_eq!(unknown.to_string(), "the board has no profile \"prd\"; there are: prod, test");
    assert_eq!(unknown, ProfileError::Unknown { asked: "prd".into(), known });
}

#[test]
fn a_board_that_no_profile_opens_says_so_whichever_is_asked_for() {
    let text = include_str!("../bad/backends-whose-profiles-do-not-meet.toml");
    for profile in [None, Some("eu"), Some("prod"), Some("nobody")] {
        let error = oriel_board::parse_profile("board.toml", text, profile).unwrap_err();
        let ReadError::Problems(problems) = error else { panic!("{error}") };
        let told: Vec<&Problem> = problems.iter().collect();
        assert!(told.len() == 1 && told[0].message == "no profile gives every backend a `base`", "{told:?}");
    }
}

#[test]
fn only_an_event_that_can_come_makes_a_query_wait_for_signals_alone() {
    let stale = |text: &str| {
        let queries = board(text, None).view.queries;
        ["customers", "orders", "stock"].map(|name| queries[name].stale == Stale::Infinite)
    };
    assert_eq!(stale(SEVERAL), [false, true, true]);
    let shop = SEVERAL.replace(", stale = \"1m\"", "").replace("[\"stock\"]", "[\"customers\"]");
    assert_eq!(stale(&shop), [true, true, true], "whichever backend says it");
    let socket = "socket = { url = \"wss://orders.example.com/ws\", ready = \"subscribed\" }\n";
    assert_eq!(stale(&SEVERAL.replace(socket, "")), [false, false, true], "`changed` is heard on that socket alone");
    // A backend that polls says nothing, but has all fetched again that is asked there.
    let polls = SEVERAL.replace(socket, "socket = { protocol = \"poll\" }\n");
    let polls = polls.replace("stock_moved = [\"stock\"]\n", "");
    assert_eq!(stale(&polls), [false, true, false]);
}

#[test]
fn moving_the_backend_leaves_those_with_names_where_they_are() {
    let mut moved = board(SEVERAL, None);
    moved.with_backend_at("http://127.0.0.1:4123");
    let orders = moved.backends.get_mut("orders").unwrap();
    orders.move_to("http://127.0.0.1:4124");
    assert_eq!(orders.socket.as_ref().unwrap().url, "ws://127.0.0.1:4124/ws");
    let stock = ("stock", "https://stock.example.com/v2");
    assert_eq!(bases(&moved), [("", "http://127.0.0.1:4123/api"), ("orders", "http://127.0.0.1:4124"), stock]);
}
