//! A session with a window over the rude backend.

use crate::clock::{Passing, pass_by};
use crate::window::{Sight, Window};
use oriel_board::Board;
use oriel_query::{Key, ViewState};
use oriel_session::{Environment, InMemory, Session, Token};
use oriel_tests::rude::{RudeBackend, Seen, Speech, World};
use oriel_wire::{Act, Acted, Link, Row};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What is signed in with, and must not go astray.
pub(crate) const TOKEN: &str = "s3cret-of-ada";
/// A header of the board, which tells who the customer is.
pub(crate) const TENANT: &str = "tenant-blue";

/// What the board says beside where the backend is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) speech: Speech,
    pub(crate) idempotency: bool,
    /// The board says that a stream's ids are what the standard means.
    pub(crate) resumes: bool,
    pub(crate) windows: usize,
    /// The queries that the windows show.
    pub(crate) shows: &'static [&'static str],
}

impl Default for Setup {
    fn default() -> Self {
        Self { speech: Speech::Json, idempotency: false, resumes: false, windows: 1, shows: &["items", "balance"] }
    }
}

impl From<Speech> for Setup {
    fn from(speech: Speech) -> Self {
        Self { speech, ..Self::default() }
    }
}

pub(crate) struct Stage {
    pub(crate) backend: RudeBackend,
    pub(crate) session: Session,
    pub(crate) windows: Vec<Window>,
}

fn board(backend: &RudeBackend, setup: Setup) -> Board {
    let at = backend.address();
    let (socket, every) = match setup.speech {
        Speech::Json => (format!("[backend.socket]\nurl = \"ws://{at}/ws\"\nready = \"subscribed\"\n"), ""),
        Speech::SocketIo => (format!("[backend.socket]\npreset = \"socketio\"\nurl = \"ws://{at}/\"\n"), ""),
        Speech::Stream => (
            format!(
                "[backend.socket]\nprotocol = \"sse\"\nurl = \"http://{at}/events\"\nevent = \"/event\"\ndata = \"/data\"\nresumes = {}\n",
                setup.resumes
            ),
            "",
        ),
        Speech::Nothing => (String::new(), ", every = \"5s\""),
    };
    let idempotency = if setup.idempotency { "idempotency = \"Idempotency-Key\"\n" } else { "" };
    let text = format!(
        r#"
board = 1
title = "Rude"

[backend]
base = "http://{at}"
auth = {{ bearer = "secret:rude", header = "X-Api-Key: {{secret}}" }}
headers = {{ X-Tenant = "{TENANT}" }}
{idempotency}
{socket}
[queries]
items = {{ get = "/items", params = {{ of = "ada" }}, rows = "/items", id = "/id"{every} }}
balance = {{ get = "/balance"{every} }}
pages = {{ get = "/pages", rows = "/items", id = "/id", page = "cursor"{every} }}
empty = {{ get = "/empty"{every} }}

[events]
changed = ["items", "balance", "pages", "empty"]
pushed = {{ set = {{ query = "balance", to = "{{event.balance}}", version = "/seq" }} }}

[actions.touch]
post = "/items/{{row.id}}/touch"
form = {{ mark = {{ kind = "text" }}, amount = {{ kind = "number" }} }}
body = {{ mark = "{{form.mark}}", amount = "{{form.amount}}" }}
invalidate = ["items"]

[actions.bare]
post = "/items/{{row.id}}/touch"
invalidate = ["items"]

[actions.copy]
post = "/items/{{row.id}}/touch"
body = {{ mark = "copy", id = "{{row.id}}", amount = "{{row.amount}}", name = "{{row.name}}" }}
invalidate = ["items"]

[actions.set]
put = "/items/{{row.id}}"
form = {{ mark = {{ kind = "text" }}, amount = {{ kind = "number" }} }}
body = {{ mark = "{{form.mark}}", amount = "{{form.amount}}" }}
invalidate = ["items"]

[panels.items]
kind = "table"
query = "items"
columns = ["id", "name", "amount"]
actions = ["touch", "bare", "copy", "set"]

[panels.balance]
kind = "stat"
query = "balance"
value = "/amount"

[panels.pages]
kind = "table"
query = "pages"
columns = ["id", "name"]

[panels.empty]
kind = "json"
query = "empty"
"#
    );
    let parsed = oriel_board::parse("rude.toml", &text);
    parsed.unwrap_or_else(|problems| panic!("{}", problems[0])).board
}

