//! What an earlier session left, and what this one leaves to the next.

use super::Core;
use super::actions::Acting;
use crate::act::Kept;
use crate::disk::{Left, MAX_AGE, Trouble};
use crate::rules;
use oriel_query::{ActionId, Input, Key, Run, Time};
use oriel_shelf::{ActionState, KeptAction, KeptEntry};
use oriel_socket::Token;
use oriel_wire::Notice;
use serde_json::Value;
use std::sync::Arc;
use std::time::SystemTime;

impl Core {
    /// Takes up what an earlier session left of the person with this token. Nothing else happens
    /// meanwhile, so no window is answered before it.
    pub(super) async fn take_up(&mut self, token: Option<Token>) {
        let Some(shelved) = &self.shelved else { return };
        let Left { entries, actions } = match shelved.open(token).await {
            Ok(left) => left,
            Err(trouble) => {
                self.troubled(&trouble);
                return;
            }
        };
        for entry in entries {
            self.restore(entry);
        }
        self.last_number = actions.iter().map(|action| action.id).max().unwrap_or(0);
        for action in actions {
            self.resume(action);
        }
    }

    fn restore(&mut self, KeptEntry { key, data, confirmed_at }: KeptEntry) {
        if rules::options(&self.board, &key).is_none() {
            // The board has no such query any more.
            self.forget(key);
            return;
        }
        let age = SystemTime::now().duration_since(confirmed_at).unwrap_or_default();
        let now = self.now();
        let confirmed_at = Time::since_origin(now.elapsed().saturating_sub(age));
        let value = Arc::unwrap_or_clone(data);
        self.feed(Input::Restore { key, value, confirmed_at, gc_time: MAX_AGE.saturating_sub(age) });
    }

    fn resume(&mut self, KeptAction { id: number, state, record }: KeptAction) {
        let sent = state == ActionState::Sent;
        let why = match Kept::of_record(record) {
            Ok(kept) if kept.backend == self.board.backend.base => {
                let action = ActionId(self.id());
                self.acting.insert(action, Acting::left(&kept.run, number));
                self.feed(Input::Resume { action, run: Arc::unwrap_or_clone(kept.run), sent });
                return;
            }
            Ok(kept) => {
                format!("it was for the backend {}, and the board names another one now", kept.backend)
            }
            Err(error) => format!("another version of Oriel wrote it down: {error}"),
        };
        if let Some(shelved) = &self.shelved {
            shelved.ended(number);
        }
        let text = if sent {
            format!("An action that was sent before Oriel was closed may have happened or not: {why}")
        } else {
            format!("An action that waited when Oriel was closed is not sent: {why}")
        };
        self.notice(Notice { text, bad: true });
    }

    pub(super) fn keep(&mut self, key: Key, data: Arc<Value>, confirmed_at: Time) {
        let age = self.now() - confirmed_at;
        if let (Some(shelved), Some(at)) = (&self.shelved, SystemTime::now().checked_sub(age)) {
            shelved.keep(key, data, at);
        }
    }

    pub(super) fn forget(&mut self, key: Key) {
        if let Some(shelved) = &self.shelved {
            shelved.forget(key);
        }
    }

    pub(super) fn record(&mut self, action: ActionId, run: Arc<Run>, sent: bool) {
        let backend = self.board.backend.base.clone();
        if let (Some(shelved), Some(acting)) = (&mut self.shelved, self.acting.get_mut(&action))
            && let Some(number) = acting.number
        {
            acting.record = shelved.record(number, &Kept { backend, run }, sent);
        }
    }

    pub(super) fn troubled(&mut self, trouble: &Trouble) {
        self.notice(Notice { text: trouble.to_string(), bad: true });
    }
}
