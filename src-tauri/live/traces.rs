//! What a session did meanwhile, sorted for a check.

use oriel_session::{PROTOCOL_ERRORS, Session, Strange, Trace};
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

/// The traces of a session. Messages that make no sense are put aside, whenever they come.
pub(super) struct Traces {
    receiver: Receiver<Trace>,
    /// With the backend that each is of.
    strange: Vec<(String, Strange)>,
}

/// Something that made no sense, once or again and again.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Odd {
    /// What is wrong.
    what: String,
    /// How often it was reported.
    times: usize,
    /// A link reports no more than this: it may have been more often.
    at_least: bool,
    /// The first message, short and without secrets.
    first: Option<String>,
    /// Where its name may be instead.
    instead: Option<String>,
}

impl Traces {
    pub(super) fn of(session: &Session) -> Self {
        Self { receiver: session.watch(), strange: Vec::new() }
    }

    /// The next trace; nothing when the session is over.
    pub(super) async fn next(&mut self) -> Option<Trace> {
        loop {
            match self.receiver.recv().await {
                Ok(Trace::Protocol { backend, message }) => self.strange.push((backend, message)),
                Ok(trace) => return Some(trace),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Everything that was not looked at yet.
    pub(super) fn past(&mut self) -> Vec<Trace> {
        let mut past = Vec::new();
        loop {
            match self.receiver.try_recv() {
                Ok(Trace::Protocol { backend, message }) => self.strange.push((backend, message)),
                Ok(trace) => past.push(trace),
                Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return past,
            }
        }
    }

    /// The message that a backend reported together with this reason. It is told with the reason then,
    /// and not once more.
    pub(super) fn take_heard(&mut self, backend: &str, reason: &str) -> Option<String> {
        let at = self.strange.iter().rposition(|(of, strange)| of == backend && strange.what == reason)?;
        let (_, strange) = self.strange.remove(at);
        strange.heard.map(|heard| heard.text().to_owned())
    }

    /// What made no sense, each kind once, in the order in which it came.
    pub(super) fn odd(&self, instead: impl Fn(&Strange) -> Option<String>) -> Vec<Odd> {
        let many = usize::try_from(PROTOCOL_ERRORS).unwrap_or(usize::MAX);
        let mut odd: Vec<Odd> = Vec::new();
        for (_, strange) in &self.strange {
            if let Some(known) = odd.iter_mut().find(|known| known.what == strange.what) {
                known.times += 1;
                continue;
            }
            odd.push(Odd {
                what: strange.what.clone(),
                times: 1,
                at_least: self.strange.len() >= many,
                first: strange.heard.as_ref().map(|heard| heard.text().to_owned()),
                instead: instead(strange),
            });
        }
        odd
    }
}

impl Odd {
    /// For people.
    pub(super) fn as_text(&self) -> String {
        let times = match (self.times, self.at_least) {
            (1, false) => String::new(),
            (1, true) => "at least once: ".to_owned(),
            (times, false) => format!("{times} times: "),
            (times, true) => format!("at least {times} times: "),
        };
        let first = match (&self.first, self.times) {
            (None, _) => String::new(),
            (Some(first), 1) => format!(": {first}"),
            (Some(first), _) => format!("; the first: {first}"),
        };
        let instead = self.instead.as_ref().map(|instead| format!("; {instead}")).unwrap_or_default();
        format!("{times}{}{first}{instead}", self.what)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_session::Excerpt;
    use serde_json::{Value, json};
    use tokio::sync::broadcast;

    fn strange(what: &str, message: &Value) -> Strange {
        Strange::new(what).instead_of(Some(Excerpt::unnamed(message, None)))
    }

    fn of(strange: Vec<Strange>) -> Traces {
        let (sender, receiver) = broadcast::channel(64);
        for message in strange {
            sender.send(Trace::Protocol { backend: String::new(), message }).unwrap();
            sender.send(Trace::Ready { backend: String::new(), resumed: false }).unwrap();
        }
        let mut traces = Traces { receiver, strange: Vec::new() };
        traces.past();
        traces
    }

    fn texts(traces: &Traces) -> Vec<String> {
        traces.odd(|_| Some("there is \"/name\"".to_owned())).iter().map(Odd::as_text).collect()
    }

    #[test]
    fn what_is_wrong_again_and_again_is_told_once_with_the_first_message() {
        let messages = (0..8).map(|no| strange("a message has no name", &json!({ "no": no })));
        let told = texts(&of(messages.collect()));
        assert_eq!(told, [r#"8 times: a message has no name; the first: {"no":0}; there is "/name""#]);
        let told = texts(&of(vec![strange("a", &json!([1])), strange("b", &json!([2]))]));
        assert_eq!(told, [r#"a: [1]; there is "/name""#, r#"b: [2]; there is "/name""#]);
    }

    #[test]
    fn a_link_that_stopped_reporting_is_told_as_such() {
        let told = texts(&of((0..10).map(|_| strange("a", &json!([1]))).collect()));
        assert_eq!(told, [r#"at least 10 times: a; the first: [1]; there is "/name""#]);
    }

    #[test]
    fn the_message_that_belongs_to_a_reason_is_told_with_the_reason_alone() {
        let mut traces =
            of(vec![strange("a", &json!([1])), strange("not ready: 1 message came", &json!({ "op": "hi" }))]);
        assert_eq!(traces.take_heard("", "another reason"), None);
        assert_eq!(traces.take_heard("other", "not ready: 1 message came"), None);
        assert_eq!(traces.take_heard("", "not ready: 1 message came").as_deref(), Some(r#"{"op":"hi"}"#));
        assert_eq!(texts(&traces).len(), 1);
    }
}
