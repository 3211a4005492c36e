//! Variables: what paths and parameters are filled with.

use crate::document::Document;
use crate::guess::words::{singular, words};
use crate::node::Node;
use crate::operation::{Operation, Param, Place};
use crate::path::{Part, parts};
use crate::schema::{Kind, Shape};
use crate::toml;
use indexmap::IndexMap;

/// A variable that is being drafted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Var {
    default: Option<String>,
    any: Option<&'static str>,
    values: Vec<String>,
    /// It is a guess that a person has to look at.
    is_blank: bool,
    /// The query whose rows set it.
    pub(crate) set_by: Option<String>,
}

/// The variables, in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct Vars {
    known: IndexMap<String, Var>,
}

/// More values than this are no choice.
const CHOICE: usize = 30;
/// Names that say nothing without what stands before them.
static VAGUE: &[&str] = &[
    "id",
    "uuid",
    "key",
    "name",
    "slug",
    "pk",
    "_id",
    "code",
    "number",
    "identifier",
    "guid",
    "path",
    "index",
    "type",
    "version",
    "hash",
];
/// Parameters that order what a window orders itself, or that change what the rows look like.
static OF_THE_WINDOW: &[&str] = &[
    "sort",
    "order",
    "direction",
    "sort_by",
    "order_by",
    "sortBy",
    "orderBy",
    "sort_order",
    "sortOrder",
    "sort_dir",
    "fields",
    "include",
    "expand",
    "embed",
    "format",
    "select",
    "with",
    "view",
    "export",
    "meta",
    "$select",
    "$expand",
    "$orderby",
    "locale",
    "lang",
    "language",
];

impl Vars {
    /// The variable for a parameter of a path.
    pub(crate) fn of_path(&mut self, document: &Document, operation: &Operation<'_>, param: &str) -> String {
        let name = path_name(operation.path, param);
        let declared = operation.params_in(Place::Path).find(|declared| declared.name == param);
        let var = declared.map_or_else(|| blank(&name, Kind::Text, None), |declared| value(document, declared, &name));
        self.add(name, var, operation)
    }

    /// The variables for the parameters of a request that a window can set, as parameter and variable; the
    /// second says whether a person chooses it. What is left to the backend is named in `others`.
    pub(crate) fn of_query<'d>(
        &mut self,
        document: &Document,
        operation: &Operation<'d>,
        others: &mut Vec<&'d str>,
    ) -> Vec<(&'d str, String, bool)> {
        let in_path = crate::path::params(operation.path);
        let in_path: Vec<String> = in_path.into_iter().map(|param| path_name(operation.path, param)).collect();
        let mut found = Vec::new();
        let mut chosen = 0;
        for param in operation.params_in(Place::Query) {
            let own_name = sanitised(param.name);
            if in_path.contains(&own_name) || in_path.iter().any(|name| name == param.name) {
                continue;
            }
            let shape = document.shape(param.schema);
            let is_paged = crate::guess::pages::is_of_pages(param.name) && !param.required;
            let choice = choice(document, &shape).filter(|_| !OF_THE_WINDOW.contains(&param.name) && !is_paged);
            if let Some(var) = choice.filter(|_| chosen < 3 || param.required) {
                let var = if param.required { Var { any: None, ..var } } else { var };
                chosen += 1;
                let name = self.add(own_name, var, operation);
                found.push((param.name, name, true));
            } else if param.required {
                let var = value(document, param, &own_name);
                let name = self.add(own_name, var, operation);
                found.push((param.name, name, false));
            } else if !is_paged
                && !OF_THE_WINDOW.contains(&param.name)
                && !words(param.name).iter().any(|word| word == "key" || word == "token")
            {
                others.push(param.name);
            }
        }
        found
    }

    /// A row of this query sets the variable.
    pub(crate) fn set_by(&mut self, var: &str, query: &str) {
        if let Some(var) = self.known.get_mut(var) {
            var.set_by.get_or_insert_with(|| query.to_owned());
        }
    }

    /// The same variable under the same name is one; another gets a name of its own.
    fn add(&mut self, name: String, var: Var, operation: &Operation<'_>) -> String {
        let like = |known: &Var| {
            known.values == var.values && known.any == var.any
                || known.values.is_empty() && var.values.is_empty() && known.any.is_none() && var.any.is_none()
        };
        let called = singular(&crate::resource::called(operation.path));
        let mut names =
            std::iter::once(name.clone()).chain([camel(&called, &name)]).chain((2..).map(|n| format!("{name}{n}")));
        let free = names.find(|name| self.known.get(name).is_none_or(like)).unwrap_or(name);
        self.known.entry(free.clone()).or_insert(var);
        free
    }

    /// `[vars]`, with its comments; nothing where there are none.
    pub(crate) fn written(&self) -> String {
        if self.known.is_empty() {
            return String::new();
        }
        let mut text = "# One value for every window; panels choose it where `filter` names it.\n[vars]\n".to_owned();
        for (name, var) in &self.known {
            let comment = match (&var.set_by, var.is_blank) {
                (Some(query), _) => format!("   # a chosen row of {query} sets it"),
                (None, true) => "   # fill in: the document has no example".to_owned(),
                (None, false) => String::new(),
            };
            text.push_str(&format!("{} = {}{comment}\n", toml::key(name), var.written()));
        }
        text
    }
}

