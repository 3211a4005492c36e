//! `oriel check --live`: a board against its backend. Every query is called once, the socket is opened, and for a
//! while signals are listened to.

mod chosen;
mod finding;

use chosen::Chosen;
use finding::{Findings, Heard, findings};
use oriel_board::{Board, View};
use oriel_query::window::Answer;
use oriel_query::{Key, WindowId};
use oriel_session::{OpenError, Secrets, Session, Trace};
use oriel_wire::{Batch, Link};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

/// How long the socket may take to be ready, and a query to be answered with all its retries.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was found.
#[derive(Debug, Serialize)]
pub(crate) struct Live {
    base: String,
    queries: Vec<Called>,
    socket: Socket,
    /// Nothing where nobody listened.
    events: Option<Events>,
}

/// A query that was called.
#[derive(Debug, Serialize)]
struct Called {
    query: String,
    /// What was asked, as the key of the query.
    key: Option<Key>,
    /// The status of an answer that is a failure.
    status: Option<u16>,
    millis: Option<u64>,
    /// Why there is no data.
    failure: Option<String>,
    /// Variables without a value: it was not called.
    needs: Vec<String>,
    /// The values that it was called with and that nobody gave: those of the first row of a query.
    with: Vec<String>,
    #[serde(flatten)]
    findings: Findings,
}

/// How far the socket came.
#[derive(Debug, Serialize)]
struct Socket {
    ready: bool,
    /// The board has none, or asks again and again.
    listens: bool,
    millis: u64,
    why: String,
}

/// What was heard meanwhile.
#[derive(Debug, Default, Serialize)]
struct Events {
    seconds: u64,
    /// Declared, and heard so often.
    heard: Heard,
    /// Declared, and not heard.
    silent: Vec<String>,
    /// Heard, and not declared.
    undeclared: Heard,
    /// Keys that the backend named itself.
    keys: Heard,
}

impl Live {
    /// Everything that the board names is there.
    pub(crate) fn is_good(&self) -> bool {
        let good = |called: &Called| called.failure.is_none() && called.findings.missing.is_empty();
        self.queries.iter().all(good) && (self.socket.ready || !self.socket.listens)
    }
}

/// Tries a board. `tell` hears what is done at the moment. A variable without a value has that of the first row
/// which would set it, were it chosen in a window.
pub(crate) async fn run(
    board: Board,
    secrets: Arc<dyn Secrets>,
    vars: &Map<String, Value>,
    listen: Option<Duration>,
    tell: &dyn Fn(&str),
) -> Result<Live, OpenError> {
    let base = board.backends.values().map(|backend| backend.base.as_str()).collect::<Vec<_>>().join(", ");
    let session = Session::open(board, secrets)?;
    let board = session.board();
    let mut traces = session.watch();
    let window = WindowId::from("check");
    let mut batches = session.attach(&window);
    tell("the socket");
    let socket = hear(&board, &mut batches).await;
    // What else a window is told is of no use here; but somebody has to take it.
    let unheard = tokio::spawn(async move { while batches.recv().await.is_some() {} });
    let view = &board.view;
    let mut chosen = Chosen::new(vars);
    let mut queries = Vec::new();
    let mut open: Vec<&String> = view.queries.keys().collect();
    // Whatever can be called, then what their rows make possible, until nothing new is.
    loop {
        let can =
            |name: &&String| view.queries.get(*name).is_some_and(|one| one.lacks(chosen.vars(), &view.vars).is_empty());
        let Some(at) = open.iter().position(|name| can(name)) else { break };
        let name = open.remove(at);
        tell(name);
        let (called, data) = call(&session, &window, &mut traces, name, &chosen).await;
        queries.push(called);
        if let Some(data) = data {
            chosen.first_row(view, name, &data);
        }
    }
    queries.extend(open.into_iter().map(|name| Called::not(view, name, chosen.vars())));
    let place = |called: &Called| view.queries.keys().position(|name| *name == called.query);
    queries.sort_by_key(place);
    let events = match listen {
        Some(span) if socket.ready => {
            tell("events");
            Some(listened(&board, &mut traces, span).await)
        }
        _ => None,
    };
    session.close().await;
    unheard.abort();
    Ok(Live { base, queries, socket, events })
}

