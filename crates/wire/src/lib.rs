//! The words that the core process and a window speak over Tauri's IPC.
//!
//! Windows never see the backend's address with its credentials, nor the credentials: they see the
//! board's [`View`], keys, revisions, snapshots and the state of the link.

mod link;
mod row;

pub use link::{Link, Links, Refusal};
pub use row::{Row, RowError};

use oriel_board::{Problem, View};
use oriel_query::{Failure, Note};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The name of the one batched event of the core, emitted to each window apart.
pub const BATCH: &str = "oriel:batch";

/// What a window is told unasked: at most one a frame.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Keys that moved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// The heartbeat: every key that the window had mounted, by the core's reckoning, is among
    /// `notes`, even where there is none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
    /// Every link, when the state of one changed, and in the first batch of a window. Nothing else
    /// tells them: two ways could overtake each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// Everything the window holds belongs to somebody who signed out, or to another board: drop
    /// it all and call `open` again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
    /// The board was changed while it is open: its windows are now as this says. What asks for the same
    /// as before keeps its data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<Box<View>>,
    /// What is wrong with the board's file as it is now, when that changed; nothing where it was mended.
    /// What is open is the board as it was before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problems: Option<Vec<Problem>>,
    /// Short messages for the person: a board's `notify`, and how an action ended that had waited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// All actions that wait to be sent, in their order, when that changed, and in the first batch
    /// of a window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Vec<Waiting>>,
}

/// A short message for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// Something did not work.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bad: bool,
}

/// An action that waits to be sent: the backend cannot be reached, or another one goes before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Names it for the command `withdraw`.
    pub action: u64,
    /// The backend that it is for, by its name on the board.
    pub backend: String,
    /// What its button says.
    pub label: String,
    /// What tells it from another run of the same action: the board's question, or where it goes.
    pub detail: String,
    /// It is being sent right now, and cannot be taken back.
    pub sending: bool,
    /// It was sent before: it may have happened already.
    pub sent: bool,
    /// Why it waits, where a connection was tried.
    pub why: Option<Failure>,
}

impl Batch {
    /// Nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes up what came after it: the newest note of a key and the newest states of the links count,
    /// messages are kept in order, and a reset or a complete list makes every note before it
    /// pointless. Notes that follow a complete list add to it: it still leaves out nothing that was
    /// mounted when it was made.
    pub fn merge(&mut self, later: Batch) {
        if later.reset || later.complete {
            self.notes.clear();
            self.complete = later.complete;
        }
        self.reset |= later.reset;
        for note in later.notes {
            match self.notes.iter_mut().find(|earlier| earlier.key == note.key) {
                Some(earlier) => *earlier = note,
                None => self.notes.push(note),
            }
        }
        self.links = later.links.or(self.links.take());
        self.view = later.view.or(self.view.take());
        self.problems = later.problems.or(self.problems.take());
        self.notices.extend(later.notices);
        self.waiting = later.waiting.or(self.waiting.take());
    }
}

/// What a window is told when it opens (command `open`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
// One of these crosses the IPC in a window's life: its size does not matter.
#[allow(clippy::large_enum_variant)]
pub enum Opened {
    /// The board is open.
    Board {
        /// The board without its backend, its events and the names of its secrets.
        view: View,
        /// Which of `view.windows` this window shows.
        window: String,
        /// The secrets that the board asks for, in the order of their names; none where nobody has to
        /// sign in.
        sign_ins: Vec<SignIn>,
        /// What is wrong with the board's file as it is now ([`Batch::problems`]).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        problems: Vec<Problem>,
        /// The variables that a person has chosen in this window, before its page was loaded anew; `null` where they
        /// chose none.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        chosen: Map<String, Value>,
        /// What else of a person's doing the window's page wanted to have back, before it was loaded anew: by names and
        /// in words of its own (command `keep`).
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        kept: Map<String, Value>,
    },
    /// The board could not be opened; nothing of it is.
    Broken {
        /// The file, as the person named it.
        file: String,
        /// Every error and warning, in the order of the file.
        problems: Vec<Problem>,
    },
}

/// A secret that a person signs in with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// Its name (never its value).
    pub secret: String,
    /// The backends that it opens, by their names on the board.
    pub backends: Vec<String>,
    /// What the board's author wrote about where to get one.
    pub hint: Option<String>,
}

