//! `[backend]` and `[backends]`: all that a board asks and hears, and which of them something asks.

use super::ProfileError;
use super::fields::Fields;
use super::headers::Taken;
use super::names::{check_name, lacks_names};
use super::node::{Cx, Entry, Node};
use super::profiles::Profiled;
use super::report::{Report, Span};
use super::suggest::{nearest, one_of};
use crate::shape::{Kind, Refers};
use crate::{Backend, label};
use std::collections::BTreeMap;

/// What to do where there is none.
const ADD: &str = "add [backend] with the `base` of its addresses";

/// All backends of a board.
pub(crate) struct Backends<'d> {
    /// In the order of the file.
    all: Vec<Profiled<'d>>,
    /// One of them is no table.
    broken: bool,
}

/// The headers that the fields of each backend set, by its name.
pub(crate) struct TakenBy<'d>(BTreeMap<&'d str, Vec<Taken>>);

impl TakenBy<'_> {
    /// Those of one backend.
    pub(crate) fn of(&self, backend: &str) -> &[Taken] {
        self.0.get(backend).map_or(&[], Vec::as_slice)
    }
}

impl<'d> Backends<'d> {
    /// Reads both sections of the board. `[backend]` is called `title` where it does not say otherwise.
    pub(crate) fn read(board: &Fields<'d>, title: &str) -> Self {
        let mut found = board.get("backends").map(|node| named(&node, board)).unwrap_or_default();
        if !board.has("backends") || board.has("backend") {
            let node = board.need_or("backend", Some(ADD));
            let at = board.name_at("backend");
            found.push((at.start, node.and_then(|node| Profiled::read("", &node, &at, title))));
        }
        found.sort_by_key(|(at, _)| *at);
        let broken = found.iter().any(|(_, backend)| backend.is_none());
        let backends = Self { all: found.into_iter().filter_map(|(_, backend)| backend).collect(), broken };
        backends.check(board.cx.report);
        backends
    }

    /// What needs a profile must be able to have one together.
    fn check(&self, report: &Report<'_>) {
        let Some(last) = self.needing().last() else { return };
        if self.candidates().is_empty() {
            let mut others: Vec<&str> = Vec::new();
            for profile in self.needing().filter(|one| one.name != last.name).flat_map(|one| &one.profiles) {
                if !others.contains(&profile.name) {
                    others.push(profile.name);
                }
            }
            last.report_no_way(report, &others);
        }
    }

    fn needing(&self) -> impl Iterator<Item = &Profiled<'d>> {
        self.all.iter().filter(|backend| backend.needs_profile)
    }

    /// The names of all profiles that can be chosen, in the order of the file: those that every backend has
    /// that needs one.
    pub(crate) fn candidates(&self) -> Vec<&'d str> {
        let mut profiles: Vec<_> = self.all.iter().flat_map(|backend| &backend.profiles).collect();
        profiles.sort_by_key(|profile| profile.at.start);
        let mut names = Vec::new();
        for profile in profiles {
            if !names.contains(&profile.name) && self.needing().all(|backend| backend.has(profile.name)) {
                names.push(profile.name);
            }
        }
        names
    }

    /// The headers that each sets itself.
    pub(crate) fn taken(&self) -> TakenBy<'d> {
        TakenBy(self.all.iter().map(|backend| (backend.name, backend.taken())).collect())
    }

    /// Each with this profile, where it has one of that name. Nothing where one of them has an error.
    ///
    /// # Errors
    /// No such profile, or one of them needs another one.
    pub(crate) fn choose(self, profile: Option<&str>) -> Result<Option<BTreeMap<String, Backend>>, ProfileError> {
        let known = || self.candidates().into_iter().map(str::to_owned).collect();
        if let Some(asked) = profile
            && !self.all.iter().any(|backend| backend.has(asked))
        {
            return Err(ProfileError::Unknown { asked: asked.to_owned(), known: known() });
        }
        if let Some(needing) = self.needing().find(|backend| !profile.is_some_and(|profile| backend.has(profile))) {
            let (backend, asked) = (needing.name.to_owned(), profile.map(str::to_owned));
            return Err(ProfileError::Needed { backend, asked, known: known() });
        }
        if self.broken {
            return Ok(None);
        }
        let chosen = self.all.into_iter().map(|backend| Some((backend.name.to_owned(), backend.chosen(profile)?)));
        Ok(chosen.collect())
    }

    /// Says at each that needs a profile that one has to be chosen.
    pub(crate) fn report_need(&self, report: &Report<'_>) {
        if let Some(first) = self.candidates().first() {
            self.needing().for_each(|backend| backend.report_need(report, first));
        }
    }
}

