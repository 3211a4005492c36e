//! Schemas: what a value looks like, with references followed and `allOf`, `oneOf` and `anyOf` laid
//! over each other as well as reason allows.

use crate::document::Document;
use crate::node::Node;
use indexmap::IndexMap;

/// Schemas within schemas, at most so deep.
const DEEPEST: usize = 24;

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    Object,
    List,
    Text,
    Integer,
    Number,
    Flag,
    /// The document does not say.
    #[default]
    Unknown,
}

/// What a value looks like.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape<'d> {
    pub(crate) kind: Kind,
    /// The members of an object, in the document's order.
    pub(crate) members: IndexMap<&'d str, &'d Node>,
    pub(crate) required: Vec<&'d str>,
    /// What a list holds.
    pub(crate) items: Option<&'d Node>,
    /// Such as `date-time`.
    pub(crate) format: Option<&'d str>,
    /// The only values there are.
    pub(crate) values: Vec<&'d Node>,
    pub(crate) default: Option<&'d Node>,
    pub(crate) example: Option<&'d Node>,
    pub(crate) description: Option<&'d str>,
    pub(crate) minimum: Option<f64>,
    pub(crate) maximum: Option<f64>,
    pub(crate) longest: Option<f64>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    /// Members of any name: a dictionary.
    pub(crate) others: bool,
    /// The reference that it was first known by.
    pub(crate) reference: Option<&'d str>,
}

impl Shape<'_> {
    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Integer | Kind::Number | Kind::Flag)
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Integer | Kind::Number)
    }

    /// Its values as texts, where all of them are.
    pub(crate) fn words(&self) -> Vec<&str> {
        let words: Vec<&str> = self.values.iter().filter_map(|value| value.text()).collect();
        if words.len() == self.values.len() { words } else { Vec::new() }
    }
}

impl Document {
    /// What a value of this schema looks like.
    pub(crate) fn shape<'d>(&'d self, schema: &'d Node) -> Shape<'d> {
        let mut shape = Shape::default();
        self.lay(schema, &mut shape, &mut Vec::new());
        shape
    }

    /// The shape of a member.
    pub(crate) fn member<'d>(&'d self, shape: &Shape<'d>, name: &str) -> Option<Shape<'d>> {
        shape.members.get(name).map(|schema| self.shape(schema))
    }

    /// Lays a schema over what is known. What was said first counts.
    fn lay<'d>(&'d self, schema: &'d Node, shape: &mut Shape<'d>, above: &mut Vec<*const Node>) {
        // A schema within itself says nothing new.
        if above.len() >= DEEPEST || above.contains(&std::ptr::from_ref(schema)) {
            return;
        }
        above.push(std::ptr::from_ref(schema));
        own(schema, shape);
        if let Some(reference) = schema.text_at("$ref") {
            shape.reference = shape.reference.or(Some(reference));
            if let Some(referred) = self.referred(reference) {
                self.lay(referred, shape, above);
            }
        }
        for part in schema.items_at("allOf") {
            self.lay(part, shape, above);
        }
        for name in ["oneOf", "anyOf"] {
            self.lay_one_of(schema.items_at(name), shape, above);
        }
        if shape.kind == Kind::Unknown {
            shape.kind = implied(shape);
        }
        above.pop();
    }

    /// One of several: those of the first one's kind are laid over each other, and nothing is required that
    /// one of them does without.
    fn lay_one_of<'d>(&'d self, choices: &'d [Node], shape: &mut Shape<'d>, above: &mut Vec<*const Node>) {
        let mut choices = choices.iter().filter(|choice| !is_null(choice)).map(|choice| {
            let mut one = Shape::default();
            self.lay(choice, &mut one, above);
            one
        });
        let Some(mut first) = choices.next() else { return };
        for other in choices {
            if other.kind != first.kind {
                continue;
            }
            first.required.retain(|name| other.required.contains(name));
            for (name, node) in other.members {
                first.members.entry(name).or_insert(node);
            }
            // Free text beside known words: any text.
            if other.values.is_empty() || first.values.is_empty() {
                first.values.clear();
            } else {
                first.values.extend(other.values);
            }
            first.format = first.format.filter(|format| other.format == Some(*format));
        }
        over(shape, first);
    }
}

/// What a schema says itself.
fn own<'d>(schema: &'d Node, shape: &mut Shape<'d>) {
    let kind = match schema.get("type") {
        Some(Node::List(kinds)) => kinds.iter().filter_map(Node::text).find(|kind| *kind != "null"),
        Some(one) => one.text(),
        None => None,
    };
    let members = schema.members_at("properties").collect();
    let constant = schema.get("const").into_iter();
    let values = schema.items_at("enum").iter().chain(constant).filter(|value| **value != Node::Null).collect();
    let example = schema.get("example").or_else(|| schema.items_at("examples").first());
    let said = Shape {
        kind: kind.map(named).unwrap_or_default(),
        members,
        required: schema.items_at("required").iter().filter_map(Node::text).collect(),
        items: schema.get("items"),
        format: schema.text_at("format"),
        values,
        default: schema.get("default").filter(|value| **value != Node::Null),
        example: example.filter(|value| **value != Node::Null),
        description: schema.text_at("description"),
        minimum: schema.number_at("minimum"),
        maximum: schema.number_at("maximum"),
        longest: schema.number_at("maxLength"),
        read_only: schema.is_true_at("readOnly"),
        write_only: schema.is_true_at("writeOnly"),
        others: matches!(schema.get("additionalProperties"), Some(Node::Table(_) | Node::Flag(true))),
        reference: None,
    };
    over(shape, said);
}

fn over<'d>(shape: &mut Shape<'d>, more: Shape<'d>) {
    if shape.kind == Kind::Unknown {
        shape.kind = more.kind;
    }
    for (name, node) in more.members {
        shape.members.entry(name).or_insert(node);
    }
    shape.required.extend(more.required);
    if shape.values.is_empty() {
        shape.values = more.values;
    }
    shape.items = shape.items.or(more.items);
    shape.format = shape.format.or(more.format);
    shape.default = shape.default.or(more.default);
    shape.example = shape.example.or(more.example);
    shape.description = shape.description.or(more.description);
    shape.minimum = shape.minimum.or(more.minimum);
    shape.maximum = shape.maximum.or(more.maximum);
    shape.longest = shape.longest.or(more.longest);
    shape.read_only |= more.read_only;
    shape.write_only |= more.write_only;
    shape.others |= more.others;
    shape.reference = shape.reference.or(more.reference);
}

fn named(kind: &str) -> Kind {
    match kind {
        "object" => Kind::Object,
        "array" => Kind::List,
        "string" => Kind::Text,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Flag,
        _ => Kind::Unknown,
    }
}

/// The kind of a schema that does not name one.
fn implied(shape: &Shape<'_>) -> Kind {
    match () {
        () if !shape.members.is_empty() => Kind::Object,
        () if shape.items.is_some() => Kind::List,
        () if !shape.values.is_empty() && shape.values.iter().all(|value| value.text().is_some()) => Kind::Text,
        () => Kind::Unknown,
    }
}

fn is_null(schema: &Node) -> bool {
    schema.text_at("type") == Some("null") || matches!(schema.items_at("enum"), [Node::Null])
}
