//! One window: the mirror that ships, the panels in it, and what a person has seen there.

use crate::clock::Millis;
use crate::server::Seq;
use oriel_query::{Key, Mirror, Note, Rev, WindowId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Which page of which window, since which reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) window: usize,
    /// Goes up when the page is loaded anew.
    pub(crate) life: u64,
    /// Goes up when the window is reset.
    pub(crate) epoch: u64,
}

/// What the core tells a window unasked; told in order.
#[derive(Debug, Clone)]
pub(crate) enum Batch {
    Notes {
        notes: Vec<Note>,
        /// Everything that the core knows the window to have mounted is among them.
        complete: bool,
    },
    /// Everything is of somebody else; data of people before `person` must not be shown again.
    Reset { person: u32 },
}

impl Batch {
    /// A batch that says nothing.
    pub(crate) fn nothing() -> Self {
        Self::Notes { notes: Vec::new(), complete: false }
    }
}

/// What a person saw last of a key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) seq: Seq,
    /// Whose data it was.
    pub(crate) person: u32,
    /// Marks of actions that were visible.
    pub(crate) marks: BTreeSet<u64>,
}

/// A window.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) name: WindowId,
    pub(crate) open: bool,
    pub(crate) life: u64,
    pub(crate) epoch: u64,
    pub(crate) person: u32,
    pub(crate) visible: bool,
    pub(crate) mirror: Mirror,
    /// The panels are in the mirror; not while nobody is signed in.
    pub(crate) loaded: bool,
    pub(crate) panels: BTreeMap<Key, usize>,
    /// Which options of the palette the window mounts a key with.
    pub(crate) wishes: BTreeMap<Key, usize>,
    pub(crate) seen: BTreeMap<Key, Seen>,
    /// The newest revision this page ever showed, key by key.
    pub(crate) revs: BTreeMap<Key, Rev>,
    /// Batches on their way.
    pub(crate) inbox: VecDeque<(u64, Batch)>,
    pub(crate) inbox_at: Millis,
    /// When the core hears of the last change of visibility.
    pub(crate) show_at: Millis,
    pub(crate) wakes_at: Millis,
}

impl Window {
    /// A window that is not open yet.
    pub(crate) fn new(index: usize) -> Self {
        Self {
            name: format!("w{index}").into(),
            open: false,
            life: 0,
            epoch: 0,
            person: 0,
            visible: false,
            mirror: Mirror::new(false),
            loaded: false,
            panels: BTreeMap::new(),
            wishes: BTreeMap::new(),
            seen: BTreeMap::new(),
            revs: BTreeMap::new(),
            inbox: VecDeque::new(),
            inbox_at: 0,
            show_at: 0,
            wakes_at: 0,
        }
    }

    /// The keys that panels show.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Key> {
        self.panels.iter().filter(|(_, panels)| **panels > 0).map(|(key, _)| key)
    }

    pub(crate) fn shows(&self, key: &Key) -> bool {
        self.panels.get(key).is_some_and(|panels| *panels > 0)
    }
}
