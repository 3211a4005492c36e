//! The JSON Schema of a board, for editors.

mod values;

use super::kind::Kind;
use super::{Absent, BOARD, FieldShape, Rule, Shape, Variant, Variants};
use crate::preset::PRESETS;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Marks a field that several variants have, while the table is made.
const JOINED: &str = "joined";

/// The JSON Schema (draft 2020-12) of a board, with what every field means. Editors that know TOML take it
/// from a first line such as `#:schema ./board.schema.json`.
///
/// It says all that can be said of one place alone: which fields there are, what they take, which must
/// be written. That names refer to something, and that a template has a value where it stands, is said
/// by [`parse`](crate::parse) alone.
#[must_use]
pub fn schema() -> Value {
    let mut definitions = Definitions::default();
    let mut schema = definitions.whole(&BOARD);
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("A board of Oriel"));
    definitions.0.insert("anything".to_owned(), anything());
    schema.insert("$defs".to_owned(), Value::Object(definitions.0.into_iter().collect()));
    Value::Object(schema)
}

/// All that JSON and TOML both know: no dates, and no null.
fn anything() -> Value {
    let within = json!({ "$ref": "#/$defs/anything" });
    json!({
        "title": "anything",
        "description": "A text, a number, a truth value, or lists and tables of them.",
        "type": ["object", "array", "string", "number", "boolean"],
        "items": within,
        "additionalProperties": within,
    })
}

/// The tables that are referred to, by name.
#[derive(Default)]
struct Definitions(BTreeMap<String, Value>);

impl Definitions {
    /// A reference to a table, which is defined the first time.
    fn refer(&mut self, shape: &'static Shape, part: bool) -> Value {
        let name = if part { format!("{}-part", shape.name) } else { shape.name.to_owned() };
        let reference = json!({ "$ref": format!("#/$defs/{name}") });
        if !self.0.contains_key(&name) {
            // Before what is in it, which may refer to it.
            self.0.insert(name.clone(), Value::Bool(true));
            let table = if part { self.part(shape) } else { self.whole(shape) };
            self.0.insert(name, Value::Object(table));
        }
        reference
    }

    /// A table that stands alone.
    fn whole(&mut self, shape: &'static Shape) -> Map<String, Value> {
        let mut table = self.part(shape);
        let needed = needed(shape.fields.iter());
        let mut rules: Vec<Value> = shape.rules.iter().map(rule).collect();
        match shape.others {
            // A table that others complete may lack what they have.
            Some(others) => {
                table.insert("additionalProperties".to_owned(), self.kind(others));
                let full: Map<String, Value> =
                    shape.fields.iter().map(|field| (field.name.to_owned(), self.kind(field.kind))).collect();
                let alone = json!({ "propertyNames": { "enum": names(shape.fields.iter()) } });
                rules.push(json!({ "if": alone, "then": { "required": needed } }));
                let own: Map<String, Value> =
                    shape.fields.iter().map(|field| (field.name.to_owned(), Value::Bool(true))).collect();
                let others = json!({ "properties": own, "additionalProperties": { "required": needed } });
                rules.push(json!({ "if": { "required": needed }, "then": { "properties": full }, "else": others }));
            }
            None if !needed.is_empty() => {
                table.insert("required".to_owned(), json!(needed));
            }
            None => {}
        }
        if let Some(variants) = &shape.variants {
            rules.extend(variants.of.iter().flat_map(|variant| self.variant(shape, variants, variant)));
        }
        if !rules.is_empty() {
            table.insert("allOf".to_owned(), Value::Array(rules));
        }
        table
    }

    /// A table that completes another: any of its fields, and none that it does not have.
    fn part(&mut self, shape: &'static Shape) -> Map<String, Value> {
        let mut fields: Map<String, Value> = Map::new();
        for field in shape.fields {
            let completed = match field.kind {
                Kind::Table(table) if shape.others.is_some() => Kind::Part(table),
                kind => kind,
            };
            let field = FieldShape { kind: completed, ..*field };
            fields.insert(field.name.to_owned(), self.field(&field));
        }
        for variant in shape.variants.iter().flat_map(|variants| variants.of) {
            for field in variant.fields() {
                let own = self.field(field);
                let known = fields.entry(field.name.to_owned()).or_insert_with(|| own.clone());
                if *known != own {
                    *known = joined(known, &own);
                }
            }
        }
        for field in fields.values_mut().filter_map(Value::as_object_mut) {
            field.remove(JOINED);
        }
        let mut table = Map::new();
        table.insert("title".to_owned(), json!(shape.title));
        table.insert("description".to_owned(), json!(shape.about));
        table.insert("type".to_owned(), json!("object"));
        table.insert("properties".to_owned(), Value::Object(fields));
        table.insert("additionalProperties".to_owned(), json!(false));
        table
    }

