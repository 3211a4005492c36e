//! What a field takes, as the schema says it.

use super::super::kind::{FORMATS, Kind, Names, Word};
use super::Definitions;
use crate::preset::PRESETS;
use serde_json::{Value, json};

/// What an author may call something.
const NAME: &str = "^[A-Za-z0-9_-]+$";
const POINTER: &str = "^(/|$)";
const TIME: &str = "^\\s*[0-9.]+\\s*(ms|s|m|min|h|d)\\s*$";

impl Definitions {
    /// What a field takes.
    pub(super) fn kind(&mut self, kind: Kind) -> Value {
        match kind {
            Kind::Words => json!({ "type": "string", "pattern": "\\S" }),
            Kind::Text | Kind::Template(_) | Kind::Filled | Kind::Refers(_) => json!({ "type": "string" }),
            Kind::Value(_) | Kind::Scalar => json!({ "type": ["string", "number", "boolean"] }),
            Kind::Tree(_) | Kind::Message => json!({ "$ref": "#/$defs/anything" }),
            Kind::Path(_) => pattern("^/"),
            Kind::Target => pattern("^/|://"),
            Kind::Match => json!({ "anyOf": [
                { "type": "string", "pattern": "\\S" },
                { "type": "object", "propertyNames": { "pattern": POINTER } },
            ] }),
            Kind::Pointer | Kind::Star => pattern(POINTER),
            Kind::Dotted => pattern("^[^/{}.][^{}]*$"),
            Kind::Time => pattern(TIME),
            Kind::TimeOr(word) => json!({ "anyOf": [{ "const": word }, pattern(TIME)] }),
            Kind::Format(_) => json!({ "anyOf": [{ "enum": words(FORMATS) }, pattern("^currency:.")] }),
            Kind::SecretHeader => pattern("^[^:]+:.*\\{secret\\}$"),
            Kind::HeaderName => pattern("^[A-Za-z0-9_-]+$"),
            Kind::Secret => pattern("^(secret|env):[A-Za-z0-9_.-]+$"),
            Kind::Address([first, second]) => pattern(&format!("^({first}|{second})://")),
            Kind::Name => pattern(NAME),
            Kind::Number => json!({ "type": "number" }),
            Kind::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Kind::Flag => json!({ "type": "boolean" }),
            Kind::Choice(words) => json!({ "enum": self::words(words) }),
            Kind::Preset => json!({ "enum": PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>() }),
            Kind::List(entry) => json!({ "type": "array", "items": self.kind(*entry) }),
            Kind::Many(one) => {
                let one = self.kind(*one);
                json!({ "anyOf": [one, { "type": "array", "items": one }] })
            }
            Kind::Pair(one) => json!({ "type": "array", "items": self.kind(*one), "minItems": 2, "maxItems": 2 }),
            Kind::Table(shape) => self.refer(shape, false),
            Kind::Part(shape) => self.refer(shape, true),
            Kind::Named(names, member) => named(names, &self.kind(*member)),
            Kind::Either(kinds) => {
                json!({ "anyOf": kinds.iter().map(|kind| self.kind(*kind)).collect::<Vec<_>>() })
            }
        }
    }
}

fn words(words: &[Word]) -> Vec<&'static str> {
    words.iter().map(|(word, _)| *word).collect()
}

/// A table with names of the author's own.
fn named(names: Names, member: &Value) -> Value {
    let mut table = json!({ "type": "object", "additionalProperties": member });
    let allowed = match names {
        Names::Own => NAME,
        Names::Headers => "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
        Names::Templates => "\\{.+\\}",
        Names::Any => return table,
    };
    table["propertyNames"] = json!({ "pattern": allowed });
    table
}

fn pattern(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}
