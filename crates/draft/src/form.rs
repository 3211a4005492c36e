//! Forms: what a person fills in, from the schema of a body.

use crate::document::Document;
use crate::guess::words::words;
use crate::node::Node;
use crate::operation::{Operation, Place};
use crate::schema::{Kind, Shape};
use crate::toml;

/// A form, and the body that it fills.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// Each field with the table that describes it.
    pub(crate) fields: Vec<(String, String)>,
    /// The members of the body, as they are written; nothing where nothing is sent.
    pub(crate) body: Option<Vec<(String, String)>>,
    /// What stands behind the path: `?force={form.force}`.
    pub(crate) behind: String,
    /// What the body can have besides.
    pub(crate) others: Vec<String>,
    /// The members of the row that it edits; none where it makes something new.
    edits: Vec<String>,
}

/// More fields than this are no form that a person fills in from a button.
const MOST: usize = 8;
/// Texts that are longer than a line.
static LONG: &[&str] = &[
    "description",
    "body",
    "message",
    "content",
    "comment",
    "comments",
    "note",
    "notes",
    "text",
    "markdown",
    "summary",
    "bio",
];
/// A text that may have this many characters is longer than a line.
const LONG_TEXT: f64 = 240.0;

/// What a backend fills in itself, though its document does not say so.
fn is_of_the_backend(name: &str) -> bool {
    let words = words(name);
    let is = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    name == "id"
        || name == "_id"
        || is(&["created", "updated", "modified", "createdat", "updatedat"])
        || is(&["etag", "revision"])
}

/// The form of a request. Nothing where a form cannot fill it: a list that must be there, a body that is no JSON.
/// `row`: what one looks like that the form edits.
pub(crate) fn form(document: &Document, operation: &Operation<'_>, row: Option<&Shape<'_>>) -> Option<Form> {
    let members = row.into_iter().flat_map(|row| row.members.keys());
    let mut form = Form { edits: members.map(|name| (*name).to_owned()).collect(), ..Form::default() };
    for param in operation.params_in(Place::Query).filter(|param| param.required) {
        let name = form.name(param.name)?;
        let field = field(param.name, &document.shape(param.schema), true, false)?;
        let sign = if form.behind.is_empty() { '?' } else { '&' };
        form.behind.push_str(&format!("{sign}{}={{form.{name}}}", param.name));
        form.fields.push((name, field));
    }
    if operation.method == "delete" {
        return Some(form);
    }
    let Some(schema) = document.body(operation).ok()? else { return Some(form) };
    let shape = document.shape(schema);
    if shape.kind != Kind::Object {
        return None;
    }
    let body = form.members(document, &shape, true)?;
    // What could be said needs more than a form.
    if body.is_empty() && !form.others.is_empty() {
        return None;
    }
    form.body = Some(body);
    Some(form)
}

impl Form {
    /// Adds the members of an object, those that must be there first, and answers how they are sent.
    fn members(&mut self, document: &Document, shape: &Shape<'_>, outermost: bool) -> Option<Vec<(String, String)>> {
        let required = |name: &str| shape.required.contains(&name);
        let mut names: Vec<&str> = shape.members.keys().copied().collect();
        names.sort_by_key(|name| !required(name));
        let mut sent: Vec<(String, String)> = Vec::new();
        for name in names {
            let member = document.member(shape, name)?;
            if member.read_only || !required(name) && is_of_the_backend(name) {
                continue;
            }
            match self.member(document, name, &member, required(name), outermost) {
                Some(value) => sent.push((name.to_owned(), value)),
                None if required(name) => return None,
                None => self.others.push(name.to_owned()),
            }
        }
        Some(sent)
    }

