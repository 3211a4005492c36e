//! A board in the terminal. It is a window like any other: it mounts every query, is told what
//! moved, and fetches; the same machine as in the pages decides when.

use crate::environment::{FromEnvironment, no_token};
use crate::pageless::Pageless;
use crate::{Error, cli, odd, sample};
use oriel_board::ReadError;
use oriel_query::Key;
use oriel_session::{Session, Trace};
use oriel_wire::{Link, Waiting};
use serde_json::{Map, Value};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

pub(crate) async fn run(options: cli::Tail) -> Result<ExitCode, Error> {
    // The backend of the sample board lives until the end of this function.
    let (_backend, session) = match &options.board {
        None => {
            let (backend, board, secrets) = sample::inside().await?;
            (Some(backend), Session::open(board, Arc::new(secrets))?)
        }
        Some(file) => {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
            match oriel_board::parse_profile(&name, &text, options.profile.as_deref()) {
                Ok(parsed) => (None, {
                    let secrets = Arc::new(FromEnvironment::of(&parsed.board));
                    Session::open(parsed.board, secrets)?
                }),
                Err(ReadError::Problems(problems)) => {
                    for problem in problems {
                        eprintln!("{problem}\n");
                    }
                    return Ok(ExitCode::FAILURE);
                }
                Err(ReadError::Profile(error)) => return Err(format!("{name}: {error}").into()),
            }
        }
    };
    let mut vars = session.board().view.default_vars();
    let board = session.board();
    for (name, value) in options.vars {
        let Some(var) = board.view.vars.get(&name) else {
            return Err(format!("the board has no variable `{name}`").into());
        };
        vars.insert(name, var.typed(&Value::from(value)));
    }
    for (name, query) in &board.view.queries {
        for lacked in query.lacks(&vars, &board.view.vars) {
            eprintln!("{name} is not followed: it needs `{lacked}`; give it with --var {lacked}=…");
        }
    }
    let follow = Follow::new(session.clone(), &vars);
    let limit = options.r#for.unwrap_or(Duration::MAX);
    tokio::select! {
        () = follow.run() => {}
        () = tokio::time::sleep(limit) => {}
        stopped = sample::until_told_to_stop() => stopped?,
    }
    Ok(ExitCode::SUCCESS)
}

struct Follow {
    session: Session,
    keys: Vec<Key>,
    waiting: Vec<Waiting>,
    started: Instant,
}

impl Follow {
    fn new(session: Session, vars: &Map<String, Value>) -> Self {
        let board = session.board();
        let view = &board.view;
        let keys = view.queries.keys().filter_map(|name| view.key(name, vars).ok()).collect();
        Self { session, keys, waiting: Vec::new(), started: Instant::now() }
    }

    async fn run(mut self) {
        let mut traces = self.session.watch();
        let (mut window, mut batches) = Pageless::open(&self.session, "tail");
        for key in &self.keys {
            window.mount(key);
        }
        loop {
            tokio::select! {
                trace = traces.recv() => match trace {
                    Ok(trace) => self.print(&trace),
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(missed)) => self.line("…", &format!("{missed} lines left out")),
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => break,
                },
                Some(batch) = batches.recv() => {
                    for notice in &batch.notices {
                        self.line("notice", &notice.text);
                    }
                    if let Some(waiting) = &batch.waiting {
                        for (what, text) in moved(&self.waiting, waiting) {
                            self.line(what, &text);
                        }
                        self.waiting.clone_from(waiting);
                    }
                    for note in &batch.notes {
                        if note.due {
                            self.line("stale", &short(&note.key));
                        }
                    }
                    window.hear(&batch);
                }
                Some(done) = window.calls.join_next() => {
                    if let Ok((call, answer)) = done {
                        window.answered(&call, answer);
                    }
                }
            }
        }
    }

    fn print(&self, trace: &Trace) {
        match trace {
            Trace::Link { backend, link: Link::SignedOut } => {
                self.line("link", &of(backend, &no_token(&self.session.board(), backend)));
            }
            Trace::Link { backend, link } => self.line("link", &of(backend, &link_text(link))),
            Trace::Ready { backend, resumed } => {
                let what = if *resumed { "nothing was missed" } else { "everything shown is fetched again" };
                self.line("ready", &of(backend, what));
            }
            Trace::Opened { backend, entries, actions } => {
                self.line("opened", &of(backend, &format!("data of {entries} queries, {actions} actions that waited")));
            }
            Trace::Signal { backend, event, data, stale } if stale.is_empty() => {
                self.line("signal", &of(backend, &format!("{event} {data} (no rule names it)")));
            }
            Trace::Signal { backend, event, data, stale } => {
                self.line("signal", &of(backend, &format!("{event} {data} -> {}", stale.join(", "))));
            }
            Trace::Keyed { backend, key, stale } => {
                let what = if stale.is_empty() { "no query of this name" } else { "stale" };
                self.line("key", &of(backend, &format!("{key}  {what}")));
            }
            Trace::Fetch { key, attempt: 1 } => self.line("fetch", &short(key)),
            Trace::Fetch { key, attempt } => self.line("fetch", &format!("{} (attempt {attempt})", short(key))),
            Trace::Landed { key, took, failure: None } => {
                self.line("landed", &format!("{} after {:.1} ms", short(key), took.as_secs_f64() * 1000.0));
            }
            Trace::Landed { key, failure: Some(failure), .. } => {
                self.line("failed", &format!("{}: {failure}", short(key)));
            }
            Trace::Aborted { key } => self.line("dropped", &short(key)),
            Trace::Protocol { backend, message } => {
                self.line("odd", &of(backend, &odd::line(&self.session.board(), message)));
            }
        }
    }

    fn line(&self, what: &str, text: &str) {
        println!("{:>9.3} s  {what:<8} {text}", self.started.elapsed().as_secs_f64());
    }
}

