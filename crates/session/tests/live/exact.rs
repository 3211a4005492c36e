//! What the backend sent goes back as it was sent, and never to another row: a page only names a row, and the
//! values are the core's own.

use crate::anything::{Anything, Random};
use crate::window::Window;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::IntoResponse;
use axum::{Router, http::header};
use oriel_board::{Scope, View};
use oriel_query::Key;
use oriel_session::{Disk, InMemory, Session};
use oriel_wire::{Act, Acted, Row};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

const BOARD: &str = r#"
board = 1
title = "Orders"

[vars]
order = {}

[backend]
base = "http://127.0.0.1:1"

[queries]
orders = { get = "/orders", rows = "/items", id = "/id", stale = "1h" }
plain  = { get = "/plain", rows = "/items", stale = "1h" }
order  = { get = "/orders/{var.order}", stale = "1h" }

[actions.pay]
put        = "/orders/{row.id}"
when       = { "{row.open}" = [true] }
body       = { id = "{row.id}", amount = "{row.amount}", note = "{form.note}", sum = "{form.sum}", all = "{row}" }
optimistic = { query = "orders", row = "{row.id}", set = { open = false, paid = "{row.amount}" } }
invalidate = ["order"]

[actions.pay.form]
note = { kind = "text", default = "Order {row.id}" }
sum  = { kind = "number", default = "{row.amount}" }

[actions.drop]
delete = "/plain/{row.name}"
body   = { amount = "{row.amount}" }

[actions.open]
post = "/open/{var.order}"
body = { order = "{var.order}" }

[panels]
orders = { kind = "table", query = "orders", columns = ["id"], actions = ["pay"], select = { order = "{row.id}" } }
plain  = { kind = "table", query = "plain", columns = ["name"], actions = ["drop"] }
order  = { kind = "detail", query = "order", fields = ["id"], actions = ["open"] }
"#;

/// What a request was: method, path, body.
type Call = (String, String, String);

/// A backend that answers GETs with texts, and takes down everything else.
#[derive(Clone, Default)]
struct Backend(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    answers: Map<String, Value>,
    calls: Vec<Call>,
}

impl Backend {
    fn say(&self, path: &str, text: impl Into<String>) {
        self.0.lock().unwrap().answers.insert(path.to_owned(), Value::from(text.into()));
    }

    /// What was asked of it beside GETs.
    fn calls(&self) -> Vec<Call> {
        let held = self.0.lock().unwrap();
        held.calls.iter().filter(|(method, ..)| method != "GET").cloned().collect()
    }

    fn gets(&self) -> Vec<String> {
        let held = self.0.lock().unwrap();
        held.calls.iter().filter(|(method, ..)| method == "GET").map(|(_, path, _)| path.clone()).collect()
    }
}

async fn answer(State(backend): State<Backend>, method: Method, uri: Uri, body: Bytes) -> impl IntoResponse {
    let mut held = backend.0.lock().unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    held.calls.push((method.to_string(), uri.path().to_owned(), body));
    let json = [(header::CONTENT_TYPE, "application/json")];
    if method != Method::GET {
        return (StatusCode::OK, json, "{}".to_owned());
    }
    match held.answers.get(uri.path()).and_then(Value::as_str) {
        Some(text) => (StatusCode::OK, json, text.to_owned()),
        None => (StatusCode::OK, json, r#"{"id":0}"#.to_owned()),
    }
}

struct Stage {
    backend: Backend,
    session: Session,
    /// Where the backend is to answer, as long as it does not.
    listener: Option<std::net::TcpListener>,
}

impl Stage {
    /// On a backend with these orders and nameless rows.
    async fn with(orders: &str, plain: &str) -> Self {
        let stage = Self::away(orders, plain, None);
        let Self { backend, session, listener } = stage;
        let listener = TcpListener::from_std(listener.unwrap()).unwrap();
        serve(&backend, listener);
        Self { backend, session, listener: None }
    }

    /// The same, where nobody answers on its listener yet.
    fn away(orders: &str, plain: &str, folder: Option<&Path>) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let backend = Backend::default();
        backend.say("/orders", orders);
        backend.say("/plain", plain);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let mut board = oriel_board::parse("orders.toml", BOARD).unwrap_or_else(|p| panic!("{}", p[0])).board;
        board.with_backend_at(&format!("http://{}", listener.local_addr().unwrap()));
        let session = match folder {
            None => Session::open(board, Arc::new(InMemory::new())).unwrap(),
            Some(folder) => {
                let disk = Disk { folder: folder.to_owned(), board: "orders".to_owned() };
                Session::open_on(disk, board, Arc::new(InMemory::new())).unwrap()
            }
        };
        Self { backend, session, listener: Some(listener) }
    }

    async fn shown(&self, query: &str) -> (Window, Vec<Value>) {
        let key = Key::named(query);
        let window = Window::open(&self.session, query, std::slice::from_ref(&key));
        let sight = window.until("rows", |sight| sight.data(&key).is_some()).await;
        let rows = sight.data(&key).unwrap()["items"].as_array().unwrap().clone();
        (window, rows)
    }

    async fn act(&self, act: &Act) -> Acted {
        // As it crosses from a page: as text.
        let text = serde_json::to_string(act).unwrap();
        let acted = self.session.act(serde_json::from_str(&text).unwrap()).await;
        let text = serde_json::to_string(&acted).unwrap();
        let read: Acted = serde_json::from_str(&text).unwrap();
        assert_eq!(read, acted);
        read
    }

    async fn refused(&self, act: &Act) -> String {
        match self.act(act).await {
            Acted::Failed { failure } => failure.message,
            other => panic!("it came to {other:?}"),
        }
    }
}

