//! A part of what a query shows: a component renders again only when that part moved.

use super::{use_callback, use_effect_with, use_memo, use_opening, use_store, use_vars};
use crate::store::{Store, Topic};
use oriel_query::{Data, Key, Looks, Observer, Rev, Select, Status, Time, ViewState};
use std::cell::RefCell;
use std::sync::Arc;
use yew::prelude::*;

/// What a component sees of its part of a query.
#[derive(Clone, PartialEq)]
pub struct PartView<T: PartialEq> {
    /// The key with the window's variables of now; `Err` says which value is missing.
    pub key: Result<Key, String>,
    /// The part of the newest data that one could be picked from; the same `Arc` while it is equal.
    pub part: Option<Arc<T>>,
    /// Why no part could be picked from the newest data.
    pub refused: Option<String>,
    /// The revision of the data.
    pub rev: Option<Rev>,
    /// What the data is and what the fetch does.
    pub status: Status,
    /// This window waits for an answer.
    pub asking: bool,
    /// When the server last confirmed the data, in milliseconds since 1970.
    pub age: Option<f64>,
    /// When it is asked again by itself after a failure, in milliseconds since 1970. Of [`Looks::ERROR`].
    pub again: Option<f64>,
    /// Fetches now, because a person wants it.
    pub refetch: Callback<()>,
}

/// Shows a part of a query, as [`use_query`](super::use_query) shows the whole: the component
/// renders again only when something of `looks` differs from what it last rendered.
///
/// `select` picks the part, or says why it cannot: then the last good part stays. It is a plain
/// function, so that whatever else it needs stands in `of`, where a change of it is seen. What is
/// read outside of `looks` is as of the last rendering.
///
/// ```
/// use oriel_query::Looks;
/// use oriel_ui::hooks::use_part;
/// use yew::prelude::*;
///
/// #[component]
/// fn Unread() -> Html {
///     let unread = use_part("unread-count", (), Looks::DATA, |(), data| {
///         data["count"].as_u64().ok_or_else(|| "no count".to_owned())
///     });
///     html! { unread.part.map(|count| count.to_string()).unwrap_or_default() }
/// }
/// ```
#[hook]
pub fn use_part<T, D>(name: &str, of: D, looks: Looks, select: fn(&D, &Data) -> Result<T, String>) -> PartView<T>
where
    T: PartialEq + 'static,
    D: PartialEq + Clone + Send + Sync + 'static,
{
    let select = use_memo(of, move |of| {
        let of = of.clone();
        Select::new(move |data| select(&of, data))
    });
    use_observer(name, looks, (*select).clone())
}

/// Whether there is data, and what `looks` names; never what the data is.
#[hook]
pub(crate) fn use_presence(name: &str, looks: Looks) -> PartView<()> {
    use_part(name, (), looks, |(), _| Ok(()))
}

/// Mounts the key for as long as the component lives, and looks at it through an [`Observer`].
#[hook]
pub(super) fn use_observer<T: PartialEq + 'static>(name: &str, looks: Looks, select: Select<T>) -> PartView<T> {
    let store = use_store();
    let opening = use_opening();
    let vars = use_vars();
    let update = use_force_update();
    let key = opening.view.key(name, &vars.values);
    let known = key.as_ref().ok().cloned();

    // One eye a key: a part of another key, or of another person, is never this one's last good.
    let observer = use_memo((known.clone(), opening.epoch), |_| RefCell::new(Observer::new(select.clone(), looks)));
    let Sight { view, age, again } = sight(&store, known.as_ref());
    let shown = {
        let mut observer = observer.borrow_mut();
        observer.look_at(looks);
        observer.select(select);
        observer.show(&view, moment(age))
    };
    use_effect_with((known.clone(), opening.epoch, store.clone()), move |(key, _, store)| {
        let mounted = key.clone().map(|key| {
            let look = {
                let (store, key) = (store.clone(), key.clone());
                move || {
                    let Sight { view, age, .. } = sight(&store, Some(&key));
                    if observer.borrow_mut().moved(&view, moment(age)) {
                        update.force_update();
                    }
                }
            };
            let subscription = store.subscribe(Topic::Key(key.clone()), look.clone());
            let epoch = store.mount(&key);
            // Another panel may have brought the data already.
            look();
            (store.clone(), key, epoch, subscription)
        });
        move || {
            if let Some((store, key, epoch, subscription)) = mounted {
                drop(subscription);
                store.unmount(&key, epoch);
            }
        }
    });

    let refetch = use_callback((store, known), |(), (store, key)| {
        if let Some(key) = key {
            store.refetch(key);
        }
    });
    PartView {
        key: key.map_err(|error| error.to_string()),
        part: shown.part,
        refused: shown.refused,
        rev: shown.rev,
        status: shown.status,
        asking: shown.asking,
        age,
        again,
        refetch,
    }
}

/// What is known of the key. Before an effect has mounted it there is nothing to see: that is
/// loading too.
fn sight(store: &Store, key: Option<&Key>) -> Sight {
    match key.and_then(|key| store.seen(key)) {
        Some(seen) => Sight { view: seen.state, age: seen.confirmed_at, again: seen.again_at },
        None => Sight { view: ViewState { asking: key.is_some(), ..ViewState::default() }, age: None, again: None },
    }
}

/// A view with its times, in milliseconds since 1970.
struct Sight {
    view: ViewState,
    age: Option<f64>,
    again: Option<f64>,
}

fn moment(at: Option<f64>) -> Option<Time> {
    // Saturating: a clock before 1970 makes zero.
    at.map(|at| Time::from_millis(at as u64))
}