/// A line of one of several backends; the one without a name needs no word.
fn of(backend: &str, text: &str) -> String {
    if backend.is_empty() { text.to_owned() } else { format!("[{backend}] {text}") }
}

fn short(key: &Key) -> String {
    match (key.name(), key.params()) {
        (Some(name), None) => name.to_owned(),
        (Some(name), Some(params)) => format!("{name} {}", Value::Object(params.clone())),
        _ => key.to_string(),
    }
}

/// What is different about the actions that wait: a word and a line for each. How one ended that is
/// listed no more, a notice says; one that was taken back ends without.
fn moved(before: &[Waiting], now: &[Waiting]) -> Vec<(&'static str, String)> {
    let earlier = |action: u64| before.iter().find(|earlier| earlier.action == action);
    let news = now.iter().filter_map(|action| {
        let name = format!("{} (action {})", action.label, action.action);
        match earlier(action.action) {
            _ if action.sending => earlier(action.action).is_none_or(|was| !was.sending).then_some(("sending", name)),
            Some(was) if !was.sending && was.why == action.why => None,
            _ => {
                let why = action.why.as_ref().map_or_else(|| "its turn".to_owned(), ToString::to_string);
                let sent = if action.sent { "; it may have been sent already" } else { "" };
                Some(("waits", format!("{name}: {why}{sent}")))
            }
        }
    });
    let over = before.iter().filter(|was| !now.iter().any(|action| action.action == was.action));
    let over = over.map(|was| ("ended", format!("{} (action {})", was.label, was.action)));
    news.chain(over).collect()
}

fn link_text(link: &Link) -> String {
    match link {
        Link::SignedOut => "signed out".to_owned(),
        Link::Absent => "no socket: nothing signals".to_owned(),
        Link::Connecting { attempt: 0, .. } => "connecting".to_owned(),
        Link::Connecting { attempt, .. } => format!("connecting (attempt {})", attempt + 1),
        Link::Live => "live".to_owned(),
        Link::Polling { every_ms } => format!("asking every {:.1} s", Duration::from_millis(*every_ms).as_secs_f64()),
        Link::Waiting { retry_in_ms, reason, .. } => {
            format!("down: {reason}; next attempt in {:.1} s", Duration::from_millis(*retry_in_ms).as_secs_f64())
        }
        Link::Refused { reason, .. } => format!("refused: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(action: u64, sending: bool) -> Waiting {
        Waiting {
            action,
            backend: String::new(),
            label: "Refund".into(),
            detail: String::new(),
            sending,
            sent: false,
            why: None,
        }
    }

    #[test]
    fn an_action_that_waits_has_a_line_when_it_comes_when_it_is_sent_and_when_it_is_over() {
        let said = |before: &[Waiting], now: &[Waiting]| -> Vec<String> {
            moved(before, now).into_iter().map(|(what, text)| format!("{what} {text}")).collect()
        };
        assert_eq!(said(&[], &[waiting(1, false)]), ["waits Refund (action 1): its turn"]);
        assert!(said(&[waiting(1, false)], &[waiting(1, false)]).is_empty());
        assert_eq!(said(&[waiting(1, false)], &[waiting(1, true)]), ["sending Refund (action 1)"]);
        assert!(said(&[waiting(1, true)], &[waiting(1, true)]).is_empty());
        let next = said(&[waiting(1, true)], &[waiting(2, false)]);
        assert_eq!(next, ["waits Refund (action 2): its turn", "ended Refund (action 1)"]);
    }
}