/// The next trace; nothing when the session is over.
async fn next(traces: &mut Receiver<Trace>) -> Option<Trace> {
    loop {
        match traces.recv().await {
            Ok(trace) => return Some(trace),
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return None,
        }
    }
}

/// Waits until the link is ready, or says why not. A window is told the link's state in its first batch, whatever
/// happened before it was there.
async fn hear(board: &Board, batches: &mut mpsc::UnboundedReceiver<Batch>) -> Socket {
    let started = Instant::now();
    let listens = board.backends.values().any(|backend| backend.socket.is_some());
    let over = |ready: bool, why: &str| {
        let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Socket { ready, listens, millis, why: why.to_owned() }
    };
    if !listens {
        return over(false, "the board has no socket: nothing signals");
    }
    let ready = async {
        while let Some(batch) = batches.recv().await {
            match batch.links.map(|links| links.worst().clone()) {
                Some(Link::Live | Link::Polling { .. }) => return over(true, ""),
                // One attempt is enough to tell.
                Some(Link::Refused { reason, .. } | Link::Waiting { reason, .. }) => return over(false, &reason),
                Some(Link::SignedOut) => {
                    return over(false, "there is no token: set ORIEL_TOKEN, or the variable that the board names");
                }
                Some(Link::Connecting { .. } | Link::Absent) | None => {}
            }
        }
        over(false, "the board was closed")
    };
    match timeout(PATIENCE, ready).await {
        Ok(heard) => heard,
        Err(_) => over(false, &format!("nothing was acknowledged within {} s", PATIENCE.as_secs())),
    }
}

async fn call(
    session: &Session,
    window: &WindowId,
    traces: &mut Receiver<Trace>,
    name: &str,
    chosen: &Chosen,
) -> (Called, Option<Arc<Value>>) {
    let view = &session.board().view;
    let mut called = Called { with: chosen.used_by(view, name), ..Called::of(name) };
    let key = match view.key(name, chosen.vars()) {
        Ok(key) => key,
        Err(error) => {
            called.failure = Some(error.to_string());
            return (called, None);
        }
    };
    called.key = Some(key.clone());
    // What was traced before is of others.
    while traces.try_recv().is_ok() {}
    session.mount(window, key.clone()).await;
    let answer = timeout(PATIENCE, session.fetch(window, key.clone(), None, false)).await;
    while let Ok(trace) = traces.try_recv() {
        if let Trace::Landed { key: landed, took, failure } = trace
            && landed == key
        {
            called.millis = u64::try_from(took.as_millis()).ok();
            called.status = failure.as_ref().and_then(|failure| failure.status);
            // Where a path is wrong, seeing it is half the mend.
            called.failure = failure.map(|failure| format!("{} ({})", failure.message, failure.address));
        }
    }
    let mut landed = None;
    match answer {
        Ok(Answer::Snapshot { data: Some(data), .. }) if called.failure.is_none() => {
            called.findings = findings(view, name, &data);
            landed = Some(data);
        }
        Ok(Answer::Gone) => called.failure = Some("there is no token".to_owned()),
        Err(_) => called.failure = Some(format!("no answer within {} s", PATIENCE.as_secs())),
        Ok(_) => {
            called.failure.get_or_insert_with(|| "no data came".to_owned());
        }
    }
    (called, landed)
}

impl Called {
    fn of(name: &str) -> Self {
        Self {
            query: name.to_owned(),
            key: None,
            status: None,
            millis: None,
            failure: None,
            needs: Vec::new(),
            with: Vec::new(),
            findings: Findings::default(),
        }
    }

