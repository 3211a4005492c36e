#![allow(clippy::unwrap_used)]
use super::*;
use oriel_sample::{Options, Sample};
use oriel_session::{InMemory, Token};

const BOARD: &str = include_str!("../../boards/sample.toml");

/// The sample backend, and its board as it is changed by the test.
async fn sample(change: impl FnOnce(String) -> String) -> (Sample, Board) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sample = oriel_sample::start(Options::default()).await.unwrap();
    let mut board = oriel_board::parse("sample.toml", &change(BOARD.to_owned()))
        .unwrap_or_else(|problems| panic!("{}", problems[0]))
        .board;
    board.with_backend_at(&format!("http://{}", sample.address()));
    (sample, board)
}

async fn tried(board: Board, token: &str, listen: Option<Duration>) -> Live {
    let vars = board.view.default_vars();
    let secrets = InMemory::new().with("sample", Token::new(token.to_owned()));
    run(board, Arc::new(secrets), &vars, listen, &|_| {}).await.unwrap()
}

#[tokio::test]
async fn a_board_that_fits_its_backend_is_good() {
    let (_sample, board) = sample(|text| text).await;
    let live = tried(board, "sample-ada", None).await;
    let text = live.as_text();
    assert!(live.is_good(), "{text}");
    assert!(text.contains("50 rows, each with its /id"), "{text}");
    assert!(text.contains("socket") && text.contains("ready after"), "{text}");
}

#[tokio::test]
async fn what_the_answer_does_not_have_is_told() {
    let (_sample, board) =
        sample(|text| text.replace("\"counterparty\" }", "\"payee\" }").replace("get = \"/me\"", "get = \"/you\""))
            .await;
    let live = tried(board, "sample-ada", None).await;
    let text = live.as_text();
    assert!(!live.is_good());
    assert!(text.contains("! no payee for panel transactions; the first has account"), "{text}");
    assert!(text.lines().any(|line| line.starts_with("profile") && line.contains(" 404 ")), "{text}");
}

#[tokio::test]
async fn a_token_that_is_refused_is_told_and_never_shown() {
    let (_sample, board) = sample(|text| text).await;
    let live = tried(board, "s3cret-token", None).await;
    let text = live.as_text();
    assert!(!live.is_good() && text.contains("not ready: ") && text.contains(" 401 "), "{text}");
    assert!(!text.contains("s3cret") && !serde_json::to_string(&live).unwrap().contains("s3cret"));
}

#[tokio::test]
async fn without_a_token_nothing_is_waited_for() {
    let (_sample, board) = sample(|text| text).await;
    let vars = board.view.default_vars();
    let live = run(board, Arc::new(InMemory::new()), &vars, None, &|_| {}).await.unwrap();
    assert!(!live.is_good() && live.socket.why.starts_with("there is no token"), "{}", live.as_text());
    assert!(live.queries.iter().all(|called| called.failure.as_deref() == Some("there is no token")));
}

#[tokio::test]
async fn events_are_told_apart_by_whether_the_board_declares_them() {
    let (_sample, board) = sample(|text| text).await;
    let mut events = Events::default();
    for event in ["profile_updated", "typing", "profile_updated"] {
        events.take(&board, Trace::Signal { event: event.to_owned(), data: Value::Null, stale: Vec::new() });
    }
    events.take(&board, Trace::Keyed { key: Value::from("loans"), stale: Vec::new() });
    assert_eq!(events.heard, Heard::from([("profile_updated".to_owned(), 2)]));
    assert_eq!(events.undeclared, Heard::from([("typing".to_owned(), 1)]));
    assert_eq!(events.keys, Heard::from([("\"loans\"".to_owned(), 1)]));
}

#[tokio::test]
async fn what_was_not_heard_is_named_when_the_time_is_over() {
    let (_sample, board) = sample(|text| text).await;
    let live = tried(board, "sample-ada", Some(Duration::ZERO)).await;
    let silent = &live.events.as_ref().unwrap().silent;
    assert!(silent.contains(&"loan_status_changed".to_owned()), "{silent:?}");
    assert!(live.as_text().contains("nothing came in 0 s"), "{}", live.as_text());
}

/// The panels' board with a record of the account that is chosen.
fn with_a_choice(text: String) -> String {
    text.replace("account = { default = \"acc_1\", values", "chosen = {}\naccount = { default = \"acc_1\", values")
        + "\n[queries.record]\nget = \"/accounts/{var.chosen}/balance\"\nstale = \"1m\"\n\
           [panels.record]\nkind = \"detail\"\nquery = \"record\"\nfields = [\"account\"]\n"
}

#[tokio::test]
async fn a_query_that_waits_for_a_choice_is_called_with_the_first_row_or_says_what_it_needs() {
    let (_sample, board) = sample(with_a_choice).await;
    let live = tried(board, "sample-ada", None).await;
    let text = live.as_text();
    assert!(live.is_good(), "a window would wait, too: {text}");
    let line = text.lines().find(|line| line.starts_with("record")).unwrap();
    assert!(line.ends_with("not called: needs `chosen`; give it with --var chosen=…"), "{text}");

    let select = |text: String| {
        let accounts = "\n[queries.accounts]\nget = \"/accounts\"\nrows = \"/rows\"\nid = \"/id\"\nstale = \"1m\"\n\
            [panels.accounts]\nkind = \"table\"\nquery = \"accounts\"\ncolumns = [\"name\"]\nselect = { chosen = \"{row.id}\" }\n";
        with_a_choice(text) + accounts
    };
    let (_sample, board) = sample(select).await;
    let live = tried(board, "sample-ada", None).await;
    let text = live.as_text();
    let line = text.lines().find(|line| line.starts_with("record")).unwrap();
    assert!(live.is_good() && line.ends_with("with chosen = acc_1 of accounts"), "{text}");
}
