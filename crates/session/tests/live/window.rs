//! One window of the session: the machine of the pages, driven by a task, and what it was seen to show.

use oriel_query::{Answer, Call, Data, Key, Mirror, Moves, Rev, ViewState, WindowId};
use oriel_session::Session;
use oriel_wire::{Batch, Link, Links, Notice, Waiting};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// How long anything may take.
const DEADLINE: Duration = Duration::from_secs(20);

/// What a window shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sight {
    /// The worst of all links, and all of them.
    pub(crate) link: Option<Link>,
    pub(crate) links: Links,
    pub(crate) keys: BTreeMap<Key, ViewState>,
    /// Every data that was ever shown, since the window was told to forget.
    pub(crate) history: Vec<(Key, Data)>,
    /// How often it was told to forget everything.
    pub(crate) resets: usize,
    /// The actions that wait.
    pub(crate) waiting: Vec<Waiting>,
    /// Every message that was shown.
    pub(crate) notices: Vec<Notice>,
}

impl Sight {
    pub(crate) fn data(&self, key: &Key) -> Option<&Value> {
        self.keys.get(key)?.data.as_deref()
    }

    /// A message was shown that says this.
    pub(crate) fn notice(&self, text: &str) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.text.contains(text))
    }
}

pub(crate) struct Window {
    pub(crate) id: WindowId,
    shown: mpsc::UnboundedSender<bool>,
    sights: watch::Receiver<Sight>,
}

impl Window {
    /// Opens a window that shows these keys.
    pub(crate) fn open(session: &Session, name: &str, keys: &[Key]) -> Self {
        let id = WindowId::from(name);
        let (sender, sights) = watch::channel(Sight::default());
        let (shown, showing) = mpsc::unbounded_channel();
        let page = Page {
            session: session.clone(),
            id: id.clone(),
            keys: keys.to_vec(),
            mirror: Mirror::new(true),
            mounted: false,
            epoch: 0,
            revs: BTreeMap::new(),
            calls: JoinSet::new(),
            sight: Sight::default(),
            sights: sender,
        };
        let batches = session.attach(&id);
        tokio::spawn(page.run(batches, showing));
        Self { id, shown, sights }
    }

    /// Minimises the window, or brings it back.
    pub(crate) fn show(&self, visible: bool) {
        self.shown.send(visible).unwrap();
    }

    /// What it shows now.
    pub(crate) fn now(&self) -> Sight {
        self.sights.borrow().clone()
    }

    /// Waits until it shows something; fails with what it shows instead.
    pub(crate) async fn until(&self, what: &str, shows: impl FnMut(&Sight) -> bool) -> Sight {
        let mut sights = self.sights.clone();
        let seen = tokio::time::timeout(DEADLINE, sights.wait_for(shows)).await;
        match seen {
            Ok(sight) => sight.unwrap().clone(),
            Err(_) => {
                let Sight { link, keys, waiting, notices, .. } = self.now();
                panic!("{:?} never showed {what}; it shows {link:?} {keys:#?} {waiting:#?} {notices:#?}", self.id)
            }
        }
    }

    /// Waits until the data of a key is so.
    pub(crate) async fn until_equal(&self, key: &Key, wanted: &Value) {
        self.until(&format!("{key} = {wanted}"), |sight| sight.data(key) == Some(wanted)).await;
    }
}

struct Page {
    session: Session,
    id: WindowId,
    keys: Vec<Key>,
    mirror: Mirror,
    mounted: bool,
    epoch: u64,
    revs: BTreeMap<Key, Rev>,
    calls: JoinSet<(u64, Call, Answer)>,
    sight: Sight,
    sights: watch::Sender<Sight>,
}

impl Page {
    async fn run(mut self, mut batches: mpsc::UnboundedReceiver<Batch>, mut showing: mpsc::UnboundedReceiver<bool>) {
        loop {
            tokio::select! {
                batch = batches.recv() => match batch {
                    Some(batch) => self.hear(batch),
                    None => return,
                },
                Some(done) = self.calls.join_next() => {
                    let (epoch, call, answer) = done.unwrap();
                    if epoch == self.epoch {
                        let moves = self.mirror.answered(&call, answer);
                        self.follow(moves);
                    }
                }
                visible = showing.recv() => match visible {
                    Some(visible) => {
                        // The core first: it starts nothing for a window that it takes to be hidden.
                        self.session.show(&self.id, visible);
                        let moves = self.mirror.show(visible);
                        self.follow(moves);
                    }
                    None => return,
                },
            }
        }
    }

    fn hear(&mut self, batch: Batch) {
        if batch.reset {
            self.epoch += 1;
            self.mirror = Mirror::new(true);
            self.mounted = false;
            self.revs.clear();
            self.sight.history.clear();
            self.sight.resets += 1;
        }
        if let Some(links) = batch.links {
            let link = links.worst().clone();
            // A page that is signed out shows a form, and no panels.
            if link != Link::SignedOut && !self.mounted {
                self.mounted = true;
                for key in self.keys.clone() {
                    let moves = self.mirror.mount(&key);
                    self.follow(moves);
                }
            }
            self.sight.link = Some(link);
            self.sight.links = links;
        }
        if let Some(waiting) = batch.waiting {
            self.sight.waiting = waiting;
        }
        self.sight.notices.extend(batch.notices);
        let moves = self.mirror.notes(&batch.notes, batch.complete);
        self.follow(moves);
        self.paint();
    }

    fn follow(&mut self, moves: Moves) {
        for call in moves.calls {
            let (session, id, epoch) = (self.session.clone(), self.id.clone(), self.epoch);
            self.calls.spawn(async move {
                let answer = match call.clone() {
                    Call::Mount { key } => session.mount(&id, key).await,
                    Call::Ask { key, known, force } => session.fetch(&id, key, known, force).await,
                    Call::More { key, known, side } => session.more(&id, key, known, side).await,
                    Call::Unmount { key } => {
                        session.unmount(&id, key);
                        Answer::Gone
                    }
                };
                (epoch, call, answer)
            });
        }
        if !moves.repaint.is_empty() {
            self.paint();
        }
    }

    fn paint(&mut self) {
        let keys = self.mirror.keys().cloned().collect::<Vec<_>>();
        self.sight.keys.clear();
        for key in keys {
            let Some(view) = self.mirror.view(&key).cloned() else { continue };
            if let Some(rev) = view.rev {
                let before = self.revs.insert(key.clone(), rev);
                assert!(before.is_none_or(|before| before <= rev), "{key} went back from {before:?} to {rev:?}");
            }
            if let Some(data) = &view.data
                && self.sight.history.iter().rev().find(|(shown, _)| *shown == key).is_none_or(|(_, last)| last != data)
            {
                self.sight.history.push((key.clone(), data.clone()));
            }
            self.sight.keys.insert(key, view);
        }
        self.sights.send_replace(self.sight.clone());
    }
}