    /// Adds one member. What must be there is added however many there are.
    fn member(
        &mut self,
        document: &Document,
        name: &str,
        shape: &Shape<'_>,
        required: bool,
        outermost: bool,
    ) -> Option<String> {
        if !required && self.fields.len() >= MOST {
            return None;
        }
        match shape.kind {
            Kind::Object if outermost && required => {
                let inner = self.members(document, shape, false)?;
                (!inner.is_empty()).then(|| toml::table(&inner))
            }
            Kind::List if required => {
                let item = document.shape(shape.items?);
                let own = self.name(name)?;
                self.fields.push((own.clone(), field(name, &item, true, false)?));
                Some(format!("[{}]", toml::quoted(&format!("{{form.{own}}}"))))
            }
            _ if shape.values.len() == 1 && required => {
                shape.values.first()?.toml().map(|value| value.replace('{', "{{").replace('}', "}}"))
            }
            _ => {
                let edits = outermost && self.edits.iter().any(|member| member == name) && is_dotted(name);
                let described = field(name, shape, required, edits)?;
                let own = self.name(name)?;
                self.fields.push((own.clone(), described));
                Some(toml::quoted(&format!("{{form.{own}}}")))
            }
        }
    }

    /// A name for a field that no other has.
    fn name(&self, name: &str) -> Option<String> {
        let fits = |char: &char| char.is_ascii_alphanumeric() || "-_".contains(*char);
        let clean: String = name.chars().filter(fits).collect();
        if clean.is_empty() {
            return None;
        }
        let taken = |name: &String| self.fields.iter().any(|(known, _)| known == name);
        std::iter::once(clean.clone()).chain((2..10).map(|n| format!("{clean}{n}"))).find(|name| !taken(name))
    }
}

/// A template can name it.
fn is_dotted(name: &str) -> bool {
    !name.is_empty() && !name.contains(|char: char| char.is_whitespace() || "{}.".contains(char))
}

/// The table that describes a field, which begins with the row's member of its name where it edits that;
/// nothing for what one field cannot hold.
fn field(name: &str, shape: &Shape<'_>, required: bool, edits: bool) -> Option<String> {
    let mut members: Vec<(&str, String)> = Vec::new();
    let values: Vec<String> = shape.values.iter().filter_map(|value| value.toml()).collect();
    let mut default = shape.default.and_then(Node::toml);
    let is_text = |default: &String| default.starts_with('"');
    match shape.kind {
        _ if !values.is_empty() && values.len() == shape.values.len() => {
            members.push(("kind", toml::quoted("choice")));
            members.push(("values", format!("[{}]", values.join(", "))));
            default = default.filter(|default| values.contains(default));
        }
        Kind::Flag => {
            members.push(("kind", toml::quoted("flag")));
            default = default.filter(|default| default == "true");
        }
        Kind::Integer | Kind::Number => {
            members.push(("kind", toml::quoted("number")));
            members.extend(bound(shape.minimum).map(|least| ("min", least)));
            members.extend(bound(shape.maximum).map(|most| ("max", most)));
            members.extend((shape.kind == Kind::Integer).then(|| ("step", "1".to_owned())));
            default = default.filter(|default| !is_text(default) && default != "true" && default != "false");
        }
        Kind::Text => {
            let long = shape.longest.is_some_and(|longest| longest > LONG_TEXT)
                || words(name).last().is_some_and(|last| LONG.contains(&last.as_str()));
            let kind = match shape.format {
                Some("date") => "date",
                Some("binary" | "byte") => return None,
                _ if long => "lines",
                _ => "text",
            };
            members.push(("kind", toml::quoted(kind)));
            default = default.filter(is_text).filter(|default| default.len() > 2);
        }
        _ => return None,
    }
    members.extend(required.then(|| ("required", "true".to_owned())));
    // Braces of the document's own are no placeholders.
    let default = default.map(|default| default.replace('{', "{{").replace('}', "}}"));
    let default = if edits { Some(toml::quoted(&format!("{{row.{name}}}"))) } else { default };
    members.extend(default.map(|default| ("default", default)));
    Some(toml::table(&members))
}

/// A bound that a person can be told: beyond it lies only what a type of a programming language ends with.
fn bound(number: Option<f64>) -> Option<String> {
    let number = number.filter(|number| number.abs() < 2_000_000_000.0)?;
    Some(if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number:?}") })
}