impl Stage {
    /// A backend, and a session that is signed in, with windows that may still be empty.
    pub(crate) async fn begin(setup: impl Into<Setup>) -> Self {
        let backend = RudeBackend::start(World::default()).await.unwrap();
        Self::over(backend, setup.into(), TOKEN)
    }

    /// The same over this backend.
    pub(crate) fn over(backend: RudeBackend, setup: Setup, token: &str) -> Self {
        let secrets = InMemory::new().with("rude", Token::new(token.to_owned()));
        let world = Environment { clock: Arc::new(Passing::new()), ..Environment::default() };
        let session = Session::open_in(world, board(&backend, setup), Arc::new(secrets)).unwrap();
        let keys: Vec<Key> = setup.shows.iter().map(|query| key(&session, query)).collect();
        let windows = (0..setup.windows).map(|nth| Window::open(&session, &format!("window {nth}"), &keys)).collect();
        Self { backend, session, windows }
    }

    /// The same, once everything is shown, the link has been good for a while, and nothing is asked any more. What was
    /// asked until then is forgotten.
    pub(crate) async fn live(setup: impl Into<Setup>) -> Self {
        let setup = setup.into();
        let stage = Self::begin(setup).await;
        if setup.shows.contains(&"items") {
            stage.equal(10.0).await;
        }
        pass_by(12.0).await;
        stage.backend.forget();
        stage
    }

    pub(crate) fn key(&self, query: &str) -> Key {
        key(&self.session, query)
    }

    pub(crate) fn window(&self) -> &Window {
        &self.windows[0]
    }

    /// What the first window shows.
    pub(crate) fn sight(&self) -> Sight {
        self.window().now()
    }

    /// What it shows of a query.
    pub(crate) fn view(&self, query: &str) -> ViewState {
        self.sight().keys.get(&self.key(query)).cloned().unwrap_or_default()
    }

    pub(crate) fn is_live(&self) -> bool {
        self.sight().link.as_ref().is_some_and(Link::is_up)
    }

    /// Waits until so much is true; within so many seconds.
    pub(crate) async fn until(&self, what: &str, seconds: f64, mut is: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + Duration::from_secs_f64(seconds);
        while !is(self) {
            if Instant::now() > end {
                panic!("not within {seconds} s: {what}; {}", self.story());
            }
            pass_by(0.02).await;
        }
    }

    /// Does every window show what the server has?
    pub(crate) fn is_equal(&self) -> bool {
        self.difference().is_none()
    }

    /// What some window shows and the server has not.
    pub(crate) fn difference(&self) -> Option<String> {
        let true_ones = [
            ("items", self.backend.world(|world| world.items())),
            ("balance", self.backend.world(|world| world.balance())),
        ];
        for (query, text) in true_ones {
            let (key, truth) = (self.key(query), oriel_json::read(text.as_bytes()).unwrap());
            for window in &self.windows {
                let sight = window.now();
                let Some(view) = sight.keys.get(&key) else { continue };
                if view.data.as_deref() != Some(&truth) {
                    let shown = view.data.as_ref().map(ToString::to_string);
                    return Some(format!("{:?} shows {shown:?} of {query}, and the server has {truth}", window.id));
                }
                if let Some(failure) = &view.status.error {
                    return Some(format!("{:?} shows a failure of {query}: {failure}", window.id));
                }
            }
            if self.windows.iter().all(|window| !window.now().keys.contains_key(&key)) {
                return Some(format!("no window shows {query}"));
            }
        }
        None
    }

    /// Waits until every window shows what the server has, live.
    pub(crate) async fn equal(&self, seconds: f64) {
        let end = Instant::now() + Duration::from_secs_f64(seconds);
        while !(self.is_equal() && self.is_live()) {
            if Instant::now() > end {
                panic!("not equal within {seconds} s: {:?}; {}", self.difference(), self.story());
            }
            pass_by(0.02).await;
        }
    }

