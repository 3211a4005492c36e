#![allow(clippy::unwrap_used)]
use super::called::call;
use super::socket::hear;
use super::*;
use oriel_sample::{Options, Sample};
use oriel_session::{InMemory, Token};
use std::io::{Read as _, Write as _};

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

fn ada() -> InMemory {
    InMemory::new().with("sample", Token::new("sample-ada".to_owned()))
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
    assert!(!live.is_good() && live.backends[0].socket.why.starts_with("there is no token"), "{}", live.as_text());
    let why = "there is no token: give it with the variable ORIEL_TOKEN";
    assert!(live.queries.iter().all(|called| called.failure.as_deref() == Some(why)));
}

#[tokio::test]
async fn a_token_that_the_board_takes_from_a_variable_is_asked_for_by_the_name_of_it() {
    let (_sample, board) = sample(|text| text.replace("secret:sample", "env:ORIEL_TEST_IS_NOT_SET")).await;
    let vars = board.view.default_vars();
    let live = run(board, Arc::new(InMemory::new()), &vars, None, &|_| {}).await.unwrap();
    let why = "there is no token: set ORIEL_TEST_IS_NOT_SET, the variable that the board names";
    assert_eq!(live.backends[0].socket.why, why);
}

/// Before the link is ready the cache answers at once that a fetch may not start yet. That is no answer to tell of.
#[tokio::test]
async fn a_query_that_may_not_be_fetched_yet_is_waited_for() {
    let (_sample, mut board) = sample(|text| text).await;
    // Takes connections, and never says a word.
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    board.backends.get_mut("").unwrap().socket.as_mut().unwrap().url =
        format!("ws://{}/ws", mute.local_addr().unwrap());
    let vars = board.view.default_vars();
    let session = Session::open(board, Arc::new(ada())).unwrap();
    let (board, mut window, mut traces) = (session.board(), Window::open(&session), Traces::of(&session));
    let chosen = Chosen::new(&vars);
    let hang_up = async {
        while !session.entries().await.iter().any(|entry| entry.status.paused) {
            tokio::task::yield_now().await;
        }
        // The link is down: what HTTP alone can tell is fetched.
        drop(mute);
    };
    let (called, ()) = tokio::join!(call(&board, &mut window, &mut traces, "profile", &chosen), hang_up);
    assert_eq!(called.0.failure, None);
    assert!(called.0.millis.is_some(), "it was fetched");
    session.close().await;
}

/// Makes one thing happen.
async fn step(sample: &Sample) {
    let address = sample.address();
    let ask = move || -> std::io::Result<()> {
        let mut stream = std::net::TcpStream::connect(address)?;
        let head = "POST /api/sample/step HTTP/1.1\r\nHost: sample\r\nAuthorization: Bearer sample-ada\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(head.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        Ok(())
    };
    tokio::task::spawn_blocking(ask).await.unwrap().unwrap();
}

#[tokio::test]
async fn messages_that_the_board_cannot_read_are_shown_with_the_place_where_their_name_is() {
    let wrong = |text: String| {
        let text = text.replace("event = \"/event\"", "event = \"/name\"");
        text.replace("ready = \"subscribed\"", "ready = { \"/event\" = \"subscribed\" }")
    };
    let (sample, board) = sample(wrong).await;
    let session = Session::open(board, Arc::new(ada())).unwrap();
    let (board, mut window, mut traces) = (session.board(), Window::open(&session), Traces::of(&session));
    assert!(hear(&board, &mut window).await[0].ready);
    let odd = loop {
        step(&sample).await;
        traces.past();
        let odd = traces.odd(|strange| odd::instead(&board, strange));
        if !odd.is_empty() {
            break odd;
        }
    };
    let mut live = Live { backends: Vec::new(), queries: Vec::new(), events: Some(Events::default()), odd };
    let text = live.as_text();
    assert!(text.contains("a message has no event name at \"/name\""), "{text}");
    assert!(text.contains("{\"data\":{") && text.contains("there is \"/event\", with \""), "{text}");
    assert!(!text.contains("nothing came"), "{text}");
    live.odd.clear();
    assert!(live.as_text().contains("nothing came"));
    session.close().await;
}

#[tokio::test]
async fn events_are_told_apart_by_whether_the_board_declares_them() {
    let (_sample, board) = sample(|text| text).await;
    let mut events = Events::default();
    for event in ["profile_updated", "typing", "profile_updated"] {
        events.take(
            &board,
            Trace::Signal { backend: String::new(), event: event.to_owned(), data: Value::Null, stale: Vec::new() },
        );
    }
    events.take(&board, Trace::Keyed { backend: String::new(), key: Value::from("loans"), stale: Vec::new() });
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
fn with_a_choice(text: &str) -> String {
    text.replace("account = { default = \"acc_1\", values", "chosen = {}\naccount = { default = \"acc_1\", values")
        + "\n[queries.record]\nget = \"/accounts/{var.chosen}/balance\"\nstale = \"1m\"\n\
           [panels.record]\nkind = \"detail\"\nquery = \"record\"\nfields = [\"account\"]\n"
}

#[tokio::test]
async fn a_query_that_waits_for_a_choice_is_called_with_the_first_row_or_says_what_it_needs() {
    let (_sample, board) = sample(|text| with_a_choice(&text)).await;
    let live = tried(board, "sample-ada", None).await;
    let text = live.as_text();
    assert!(live.is_good(), "a window would wait, too: {text}");
    let line = text.lines().find(|line| line.starts_with("record")).unwrap();
    assert!(line.ends_with("not called: needs `chosen`; give it with --var chosen=…"), "{text}");

    let select = |text: String| {
        let accounts = "\n[queries.accounts]\nget = \"/accounts\"\nrows = \"/rows\"\nid = \"/id\"\nstale = \"1m\"\n\
            [panels.accounts]\nkind = \"table\"\nquery = \"accounts\"\ncolumns = [\"name\"]\nselect = { chosen = \"{row.id}\" }\n";
        with_a_choice(&text) + accounts
    };
    let (_sample, board) = sample(select).await;
    let live = tried(board, "sample-ada", None).await;
    let text = live.as_text();
    let line = text.lines().find(|line| line.starts_with("record")).unwrap();
    assert!(live.is_good() && line.ends_with("with chosen = acc_1 of accounts"), "{text}");
}
