//! The contexts that every other hook stands on.

use super::use_effect_with;
use crate::store::{Opening, Store, Topic};
use std::rc::Rc;
use yew::prelude::*;

/// The store of this window.
///
/// # Panics
/// Outside of [`crate::App`], which provides it.
#[hook]
pub fn use_store() -> Store {
    use_context::<Store>().expect("components of a window stand within App, which provides its Store")
}

/// The open board.
///
/// # Panics
/// Outside of an open board, which [`crate::App`] provides.
#[hook]
pub fn use_opening() -> Rc<Opening> {
    use_context::<Rc<Opening>>().expect("panels stand within an open board, which App provides")
}

/// Renders the component again whenever the topic moved.
///
/// ```
/// use oriel_ui::hooks::{use_store, use_topic};
/// use oriel_ui::store::Topic;
/// use yew::prelude::*;
///
/// #[component]
/// fn Count() -> Html {
///     use_topic(Topic::Notices);
///     let store = use_store();
///     html! { store.notices().len() }
/// }
/// ```
#[hook]
pub fn use_topic(topic: Topic) {
    let store = use_store();
    let update = use_force_update();
    let read_at = store.moves();
    use_effect_with(topic, move |topic| {
        let again = update.clone();
        let subscription = store.subscribe(topic.clone(), move || update.force_update());
        // Register, then read: what moved between this rendering and the subscription woke nobody.
        if store.moves() != read_at {
            again.force_update();
        }
        move || drop(subscription)
    });
}
