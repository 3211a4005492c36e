//! What one window knows, as a machine without I/O.
//!
//! *Register, read, follow*: a mount is answered with a snapshot; notes say what moved; the window
//! asks for what it shows. A lost note or call costs time, never truth: the core's heartbeat names
//! everything again.

mod slot;

use crate::{Answer, Data, Failure, Key, Note, Rev, Side, Status};
use slot::Slot;
use std::collections::{BTreeMap, BTreeSet};

/// Something the window must ask of the core. Each is handed back with its outcome, through
/// [`Mirror::answered`] or [`Mirror::lost`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// The window shows this key.
    Mount {
        /// Which.
        key: Key,
    },
    /// It no longer does. Its outcome is [`Answer::Gone`].
    Unmount {
        /// Which.
        key: Key,
    },
    /// It wants what is new.
    Ask {
        /// Which.
        key: Key,
        /// The revision it shows.
        known: Option<Rev>,
        /// A person wants it fetched, due or not.
        force: bool,
    },
    /// It wants one more page.
    More {
        /// Of which key.
        key: Key,
        /// The revision it shows.
        known: Option<Rev>,
        /// At which end.
        side: Side,
    },
}

/// What follows from a step of the mirror.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moves {
    /// Calls to carry to the core, in this order.
    pub calls: Vec<Call>,
    /// Keys whose view is different now.
    pub repaint: Vec<Key>,
}

/// What a panel sees of one key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ViewState {
    /// The revision of the data; `None` before the first answer.
    pub rev: Option<Rev>,
    /// The data, as of `rev`.
    pub data: Option<Data>,
    /// Everything else, as of the last answer.
    pub status: Status,
    /// The window waits for an answer.
    pub asking: bool,
    /// `data` is a stand-in of [`Mirror::place`]: no server ever said it.
    pub placeholder: bool,
}

/// What one window knows of the core's cache.
///
/// Every step gives [`Moves`]: calls to carry to the core, and keys to paint again. **Each call
/// must be handed back once**, through [`Mirror::answered`] or [`Mirror::lost`]; the mirror never
/// has two asks for a key outstanding, and never a mount together with an unmount, so that calls
/// may overtake each other on their way.
///
/// ```
/// use oriel_query::{Answer, Call, Key, Mirror, Rev, Status};
/// use serde_json::json;
///
/// let balance = Key::named("balance");
/// let mut mirror = Mirror::new(true);
/// let moves = mirror.mount(&balance);
/// assert_eq!(moves.calls, [Call::Mount { key: balance.clone() }]);
///
/// // The core has nothing yet, and says that a fetch is owed: the window asks.
/// let owed = Status { due: true, stale: true, ..Status::default() };
/// let snapshot = Answer::Snapshot { rev: Rev(0), data: None, status: owed };
/// let moves = mirror.answered(&moves.calls[0], snapshot);
/// let ask = Call::Ask { key: balance.clone(), known: Some(Rev(0)), force: false };
/// assert_eq!(moves.calls, [ask.clone()]);
///
/// // The answer comes when the fetch has landed.
/// let data = Some(json!({ "available": 12 }).into());
/// let moves = mirror.answered(&ask, Answer::Snapshot { rev: Rev(1), data, status: Status::default() });
/// assert_eq!(moves.repaint, [balance.clone()]);
/// assert!(mirror.view(&balance).is_some_and(|view| view.rev == Some(Rev(1)) && !view.asking));
/// ```
#[derive(Debug, Clone)]
pub struct Mirror {
    visible: bool,
    /// The core may be called; not between [`Mirror::reset`] and [`Mirror::remount`].
    open: bool,
    slots: BTreeMap<Key, Slot>,
}

impl Mirror {
    /// A window that shows nothing yet.
    #[must_use]
    pub fn new(visible: bool) -> Self {
        Self { visible, open: true, slots: BTreeMap::new() }
    }

    /// A panel shows the key from now on. Panels are counted: the core hears of the first.
    pub fn mount(&mut self, key: &Key) -> Moves {
        self.slots.entry(key.clone()).or_default();
        self.step(key, |slot| slot.panels += 1)
    }

    /// A panel no longer shows the key: the core hears of the last.
    pub fn unmount(&mut self, key: &Key) -> Moves {
        self.step(key, Slot::leave)
    }

    /// A panel that shows the key would rather show this than nothing: an outline, or what it
    /// showed before its key changed. The stand-in is this window's alone; it gives way to the
    /// first data, or error, from the core, and is ignored where there is data already.
    pub fn place(&mut self, key: &Key, data: Data) -> Moves {
        self.step(key, |slot| slot.place(data))
    }

    /// The core says that a key moved or is due.
    pub fn note(&mut self, note: &Note) -> Moves {
        if self.open {
            // A note about a key that nobody shows: the core missed the unmount.
            self.slots.entry(note.key.clone()).or_insert_with(Slot::orphan);
        }
        let mut moves = self.step(&note.key, |slot| slot.hear(note));
        moves.join(self.revive());
        moves
    }