fn serve(backend: &Backend, listener: TcpListener) {
    let routes = Router::new().fallback(answer).with_state(backend.clone());
    tokio::spawn(async move { axum::serve(listener, routes).await });
}

/// The board as a page has it: it crossed as text.
fn view(session: &Session) -> View {
    let view = &session.board().view;
    let text = serde_json::to_string(view).unwrap();
    let read: View = serde_json::from_str(&text).unwrap();
    assert_eq!(read, *view);
    read
}

/// A person presses an action on a row that is shown, and leaves its form as it is.
fn press(stage: &Stage, action: &str, query: &str, row: &Value) -> Act {
    let view = view(&stage.session);
    let spec = &view.actions[action];
    let scope = Scope { row: Some(row), ..Scope::default() };
    let untouched = spec.form.iter().filter(|field| field.untouched(&scope).is_some());
    Act {
        action: action.to_owned(),
        row: Some(Row::of(&view, spec, &Key::named(query), row)),
        untouched: untouched.map(|field| field.name.clone()).collect(),
        ..Act::default()
    }
}

const NUMBERS: [&str; 11] = [
    "9007199254740992",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551617",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "0.10000000000000000555",
    "12345678901234567.89",
    "1e+400",
    "1.00",
    "-0.0",
];

fn orders() -> String {
    let row = |number: &&str| format!(r#"{{"id":{number},"amount":{number},"open":true}}"#);
    format!(r#"{{"items":[{}]}}"#, NUMBERS.iter().map(row).collect::<Vec<_>>().join(","))
}

#[tokio::test]
async fn an_action_on_a_row_goes_to_that_row_with_every_digit_of_it() {
    let stage = Stage::with(&orders(), r#"{"items":[]}"#).await;
    let (_window, rows) = stage.shown("orders").await;
    for (row, number) in rows.iter().zip(NUMBERS) {
        assert_eq!(row["id"].to_string(), number, "as it is shown");
        let acted = stage.act(&press(&stage, "pay", "orders", row)).await;
        assert!(matches!(acted, Acted::Done { .. }), "{acted:?}");
        let (method, path, body) = stage.backend.calls().pop().unwrap();
        let text = oriel_board::plain(&row["id"]).unwrap();
        assert_eq!((method.as_str(), path), ("PUT", format!("/orders/{text}")));
        let whole = format!(r#"{{"amount":{number},"id":{number},"open":true}}"#);
        let all = format!(r#"{{"all":{whole},"amount":{number},"id":{number},"note":"Order {text}","sum":{number}}}"#);
        assert_eq!(body, all);
    }
}

#[tokio::test]
async fn what_is_shown_in_advance_is_shown_on_that_row_alone() {
    let stage = Stage::with(&orders(), r#"{"items":[]}"#).await;
    let key = Key::named("orders");
    let (window, rows) = stage.shown("orders").await;
    let acted = stage.act(&press(&stage, "pay", "orders", &rows[1])).await;
    assert!(matches!(acted, Acted::Done { .. }), "{acted:?}");
    let paid = |data: &Value| {
        let rows = data["items"].as_array().unwrap().iter();
        rows.filter(|row| row["open"] == false).map(|row| row["paid"].to_string()).collect::<Vec<_>>()
    };
    let sight = window.now();
    let history: Vec<_> = sight.history.iter().filter(|(of, _)| *of == key).map(|(_, data)| paid(data)).collect();
    assert!(history.contains(&vec!["9007199254740993".to_owned()]), "{history:?}");
    assert!(history.iter().all(|paid| paid.len() < 2), "one row, and no other: {history:?}");
}

#[tokio::test]
async fn a_variable_that_a_row_gave_asks_and_acts_with_every_digit() {
    let stage = Stage::with(&orders(), r#"{"items":[]}"#).await;
    let (_window, rows) = stage.shown("orders").await;
    for row in &rows[..8] {
        let vars: Map<String, Value> = [("order".to_owned(), row["id"].clone())].into_iter().collect();
        let key = view(&stage.session).key("order", &vars).unwrap();
        let crossed: Key = serde_json::from_str(&serde_json::to_string(&key).unwrap()).unwrap();
        let window = Window::open(&stage.session, "detail", &[crossed]);
        window.until("the order", |sight| sight.data(&key).is_some()).await;
        let path = format!("/orders/{}", row["id"]);
        assert!(stage.backend.gets().contains(&path), "{path}: {:?}", stage.backend.gets());
        let acted = stage.act(&Act { action: "open".into(), vars, ..Act::default() }).await;
        assert!(matches!(acted, Acted::Done { .. }), "{acted:?}");
        let (_, path, body) = stage.backend.calls().pop().unwrap();
        assert_eq!((path, body), (format!("/open/{}", row["id"]), format!(r#"{{"order":{}}}"#, row["id"])));
    }
}

#[tokio::test]
async fn an_action_that_waited_in_two_sessions_goes_to_its_row() {
    let folder = tempfile::tempdir().unwrap();
    let orders = orders();
    let first = Stage::away(&orders, r#"{"items":[]}"#, Some(folder.path()));
    let address = first.listener.as_ref().unwrap().local_addr().unwrap();
    let listener = TcpListener::from_std(first.listener.as_ref().unwrap().try_clone().unwrap()).unwrap();
    // The rows come once; then nothing listens there any more.
    let routes = Router::new().fallback(answer).with_state(first.backend.clone());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(async move {
        let ended = async {
            let _ = stopped.await;
        };
        axum::serve(listener, routes).with_graceful_shutdown(ended).await
    });
    let (window, rows) = first.shown("orders").await;
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    let Stage { backend, session, listener } = first;
    drop(listener);
    let first = Stage { backend, session, listener: None };
    let acted = first.act(&press(&first, "pay", "orders", &rows[1])).await;
    assert!(matches!(acted, Acted::Waits { .. }), "{acted:?}");
    drop(window);
    first.session.close().await;

    let mut board = (*first.session.board()).clone();
    board.with_backend_at(&format!("http://{address}"));
    let listener = TcpListener::bind(address).await.unwrap();
    serve(&first.backend, listener);
    let disk = Disk { folder: folder.path().to_owned(), board: "orders".to_owned() };
    let session = Session::open_on(disk, board, Arc::new(InMemory::new())).unwrap();
    let window = Window::open(&session, "next", &[Key::named("orders")]);
    window.until("how it ended", |sight| sight.notice("Pay: done").is_some()).await;
    let (_, path, body) = first.backend.calls().pop().unwrap();
    assert_eq!(path, "/orders/9007199254740993");
    assert!(body.contains(r#""sum":9007199254740993"#), "{body}");
}

const NAMELESS: &str = r#"{"items":[{"name":"a","amount":9007199254740992},{"name":"a","amount":9007199254740993}]}"#;

#[tokio::test]
async fn a_row_without_an_identity_is_what_is_in_it() {
    let stage = Stage::with(r#"{"items":[]}"#, NAMELESS).await;
    let (window, rows) = stage.shown("plain").await;
    let act = press(&stage, "drop", "plain", &rows[1]);
    stage.act(&act).await;
    assert_eq!(stage.backend.calls().pop().unwrap().2, r#"{"amount":9007199254740993}"#);

    // It stands elsewhere now, and another one stands there.
    let moved = r#"{"items":[{"name":"b","amount":1},{"name":"c","amount":2},{"name":"a","amount":9007199254740993}]}"#;
    stage.backend.say("/plain", moved);
    let key = Key::named("plain");
    let newer = |sight: &crate::window::Sight| sight.data(&key).is_some_and(|data| data["items"][0]["name"] == "b");
    stage.session.fetch(&window.id, key.clone(), None, true).await;
    window.until("the newer rows", newer).await;
    stage.act(&act).await;
    assert_eq!(stage.backend.calls().len(), 2);
    let (_, path, body) = stage.backend.calls().pop().unwrap();
    assert_eq!((path.as_str(), body.as_str()), ("/plain/a", r#"{"amount":9007199254740993}"#));
    let gone = stage.refused(&press(&stage, "drop", "plain", &rows[0])).await;
    assert_eq!(gone, "this row is no longer there; nothing was sent");
    assert_eq!(stage.backend.calls().len(), 2);
}

#[tokio::test]
async fn a_row_that_is_gone_or_another_by_now_is_not_acted_on() {
    let two = r#"{"items":[{"id":1,"amount":5,"open":true,"at":1},{"id":2,"amount":6,"open":true,"at":1}]}"#;
    let stage = Stage::with(two, r#"{"items":[]}"#).await;
    let (window, rows) = stage.shown("orders").await;
    let acts = rows.iter().map(|row| press(&stage, "pay", "orders", row)).collect::<Vec<_>>();
    let key = Key::named("orders");
    let become_ = async |text: &str, mark: i64| {
        stage.backend.say("/orders", text);
        stage.session.fetch(&window.id, key.clone(), None, true).await;
        let newer = |sight: &crate::window::Sight| sight.data(&key).is_some_and(|data| data["items"][0]["at"] == mark);
        window.until("the newer rows", newer).await;
    };
    become_(r#"{"items":[{"id":2,"amount":6,"open":true,"at":2}]}"#, 2).await;
    assert_eq!(stage.refused(&acts[0]).await, "this row is no longer there; nothing was sent");
    let changed = stage.refused(&acts[1]).await;
    assert!(changed.starts_with("{row} of this row has changed meanwhile; nothing was sent"), "{changed}");

    become_(r#"{"items":[{"id":1,"at":3},{"id":1,"at":4}]}"#, 3).await;
    let several = stage.refused(&acts[0]).await;
    assert!(several.starts_with("several rows have the id 1; nothing was sent"), "{several}");

    // As it was when it was pressed: among several, that one.
    become_(r#"{"items":[{"id":1,"at":5},{"id":1,"amount":5,"open":true,"at":1}]}"#, 5).await;
    let acted = stage.act(&acts[0]).await;
    assert!(matches!(acted, Acted::Done { .. }), "{acted:?}");
    assert_eq!(stage.backend.calls().len(), 1);
}

#[tokio::test]
async fn a_variable_of_a_row_narrows_a_signal_by_its_value() {
    let view = view(&Stage::away("{}", "{}", None).session);
    for (shown, told) in [("7.0", "7"), ("12.50", "1.25e1"), ("9007199254740993", "9007199254740993.0")] {
        let vars = |text: &str| [("order".to_owned(), serde_json::from_str(text).unwrap())].into_iter().collect();
        assert_eq!(view.key("order", &vars(shown)).unwrap(), view.key("order", &vars(told)).unwrap());
    }
    let other: Map<String, Value> = [("order".to_owned(), json!(9_007_199_254_740_992_u64))].into_iter().collect();
    let this: Map<String, Value> = [("order".to_owned(), json!(9_007_199_254_740_993_u64))].into_iter().collect();
    assert_ne!(view.key("order", &this).unwrap(), view.key("order", &other).unwrap());
}

/// The data of a key as a page has it: it crossed as text.
fn crossed(data: &Value) -> Value {
    serde_json::from_str(&serde_json::to_string(data).unwrap()).unwrap()
}

#[tokio::test]
async fn whatever_a_backend_sends_comes_back_in_an_action_as_it_was_sent() {
    for seed in 0..8 {
        let mut random = Random(seed);
        let values: Vec<Anything> = (0..60).map(|_| Anything::of(&mut random, 4)).collect();
        let row = |(place, value): (usize, &Anything)| {
            format!(r#"{{"id":{place},"open":true,"amount":{}}}"#, value.written(&mut random))
        };
        let rows = values.iter().enumerate().map(row).collect::<Vec<_>>();
        let stage = Stage::with(&format!(r#"{{"items":[{}]}}"#, rows.join(",")), r#"{"items":[]}"#).await;
        let (_window, rows) = stage.shown("orders").await;
        for (row, value) in rows.iter().zip(&values) {
            let row = crossed(row);
            let act = Act { untouched: vec!["note".to_owned()], ..press(&stage, "pay", "orders", &row) };
            let acted = stage.act(&act).await;
            assert!(matches!(acted, Acted::Done { .. }), "seed {seed}: {acted:?} of {row}");
            let (_, _, body) = stage.backend.calls().pop().unwrap();
            let (sent, id) = (value.sent(), &row["id"]);
            let all = format!(r#"{{"amount":{sent},"id":{id},"open":true}}"#);
            let whole = format!(r#"{{"all":{all},"amount":{sent},"id":{id},"note":"Order {id}"}}"#);
            assert_eq!(body, whole, "seed {seed}");
        }
    }
}
