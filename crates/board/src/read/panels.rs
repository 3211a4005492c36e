//! `[panels]`: one query each, shown.

use super::fields::Fields;
use super::format::{colours, format};
use super::names::check_name;
use super::node::{Entry, Node};
use super::one_answer;
use super::queries::Queries;
use super::scalar::{choice, dotted, pointer};
use super::suggest::one_of;
use super::template::{Place, template, value};
use crate::shape::{COLUMN, DETAIL_FIELD, PANEL, Refers, Shape};
use crate::{Action, Column, Format, Mark, Panel, PanelKind, Root, Sort, Template, label};
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Stat,
    Table,
    List,
    Chart,
    Detail,
    Log,
    Json,
    Text,
}

impl Kind {
    const ALL: [(&'static str, Kind); 8] = [
        ("stat", Kind::Stat),
        ("table", Kind::Table),
        ("list", Kind::List),
        ("chart", Kind::Chart),
        ("detail", Kind::Detail),
        ("log", Kind::Log),
        ("json", Kind::Json),
        ("text", Kind::Text),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| *name)
    }

    /// A person can act on its rows.
    fn has_rows(self) -> bool {
        matches!(self, Kind::Table | Kind::List)
    }

    /// A row of it can be chosen.
    fn selects(self) -> bool {
        matches!(self, Kind::Table | Kind::List | Kind::Log | Kind::Chart)
    }
}

pub(crate) fn panels(
    node: &Node<'_>,
    actions: &BTreeMap<String, Action>,
    queries: &Queries,
) -> BTreeMap<String, Panel> {
    let entries = node.entries().unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.name.to_owned(), panel(entry, actions, queries)?))).collect()
}

fn panel(entry: &Entry<'_>, actions: &BTreeMap<String, Action>, queries: &Queries) -> Option<Panel> {
    let Entry { name, name_at, node } = entry;
    check_name(node.cx, name_at, name);
    let fields = Fields::of(node, &PANEL, format!("panel \"{name}\""), name_at)?;
    let names = fields.cx.names;
    let kinds: Vec<&str> = Kind::ALL.iter().map(|(name, _)| *name).collect();
    let kind =
        fields.need_or("kind", Some(&one_of(&kinds, '"'))).and_then(|node| choice(&node, "panel kind", &Kind::ALL));
    if let Some(kind) = kind {
        fields.becomes(kind.name());
    }
    let title = fields.get("title").and_then(|node| node.words());
    let about = fields.get("about").and_then(|node| node.words()).map(str::to_owned);
    let query_node = fields.need("query");
    let query = query_node.as_ref().and_then(|node| names.queries.refer(node, Refers::Query));
    let listed = |name| fields.get(name).and_then(|node| node.list()).unwrap_or_default();
    let filter = listed("filter").iter().filter_map(|node| names.vars.refer(node, Refers::Variable)).collect();
    let mut offered = Vec::new();
    for node in listed("actions") {
        let Some(action) = names.actions.refer(&node, Refers::Action) else { continue };
        if let Some(kind) = kind
            && !kind.has_rows()
            && actions.get(&action).is_some_and(Action::on_row)
        {
            node.error(
                format!("action \"{action}\" acts on a row, and a {} offers none", kind.name()),
                "offer it in a table or list".to_owned(),
            );
        }
        offered.push(action);
    }
    let select = kind.filter(|kind| kind.selects()).and_then(|_| fields.get("select"));
    let select = select.map(|node| select_of(&node)).unwrap_or_default();
    let shape = kind.and_then(|kind| shape(&fields, kind));
    if let (Some(node), Some(name), Some(kind), Some(shape)) = (&query_node, &query, kind, &shape)
        && queries.get(name).is_some_and(|query| query.pages.is_some() && one_answer::shows_rows(shape, &query.rows))
    {
        let message = format!("query \"{name}\" comes in pages, and a {} sees the first one only", kind.name());
        let help = "what stands beside its `rows`, such as a total, is good for all of them";
        node.warning(message, help.to_owned());
    }
    if let Some(kind) = kind {
        fields.finish(|field, owners| {
            Some(format!("`{field}` belongs to a {}; this is a {}", owners.join(" or a "), kind.name()))
        });
    }
    Some(Panel {
        title: title.map_or_else(|| label(name), str::to_owned),
        about,
        query: query?,
        kind: shape?,
        filter,
        actions: offered,
        select,
    })
}