    /// A batch of notes; one without any shows at least that the core is there.
    ///
    /// A `complete` one, the core's heartbeat, lists everything that this window has mounted by the
    /// core's reckoning: what the mirror took for mounted and is not listed, it mounts again. (An
    /// unmount of an earlier page, or from before a reset, may have come after the mount.) Where
    /// the list was on its way longer than the mount and its answer, that is one mount too many,
    /// and harmless.
    pub fn notes(&mut self, notes: &[Note], complete: bool) -> Moves {
        let mut moves = Moves::default();
        for note in notes {
            moves.join(self.note(note));
        }
        if complete {
            let mut listed = BTreeSet::new();
            listed.extend(notes.iter().map(|note| &note.key));
            let unlisted: Vec<Key> = self.keys().filter(|key| !listed.contains(key)).cloned().collect();
            for key in unlisted {
                moves.join(self.step(&key, Slot::miss));
            }
        }
        moves.join(self.revive());
        moves
    }

    /// The window is shown or hidden. A hidden one asks for nothing; when it is shown it asks for
    /// everything that is due or behind.
    pub fn show(&mut self, visible: bool) -> Moves {
        self.visible = visible;
        if !visible {
            return Moves::default();
        }
        self.step_all(|slot| slot.failed = false)
    }

    /// Asks how everything is that panels show, due or not, and fetches nothing for it: the ages that were told
    /// can no longer be counted on, as after a sleep of the machine.
    pub fn ask_again(&mut self) -> Moves {
        self.step_all(|slot| slot.again = true)
    }

    /// A person wants the key fetched, due or not.
    pub fn refetch(&mut self, key: &Key) -> Moves {
        self.step(key, |slot| {
            slot.failed = false;
            slot.force = true;
        })
    }

    /// A person wants one more page of the key, at this end.
    pub fn more(&mut self, key: &Key, side: Side) -> Moves {
        self.step(key, |slot| {
            slot.failed = false;
            slot.more = Some(side);
        })
    }

    /// The core answered a call. An older revision than the one shown never replaces it.
    pub fn answered(&mut self, call: &Call, answer: Answer) -> Moves {
        self.step(call.key(), |slot| slot.answered(call, answer))
    }

    /// A call did not reach the core, or its answer did not come back: the data stays, and the
    /// window asks again at the next note, and mounts again at the next batch. `why` is shown until then.
    pub fn lost(&mut self, call: &Call, why: Option<Failure>) -> Moves {
        self.step(call.key(), |slot| slot.lost(call, why))
    }

    /// Everything the window knows belongs to somebody else (signed out, another board): it is
    /// dropped, and answers that are still under way will be. Panels stay counted, and nothing is
    /// called before [`Mirror::remount`].
    pub fn reset(&mut self) -> Moves {
        self.open = false;
        self.step_all(Slot::void)
    }

    /// The core is ready for this window again: everything that panels show is mounted.
    pub fn remount(&mut self) -> Moves {
        self.open = true;
        self.step_all(|slot| slot.failed = false)
    }

    /// What a panel sees of the key; `None` where no panel shows it.
    #[must_use]
    pub fn view(&self, key: &Key) -> Option<&ViewState> {
        self.slots.get(key).filter(|slot| slot.panels > 0).map(|slot| &slot.view)
    }

    /// The keys that panels show, in order.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.slots.iter().filter(|(_, slot)| slot.panels > 0).map(|(key, _)| key)
    }

    /// Changes one slot, and lets it make its next call.
    fn step(&mut self, key: &Key, change: impl FnOnce(&mut Slot)) -> Moves {
        let mut moves = Moves::default();
        let Some(slot) = self.slots.get_mut(key) else { return moves };
        let before = slot.view.clone();
        change(slot);
        moves.calls.extend(self.open.then(|| slot.next_call(key, self.visible)).flatten());
        slot.view.asking = slot.is_waiting();
        if slot.view != before {
            moves.repaint.push(key.clone());
        }
        if slot.is_over() {
            self.slots.remove(key);
        }
        moves
    }

    fn step_all(&mut self, change: impl Fn(&mut Slot)) -> Moves {
        let keys: Vec<Key> = self.slots.keys().cloned().collect();
        let mut moves = Moves::default();
        for key in keys {
            moves.join(self.step(&key, &change));
        }
        moves
    }

    /// Something was heard, so the core is there: mounts that failed are tried again.
    fn revive(&mut self) -> Moves {
        let failed: Vec<Key> =
            self.slots.iter().filter(|(_, slot)| slot.mount_failed()).map(|(key, _)| key.clone()).collect();
        let mut moves = Moves::default();
        for key in failed {
            moves.join(self.step(&key, |slot| slot.failed = false));
        }
        moves
    }
}

impl Call {
    /// What the call is about.
    #[must_use]
    pub fn key(&self) -> &Key {
        match self {
            Self::Mount { key } | Self::Unmount { key } | Self::Ask { key, .. } | Self::More { key, .. } => key,
        }
    }
}

impl Moves {
    /// Adds what follows from a further step.
    pub fn join(&mut self, later: Self) {
        self.calls.extend(later.calls);
        for key in later.repaint {
            if !self.repaint.contains(&key) {
                self.repaint.push(key);
            }
        }
    }
}
