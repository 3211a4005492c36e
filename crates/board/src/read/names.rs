//! What a board defines, gathered before anything is read: a reference to a definition that has an
//! error of its own is not an error too.

use super::node::{Cx, Node};
use super::report::Span;
use super::suggest::suggest;
use crate::shape::{BACKEND, Kind, Refers};
use toml_edit::{Item, Table, TableLike};

/// The names of a board.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) vars: Defined,
    pub(crate) queries: Defined,
    pub(crate) events: Defined,
    pub(crate) panels: Defined,
    pub(crate) actions: Defined,
    /// Those of `[backends]`.
    pub(crate) backends: Defined,
    /// Where `[backend]` stands, if there is one, and the tables in it that are no fields: its profiles.
    pub(crate) backend: Option<(Vec<String>, Span)>,
    /// Queries that say how long their data is fresh.
    with_stale: Vec<String>,
}

/// The names of one section, in the order of the file.
#[derive(Default)]
pub(crate) struct Defined(Vec<(String, Span)>);

impl Names {
    pub(crate) fn of(document: &Table) -> Self {
        let section = |name: &str| {
            let table = document.get(name).and_then(|item| item.as_table_like());
            let names = table.into_iter().flat_map(|table| {
                table.iter().map(|(name, _)| (name.to_owned(), super::node::name_at(table, name, &(0..0))))
            });
            Defined(names.collect())
        };
        Self {
            vars: section("vars"),
            queries: section("queries"),
            events: section("events"),
            panels: section("panels"),
            actions: section("actions"),
            backends: match document.get("backends").and_then(Item::as_table_like) {
                Some(backends) if !lacks_names(backends) => section("backends"),
                _ => Defined::default(),
            },
            backend: document
                .get("backend")
                .map(|backend| (profiles(backend), super::node::name_at(document, "backend", &(0..0)))),
            with_stale: with_stale(document),
        }
    }

    /// Whether a query says how long its data is fresh.
    pub(crate) fn says_stale(&self, query: &str) -> bool {
        self.with_stale.iter().any(|name| name == query)
    }
}

/// `[backends]` holds the fields of a backend, where each should stand under a name.
pub(crate) fn lacks_names(backends: &dyn TableLike) -> bool {
    backends.iter().any(|(name, item)| !item.is_table_like() && BACKEND.field(None, name).is_some())
}

/// The profiles of a backend.
fn profiles(backend: &Item) -> Vec<String> {
    let fields = backend.as_table_like().into_iter().flat_map(|backend| backend.iter());
    let profiles = fields.filter(|(name, item)| item.is_table_like() && BACKEND.field(None, name).is_none());
    profiles.map(|(name, _)| name.to_owned()).collect()
}

fn with_stale(document: &Table) -> Vec<String> {
    let queries = document.get("queries").and_then(|item| item.as_table_like());
    let names = queries.into_iter().flat_map(|queries| queries.iter());
    let stale = names.filter(|(_, item)| item.as_table_like().is_some_and(|query| query.contains_key("stale")));
    stale.map(|(name, _)| name.to_owned()).collect()
}

impl Defined {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Span)> {
        self.0.iter().map(|(name, at)| (name.as_str(), at))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The name that a node refers to, if it is defined.
    pub(crate) fn refer(&self, node: &Node<'_>, refers: Refers) -> Option<String> {
        node.meant(|kind| matches!(kind, Kind::Refers(known) if known == refers));
        let name = node.text()?;
        self.check(node.cx, &node.at, name, refers.what(), "").then(|| name.to_owned())
    }

    /// Whether a name is defined; an error at `at` if not. `prefix` stands before names in the help.
    pub(crate) fn check(&self, cx: Cx<'_>, at: &Span, name: &str, kind: &str, prefix: &str) -> bool {
        if self.has(name) {
            return true;
        }
        let known: Vec<String> = self.iter().map(|(known, _)| format!("{prefix}{known}")).collect();
        let help = suggest(&format!("{prefix}{name}"), known.iter().map(String::as_str), '"');
        let help = help.or_else(|| known.is_empty().then(|| format!("the board defines no {kind}")));
        cx.report.error(at, format!("{kind} \"{name}\" is not defined"), help);
        false
    }
}

/// Names of the author's own: letters, digits, `-` and `_`, so that templates and addresses can
/// hold them.
pub(crate) fn check_name(cx: Cx<'_>, at: &Span, name: &str) -> bool {
    let fits = !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || "-_".contains(char));
    if !fits {
        cx.report.error(at, format!("\"{name}\" is not a name"), Some("use letters, digits, - and _".into()));
    }
    fits
}

/// A UUID, which names something and gives no access to it.
pub(crate) fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|char| char.is_ascii_hexdigit() || char == '-')
}