/// The variables that a chosen row sets.
fn select_of(node: &Node<'_>) -> BTreeMap<String, Template> {
    let mut select = BTreeMap::new();
    for entry in node.entries().unwrap_or_default() {
        let cx = entry.node.cx;
        let known = cx.names.vars.check(cx, &entry.name_at, entry.name, "variable", "");
        if let Some(template) = value(&entry.node, Place::new("a chosen row", &[Root::Row]))
            && known
        {
            select.insert(entry.name.to_owned(), template);
        }
    }
    select
}

fn shape(fields: &Fields<'_>, kind: Kind) -> Option<PanelKind> {
    const ROW_OR_DATA: &[Root] = &[Root::Row, Root::Data];
    let list = Place::new("a list", &[Root::Row]);
    let format_of = |roots: &[Root]| fields.get("format").map_or(Some(Format::Plain), |node| format(&node, roots));
    let at = || fields.get("at").map_or_else(|| Some(String::new()), |node| pointer(&node));
    let some_dotted = |name| fields.get(name).and_then(|node| dotted(&node));
    match kind {
        Kind::Stat => {
            let value = fields.need("value").and_then(|node| pointer(&node));
            let format = format_of(&[Root::Data]);
            let caption = fields.get("caption").and_then(|node| template(&node, Place::new("a stat", &[Root::Data])));
            Some(PanelKind::Stat { value: value?, format: format?, caption })
        }
        Kind::Table => Some(PanelKind::Table { columns: columns(fields, "columns", "a table has", &COLUMN)? }),
        Kind::List => {
            let primary = fields.need("primary").and_then(|node| template(&node, list));
            let secondary = fields.get("secondary").and_then(|node| template(&node, list));
            let (time, done) = (some_dotted("time"), some_dotted("done"));
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
        Kind::Detail => {
            let at = at();
            let fields = columns(fields, "fields", "a record has", &DETAIL_FIELD);
            Some(PanelKind::Detail { at: at?, fields: fields? })
        }
        Kind::Log => {
            let line = fields.need("line").and_then(|node| template(&node, Place::new("a log", &[Root::Row])));
            let (time, level) = (some_dotted("time"), some_dotted("level"));
            let colours = fields.get("colours").map(|node| colours(&node)).unwrap_or_default();
            if let (None, Some(node)) = (&level, fields.get("colours").filter(|_| !fields.has("level"))) {
                node.warning(
                    "`colours` are those of `level`, and there is none",
                    "name the field that says it".to_owned(),
                );
            }
            Some(PanelKind::Log { line: line?, time, level, colours })
        }
        Kind::Json => Some(PanelKind::Json { at: at()? }),
        Kind::Text => {
            let place = Place::new("a text", &[Root::Data, Root::Var]);
            let text = fields.need("text").and_then(|node| template(&node, place));
            Some(PanelKind::Text { text: text? })
        }
    }
}

/// A list of columns, or of the fields of a record.
fn columns(fields: &Fields<'_>, name: &'static str, what: &str, shape: &'static Shape) -> Option<Vec<Column>> {
    let node = fields.need(name)?;
    let list = node.list()?;
    if list.is_empty() {
        node.error(format!("{what} at least one {}", if name == "columns" { "column" } else { "field" }), None);
    }
    Some(list.iter().filter_map(|node| column(node, shape)).collect())
}

/// A field's name alone, or a table.
fn column(node: &Node<'_>, shape: &'static Shape) -> Option<Column> {
    const SORTS: [(&str, Sort); 2] = [("asc", Sort::Asc), ("desc", Sort::Desc)];
    let is_column = std::ptr::eq(shape, &COLUMN);
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
    if !node.is_table() {
        node.wrong("a field's name or a table", None);
        return None;
    }
    let fields = Fields::of(node, shape, if is_column { "this column" } else { "this entry" }, &node.at)?;
    let field = fields.need("field").and_then(|node| dotted(&node));
    let shown = fields.get("label").and_then(|node| node.words());
    let format = fields.get("format").map_or(Some(Format::Plain), |node| format(&node, &[Root::Row, Root::Data]));
    let sort = if is_column { fields.get("sort").and_then(|node| choice(&node, "sort", &SORTS)) } else { None };
    let colours = fields.get("colours").map(|node| colours(&node)).unwrap_or_default();
    fields.done();
    let field = field?;
    Some(Column { label: shown.map_or_else(|| label(&field), str::to_owned), field, format: format?, sort, colours })
}
