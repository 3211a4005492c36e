//! One panel's eye on a view: what it shows of it, and whether it has to be painted again.
//!
//! A [`Mirror`](crate::Mirror) says which key moved. Most of what moves most panels do not show: a
//! fetch began, the same data was confirmed once more, another member of the data changed. An
//! [`Observer`] stands between: it picks the panel's part out of the data, compares what the panel
//! looks at with what it was last shown, and says whether they differ.
//!
//! # Beside TanStack Query
//! | there | here | why |
//! | --- | --- | --- |
//! | `select` | [`Select`] | The same. It is computed anew only for other data or another selector. |
//! | shared parts of what was selected | the whole part is shared, or none of it | Data crosses the border of a process: no nested part keeps its identity on the way. One comparison finds an equal part, and its [`Arc`] stays. |
//! | a selector that throws | the last good part stays, with the reason in [`Shown::refused`] | The same; only the part of another key, or of data that is gone, never stays. |
//! | `notifyOnChangeProps: [...]` | [`Looks`] | The same, as a set. |
//! | `notifyOnChangeProps: () => [...]` | [`Observer::look_at`] | May be called at any time; the next comparison follows it. |
//! | tracked properties (the default) | [`Looks`], said at the call | A field that is read leaves no trace in Rust, and a getter that leaves one misses what is read in callbacks. |
//! | compared with the result before | compared with what the panel was last **shown** | What moves there and back again between two paintings wakes nobody, and what moved while nobody looked at it does once somebody does. |

mod looks;
mod select;

pub use looks::Looks;
pub use select::Select;

use crate::{Data, Rev, Status, Time, ViewState};
use std::sync::Arc;

/// One panel's eye on the view of one key. Without I/O, as the mirror.
///
/// It is of one key: a panel that goes over to another key takes another observer, so that no part
/// of the one is ever taken for the other's.
///
/// ```
/// use oriel_query::{Looks, Observer, Select, Status, ViewState};
/// use serde_json::json;
///
/// let unread = Select::new(|data| data["count"].as_u64().ok_or_else(|| "no count".to_owned()));
/// let mut badge = Observer::new(unread, Looks::default());
///
/// let mut view = ViewState { data: Some(json!({ "count": 3, "newest": "a" }).into()), ..ViewState::default() };
/// assert_eq!(badge.show(&view, None).part.as_deref(), Some(&3));
///
/// // Other data, the same count: nothing to paint.
/// view.data = Some(json!({ "count": 3, "newest": "b" }).into());
/// assert!(!badge.moved(&view, None));
///
/// // Nothing to pick: the last good part stays, and the panel can say why.
/// view.data = Some(json!({ "newest": "b" }).into());
/// assert!(badge.moved(&view, None));
/// let shown = badge.show(&view, None);
/// assert_eq!(shown.part.as_deref(), Some(&3));
/// assert_eq!(shown.refused.as_deref(), Some("no count"));
///
/// // Who only wants to know whether something is being fetched is woken for that alone.
/// let mut lamp = Observer::new(Select::whole(), Looks::FETCHING);
/// lamp.show(&view, None);
/// view.status = Status { stale: true, ..Status::default() };
/// assert!(!lamp.moved(&view, None));
/// view.asking = true;
/// assert!(lamp.moved(&view, None));
/// ```
#[derive(Debug, Clone)]
pub struct Observer<T = Data> {
    select: Select<T>,
    looks: Looks,
    picked: Option<Picked<T>>,
    shown: Option<Shown<T>>,
}

/// What a panel paints.
#[derive(Debug, PartialEq)]
pub struct Shown<T = Data> {
    /// The panel's part of the data; the same [`Arc`] as before where it is equal. `None` where
    /// there is no data, or none that a part could ever be picked from.
    pub part: Option<Arc<T>>,
    /// Why no part could be picked from the newest data: `part` is of the data before, if any.
    pub refused: Option<String>,
    /// The revision of the data; `None` before the first answer.
    pub rev: Option<Rev>,
    /// Everything else about the entry, as of the last answer.
    pub status: Status,
    /// The window waits for an answer.
    pub asking: bool,
    /// The data is a stand-in: no server ever said it.
    pub placeholder: bool,
    /// When the server last confirmed the data, by the clock of who observes.
    pub confirmed: Option<Time>,
}

