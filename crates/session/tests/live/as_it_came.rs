//! A panel of kind `json` shows what came: beside its data the window gets the text of the answer, and nobody else
//! does.

use crate::scripted::{Heard, SECRET, Scripted, answer, json};
use crate::window::Window;
use oriel_board::Board;
use oriel_query::{Key, Rev};
use oriel_session::{Came, Disk, InMemory, Session, Token};
use oriel_wire::{Act, Acted};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};

const BOARD: &str = r#"
board = 1
title = "Orders"

[backend]
base = "http://127.0.0.1:1"
auth = { bearer = "secret:shop" }

[queries]
order = { get = "/order" }
plain = { get = "/plain" }
paged = { get = "/paged", rows = "/items", page = { by = "offset" } }

[actions]
pay = { post = "/pay", optimistic = { query = "order", set = { paid = true } } }

[panels]
raw    = { kind = "json", query = "order" }
fields = { kind = "detail", query = "order", fields = ["id"], actions = ["pay"] }
plain  = { kind = "detail", query = "plain", fields = ["id"] }
pages  = { kind = "json", query = "paged" }
"#;

/// Members that are not sorted, one of them twice, and numbers that no number type keeps as they stand.
const ORDER: &str = r#"{"z": 1E5, "id": 9007199254740993.10, "a": 1e-7, "z": [ -0.0 ]}"#;

struct Stage {
    session: Session,
    answers: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    backend: Scripted,
    /// Lets an action be answered.
    pay: mpsc::Sender<()>,
}

impl Stage {
    async fn with(order: &str) -> Self {
        Self::on(order, None).await
    }