    /// What holds where a table is of one variant.
    fn variant(&mut self, shape: &'static Shape, variants: &Variants, variant: &'static Variant) -> Vec<Value> {
        let by = variants.by;
        let mut is = vec![json!({ "required": [by], "properties": { by: { "const": variant.word } } })];
        let has_presets = shape.fields.iter().any(|field| matches!(field.kind, Kind::Preset));
        if has_presets {
            let speaking: Vec<&str> =
                PRESETS.iter().filter(|preset| preset.protocol() == variant.word).map(|preset| preset.name).collect();
            is.push(json!({ "required": ["preset"], "properties": { "preset": { "enum": speaking } } }));
        }
        let usual = shape.fields.iter().any(|field| {
            field.name == by && matches!(field.absent, Absent::Value(value) if value.trim_matches('"') == variant.word)
        });
        if usual {
            is.push(json!({ "not": { "anyOf": [{ "required": [by] }, { "required": ["preset"] }] } }));
        }
        // What is the same in all of them stands among the table's own fields.
        let differs = |field: &FieldShape| {
            let all = variants.of.iter().flat_map(Variant::fields).filter(|one| one.name == field.name);
            all.into_iter().any(|one| !std::ptr::eq(one, field))
        };
        let fields: Map<String, Value> = variant
            .fields()
            .filter(|field| differs(field))
            .map(|field| (field.name.to_owned(), self.kind(field.kind)))
            .collect();
        let known = names(shape.fields.iter().chain(variant.fields()));
        let needed = needed(variant.fields());
        let mut then = json!({ "propertyNames": { "enum": known } });
        if !fields.is_empty() {
            then["properties"] = Value::Object(fields);
        }
        if !needed.is_empty() {
            then["required"] = json!(needed);
        }
        let is = json!({ "anyOf": is });
        let mut rules = vec![json!({ "if": is, "then": then })];
        if !variant.needs.is_empty() {
            let alone = json!({ "allOf": [is, { "not": { "required": ["preset"] } }] });
            rules.push(json!({ "if": alone, "then": { "required": variant.needs } }));
        }
        rules
    }

    /// What a field takes, and what it means.
    fn field(&mut self, field: &FieldShape) -> Value {
        let mut schema = self.kind(field.kind);
        let mut about = field.about.to_owned();
        match field.absent {
            Absent::Value(value) => {
                if let Ok(value) = serde_json::from_str::<Value>(value) {
                    schema["default"] = value;
                }
            }
            Absent::Words(words) => about = format!("{about} Default: {words}."),
            Absent::Error | Absent::Nothing => {}
        }
        let described = field.kind.words().iter().filter(|(_, meaning)| !meaning.is_empty());
        let words: Vec<String> = described.map(|(word, meaning)| format!("\"{word}\": {meaning}")).collect();
        if !words.is_empty() {
            about = format!("{about}\n{}.", words.join(";\n"));
        }
        schema["description"] = json!(about);
        schema
    }
}

fn names<'f>(fields: impl Iterator<Item = &'f FieldShape>) -> Vec<&'static str> {
    fields.map(|field| field.name).collect()
}

fn needed<'f>(fields: impl Iterator<Item = &'f FieldShape>) -> Vec<&'static str> {
    fields.filter(|field| field.absent == Absent::Error).map(|field| field.name).collect()
}

fn rule(rule: &Rule) -> Value {
    let there = |names: &[&str]| names.iter().map(|name| json!({ "required": [name] })).collect::<Vec<_>>();
    match rule {
        Rule::One(names) => json!({ "oneOf": there(names) }),
        Rule::Some(names) => json!({ "anyOf": there(names) }),
        Rule::With(first, second) => json!({ "if": { "required": [first] }, "then": { "required": [second] } }),
        Rule::Never(first, second) => json!({ "not": { "required": [first, second] } }),
    }
}

/// A field that is not the same in all variants: either, with both meanings.
fn joined(known: &Value, own: &Value) -> Value {
    let mut either = match known.get("anyOf") {
        Some(Value::Array(either)) if known.get(JOINED).is_some() => either.clone(),
        _ => vec![without_meaning(known)],
    };
    let schema = without_meaning(own);
    if !either.contains(&schema) {
        either.push(schema);
    }
    let meaning = |value: &Value| value["description"].as_str().unwrap_or_default().to_owned();
    let (first, second) = (meaning(known), meaning(own));
    let both = if first.contains(&second) { first } else { format!("{first}\nOr: {second}") };
    json!({ "anyOf": either, "description": both, JOINED: true })
}

fn without_meaning(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Value::Object(members) = &mut schema {
        members.remove("description");
        members.remove("default");
    }
    schema
}
