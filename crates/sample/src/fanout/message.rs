//! What processes say to each other, as JSON.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::signal::Signal;

/// One message. No token and no other secret is ever in it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "camelCase")]
pub(super) enum Message {
    /// The signals of one commit, in order.
    Signals { signals: Vec<Sent> },
    /// A session of this person was signed out: look which.
    SignedOut { person: String },
    /// The simulation was paused or resumed.
    Paced { running: bool },
    /// Messages were lost before this one.
    Lost,
    /// Nothing to say; the channel is alive.
    Beat,
}

/// A signal with its person.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sent {
    person: String,
    event: String,
    data: Map<String, Value>,
}

impl Message {
    pub(super) fn signals(signals: &[Signal]) -> Self {
        let sent = |signal: &Signal| Sent {
            person: signal.person.clone(),
            event: signal.event.clone().into_owned(),
            data: signal.data.clone(),
        };
        Self::Signals { signals: signals.iter().map(sent).collect() }
    }
}

impl From<Sent> for Signal {
    fn from(Sent { person, event, data }: Sent) -> Self {
        Self { person, event: event.into(), data }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn a_signal_arrives_as_it_was_sent() {
        let signal = Signal::new("ada", "balance_updated", json!({ "accountId": "acc_1", "committedAt": 5 }));
        let text = serde_json::to_string(&Message::signals(std::slice::from_ref(&signal))).unwrap();
        let Message::Signals { signals } = serde_json::from_str(&text).unwrap() else { panic!("{text}") };
        let arrived: Vec<Signal> = signals.into_iter().map(Signal::from).collect();
        assert_eq!(arrived, [signal]);
    }
}