/// What was picked from which data.
#[derive(Debug)]
struct Picked<T> {
    /// Held, so that no other data can ever be at its address.
    from: Data,
    /// The last good part.
    part: Option<Arc<T>>,
    refused: Option<String>,
}

impl<T> Observer<T> {
    /// An eye that has seen nothing yet.
    #[must_use]
    pub fn new(select: Select<T>, looks: Looks) -> Self {
        Self { select, looks, picked: None, shown: None }
    }

    /// Looks at other properties from now on: the next comparison is of these, with what was last
    /// shown of them.
    pub fn look_at(&mut self, looks: Looks) {
        self.looks = looks;
    }

    /// What the panel was shown last; `None` before the first time.
    #[must_use]
    pub fn shown(&self) -> Option<&Shown<T>> {
        self.shown.as_ref()
    }
}

impl<T: PartialEq> Observer<T> {
    /// Picks with this selector from now on. Where it is another one ([`Select`] is compared by
    /// identity), nothing that was picked before counts as its last good part.
    pub fn select(&mut self, select: Select<T>) {
        if self.select != select {
            self.select = select;
            self.picked = None;
        }
    }

    /// The panel has to be painted again: something that it looks at differs from what it was last
    /// shown. Always so before the first [`Observer::show`].
    ///
    /// `confirmed`: when the server last confirmed the data, by a clock of the caller's choosing;
    /// [`Status::age_ms`] counts from the moment of an answer and compares to nothing. Only
    /// [`Looks::AGE`] asks for it.
    pub fn moved(&mut self, view: &ViewState, confirmed: Option<Time>) -> bool {
        let now = self.see(view, confirmed);
        self.shown.as_ref().is_none_or(|shown| !self.looks.same(shown, &now))
    }

    /// What the panel paints now. It is taken to have been shown this.
    pub fn show(&mut self, view: &ViewState, confirmed: Option<Time>) -> Shown<T> {
        let now = self.see(view, confirmed);
        self.shown = Some(now.clone());
        now
    }

    fn see(&mut self, view: &ViewState, confirmed: Option<Time>) -> Shown<T> {
        self.pick(view.data.as_ref());
        let picked = self.picked.as_ref();
        Shown {
            part: picked.and_then(|picked| picked.part.clone()),
            refused: picked.and_then(|picked| picked.refused.clone()),
            rev: view.rev,
            status: view.status.clone(),
            asking: view.asking,
            placeholder: view.placeholder,
            confirmed,
        }
    }

    /// Runs the selector, where it did not run on this data before.
    fn pick(&mut self, data: Option<&Data>) {
        let Some(data) = data else {
            // A part does not outlive the data: it may be of somebody who signed out.
            self.picked = None;
            return;
        };
        if self.picked.as_ref().is_some_and(|picked| picked.from.same(data)) {
            return;
        }
        let last = self.picked.take().and_then(|picked| picked.part);
        let (part, refused) = match self.select.pick(data) {
            Ok(part) => {
                let on_screen = self.shown.as_ref().and_then(|shown| shown.part.as_ref());
                let equal = on_screen.into_iter().chain(&last).find(|known| select::same(known, &part)).cloned();
                (Some(equal.unwrap_or(part)), None)
            }
            Err(why) => (last, Some(why)),
        };
        self.picked = Some(Picked { from: data.clone(), part, refused });
    }
}

// Written out: a derived one would ask for parts that can be copied, and only their `Arc` is.
impl<T> Clone for Shown<T> {
    fn clone(&self) -> Self {
        Self {
            part: self.part.clone(),
            refused: self.refused.clone(),
            rev: self.rev,
            status: self.status.clone(),
            asking: self.asking,
            placeholder: self.placeholder,
            confirmed: self.confirmed,
        }
    }
}

impl<T> Clone for Picked<T> {
    fn clone(&self) -> Self {
        Self { from: self.from.clone(), part: self.part.clone(), refused: self.refused.clone() }
    }
}
