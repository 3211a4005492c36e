//! `oriel check --live`: a board against its backend. Every query is called once, the socket is opened, and for a
//! while signals are listened to.

mod finding;
mod traces;
mod window;

use crate::odd;
use crate::tail::no_token;
use finding::{Findings, Heard, findings};
use oriel_board::Board;
use oriel_query::{Failure, Key};
use oriel_session::{OpenError, Secrets, Session, Trace};
use oriel_wire::Link;
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use traces::{Odd, Traces};
use window::{Shown, Window};

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
    /// What came over the socket and could not be read, from its opening to the end.
    odd: Vec<Odd>,
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

/// Tries a board. `tell` hears what is done at the moment.
pub(crate) async fn run(
    board: Board,
    secrets: Arc<dyn Secrets>,
    vars: &Map<String, Value>,
    listen: Option<Duration>,
    tell: &dyn Fn(&str),
) -> Result<Live, OpenError> {
    let base = board.backend.base.clone();
    let session = Session::open(board, secrets)?;
    let board = session.board();
    let mut traces = Traces::of(&session);
    let mut window = Window::open(&session);
    tell("the socket");
    let mut socket = hear(&board, &mut window).await;
    traces.past();
    if let Some(last) = traces.take_heard(&socket.why) {
        let _ = write!(socket.why, "; the last: {last}");
    }
    let mut queries = Vec::new();
    for name in board.view.queries.keys() {
        tell(name);
        queries.push(call(&board, &mut window, &mut traces, name, vars).await);
    }
    window.close();
    let events = match listen {
        Some(span) if socket.ready => {
            tell("events");
            Some(listened(&board, &mut traces, span).await)
        }
        _ => None,
    };
    traces.past();
    session.close().await;
    let odd = traces.odd(|strange| odd::instead(&board, strange));
    Ok(Live { base, queries, socket, events, odd })
}

/// Waits until the link is ready, or says why not.
async fn hear(board: &Board, window: &mut Window) -> Socket {
    let started = Instant::now();
    let listens = board.backend.socket.is_some();
    let over = |ready: bool, why: &str| {
        let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Socket { ready, listens, millis, why: why.to_owned() }
    };
    if !listens {
        return over(false, "the board has no socket: nothing signals");
    }
    let ready = async {
        while let Some(link) = window.link().await {
            match link {
                Link::Live | Link::Polling { .. } => return over(true, ""),
                // One attempt is enough to tell.
                Link::Refused { reason, .. } | Link::Waiting { reason, .. } => return over(false, &reason),
                Link::SignedOut => return over(false, &no_token(board)),
                Link::Connecting { .. } | Link::Absent => {}
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
    board: &Board,
    window: &mut Window,
    traces: &mut Traces,
    name: &str,
    vars: &Map<String, Value>,
) -> Called {
    let mut called = Called {
        query: name.to_owned(),
        key: None,
        status: None,
        millis: None,
        failure: None,
        findings: Findings::default(),
    };
    let key = match board.view.key(name, vars) {
        Ok(key) => key,
        Err(error) => {
            called.failure = Some(format!("{error}: give one with --var"));
            return called;
        }
    };
    called.key = Some(key.clone());
    // What was traced before is of others.
    traces.past();
    let shown = timeout(PATIENCE, window.show(&key)).await;
    let mut attempted = None;
    for trace in traces.past() {
        if let Trace::Landed { key: landed, took, failure } = trace
            && landed == key
        {
            called.millis = u64::try_from(took.as_millis()).ok();
            attempted = failure;
        }
    }
    // Where a path is wrong, seeing it is half the mend.
    let told = |failure: &Failure| format!("{} ({})", failure.message, failure.address);
    match shown {
        Ok(Shown::Data(data)) => called.findings = findings(&board.view, name, &data),
        Ok(Shown::Failed(failure)) => {
            called.status = failure.status;
            called.failure = Some(told(&failure));
        }
        Ok(Shown::SignedOut) => called.failure = Some(no_token(board)),
        Ok(Shown::Closed) => called.failure = Some("the board was closed".to_owned()),
        Err(_) => {
            called.status = attempted.as_ref().and_then(|failure| failure.status);
            let last = attempted.as_ref().map(|failure| format!("; the last attempt: {}", told(failure)));
            let last = last.unwrap_or_default();
            called.failure = Some(format!("no answer within {} s{last}", PATIENCE.as_secs()));
        }
    }
    called
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

async fn listened(board: &Board, traces: &mut Traces, span: Duration) -> Events {
    let mut events = Events { seconds: span.as_secs(), ..Events::default() };
    let gather = async {
        while let Some(trace) = traces.next().await {
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
                (None, _) => "ok".to_owned(),
                (Some(_), Some(status)) => status.to_string(),
                (Some(_), None) => "failed".to_owned(),
            };
            let time = called.millis.map_or_else(|| "-".to_owned(), |millis| format!("{millis} ms"));
            let finds = called.failure.clone().unwrap_or_else(|| called.findings.found.join(", "));
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
        for odd in &self.odd {
            let _ = writeln!(text, "{:wide$}  {}", "odd", odd.as_text());
        }
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
            let silent = events.heard.is_empty() && events.undeclared.is_empty() && events.keys.is_empty();
            // Where something came that could not be read, that is what is said.
            if silent && self.odd.is_empty() {
                let _ = writeln!(text, "{:wide$}  nothing came in {} s", "events", events.seconds);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests;
