//! The thread that owns the shelf: one message after the other, data in batches.

use super::{Disk, Left, Trouble};
use oriel_query::Key;
use oriel_shelf::{KeptAction, KeptEntry, Opened, Person, Place, Rules, Salt, Shelf, ShelfError};
use oriel_socket::Token;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::{mpsc as channel, oneshot, watch};

/// Data is gathered for so long before it is written.
const GATHER: Duration = Duration::from_secs(1);
/// What nobody came back to for so long is removed.
const UNTOUCHED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What the core wants done, in its order.
pub(super) enum Message {
    Open {
        token: Option<Token>,
        reply: oneshot::Sender<Left>,
    },
    Keep(KeptEntry),
    Forget(Key),
    Record {
        action: KeptAction,
        seq: u64,
    },
    Ended(u64),
    /// Another version of the board.
    Rule(Rules),
    Close,
    Erase,
}

pub(super) struct Keeper {
    disk: Disk,
    rules: Rules,
    complain: channel::UnboundedSender<Trouble>,
    written: watch::Sender<u64>,
    /// Whose shelf it is, open or not.
    place: Option<Place>,
    /// Nothing while nobody is signed in, and where it could not be opened.
    shelf: Option<Shelf>,
    /// Data that waits for the next batch; nothing: it is to be forgotten.
    data: BTreeMap<Key, Option<KeptEntry>>,
    /// Changes of the queue that the disk did not take, by the actions' numbers; nothing: it has ended.
    unwritten: BTreeMap<u64, Option<KeptAction>>,
    /// When what waits is written.
    due: Option<Instant>,
    /// The person knows that actions are not written down at the moment.
    told: bool,
    swept: bool,
}

impl Keeper {
    pub(super) fn new(
        disk: Disk,
        rules: Rules,
        complain: channel::UnboundedSender<Trouble>,
        written: watch::Sender<u64>,
    ) -> Self {
        Self {
            disk,
            rules,
            complain,
            written,
            place: None,
            shelf: None,
            data: BTreeMap::new(),
            unwritten: BTreeMap::new(),
            due: None,
            told: false,
            swept: false,
        }
    }

