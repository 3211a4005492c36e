//! A query of the board, live.

use super::use_memo;
use super::use_part::{PartView, use_observer};
use oriel_query::{Data, Key, Looks, Rev, Select, Status};
use yew::prelude::*;

/// What a component sees of a query.
#[derive(Clone, PartialEq)]
pub struct QueryView {
    /// The key with the window's variables of now; `Err` says which value is missing.
    pub key: Result<Key, String>,
    /// The newest data this window has; it stays while a fetch is under way or has failed.
    pub data: Option<Data>,
    /// The revision of the data.
    pub rev: Option<Rev>,
    /// What the data is and what the fetch does.
    pub status: Status,
    /// This window waits for an answer.
    pub asking: bool,
    /// When the server last confirmed the data, in milliseconds since 1970.
    pub age: Option<f64>,
    /// Fetches now, because a person wants it.
    pub refetch: Callback<()>,
}

/// Shows a query: mounts its key for as long as the component lives, follows the window's
/// variables, and renders again when anything about it moved.
///
/// Several components may show one query; it is fetched once, for all windows. Who shows only a
/// part of the data renders less often with [`use_part`](super::use_part), and who shows only some
/// of the rest with [`use_query_looks`].
///
/// ```
/// use oriel_ui::hooks::use_query;
/// use yew::prelude::*;
///
/// #[component]
/// fn Unread() -> Html {
///     let unread = use_query("unread-count");
///     match unread.data {
///         Some(data) => html! { data["count"].to_string() },
///         None if unread.asking => html! { "…" },
///         None => html! { unread.status.error.map(|failure| failure.to_string()).unwrap_or_default() },
///     }
/// }
/// ```
#[hook]
pub fn use_query(name: &str) -> QueryView {
    use_query_looks(name, Looks::ALL)
}

/// As [`use_query`], but renders again only when something of `looks` moved. What is read outside
/// of `looks` is as of the last rendering.
///
/// ```
/// use oriel_query::Looks;
/// use oriel_ui::hooks::use_query_looks;
/// use yew::prelude::*;
///
/// #[component]
/// fn Names() -> Html {
///     let names = use_query_looks("names", Looks::DATA);
///     html! { names.data.map(|data| data.to_string()).unwrap_or_default() }
/// }
/// ```
#[hook]
pub fn use_query_looks(name: &str, looks: Looks) -> QueryView {
    let select = use_memo((), |()| Select::whole());
    let PartView { key, part, rev, status, asking, age, refetch, .. } = use_observer(name, looks, (*select).clone());
    QueryView { key, data: part.map(|data| (*data).clone()), rev, status, asking, age, refetch }
}
