//! The variables of this window.

use super::{use_callback, use_store, use_topic};
use crate::store::Topic;
use serde_json::{Map, Value};
use std::rc::Rc;
use yew::prelude::*;

/// The variables and how to change them.
#[derive(Clone, PartialEq)]
pub struct Vars {
    /// The values by name.
    pub values: Rc<Map<String, Value>>,
    /// Gives a variable another value.
    pub set: Callback<(String, Value)>,
}

/// The variables of this window: every query that uses one follows its value.
///
/// ```
/// use oriel_ui::hooks::use_vars;
/// use yew::prelude::*;
///
/// #[component]
/// fn OnlyCredits() -> Html {
///     let vars = use_vars();
///     let onclick = move |_| vars.set.emit(("txType".into(), "credit".into()));
///     html! { <button {onclick}>{ "Credits" }</button> }
/// }
/// ```
#[hook]
pub fn use_vars() -> Vars {
    use_topic(Topic::Vars);
    let store = use_store();
    let values = store.vars();
    let set = use_callback(store, |(name, value): (String, Value), store| store.set_var(&name, value));
    Vars { values, set }
}