    /// It lacks a value: in a window it waits for a person, too.
    fn not(view: &View, name: &str, vars: &Map<String, Value>) -> Self {
        let lacks = view.queries.get(name).map(|query| query.lacks(vars, &view.vars)).unwrap_or_default();
        Self { needs: lacks.into_iter().map(str::to_owned).collect(), ..Self::of(name) }
    }

    /// What it found, or why it did not.
    fn finds(&self) -> String {
        if let Some(failure) = &self.failure {
            return failure.clone();
        }
        if !self.needs.is_empty() {
            let list = |write: &dyn Fn(&String) -> String, between: &str| {
                self.needs.iter().map(write).collect::<Vec<_>>().join(between)
            };
            let (names, options) =
                (list(&|name| format!("`{name}`"), ", "), list(&|name| format!("--var {name}=…"), " "));
            return format!("not called: needs {names}; give it with {options}");
        }
        let with = (!self.with.is_empty()).then(|| format!("with {}", self.with.join(", ")));
        let found = with.into_iter().chain(self.findings.found.iter().cloned());
        found.collect::<Vec<_>>().join(", ")
    }
}

impl Events {
    fn take(&mut self, board: &Board, trace: Trace) {
        let (heard, name) = match trace {
            Trace::Signal { event, .. } if board.events.contains_key(&event) => (&mut self.heard, event),
            Trace::Signal { event, .. } => (&mut self.undeclared, event),
            Trace::Keyed { key, .. } => (&mut self.keys, key.to_string()),
            _ => return,
        };
        *heard.entry(name).or_default() += 1;
    }
}

async fn listened(board: &Board, traces: &mut Receiver<Trace>, span: Duration) -> Events {
    let mut events = Events { seconds: span.as_secs(), ..Events::default() };
    let gather = async {
        while let Some(trace) = next(traces).await {
            events.take(board, trace);
        }
    };
    // The end of the time is the end.
    let _ = timeout(span, gather).await;
    events.silent = board.events.keys().filter(|name| !events.heard.contains_key(*name)).cloned().collect();
    events
}

impl Live {
    /// For people.
    pub(crate) fn as_text(&self) -> String {
        let wide = self.queries.iter().map(|called| called.query.chars().count()).max().unwrap_or(0).max(6);
        let mut text = format!("{}\n\n{:wide$}  status      time  finds\n", self.base, "query");
        for called in &self.queries {
            let status = match (&called.failure, called.status) {
                (None, _) if !called.needs.is_empty() => "-".to_owned(),
                (None, _) => "ok".to_owned(),
                (Some(_), Some(status)) => status.to_string(),
                (Some(_), None) => "failed".to_owned(),
            };
            let time = called.millis.map_or_else(|| "-".to_owned(), |millis| format!("{millis} ms"));
            let finds = called.finds();
            let line = format!("{:wide$}  {status:6}  {time:>8}  {finds}", called.query);
            let _ = writeln!(text, "{}", line.trim_end());
            for missing in &called.findings.missing {
                let _ = writeln!(text, "{:wide$}  {:6}  {:>8}  ! {missing}", "", "", "");
            }
        }
        let socket = &self.socket;
        let state = match (socket.ready, socket.listens) {
            (true, _) => format!("ready after {} ms", socket.millis),
            (false, true) => format!("not ready: {}", socket.why),
            (false, false) => socket.why.clone(),
        };
        let _ = writeln!(text, "\n{:wide$}  {state}", "socket");
        if let Some(events) = &self.events {
            let list =
                |heard: &Heard| heard.iter().map(|(name, n)| format!("{name} ({n})")).collect::<Vec<_>>().join(", ");
            let mut line = |what: &str, said: String| {
                if !said.is_empty() {
                    let _ = writeln!(text, "{what:wide$}  {said}");
                }
            };
            line("heard", list(&events.heard));
            line("silent", events.silent.join(", "));
            line("not declared", list(&events.undeclared));
            line("keys", list(&events.keys));
            if events.heard.is_empty() && events.undeclared.is_empty() && events.keys.is_empty() {
                let _ = writeln!(text, "{:wide$}  nothing came in {} s", "events", events.seconds);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests;