    /// Runs until the handle is gone, and writes what waits then.
    pub(super) fn run(mut self, inbox: &Receiver<Message>) {
        loop {
            let message = match self.due.map(|due| due.saturating_duration_since(Instant::now())) {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                // Messages that never stop do not keep the batch waiting.
                Some(Duration::ZERO) => Err(RecvTimeoutError::Timeout),
                Some(wait) => inbox.recv_timeout(wait),
            };
            match message {
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => self.write(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.write();
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Open { token, reply } => {
                let left = self.open(token.as_ref()).unwrap_or_else(|error| {
                    self.complain(Trouble::Unopened(error));
                    Left::default()
                });
                // Who no longer waits says `Close`.
                let _ = reply.send(left);
                self.sweep();
            }
            Message::Keep(entry) => self.gather(entry.key.clone(), Some(entry)),
            Message::Forget(key) => self.gather(key, None),
            Message::Record { action, seq } => {
                self.change(action.id, Some(action));
                self.written.send_replace(seq);
            }
            Message::Ended(number) => self.change(number, None),
            Message::Rule(rules) => self.rule(rules),
            Message::Close => self.shelf = None,
            Message::Erase => self.erase(),
        }
    }

    fn open(&mut self, token: Option<&Token>) -> Result<Left, ShelfError> {
        self.write();
        self.shelf = None;
        self.told = false;
        let person = match token {
            None => Person::nobody(),
            Some(token) => Person::of_secret(&Salt::of_folder(&self.disk.folder)?, token.reveal().as_bytes()),
        };
        let place = Place { folder: self.disk.folder.clone(), board: self.disk.board.clone(), person };
        let opened = Shelf::open(self.place.insert(place), &self.rules, SystemTime::now())?;
        let Opened { shelf, entries, actions, dropped, set_aside } = opened;
        tracing::debug!(entries = entries.len(), actions = actions.len(), ?dropped, "the shelf is open");
        if let Some(aside) = set_aside {
            self.complain(Trouble::SetAside(aside));
        }
        if dropped.unreadable_actions > 0 {
            self.complain(Trouble::Lost(dropped.unreadable_actions));
        }
        self.shelf = Some(shelf);
        Ok(Left { entries, actions })
    }

    /// Opens the same shelf under other rules: data of queries that changed is dropped, the other and the queue stay.
    fn rule(&mut self, rules: Rules) {
        if self.rules == rules {
            return;
        }
        // What waits is of the board as it was: it is dropped with the rest of its query, or stays with it.
        self.write();
        self.rules = rules;
        let Some(place) = self.shelf.take().and(self.place.clone()) else { return };
        match Shelf::open(&place, &self.rules, SystemTime::now()) {
            Ok(opened) => self.shelf = Some(opened.shelf),
            Err(error) => self.complain(Trouble::Unopened(error)),
        }
    }

    fn gather(&mut self, key: Key, entry: Option<KeptEntry>) {
        if self.shelf.is_some() {
            self.data.insert(key, entry);
            self.due.get_or_insert_with(|| Instant::now() + GATHER);
        }
    }

    /// Changes the queue on disk, before this returns.
    fn change(&mut self, number: u64, action: Option<KeptAction>) {
        let Some(shelf) = &mut self.shelf else { return };
        let changed = match &action {
            Some(action) => shelf.keep_action(action),
            None => shelf.forget_action(number),
        };
        match changed {
            Ok(()) => {
                self.unwritten.remove(&number);
                self.told = false;
            }
            Err(error) => {
                tracing::warn!(%error, "the queue of actions could not be written");
                // An action that is forgotten too late would be done again after a restart.
                let waits = action.is_some();
                self.unwritten.insert(number, action);
                self.due.get_or_insert_with(|| Instant::now() + GATHER);
                if waits && !std::mem::replace(&mut self.told, true) {
                    self.complain(Trouble::Unrecorded(error));
                }
            }
        }
    }

    /// Writes what waits.
    fn write(&mut self) {
        self.due = None;
        for (number, action) in std::mem::take(&mut self.unwritten) {
            self.change(number, action);
        }
        let data = std::mem::take(&mut self.data);
        let Some(shelf) = self.shelf.as_mut().filter(|_| !data.is_empty()) else { return };
        let (mut entries, mut gone) = (Vec::new(), Vec::new());
        for (key, entry) in data {
            match entry {
                Some(entry) => entries.push(entry),
                None => gone.push(key),
            }
        }
        if let Err(error) = shelf.keep_entries(&entries, &gone).and_then(|()| shelf.sync()) {
            // Worth no message: what changes next is kept with the next batch.
            tracing::warn!(%error, "data could not be kept");
        }
    }

    fn erase(&mut self) {
        self.data.clear();
        self.unwritten.clear();
        self.due = None;
        let place = self.place.take();
        let erased = match (self.shelf.take(), &place) {
            (Some(shelf), _) => shelf.erase(),
            (None, Some(place)) => oriel_shelf::erase(place),
            (None, None) => Ok(()),
        };
        if let Err(error) = erased {
            self.complain(Trouble::Unerased(error));
        }
    }

    /// Once a session, after the windows have their data.
    fn sweep(&mut self) {
        if std::mem::replace(&mut self.swept, true) {
            return;
        }
        match oriel_shelf::sweep(&self.disk.folder, UNTOUCHED, SystemTime::now()) {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "removed what nobody came back to"),
            Err(error) => tracing::warn!(%error, "old files could not be removed"),
        }
    }

    fn complain(&self, trouble: Trouble) {
        tracing::warn!(%trouble, "the disk");
        // Nobody listens at the end of the session.
        let _ = self.complain.send(trouble);
    }
}