    async fn on(order: &str, folder: Option<&Path>) -> Self {
        let answers: Arc<Mutex<BTreeMap<String, Vec<u8>>>> = Arc::default();
        let (pay, paid) = mpsc::channel();
        let script = {
            let (answers, paid) = (Arc::clone(&answers), Mutex::new(paid));
            move |heard: &Heard| {
                if heard.target == "/pay" {
                    let _ = paid.lock().unwrap().recv();
                }
                answers.lock().unwrap().get(&heard.target).cloned().unwrap_or_else(|| json(ORDER))
            }
        };
        let backend = Scripted::start(script).await;
        let session = begin(&backend, folder);
        let stage = Self { session, answers, backend, pay };
        stage.say("/order", json(order));
        stage.say("/paged", json(r#"{"z": 1, "items": []}"#));
        stage
    }

    fn say(&self, path: &str, answer: Vec<u8>) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// A window on a query that has data, and the data's revision.
    async fn shown(&self, query: &str) -> (Window, Key, Rev) {
        let key = Key::named(query);
        let window = Window::open(&self.session, query, std::slice::from_ref(&key));
        let sight = window.until("data", |sight| sight.data(&key).is_some()).await;
        (window, key.clone(), sight.keys[&key].rev.unwrap())
    }

    async fn text(&self, key: &Key, rev: Rev) -> Option<String> {
        match self.session.text(key.clone(), rev).await {
            Came::Text(text) => Some(String::from_utf8_lossy(&text).into_owned()),
            Came::Unkept => None,
            Came::MovedOn => panic!("{key} is at another revision than {rev:?}"),
        }
    }
}

fn board(backend: &Scripted) -> Board {
    let mut board = oriel_board::parse("orders.toml", BOARD).unwrap_or_else(|problems| panic!("{}", problems[0])).board;
    board.with_backend_at(&format!("http://{}", backend.address));
    board
}

fn begin(backend: &Scripted, folder: Option<&Path>) -> Session {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let secrets = Arc::new(InMemory::new().with("shop", Token::new(SECRET.to_owned())));
    match folder {
        None => Session::open(board(backend), secrets).unwrap(),
        Some(folder) => {
            let disk = Disk { folder: folder.to_owned(), board: "orders".to_owned() };
            Session::open_on(disk, board(backend), secrets).unwrap()
        }
    }
}

/// Fetches once more, and waits until that has landed.
async fn again(stage: &Stage, window: &Window, key: &Key, rev: Rev) -> Rev {
    stage.session.fetch(&window.id, key.clone(), Some(rev), true).await;
    stage.session.entries().await.iter().find(|entry| entry.key == *key).unwrap().rev
}

#[tokio::test]
async fn the_text_of_an_answer_reaches_a_panel_of_kind_json() {
    let long = format!(r#"{{"n": {}, "a": 1}}"#, "9".repeat(5000));
    for order in [ORDER, r#"[{"b":1,"a":2}, 1.0e+2]"#, " \"\\u00e9\"\n", &long] {
        let stage = Stage::with(order).await;
        let (_window, key, rev) = stage.shown("order").await;
        assert_eq!(stage.text(&key, rev).await.as_deref(), Some(order));
    }
}

#[tokio::test]
async fn no_text_is_kept_of_what_no_such_panel_shows_nor_of_pages() {
    let stage = Stage::with(ORDER).await;
    for query in ["plain", "paged"] {
        let (_window, key, rev) = stage.shown(query).await;
        assert_eq!(stage.text(&key, rev).await, None, "{query}");
    }
}

#[tokio::test]
async fn no_text_is_kept_of_what_is_too_long_nor_of_what_is_no_single_document() {
    let long = format!(r#"{{"z": "{}", "a": 1}}"#, "x".repeat(4 << 20));
    let lines = answer(200, "Content-Type: application/x-ndjson\r\n", "{\"z\":1,\"a\":2}\n{\"z\":2}\n");
    for answer in [json(&long), lines, answer(204, "", "")] {
        let stage = Stage::with(ORDER).await;
        stage.say("/order", answer);
        let (_window, key, rev) = stage.shown("order").await;
        assert_eq!(stage.text(&key, rev).await, None);
    }
}

#[tokio::test]
async fn the_text_follows_the_revision() {
    let stage = Stage::with(ORDER).await;
    let (window, key, first) = stage.shown("order").await;
    let next = r#"{"y": 2, "b": 1}"#;
    stage.say("/order", json(next));
    let second = again(&stage, &window, &key, first).await;
    assert!(second > first);
    assert_eq!(stage.session.text(key.clone(), first).await, Came::MovedOn);
    assert_eq!(stage.text(&key, second).await.as_deref(), Some(next));
    // An answer that is no longer there takes nothing away, and neither does an equal one.
    stage.say("/order", answer(500, "", "no"));
    let third = again(&stage, &window, &key, second).await;
    assert_eq!(stage.text(&key, third).await.as_deref(), Some(next));
    stage.say("/order", json(r#"{"b": 1, "y": 2}"#));
    let fourth = again(&stage, &window, &key, third).await;
    assert_eq!(stage.text(&key, fourth).await.as_deref(), Some(next), "of this data it is what windows show");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_an_action_shows_its_result_in_advance_there_is_no_text_of_that() {
    let stage = Stage::with(ORDER).await;
    let (window, key, first) = stage.shown("order").await;
    stage.say("/pay", answer(409, "", r#"{"error": "it is paid"}"#));
    let session = stage.session.clone();
    let paid = tokio::spawn(async move { session.act(Act { action: "pay".into(), ..Act::default() }).await });
    let is_paid = |data: &Value| data["paid"] == Value::Bool(true);
    let sight = window.until("the result", |sight| sight.data(&key).is_some_and(is_paid)).await;
    assert_eq!(stage.text(&key, sight.keys[&key].rev.unwrap()).await, None);
    stage.pay.send(()).unwrap();
    assert!(matches!(paid.await.unwrap(), Acted::Failed { .. }));
    let back = window.until("what was there", |sight| {
        sight.data(&key).is_some_and(|data| data.get("paid").is_none()) && sight.keys[&key].rev > Some(first)
    });
    let rev = back.await.keys[&key].rev.unwrap();
    assert_eq!(stage.text(&key, rev).await.as_deref(), Some(ORDER), "taken back, it is what came");
}

#[tokio::test]
async fn what_was_kept_on_disk_has_its_text_as_soon_as_the_backend_says_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::on(ORDER, Some(folder.path())).await;
    let (window, key, _) = stage.shown("order").await;
    stage.session.close().await;
    drop(window);
    stage.session = begin(&stage.backend, Some(folder.path()));
    let (window, _, _) = stage.shown("order").await;
    let sight = window.until("confirmed data", |sight| {
        sight
            .keys
            .get(&key)
            .is_some_and(|view| view.data.is_some() && !view.status.restored && !view.status.due && !view.asking)
    });
    let rev = sight.await.keys[&key].rev.unwrap();
    assert_eq!(stage.text(&key, rev).await.as_deref(), Some(ORDER));
}

#[tokio::test]
async fn signing_out_forgets_the_text() {
    let stage = Stage::with(ORDER).await;
    let (_window, key, rev) = stage.shown("order").await;
    assert!(stage.text(&key, rev).await.is_some());
    stage.session.sign_out(None);
    assert_eq!(stage.session.text(key, rev).await, Came::MovedOn);
}

#[tokio::test]
async fn a_board_without_the_panel_forgets_the_text() {
    let stage = Stage::with(ORDER).await;
    let (_window, key, rev) = stage.shown("order").await;
    assert!(stage.text(&key, rev).await.is_some());
    let mut edited = board(&stage.backend);
    edited.view.panels.remove("raw");
    stage.session.apply(edited).await.unwrap();
    assert_eq!(stage.text(&key, rev).await, None);
}
