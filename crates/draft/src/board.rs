//! The board, put together: what each resource becomes, each name given before it is used.

mod panel;
mod request;
mod written;

pub(crate) use panel::Panel;

use crate::actions::Action;
use crate::document::Document;
use crate::guess::fields::{Field, fields, newest_first};
use crate::guess::pages::page;
use crate::guess::rows::{Holds, identity, pointer};
use crate::guess::words::{kebab, singular};
use crate::names::Names;
use crate::node::Node;
use crate::resource::Resource;
use crate::schema::Shape;
use crate::vars::Vars;
use crate::{actions, toml};
use panel::with_filter;

/// Columns of a table, and fields of a record.
const COLUMNS: usize = 6;
const FIELDS: usize = 14;

/// A query that is written down.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) name: String,
    members: Vec<(&'static str, String)>,
    /// Parameters that are left to the backend.
    others: Vec<String>,
}

/// The parts of a board.
#[derive(Debug, Default)]
pub(crate) struct Board {
    pub(crate) vars: Vars,
    pub(crate) queries: Vec<Query>,
    pub(crate) panels: Vec<Panel>,
    pub(crate) actions: Vec<Action>,
    names: Names,
}

impl Board {
    /// Adds a resource: its queries, its panels and its actions.
    pub(crate) fn add<'d>(&mut self, document: &'d Document, group: usize, resource: &Resource<'d>) {
        let query =
            self.names.of_path(resource.get.path, !matches!(resource.holds, Holds::Rows { .. } | Holds::Words { .. }));
        let (mut members, filter, others) = self.request(document, &resource.get);
        let about = about(resource.get.node);
        let panel = |kind: &str, query: &str| {
            vec![("about", about.clone()), ("kind", toml::quoted(kind)), ("query", toml::quoted(query))]
        };
        match &resource.holds {
            Holds::Rows { at, row, count, whole } => {
                let page = page(document, &resource.get, whole);
                members.extend(page.map(|page| ("page", page)));
                members.extend((!at.is_empty()).then(|| ("rows", toml::quoted(at))));
                let id = identity(document, row, &resource.called, None)
                    .or_else(|| resource.one.as_ref().map(|one| one.field.clone()));
                members.extend(id.map(|id| ("id", toml::quoted(&pointer(&id)))));
                self.queries.push(Query { name: query.clone(), members, others });
                if let Some(count) = count {
                    self.count(group, &query, count);
                }
                self.rows(document, group, resource, row, panel("table", &query), &filter);
            }
            Holds::Words { at } => {
                members.extend((!at.is_empty()).then(|| ("rows", toml::quoted(at))));
                let mut panel = panel("list", &query);
                panel.push(("primary", toml::quoted("{row}")));
                self.put(group, query.clone(), with_filter(panel, &filter), 2);
                self.queries.push(Query { name: query, members, others });
            }
            Holds::Record { at, record } => {
                self.queries.push(Query { name: query.clone(), members, others });
                let acts = actions::of(document, self, resource, &query, None);
                let offered: Vec<String> = acts.iter().map(|act| act.name.clone()).collect();
                self.actions.extend(acts);
                let mut panel = self.record(document, record, at, panel("detail", &query));
                panel.extend((!offered.is_empty()).then(|| ("actions", toml::list(&offered))));
                let width = if panel.iter().any(|(name, _)| *name == "value") { 1 } else { 2 };
                self.put(group, query, with_filter(panel, &filter), width);
            }
            Holds::Value(value) => {
                let mut panel = panel("stat", &query);
                panel.push(("value", toml::quoted("")));
                panel.extend(value.is_number().then(|| ("format", toml::quoted("number"))));
                self.put(group, query.clone(), with_filter(panel, &filter), 1);
                self.queries.push(Query { name: query, members, others });
            }
            Holds::Unknown => {
                self.put(group, query.clone(), with_filter(panel("json", &query), &filter), 2);
                self.queries.push(Query { name: query, members, others });
            }
        }
    }

    /// A table of rows, and the record of the row that is chosen.
    fn rows<'d>(
        &mut self,
        document: &'d Document,
        group: usize,
        resource: &Resource<'d>,
        row: &Shape<'d>,
        mut panel: Vec<(&'static str, String)>,
        filter: &[String],
    ) {
        let list = self.queries.last().map(|query| query.name.clone()).unwrap_or_default();
        let acts = actions::of(document, self, resource, &list, Some(row));
        let offered: Vec<String> = acts.iter().map(|act| act.name.clone()).collect();
        self.actions.extend(acts);
        let columns = fields(document, row, COLUMNS);
        if columns.is_empty() {
            panel.retain(|(name, _)| *name != "kind");
            panel.insert(1, ("kind", toml::quoted("json")));
            return self.put(group, list, with_filter(panel, filter), 2);
        }
        let newest = newest_first(&columns);
        let column =
            |(at, field): (usize, &Field)| field.look.column(&field.field, (newest == Some(at)).then_some("desc"));
        let columns: Vec<String> = columns.iter().enumerate().map(column).collect();
        let one = resource.one.as_ref().and_then(|one| Some((one, one.get.as_ref()?)));
        let chosen = one.map(|(one, get)| {
            let var = self.vars.of_path(document, &get.0, one.param);
            self.vars.set_by(&var, &list);
            ("select", toml::table(&[(var.as_str(), toml::quoted(&format!("{{row.{}}}", one.field)))]))
        });
        panel.extend(chosen);
        let mut panel = with_filter(panel, filter);
        panel.extend((!offered.is_empty()).then(|| ("actions", toml::list(&offered))));
        panel.push(("columns", toml::lines(&columns)));
        self.put(group, list, panel, if one.is_some() { 3 } else { 4 });
        if let Some((_, (get, at, record))) = one {
            let name = self.names.of_path(get.path, true);
            let (members, filter, others) = self.request(document, get);
            self.queries.push(Query { name: name.clone(), members, others });
            let panel =
                vec![("about", about(get.node)), ("kind", toml::quoted("detail")), ("query", toml::quoted(&name))];
            let panel = self.record(document, record, at, panel);
            self.put(group, name, with_filter(panel, &filter), 1);
        }
    }

    /// A record: its fields, or the one number that it is.
    fn record(
        &mut self,
        document: &Document,
        record: &Shape<'_>,
        at: &str,
        mut panel: Vec<(&'static str, String)>,
    ) -> Vec<(&'static str, String)> {
        let found = fields(document, record, FIELDS);
        let kind = |panel: &mut Vec<(&'static str, String)>, kind: &str| {
            if let Some((_, old)) = panel.iter_mut().find(|(name, _)| *name == "kind") {
                *old = toml::quoted(kind);
            }
        };
        let alone = record.members.keys().next().filter(|_| record.members.len() == 1);
        match alone.and_then(|name| Some((name, document.member(record, name)?))) {
            Some((name, value)) if value.is_scalar() => {
                kind(&mut panel, "stat");
                panel.push(("value", toml::quoted(&format!("{at}{}", pointer(name)))));
                let look = crate::guess::format::look(name, &value, record, "data");
                panel.extend(look.format.map(|format| ("format", toml::quoted(&format))));
            }
            _ if found.is_empty() => {
                kind(&mut panel, "json");
                panel.extend((!at.is_empty()).then(|| ("at", toml::quoted(at))));
            }
            _ => {
                panel.extend((!at.is_empty()).then(|| ("at", toml::quoted(at))));
                let fields: Vec<String> = found.iter().map(|field| field.look.column(&field.field, None)).collect();
                panel.push(("fields", toml::lines(&fields)));
            }
        }
        panel
    }

    fn count(&mut self, group: usize, query: &str, at: &str) {
        let name = self.names.give([format!("{}-count", singular(query))].into_iter());
        let members = vec![
            ("kind", toml::quoted("stat")),
            ("query", toml::quoted(query)),
            ("value", toml::quoted(at)),
            ("format", toml::quoted("number")),
        ];
        self.put(group, name, members, 1);
    }

    fn put(&mut self, group: usize, name: String, members: Vec<(&'static str, String)>, width: usize) {
        let members = members.into_iter().filter(|(name, value)| *name != "about" || !value.is_empty()).collect();
        self.panels.push(Panel { name, members, width, group });
    }

    /// What changes a list changes the record of its chosen row and every other list of the same things.
    pub(crate) fn settle(&mut self) {
        let pairs: Vec<(String, String)> = self
            .panels
            .iter()
            .filter(|panel| panel.is("table"))
            .filter_map(|list| {
                let one = self.panels.iter().find(|panel| panel.group == list.group && panel.is("detail"))?;
                Some((list.name.clone(), one.name.clone()))
            })
            .collect();
        for (list, one) in pairs {
            self.actions.iter_mut().for_each(|action| action.also_changes(&one, &list));
        }
    }

    /// A name for an action that no other has.
    pub(crate) fn action_name(&self, wanted: &str, taken: &[Action]) -> String {
        let is_taken = |name: &String| self.actions.iter().chain(taken).any(|action| action.name == *name);
        let numbered = (2..).map(|n| format!("{wanted}-{n}"));
        std::iter::once(kebab(wanted)).chain(numbered).find(|name| !is_taken(name)).unwrap_or_else(|| wanted.to_owned())
    }
}

/// What a request is for, as the document says; empty where it does not.
fn about(operation: &Node) -> String {
    let said = operation
        .text_at("summary")
        .filter(|text| !text.trim().is_empty())
        .or_else(|| operation.text_at("description"));
    let line = said.map(|text| toml::prose(text, 160)).unwrap_or_default();
    // "List" is what its kind says already.
    if !line.contains(' ') { String::new() } else { toml::quoted(&line) }
}
