//! What an earlier session left, and what this one leaves to the next.

use super::actions::{Acting, uncertain};
use super::{Core, Done};
use crate::Trace;
use crate::act::Kept;
use crate::disk::{Left, MAX_AGE, Trouble};
use crate::rules;
use oriel_query::{ActionId, Data, Input, Key, Run, ServerId, Time};
use oriel_shelf::{ActionState, KeptAction, KeptEntry};
use oriel_socket::Token;
use oriel_wire::Notice;
use std::sync::Arc;

impl Core {
    /// Begins to take up what an earlier session left of the person who has this token for a backend. Windows are
    /// answered meanwhile, and what is run waits: see [`Backend::parked`](super::backend::Backend).
    pub(super) fn take_up(&mut self, server: ServerId, token: Option<Token>) {
        let opening = self.id();
        let Some(backend) = self.backends.get_mut(server) else { return };
        let Some(shelved) = backend.shelved.as_mut() else { return };
        let left = shelved.open(token);
        backend.opening = Some(opening);
        self.tasks.spawn(async move { Done::Opened { server, opening, left: left.await } });
    }

    pub(super) fn opened(&mut self, server: ServerId, opening: u64, left: Result<Left, Trouble>) {
        let Some(backend) = self.backends.get_mut(server) else { return };
        if backend.opening != Some(opening) {
            // Its person has signed out meanwhile.
            return;
        }
        backend.opening = None;
        let Left { entries, actions } = match left {
            Ok(left) => left,
            Err(trouble) => {
                if let Some(shelved) = backend.shelved.as_mut() {
                    shelved.give_up();
                }
                self.troubled(server, &trouble);
                Left::default()
            }
        };
        let Some(backend) = self.backends.get_mut(server) else { return };
        backend.last_number = actions.iter().map(|action| action.id).max().unwrap_or(0);
        let name = backend.name.clone();
        self.trace(Trace::Opened { backend: name, entries: entries.len(), actions: actions.len() });
        // First the actions, so that what they show in advance lies over the data from the start.
        for action in actions {
            self.resume(server, action);
        }
        for entry in entries {
            self.restore(server, entry);
        }
        self.run_parked(server);
    }

    fn restore(&mut self, server: ServerId, KeptEntry { key, data, confirmed_at }: KeptEntry) {
        let asked = self.backends.asked_by(&self.board, &key).map(|backend| backend.server);
        if asked != Some(server) || rules::options(&self.board, &key).is_none() {
            // The board has no such query any more, or another backend has it now.
            if let Some(shelved) = self.backends.get(server).and_then(|backend| backend.shelved.as_ref()) {
                shelved.forget(key);
            }
            return;
        }
        // The shelf hands nothing back that is dated in the future, but the clock may be set at any moment.
        let age = self.clock.wall().duration_since(confirmed_at).unwrap_or_default();
        let now = self.now();
        let confirmed_at = Time::since_origin(now.elapsed().saturating_sub(age));
        self.feed(Input::Restore { key, value: data, confirmed_at, gc_time: MAX_AGE.saturating_sub(age) });
    }

    fn resume(&mut self, server: ServerId, KeptAction { id: number, state, record }: KeptAction) {
        let sent = state == ActionState::Sent;
        let base = self.base(server);
        let why = match Kept::of_record(&record) {
            Ok(kept) if kept.backend == base => {
                let action = ActionId(self.id());
                // Backends are numbered anew by every session.
                let run = Run { server, ..Arc::unwrap_or_clone(kept.run) };
                self.acting.insert(action, Acting::left(&run, number));
                self.feed(Input::Resume { action, run, sent });
                return;
            }
            Ok(kept) => {
                format!("it was for the backend {}, and the board names another one now", kept.backend)
            }
            Err(error) => format!("another version of Oriel wrote it down: {error}"),
        };
        if let Some(shelved) = self.backends.get(server).and_then(|backend| backend.shelved.as_ref()) {
            shelved.ended(number);
        }
        let text = if sent {
            let action = uncertain("An action that was sent before Oriel was closed");
            format!("{action} It is not sent again: {why}")
        } else {
            format!("An action that waited when Oriel was closed is not sent: {why}")
        };
        self.notice(server, Notice { text, bad: true });
    }

    pub(super) fn keep(&mut self, key: Key, data: Data, confirmed_at: Time) {
        let age = self.now() - confirmed_at;
        let backend = self.backends.asked_by(&self.board, &key);
        let shelved = backend.and_then(|backend| backend.shelved.as_ref());
        if let (Some(shelved), Some(at)) = (shelved, self.clock.wall().checked_sub(age)) {
            shelved.keep(key, data, at);
        }
    }

    pub(super) fn forget(&mut self, key: Key) {
        let backend = self.backends.asked_by(&self.board, &key);
        if let Some(shelved) = backend.and_then(|backend| backend.shelved.as_ref()) {
            shelved.forget(key);
        }
    }

    pub(super) fn record(&mut self, action: ActionId, run: Arc<Run>, sent: bool) {
        let backend = self.base(run.server);
        let shelved = self.backends.get(run.server).and_then(|backend| backend.shelved.as_ref());
        if let (Some(shelved), Some(acting)) = (shelved, self.acting.get_mut(&action))
            && let Some(number) = acting.number
        {
            let record = shelved.record(number, &Kept { backend, run }, sent);
            if record != acting.record {
                // It may be written down where the one before was not.
                acting.is_told = Arc::default();
            }
            acting.record = record;
        }
    }

    /// What tells a backend from another of the same name.
    fn base(&self, server: ServerId) -> String {
        let spec = self.backends.get(server).and_then(|backend| backend.spec(&self.board));
        spec.map(|spec| spec.base.clone()).unwrap_or_default()
    }

    pub(super) fn troubled(&mut self, server: ServerId, trouble: &Trouble) {
        self.notice(server, Notice { text: trouble.to_string(), bad: true });
    }
}
