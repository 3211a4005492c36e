//! Warnings that need the whole board: what is defined and never comes to anything.

use super::names::Names;
use super::report::Report;
use crate::{Board, Event, Template, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// What events amount to on a board without a socket.
pub(crate) static NO_EVENTS: BTreeMap<String, Event> = BTreeMap::new();

pub(crate) fn audit(report: &Report<'_>, names: &Names, board: &Board) {
    let view = &board.view;
    let shown: BTreeSet<&str> = view.panels.values().map(|panel| panel.query.as_str()).collect();
    events(report, names, board, &shown);
    for (name, at) in names.queries.iter().filter(|(name, _)| !shown.contains(name)) {
        report.warning(at, format!("no panel shows query \"{name}\""), None);
    }
    for (name, at) in names.panels.iter() {
        if !view.windows.iter().flat_map(|window| window.rows.iter().flatten()).any(|panel| panel == name) {
            report.warning(at, format!("no window holds panel \"{name}\""), None);
        }
    }
    for (name, at) in names.actions.iter() {
        if !view.panels.values().any(|panel| panel.actions.iter().any(|action| action == name)) {
            report.warning(at, format!("no panel offers action \"{name}\""), None);
        }
    }
    for (name, at) in names.vars.iter() {
        if !templates(board).any(|template| template.placeholders().any(|one| is_var(one, name))) {
            report.warning(at, format!("nothing uses variable \"{name}\""), None);
        }
    }
}

fn events(report: &Report<'_>, names: &Names, board: &Board, shown: &BTreeSet<&str>) {
    if let Some((_, at)) = names.events.iter().next().filter(|_| board.backend.socket.is_none()) {
        report.warning(
            at,
            "events come over a socket, and the backend has none",
            "add `socket` to [backend]".to_owned(),
        );
    }
    for (name, at) in names.events.iter() {
        let Some(event) = board.events.get(name) else { continue };
        let pushed = event.set.iter().map(|push| push.query.as_str());
        let reached: Vec<&str> = event.invalidate.iter().map(|one| one.query.as_str()).chain(pushed).collect();
        if reached.is_empty() {
            if event.notify.is_none() {
                report.warning(
                    at,
                    format!("event \"{name}\" does nothing"),
                    "name the queries that it makes stale".to_owned(),
                );
            }
        } else if !reached.iter().any(|query| shown.contains(query)) {
            report.warning(at, format!("no panel shows what event \"{name}\" makes stale"), None);
        }
    }
}

fn is_var(placeholder: &crate::Placeholder, name: &str) -> bool {
    placeholder.root == crate::Root::Var && placeholder.path.first().is_some_and(|first| first == name)
}

/// The templates that may use a variable.
fn templates(board: &Board) -> impl Iterator<Item = &Template> {
    let queries = board.view.queries.values().flat_map(|query| {
        query.params.values().chain([&query.path]).chain(query.ask.tree().into_iter().flat_map(Tree::templates))
    });
    let actions = board.view.actions.values().flat_map(|action| {
        let sets = action.optimistic.iter().flat_map(|one| one.set.values().chain(one.row.as_ref()));
        let narrows = action.invalidate.iter().flat_map(|one| one.narrow.values());
        action
            .body
            .iter()
            .flat_map(Tree::templates)
            .chain([&action.path])
            .chain(action.confirm.as_ref())
            .chain(sets)
            .chain(narrows)
    });
    queries.chain(actions)
}