    /// What there is to tell of a test that failed.
    pub(crate) fn story(&self) -> String {
        let sight = self.sight();
        let states: Vec<String> = sight
            .keys
            .iter()
            .map(|(key, view)| {
                let status = &view.status;
                let error = status.error.as_ref().map(ToString::to_string).unwrap_or_default();
                format!(
                    "{key} due={} stale={} fetching={} again={:?} {error}",
                    status.due, status.stale, status.fetching, status.again_ms
                )
            })
            .collect();
        let last: Vec<String> = self.backend.seen().iter().rev().take(12).rev().map(line).collect();
        format!("link {:?}; {states:#?}; faults {:?}; asked last {last:#?}", sight.link, self.backend.faults())
    }

    /// How many GETs of this path came, here.
    pub(crate) fn reads(&self, path: &str) -> usize {
        self.backend.count(|seen| !seen.away && seen.request.method == "GET" && seen.request.path() == path)
    }

    /// How many requests came to open a socket or a stream.
    pub(crate) fn handshakes(&self) -> usize {
        self.backend.count(|seen| is_handshake(seen) && !seen.away)
    }

    /// The requests that change something.
    pub(crate) fn writes(&self) -> Vec<Seen> {
        self.backend.seen().into_iter().filter(|seen| seen.request.method != "GET" && !seen.away).collect()
    }

    /// Nothing that is secret, or says who the customer is, went to another origin; nor did anything else.
    pub(crate) fn nothing_went_astray(&self) {
        let astray: Vec<String> = self.backend.seen().iter().filter(|seen| is_astray(seen, self)).map(line).collect();
        assert!(astray.is_empty(), "these went to another origin: {astray:#?}");
    }

    /// The row of the first window with this id, as it shows it.
    pub(crate) fn row(&self, id: &str) -> Value {
        let data = self.view("items").data.unwrap_or_else(|| panic!("no items are shown; {}", self.story()));
        let rows = data["items"].as_array().unwrap();
        let is = |row: &&Value| oriel_board::plain(&row["id"]).as_deref() == Some(id);
        rows.iter().find(is).unwrap_or_else(|| panic!("no row {id} in {data}")).clone()
    }

    /// A person presses a button of a row.
    pub(crate) async fn press(&self, action: &str, id: &str, form: Value) -> Acted {
        let act = self.act(action, id, form);
        self.session.act(act).await
    }

    /// What that is.
    pub(crate) fn act(&self, action: &str, id: &str, form: Value) -> Act {
        self.act_on(action, &self.row(id), form)
    }

    /// What a press of a button of this row is.
    pub(crate) fn act_on(&self, action: &str, row: &Value, form: Value) -> Act {
        let Value::Object(form) = form else { panic!("a form is an object: {form}") };
        let view = &self.session.board().view;
        let row = Some(Row::of(view, &view.actions[action], &self.key("items"), row));
        Act { action: action.to_owned(), row, form, ..Act::default() }
    }

    /// A person presses a button that marks its work.
    pub(crate) async fn mark(&self, action: &str, mark: &str) -> Acted {
        self.press(action, "3", json!({ "mark": mark })).await
    }
}

fn key(session: &Session, query: &str) -> Key {
    let view = &session.board().view;
    view.key(query, &view.default_vars()).unwrap()
}

pub(crate) fn is_handshake(seen: &Seen) -> bool {
    matches!(seen.request.path(), "/ws" | "/ws/" | "/socket.io/" | "/events")
}

/// It came to another origin: another port, or another name of this host.
fn is_astray(seen: &Seen, stage: &Stage) -> bool {
    seen.away || seen.request.header("host") != stage.backend.address().to_string()
}

pub(crate) fn line(seen: &Seen) -> String {
    let Seen { away, request, .. } = seen;
    let headers: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let place = if *away { "elsewhere " } else { "" };
    format!("{place}{} {} [{}] {}", request.method, request.target, headers.join(", "), request.body)
}
