//! `[panels]`: one query each, shown.

use super::fields::Fields;
use super::format::{colours, format};
use super::names::check_name;
use super::node::{Entry, Node};
use super::scalar::{choice, dotted, pointer};
use super::template::{Place, template};
use crate::{Action, Column, Format, Mark, Panel, PanelKind, Root, Sort, label};
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Stat,
    Table,
    List,
    Chart,
}

impl Kind {
    const ALL: [(&'static str, Kind); 4] =
        [("stat", Kind::Stat), ("table", Kind::Table), ("list", Kind::List), ("chart", Kind::Chart)];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| *name)
    }

    /// The fields that only some kinds have.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Kind::Stat => &["value", "format", "caption"],
            Kind::Table => &["columns"],
            Kind::List => &["primary", "secondary", "time", "done"],
            Kind::Chart => &["x", "y", "mark", "format"],
        }
    }

    fn has_rows(self) -> bool {
        matches!(self, Kind::Table | Kind::List)
    }
}

pub(crate) fn panels(node: &Node<'_>, actions: &BTreeMap<String, Action>) -> BTreeMap<String, Panel> {
    let entries = node.entries().unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.name.to_owned(), panel(entry, actions)?))).collect()
}

fn panel(entry: &Entry<'_>, actions: &BTreeMap<String, Action>) -> Option<Panel> {
    let Entry { name, name_at, node } = entry;
    check_name(node.cx, name_at, name);
    let fields = Fields::of(node, format!("panel \"{name}\""), name_at)?;
    let names = fields.cx.names;
    let kind = fields
        .need_or("kind", Some("\"stat\", \"table\", \"list\" or \"chart\""))
        .and_then(|node| choice(&node, "panel kind", &Kind::ALL));
    let title = fields.get("title").and_then(|node| node.words());
    let about = fields.get("about").and_then(|node| node.words()).map(str::to_owned);
    let query = fields.need("query").and_then(|node| names.queries.refer(&node, "query"));
    let listed = |name| fields.get(name).and_then(|node| node.list()).unwrap_or_default();
    let filter = listed("filter").iter().filter_map(|node| names.vars.refer(node, "variable")).collect();
    let mut offered = Vec::new();
    for node in listed("actions") {
        let Some(action) = names.actions.refer(&node, "action") else { continue };
        if let Some(kind) = kind
            && !kind.has_rows()
            && actions.get(&action).is_some_and(Action::on_row)
        {
            node.error(
                format!("action \"{action}\" acts on a row, and a {} has none", kind.name()),
                "offer it in a table or list".to_owned(),
            );
        }
        offered.push(action);
    }
    let shape = kind.and_then(|kind| shape(&fields, kind));
    if let Some(kind) = kind {
        fields.finish(|field| {
            let owners: Vec<&str> =
                Kind::ALL.iter().filter(|(_, kind)| kind.fields().contains(&field)).map(|(name, _)| *name).collect();
            (!owners.is_empty())
                .then(|| format!("`{field}` belongs to a {}; this is a {}", owners.join(" or a "), kind.name()))
        });
    }
    Some(Panel {
        title: title.map_or_else(|| label(name), str::to_owned),
        about,
        query: query?,
        kind: shape?,
        filter,
        actions: offered,
        select: BTreeMap::new(),
    })
}

fn shape(fields: &Fields<'_>, kind: Kind) -> Option<PanelKind> {
    const ROW: Place<'_> = Place::new("a list", &[Root::Row]);
    const ROW_OR_DATA: &[Root] = &[Root::Row, Root::Data];
    let format_of = |roots: &[Root]| fields.get("format").map_or(Some(Format::Plain), |node| format(&node, roots));
    match kind {
        Kind::Stat => {
            let value = fields.need("value").and_then(|node| pointer(&node));
            let format = format_of(&[Root::Data]);
            let caption = fields.get("caption").and_then(|node| template(&node, Place::new("a stat", &[Root::Data])));
            Some(PanelKind::Stat { value: value?, format: format?, caption })
        }
        Kind::Table => {
            let node = fields.need("columns")?;
            let list = node.list()?;
            let columns = list.iter().filter_map(|node| column(node, ROW_OR_DATA)).collect();
            if list.is_empty() {
                node.error("a table has at least one column", None);
            }
            Some(PanelKind::Table { columns })
        }
        Kind::List => {
            let primary = fields.need("primary").and_then(|node| template(&node, ROW));
            let secondary = fields.get("secondary").and_then(|node| template(&node, ROW));
            let time = fields.get("time").and_then(|node| dotted(&node));
            let done = fields.get("done").and_then(|node| dotted(&node));
            Some(PanelKind::List { primary: primary?, secondary, time, done })
        }
        Kind::Chart => {
            let x = fields.need("x").and_then(|node| dotted(&node));
            let y = fields.need("y").and_then(|node| dotted(&node));
            let marks = [("line", Mark::Line), ("area", Mark::Area), ("bar", Mark::Bar)];
            let mark = fields.get("mark").map_or(Some(Mark::Line), |node| choice(&node, "mark", &marks));
            let format = format_of(ROW_OR_DATA);
            Some(PanelKind::Chart { x: x?, y: y?, mark: mark?, format: format? })
        }
    }
}

/// A field's name alone, or a table.
fn column(node: &Node<'_>, roots: &[Root]) -> Option<Column> {
    if node.is_text() {
        let field = dotted(node)?;
        return Some(Column {
            label: label(&field),
            field,
            format: Format::Plain,
            sort: None,
            colours: BTreeMap::new(),
        });
    }
    let fields = Fields::of(node, "this column", &node.at)?;
    let field = fields.need("field").and_then(|node| dotted(&node));
    let shown = fields.get("label").and_then(|node| node.words());
    let format = fields.get("format").map_or(Some(Format::Plain), |node| format(&node, roots));
    let sort = fields.get("sort").and_then(|node| choice(&node, "sort", &[("asc", Sort::Asc), ("desc", Sort::Desc)]));
    let colours = fields.get("colours").map(|node| colours(&node)).unwrap_or_default();
    fields.done();
    let field = field?;
    Some(Column { label: shown.map_or_else(|| label(&field), str::to_owned), field, format: format?, sort, colours })
}