impl Var {
    fn written(&self) -> String {
        let mut members = Vec::new();
        if self.is_blank && self.set_by.is_some() {
            // Nothing at first: better than a guess that the backend does not know.
            return toml::table(&members);
        }
        members.extend(self.any.map(|any| ("any", toml::quoted(any))));
        members.extend(self.default.clone().map(|default| ("default", default)));
        if !self.values.is_empty() {
            members.push(("values", format!("[{}]", self.values.join(", "))));
        }
        toml::table(&members)
    }
}

/// A choice of a person, where the document names the values.
fn choice(document: &Document, shape: &Shape<'_>) -> Option<Var> {
    // A list of known words is asked for one of them.
    let inner = shape.items.filter(|_| shape.kind == Kind::List).map(|items| document.shape(items));
    let shape = inner.as_ref().unwrap_or(shape);
    let mut values: Vec<String> = Vec::new();
    for value in shape.values.iter().filter_map(|value| value.toml()) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    if shape.kind == Kind::Flag && values.is_empty() {
        return None;
    }
    if !(2..=CHOICE).contains(&values.len()) {
        return None;
    }
    let default = shape.default.and_then(Node::toml).filter(|default| values.contains(default));
    // A default of the document, or a value for everything, needs no other.
    let all = ["all", "any", "everything"].into_iter().find(|any| !values.contains(&toml::quoted(any)));
    let has_all = values.iter().any(|value| ["\"all\"", "\"any\""].contains(&value.as_str()));
    let any = if default.is_some() || has_all { None } else { all };
    let default = default
        .or_else(|| values.iter().find(|value| *value == "\"all\"").cloned())
        .filter(|default| values.first() != Some(default));
    Some(Var { default, any, values, is_blank: false, set_by: None })
}

/// A variable that has one value at first.
fn value(document: &Document, param: &Param<'_>, name: &str) -> Var {
    let shape = document.shape(param.schema);
    if let Some(var) = choice(document, &shape) {
        return Var { any: None, ..var };
    }
    let examples = param.node.members_at("examples").filter_map(|(_, example)| example.get("value")).next();
    let said =
        param.node.get("example").or(examples).or(shape.example).or(shape.default).or(shape.values.first().copied());
    let said = said.filter(|said| !matches!(said, Node::Text(text) if matches!(text.as_str(), "" | "." | "..")));
    match said.and_then(Node::toml) {
        Some(default) => Var { default: Some(default), any: None, values: Vec::new(), is_blank: false, set_by: None },
        None => blank(name, shape.kind, shape.format),
    }
}

fn blank(name: &str, kind: Kind, format: Option<&str>) -> Var {
    let default = match (kind, format) {
        (Kind::Integer | Kind::Number, _) => "1".to_owned(),
        (Kind::Flag, _) => "true".to_owned(),
        (_, Some("uuid")) => toml::quoted("00000000-0000-0000-0000-000000000000"),
        _ => toml::quoted(&words(name).join("-")),
    };
    Var { default: Some(default), any: None, values: Vec::new(), is_blank: true, set_by: None }
}

/// The variable of a path's parameter: `id` behind `pets` is `petId`.
pub(crate) fn path_name(path: &str, param: &str) -> String {
    if !VAGUE.contains(&param) {
        return sanitised(param);
    }
    let parts = parts(path);
    let at = parts.iter().position(|part| *part == Part::Param(param));
    let before = at.and_then(|at| {
        parts[..at].iter().rev().find_map(|part| if let Part::Word(word) = part { Some(*word) } else { None })
    });
    camel(&singular(before.unwrap_or("item")), param)
}

fn camel(first: &str, second: &str) -> String {
    let (mut words, more) = (words(first), words(second));
    if words != more {
        words.extend(more);
    }
    let mut name = String::new();
    for word in words {
        let mut chars = word.chars().filter(char::is_ascii_alphanumeric);
        if name.is_empty() {
            name.extend(chars);
        } else if let Some(initial) = chars.next() {
            name.push(initial.to_ascii_uppercase());
            name.extend(chars);
        }
    }
    if name.is_empty() { "value".to_owned() } else { name }
}

/// A name that templates can hold.
fn sanitised(name: &str) -> String {
    let fits = |char: char| char.is_ascii_alphanumeric() || "-_".contains(char);
    if !name.is_empty() && name.chars().all(fits) { name.to_owned() } else { camel(name, "") }
}
