//! The thread that owns the shelf: one thing after the other, data in batches.

use super::backlog::{Actions, Backlog, Data, Step, Work};
use super::{Disk, Left, Trouble};
use crate::clock::Clock;
use crate::environment;
use oriel_shelf::{KeptAction, Opened, Person, Place, Rules, Salt, Shelf, ShelfError};
use oriel_socket::Token;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc as channel, watch};

/// What the disk did not take is tried again after this.
const AGAIN: Duration = Duration::from_secs(1);
/// What nobody came back to for so long is removed.
const UNTOUCHED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

pub(super) struct Keeper {
    pub(super) disk: Disk,
    pub(super) rules: Rules,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) before: Arc<dyn Fn(environment::Step) + Send + Sync>,
    pub(super) backlog: Arc<Backlog>,
    pub(super) complain: channel::UnboundedSender<Trouble>,
    /// The number of the last record that is done with.
    pub(super) written: watch::Sender<u64>,
    /// Whose shelf it is, open or not.
    pub(super) place: Option<Place>,
    /// Nothing while nobody is signed in, and where it could not be opened.
    pub(super) shelf: Option<Shelf>,
    /// Changes of the queue that the disk did not take.
    pub(super) unwritten: Actions,
    /// The person knows that actions are not written down at the moment.
    pub(super) told: bool,
    pub(super) swept: bool,
}

impl Keeper {
    /// Runs until everything is done and nothing will be added.
    pub(super) fn run(mut self) {
        let mut again = None;
        loop {
            again = if self.unwritten.is_empty() { None } else { again.or_else(|| Some(Instant::now() + AGAIN)) };
            let work = self.backlog.next(again);
            if !matches!(work, Work::End) {
                (self.before)(environment::Step::Disk);
            }
            match work {
                Work::Step(step) => self.step(step),
                Work::Actions(actions, newest) => {
                    self.change_all(actions);
                    self.written.send_replace(newest);
                }
                Work::Data(data) => self.keep(data),
                Work::Time => {
                    again = None;
                    self.write_again();
                }
                Work::End => break,
            }
        }
        self.write_again();
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Open { token, reply } => {
                let left = self.open(token.as_ref()).unwrap_or_else(|error| {
                    self.complain(Trouble::Unopened(error));
                    Left::default()
                });
                // Whoever gave up waiting asks for the shelf to be closed (`give_up`); a session that ends meanwhile still
                // writes to it.
                let _ = reply.send(left);
                self.sweep();
            }
            Step::Rule(rules) => self.rule(rules),
            Step::Close => self.shelf = None,
            Step::Erase => self.erase(),
        }
    }

    fn open(&mut self, token: Option<&Token>) -> Result<Left, ShelfError> {
        self.shelf = None;
        self.unwritten.clear();
        self.told = false;
        let person = match token {
            None => Person::nobody(),
            Some(token) => Person::of_secret(&Salt::of_folder(&self.disk.folder)?, token.reveal().as_bytes()),
        };
        let place = Place { folder: self.disk.folder.clone(), board: self.disk.board.clone(), person };
        let opened = Shelf::open(self.place.insert(place), &self.rules, self.clock.wall())?;
        let Opened { shelf, entries, actions, dropped, set_aside } = opened;
        tracing::debug!(entries = entries.len(), actions = actions.len(), ?dropped, "the shelf is open");
        if let Some(aside) = set_aside {
            self.complain(Trouble::SetAside(aside));
        }
        if dropped.unreadable_actions > 0 {
            self.complain(Trouble::Lost(dropped.unreadable_actions));
        }
        if dropped.ahead > 0 {
            self.complain(Trouble::Ahead(dropped.ahead));
        }
        self.shelf = Some(shelf);
        Ok(Left { entries, actions })
    }

    /// Opens the same shelf under other rules: data of queries that changed is dropped, the other and the queue stay.
    fn rule(&mut self, rules: Rules) {
        if self.rules == rules {
            return;
        }
        self.rules = rules;
        let Some(place) = self.shelf.take().and(self.place.clone()) else { return };
        match Shelf::open(&place, &self.rules, self.clock.wall()) {
            Ok(opened) => self.shelf = Some(opened.shelf),
            Err(error) => self.complain(Trouble::Unopened(error)),
        }
    }

    fn change_all(&mut self, actions: Actions) {
        for (number, action) in actions {
            self.change(number, action);
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
                if waits && !std::mem::replace(&mut self.told, true) {
                    self.complain(Trouble::Unrecorded(error));
                }
            }
        }
    }

    fn write_again(&mut self) {
        let unwritten = std::mem::take(&mut self.unwritten);
        self.change_all(unwritten);
    }

    fn keep(&mut self, data: Data) {
        let Some(shelf) = self.shelf.as_mut() else { return };
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
        self.unwritten.clear();
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
        match oriel_shelf::sweep(&self.disk.folder, UNTOUCHED, self.clock.wall()) {
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
