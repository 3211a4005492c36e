//! Warnings that need the whole board: what is defined and never comes to anything.

use super::names::Names;
use super::report::Report;
use super::unset;
use crate::{Board, PanelKind, Template, Tree};
use oriel_protocol::AnyProtocol;
use std::collections::BTreeSet;

pub(crate) fn audit(report: &Report<'_>, names: &Names, board: &Board) {
    let view = &board.view;
    let shown: BTreeSet<&str> = view.panels.values().map(|panel| panel.query.as_str()).collect();
    events(report, names, board, &shown);
    unheard(report, names, board);
    unasked(report, names, board);
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
    unset::audit(report, names, view);
}

fn events(report: &Report<'_>, names: &Names, board: &Board, shown: &BTreeSet<&str>) {
    let deaf = board.backends.values().all(|backend| backend.socket.is_none());
    if let Some((_, at)) = names.events.iter().next().filter(|_| deaf) {
        let (message, help) = match names.backend.as_ref().filter(|_| board.backends.len() == 1) {
            Some(_) => ("events come over a socket, and the backend has none", "add `socket` to [backend]"),
            None => {
                ("events come over a socket, and no backend has one", "add `socket` to the backend that sends them")
            }
        };
        report.warning(at, message, help.to_owned());
    }
    for (name, at) in names.events.iter() {
        let Some(event) = board.events.get(name) else { continue };
        let only = event.backend.as_ref().and_then(|only| board.backends.get_key_value(only));
        if let Some((only, _)) = only.filter(|(_, backend)| !deaf && backend.socket.is_none()) {
            report.warning(
                at,
                format!("event \"{name}\" is heard on backend \"{only}\" alone, which has no socket"),
                format!("add `socket` to [backends.{only}]"),
            );
        }
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

/// Queries that no signal makes stale, though there is a socket, and that say nothing of their age: they
/// are fetched when they are mounted and then stand still.
fn unheard(report: &Report<'_>, names: &Names, board: &Board) {
    if board.events.is_empty() || board.backends.values().all(|backend| backend.socket.is_none()) {
        return;
    }
    // What names its queries itself reaches all of them; what never says a word fetches all again.
    let reaches_all = |query: &str| {
        board
            .asked_by(query)
            .and_then(|backend| backend.socket.as_ref())
            .is_some_and(|socket| matches!(socket.protocol, AnyProtocol::Poll(_)) || socket.protocol.naming().is_some())
    };
    let pushed = board.events.values().flat_map(|event| event.set.iter().map(|push| &push.query));
    let stale = board.events.values().flat_map(|event| event.invalidate.iter().map(|one| &one.query));
    let reached: BTreeSet<&str> = pushed.chain(stale).map(String::as_str).collect();
    for (name, at) in names.queries.iter() {
        let Some(query) = board.view.queries.get(name) else { continue };
        let ages = query.every.is_some() || names.says_stale(name);
        if !ages && !reached.contains(name) && !reaches_all(name) {
            report.warning(
                at,
                format!("no event reaches query \"{name}\""),
                "name it in an event, or give it `every` or `stale`".to_owned(),
            );
        }
    }
}

/// Backends that nothing asks. One on whose socket an event is heard is there for that.
fn unasked(report: &Report<'_>, names: &Names, board: &Board) {
    let queries = board.view.queries.values().map(|query| &query.backend);
    let actions = board.view.actions.values().map(|action| &action.backend);
    let events = board.events.values().filter_map(|event| event.backend.as_ref());
    let asked: BTreeSet<&str> = queries.chain(actions).chain(events).map(String::as_str).collect();
    for (name, at) in names.backends.iter().filter(|(name, _)| !asked.contains(name)) {
        report.warning(
            at,
            format!("nothing asks backend \"{name}\""),
            format!("write backend = \"{name}\" in a query or an action, or leave it out"),
        );
    }
    if let Some((_, at)) = names.backend.as_ref().filter(|_| board.backends.len() > 1 && !asked.contains("")) {
        report.warning(at, "nothing asks [backend]", "leave it out, as everything names another backend".to_owned());
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
            .chain(action.form.iter().filter_map(|field| field.default.as_ref()))
            .chain(sets)
            .chain(narrows)
    });
    let texts = board.view.panels.values().filter_map(|panel| match &panel.kind {
        PanelKind::Text { text } => Some(text),
        _ => None,
    });
    queries.chain(actions).chain(texts)
}
