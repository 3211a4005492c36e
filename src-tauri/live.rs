//! `oriel check --live`: a board against its backends. Every query is called once, the sockets are opened, and for a
//! while signals are listened to.

mod called;
mod chosen;
mod finding;
mod socket;
mod text;
mod traces;
mod window;

use crate::odd;
use called::{Called, call};
use chosen::Chosen;
use finding::Heard;
use oriel_board::Board;
use oriel_session::{OpenError, Secrets, Session, Trace};
use serde::Serialize;
use serde_json::{Map, Value};
use socket::{Socket, hear};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use traces::{Odd, Traces};
use window::Window;

/// How long the sockets may take to be ready, and a query to be answered with all its retries.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was found.
#[derive(Debug, Serialize)]
pub(crate) struct Live {
    backends: Vec<Tried>,
    queries: Vec<Called>,
    /// Nothing where nobody listened.
    events: Option<Events>,
    /// What came over the sockets and could not be read, from their opening to the end.
    odd: Vec<Odd>,
}

/// A backend of the board.
#[derive(Debug, Serialize)]
struct Tried {
    /// Its name on the board; empty for the one without.
    backend: String,
    base: String,
    socket: Socket,
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
    /// Keys that a backend named itself.
    keys: Heard,
}

impl Live {
    /// Everything that the board names is there.
    pub(crate) fn is_good(&self) -> bool {
        let good = |called: &Called| called.failure.is_none() && called.findings.missing.is_empty();
        let ready = |tried: &Tried| tried.socket.ready || !tried.socket.listens;
        self.queries.iter().all(good) && self.backends.iter().all(ready)
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
    let session = Session::open(board, secrets)?;
    let board = session.board();
    let mut traces = Traces::of(&session);
    let mut window = Window::open(&session);
    tell("the socket");
    let sockets = hear(&board, &mut window).await;
    traces.past();
    let backends = board.backends.iter().zip(sockets).map(|((name, backend), socket)| {
        let last = traces.take_heard(name, &socket.why).map(|last| format!("; the last: {last}")).unwrap_or_default();
        let socket = Socket { why: format!("{}{last}", socket.why), ..socket };
        Tried { backend: name.clone(), base: backend.base.clone(), socket }
    });
    let backends: Vec<Tried> = backends.collect();
    let view = &board.view;
    let mut chosen = Chosen::new(vars);
    let mut queries = Vec::new();
    let mut open: Vec<&String> = view.queries.keys().collect();
    // Whatever can be called, then what their rows make possible, until nothing new is.
    loop {
        let can =
            |name: &&String| view.queries.get(*name).is_some_and(|one| one.lacks(chosen.vars(), &view.vars).is_empty());
        let Some(at) = open.iter().position(can) else { break };
        let name = open.remove(at);
        tell(name);
        let (called, data) = call(&board, &mut window, &mut traces, name, &chosen).await;
        queries.push(called);
        if let Some(data) = data {
            chosen.first_row(view, name, &data);
        }
    }
    queries.extend(open.into_iter().map(|name| Called::not(view, name, chosen.vars())));
    let place = |called: &Called| view.queries.keys().position(|name| *name == called.query);
    queries.sort_by_key(place);
    window.close();
    let events = match listen {
        Some(span) if backends.iter().any(|tried| tried.socket.ready) => {
            tell("events");
            Some(listened(&board, &mut traces, span).await)
        }
        _ => None,
    };
    traces.past();
    session.close().await;
    let odd = traces.odd(|strange| odd::instead(&board, strange));
    Ok(Live { backends, queries, events, odd })
}

impl Events {
    fn take(&mut self, board: &Board, trace: Trace) {
        let declared = |backend: &str, event: &str| {
            let rule = board.events.get(event);
            rule.is_some_and(|rule| rule.backend.as_ref().is_none_or(|named| named == backend))
        };
        let (heard, name) = match trace {
            Trace::Signal { backend, event, .. } if declared(&backend, &event) => (&mut self.heard, event),
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

#[cfg(test)]
mod tests;