/// Run an action (command `act`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// The action's name on the board.
    pub action: String,
    /// The window's variables.
    #[serde(default)]
    pub vars: Map<String, Value>,
    /// The row it was started from, if any: only named, since the core has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Row>,
    /// What the person filled in.
    #[serde(default)]
    pub form: Map<String, Value>,
    /// The fields of the form that still hold what they began with: the core fills them in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untouched: Vec<String>,
}

/// How an action ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Acted {
    /// The backend accepted; its answer.
    Done {
        /// The body of the answer, `null` where there is none.
        data: Value,
    },
    /// It did not happen; what was shown in advance has been taken back.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// It waits: for the backend, or for those before it ([`Batch::waiting`]). What it shows in
    /// advance stays; how it ends, a [`Notice`] tells.
    Waits {
        /// Why no connection could be made, where that was tried.
        why: Option<Failure>,
    },
    /// It was sent, and no answer came: it may have happened or not. What was shown in advance has
    /// been taken back, and what it concerns is fetched.
    Uncertain {
        /// What happened instead of an answer.
        failure: Failure,
    },
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_query::{Key, Rev};

    fn batch(notes: &[(&str, u64)], complete: bool) -> Batch {
        let note = |(name, rev): &(&str, u64)| Note { key: Key::named(name), rev: Rev(*rev), due: false };
        Batch { notes: notes.iter().map(note).collect(), complete, ..Batch::default() }
    }

    fn merged(mut earlier: Batch, later: Batch) -> Batch {
        earlier.merge(later);
        earlier
    }

    /// The same after it has crossed as text.
    fn crosses<T: Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(said: &T) {
        let text = serde_json::to_string(said).unwrap();
        assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *said, "{text}");
    }

    #[test]
    fn whatever_is_said_crosses_with_every_digit() {
        let wide: Value = serde_json::from_str(r#"[9007199254740993,0.10,1e400,{"n":18446744073709551616}]"#).unwrap();
        let key = Key::new("orders", [("n", wide.clone())]);
        let failure = Failure { status: Some(503), retry_after_ms: Some(u64::MAX), ..Failure::default() };
        let links = [
            Link::Live,
            Link::Connecting { attempt: u32::MAX, down_ms: u64::MAX },
            Link::Polling { every_ms: 9_007_199_254_740_993 },
            Link::Waiting { retry_in_ms: 1, down_ms: 2, reason: "away".into(), refusal: Some(Refusal::SignIn) },
            Link::Refused { why: Refusal::Backend, reason: "no".into() },
        ];
        links.iter().for_each(crosses);
        crosses(&Batch {
            notes: vec![Note { key: key.clone(), rev: Rev(u64::MAX), due: true }],
            links: Some(links.into_iter().enumerate().map(|(n, link)| (n.to_string(), link)).collect()),
            ..Batch::default()
        });
        crosses(&Acted::Done { data: wide.clone() });
        crosses(&Acted::Waits { why: Some(failure.clone()) });
        crosses(&Acted::Uncertain { failure });
        let vars: Map<String, Value> = [("n".to_owned(), wide)].into_iter().collect();
        let row = Row { key, id: Some("9007199254740993".into()), content: u64::MAX, used: [].into() };
        crosses(&Act {
            action: "pay".into(),
            vars: vars.clone(),
            row: Some(row),
            form: vars,
            untouched: vec!["a".into()],
        });
        let problems = vec![];
        crosses(&Opened::Broken { file: "board.toml".into(), problems });
    }

    #[test]
    fn a_complete_list_of_nothing_is_something_to_say() {
        assert!(!batch(&[], true).is_empty());
        assert!(batch(&[], false).is_empty());
    }

    #[test]
    fn a_complete_list_stays_complete_with_the_notes_that_follow_it() {
        let both = merged(batch(&[("a", 1), ("b", 1)], true), batch(&[("b", 2), ("c", 1)], false));
        assert_eq!(both, batch(&[("a", 1), ("b", 2), ("c", 1)], true));
    }

    #[test]
    fn a_complete_list_leaves_nothing_of_the_notes_before_it() {
        let both = merged(batch(&[("a", 1), ("b", 1)], false), batch(&[("b", 1)], true));
        assert_eq!(both, batch(&[("b", 1)], true));
    }

    #[test]
    fn a_reset_leaves_nothing_of_the_list_before_it() {
        let reset = Batch { reset: true, ..Batch::default() };
        assert_eq!(merged(batch(&[("a", 1)], true), reset.clone()), reset);
        assert!(merged(reset, batch(&[], true)).reset, "and stays one");
    }
}