/// Those of `[backends]`, each with the place of its name; nothing for one that is no table.
fn named<'d>(node: &Node<'d>, board: &Fields<'d>) -> Vec<(usize, Option<Profiled<'d>>)> {
    if node.is_list() {
        node.wrong("a table", Some("write [backends.NAME] for each".to_owned()));
        return Vec::new();
    }
    let Some(table) = node.table() else { return Vec::new() };
    if lacks_names(table) {
        let help = "write [backend], or give it a name: [backends.NAME]";
        board.cx.report.error(&board.name_at("backends"), "`backends` holds a backend without a name", help.to_owned());
        return Vec::new();
    }
    if table.is_empty() && !board.has("backend") {
        node.error("`backends` names no backend", "add [backends.NAME] with the `base` of its addresses".to_owned());
    }
    let backend = |entry: Entry<'d>| {
        let Entry { name, name_at, node } = entry;
        check_name(node.cx, &name_at, name);
        (name_at.start, Profiled::read(name, &node, &name_at, &label(name)))
    };
    node.entries().unwrap_or_default().into_iter().map(backend).collect()
}

/// The name of the backend that a query or an action asks: the one that it names, else `[backend]`. What
/// is wrong is reported, and counts as `[backend]`.
pub(crate) fn asked(fields: &Fields<'_>) -> String {
    match fields.get("backend") {
        Some(node) => refer(&node, "without `backend` it asks [backend]").unwrap_or_default(),
        None => {
            unnamed(fields.cx, &fields.at, &fields.what, |backend| format!("backend = {backend}"));
            String::new()
        }
    }
}

/// Something names no backend, which is an error where there is no `[backend]`. `written` is how it would
/// name one.
pub(crate) fn unnamed(cx: Cx<'_>, at: &Span, what: &str, written: impl Fn(&str) -> String) {
    let known: Vec<String> = cx.names.backends.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let help = match known.as_slice() {
        // There is one to ask, or none at all, which is told elsewhere.
        _ if cx.names.backend.is_some() => return,
        [] => return,
        [only] => format!("write {}", written(only)),
        several => format!("write {}, with one of {}", written("…"), several.join(", ")),
    };
    cx.report.error(at, format!("{what} does not say which backend it asks"), help);
}

/// The backend that a node refers to, if it is defined. `left_out` says what holds without the node.
pub(crate) fn refer(node: &Node<'_>, left_out: &str) -> Option<String> {
    node.meant(|kind| matches!(kind, Kind::Refers(Refers::Backend)));
    let name = node.text()?;
    let names = node.cx.names;
    if names.backends.has(name) {
        return Some(name.to_owned());
    }
    let known: Vec<&str> = names.backends.iter().map(|(known, _)| known).collect();
    let is_profile = names.backend.iter().flat_map(|(profiles, _)| profiles).any(|profile| profile == name);
    let help = if is_profile {
        format!("\"{name}\" is a profile of [backend]; a backend of its own is [backends.{name}]")
    } else if let Some(near) = nearest(name, known.iter().copied()) {
        format!("did you mean \"{near}\"?")
    } else if known.is_empty() {
        let help = format!("add [backends.{name}]");
        if names.backend.is_some() { format!("{help}; {left_out}") } else { help }
    } else {
        one_of(&known, '"')
    };
    node.error(format!("backend \"{name}\" is not defined"), help);
    None
}
