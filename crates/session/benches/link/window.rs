//! A window of the session: the machine of the pages, driven by a task, without a page.

use crate::Outcome;
use crate::stage::PATIENCE;
use oriel_query::{Answer, Call, Key, Mirror, Moves, WindowId};
use oriel_session::Session;
use oriel_wire::{Batch, Link};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// What a window shows of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    /// How often the item has changed.
    pub(crate) changes: u64,
    /// The life of the backend that said so.
    pub(crate) boot: u64,
    /// Nothing newer is on its way.
    pub(crate) settled: bool,
}

/// What a window shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sight {
    /// Signals arrive.
    pub(crate) live: bool,
    /// The last signal of a storm was seen.
    pub(crate) over: bool,
    /// By key; nothing where there is no data yet.
    pub(crate) items: BTreeMap<Key, Option<Shown>>,
    /// How often it was told something.
    pub(crate) batches: u64,
    /// The most that ever waited to be read.
    pub(crate) behind: usize,
}

impl Sight {
    /// Live, with all data.
    pub(crate) fn is_whole(&self) -> bool {
        self.live && !self.items.is_empty() && self.items.values().all(Option::is_some)
    }

    /// All that is shown is so.
    pub(crate) fn all(&self, is: impl Fn(&Shown) -> bool) -> bool {
        self.items.values().all(|shown| shown.as_ref().is_some_and(&is))
    }
}

/// The handle to a window.
pub(crate) struct Window {
    asks: Arc<AtomicBool>,
    sights: watch::Receiver<Sight>,
}

impl Window {
    /// Opens a window that shows these keys, and takes so long over everything it is told.
    pub(crate) fn open(session: &Session, name: &str, keys: &[Key], pace: Duration) -> Self {
        let id = WindowId::from(name);
        let (sights, seen) = watch::channel(Sight::default());
        let asks = Arc::new(AtomicBool::new(true));
        let page = Page {
            session: session.clone(),
            id: id.clone(),
            asks: Arc::clone(&asks),
            mirror: Mirror::new(true),
            calls: JoinSet::new(),
            sights,
            pace,
        };
        tokio::spawn(page.run(session.attach(&id), keys.to_vec()));
        Self { asks, sights: seen }
    }

    /// From now on it is told what is stale, and fetches nothing.
    pub(crate) fn only_listen(&self) {
        self.asks.store(false, Ordering::Relaxed);
    }

    /// What it shows now.
    pub(crate) fn now(&self) -> Sight {
        self.sights.borrow().clone()
    }

    /// Waits until it shows something.
    pub(crate) async fn until(&self, what: &str, shows: impl FnMut(&Sight) -> bool) -> Outcome {
        self.within(PATIENCE, what, shows).await
    }

    /// The same, for no longer than this.
    pub(crate) async fn within(&self, limit: Duration, what: &str, shows: impl FnMut(&Sight) -> bool) -> Outcome {
        let mut sights = self.sights.clone();
        match tokio::time::timeout(limit, sights.wait_for(shows)).await {
            Ok(seen) => Ok(seen.map(drop)?),
            Err(_) => Err(format!("a window never showed {what}").into()),
        }
    }
}

struct Page {
    session: Session,
    id: WindowId,
    asks: Arc<AtomicBool>,
    mirror: Mirror,
    calls: JoinSet<(Call, Answer)>,
    sights: watch::Sender<Sight>,
    pace: Duration,
}

impl Page {
    async fn run(mut self, mut batches: mpsc::UnboundedReceiver<Batch>, keys: Vec<Key>) {
        self.sights.send_modify(|sight| sight.items = keys.iter().map(|key| (key.clone(), None)).collect());
        for key in &keys {
            let moves = self.mirror.mount(key);
            self.follow(moves);
        }
        loop {
            tokio::select! {
                batch = batches.recv() => match batch {
                    Some(batch) => self.hear(&batch, batches.len()).await,
                    None => return,
                },
                Some(Ok((call, answer))) = self.calls.join_next() => {
                    let moves = self.mirror.answered(&call, answer);
                    self.follow(moves);
                }
            }
        }
    }

    async fn hear(&mut self, batch: &Batch, behind: usize) {
        let moves = self.mirror.notes(&batch.notes, batch.complete);
        self.follow(moves);
        self.sights.send_modify(|sight| {
            sight.batches += 1;
            sight.behind = sight.behind.max(behind);
            sight.over |= batch.notices.iter().any(|notice| notice.text == "over");
            if let Some(links) = &batch.links {
                sight.live = *links.worst() == Link::Live;
            }
        });
        if !self.pace.is_zero() {
            tokio::time::sleep(self.pace).await;
        }
    }

    fn follow(&mut self, moves: Moves) {
        for call in moves.calls {
            // The mirror has one ask at a time for a key: it waits for this one from now on.
            if matches!(call, Call::Ask { .. }) && !self.asks.load(Ordering::Relaxed) {
                continue;
            }
            let (session, id) = (self.session.clone(), self.id.clone());
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
                (call, answer)
            });
        }
        if !moves.repaint.is_empty() {
            self.paint(&moves.repaint);
        }
    }

    fn paint(&self, keys: &[Key]) {
        self.sights.send_modify(|sight| {
            for key in keys {
                let shown = self.mirror.view(key).and_then(|view| {
                    let number = |name| view.data.as_ref()?.get(name).and_then(Value::as_u64);
                    let settled = !view.asking && !view.status.stale && !view.status.due;
                    Some(Shown { changes: number("changes")?, boot: number("boot")?, settled })
                });
                sight.items.insert(key.clone(), shown);
            }
        });
    }
}
