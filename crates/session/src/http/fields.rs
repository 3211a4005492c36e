//! What a refusal says about single fields of what was sent, in the dialects of the usual frameworks. Pure.
//!
//! They differ in where the list is, whether it is a list or an object, and how a field is named in it. What is common is
//! small: somewhere there are pairs of a path and a message. A path is given without what only wraps the body (`body`,
//! `data`, `attributes`), its parts joined by dots, and in the spelling in which the field was sent: ASP.NET says
//! `Amount` of `amount`.

mod ajv;
mod members;

use members::{ASIDE, GENERAL, PLACES, TRACES, WRAPPERS};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How many fields are told of at most.
const MOST: usize = 64;
/// How deep objects may lie in each other.
const DEEPEST: usize = 8;

/// What was found.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    /// By the path of the field.
    pub(super) fields: BTreeMap<String, String>,
    /// About no single field.
    pub(super) general: Vec<String>,
}

/// Searches a refusal.
///
/// - `sent`: the body of the request.
pub(super) fn of(answer: &Value, sent: Option<&Value>) -> Found {
    let mut search = Search { sent: BTreeMap::new(), found: Found::default() };
    search.learn(sent.unwrap_or(&Value::Null), DEEPEST);
    match answer {
        Value::Object(members) => {
            search.places(members, &[], DEEPEST);
            if search.found == Found::default() {
                search.told_in(members);
            }
            if search.found == Found::default() {
                // What a place held was looked at.
                let is_field = |name: &String| !PLACES.iter().any(|(place, _)| place == name) || search.was_sent(name);
                let fields = members.iter().filter(|(name, _)| is_field(name));
                let fields = fields.map(|(name, value)| (name.clone(), value.clone())).collect();
                search.members(&fields, &[], false, DEEPEST);
            }
        }
        Value::Array(elements) => search.list(elements, &[], false, DEEPEST),
        _ => {}
    }
    search.found
}

struct Search {
    /// The names of members that were sent, by what is the same in every spelling.
    sent: BTreeMap<String, String>,
    found: Found,
}

impl Search {
    fn learn(&mut self, sent: &Value, depth: usize) {
        match sent {
            Value::Object(members) if depth > 0 => {
                for (name, value) in members {
                    self.sent.entry(plain(name)).or_insert_with(|| name.clone());
                    self.learn(value, depth - 1);
                }
            }
            Value::Array(elements) if depth > 0 => {
                // One element is as good as another.
                elements.iter().take(8).for_each(|element| self.learn(element, depth - 1));
            }
            _ => {}
        }
    }

    fn was_sent(&self, name: &str) -> bool {
        self.sent.contains_key(&plain(name))
    }

    /// Everything in the members of an object under which errors lie.
    fn places(&mut self, members: &Map<String, Value>, path: &[String], depth: usize) {
        if depth == 0 {
            return;
        }
        for (place, sure) in PLACES {
            // Of what was sent, a name such as `message` is a field, but where Nest's own members stand beside it.
            if self.was_sent(place) && !members.contains_key("statusCode") {
                continue;
            }
            match members.get(*place) {
                Some(Value::Array(elements)) => self.list(elements, path, *place == "invalid-params", depth - 1),
                Some(Value::Object(inner))
                    if PLACES.iter().any(|(place, _)| inner.contains_key(*place) && !GENERAL.contains(place)) =>
                {
                    self.places(inner, path, depth - 1);
                    for name in GENERAL.iter().filter(|name| inner.get(**name).is_some_and(Value::is_array)) {
                        self.put(path.to_vec(), &messages(&inner[*name]));
                    }
                }
                Some(Value::Object(inner)) => self.members(inner, path, *sure, depth - 1),
                _ => {}
            }
        }
    }

    /// Where there is no list, the one message may name its fields.
    fn told_in(&mut self, members: &Map<String, Value>) {
        for place in ["message", "detail", "error"] {
            let text = members.get(place).and_then(Value::as_str).filter(|_| !self.was_sent(place));
            for (path, said) in ajv::sentences(text.unwrap_or_default()) {
                self.put(path, said);
            }
        }
    }

    /// A list of errors. `named`: a member `name` is the name of a field.
    fn list(&mut self, elements: &[Value], path: &[String], named: bool, depth: usize) {
        for element in elements {
            match element {
                Value::String(text) => self.sentence(text, path),
                Value::Object(members) if depth > 0 => self.element(members, path, named, depth),
                _ => {}
            }
        }
    }

    fn element(&mut self, members: &Map<String, Value>, path: &[String], named: bool, depth: usize) {
        let mut whole = path.to_vec();
        let mut own = self.path_in(members, named);
        if let Some(missing) = ajv::missing(members) {
            own.get_or_insert_default().push(missing);
        }
        let has_own = own.is_some();
        whole.extend(own.unwrap_or_default());
        // GraphQL's path is that of its answer.
        if members.contains_key("locations") || members.contains_key("extensions") {
            if let Some(Value::Object(extensions)) = members.get("extensions") {
                self.places(extensions, path, depth - 1);
            }
            return;
        }
        if let Some(Value::Array(children)) = members.get("children") {
            self.list(children, &whole, named, depth - 1);
        }
        let text = message_in(members);
        if has_own || !path.is_empty() {
            if let Some(text) = text {
                self.put(whole, &text);
            }
            return;
        }
        let before = self.found.fields.len();
        self.places(members, path, depth - 1);
        if self.found.fields.len() > before {
            return;
        }
        match text {
            Some(text) => self.sentence(&text, path),
            // Of several rows that were sent, each has its own.
            None => self.members(members, path, false, depth - 1),
        }
    }

    /// Members are fields.
    fn members(&mut self, members: &Map<String, Value>, path: &[String], sure: bool, depth: usize) {
        if depth == 0 {
            return;
        }
        // hapi names the fields, and has one message for all.
        if let (Some(Value::Array(keys)), Some(_)) = (members.get("keys"), members.get("source")) {
            for key in keys.iter().filter_map(Value::as_str) {
                self.put(parts(key), members.get("message").and_then(Value::as_str).unwrap_or("it is not accepted"));
            }
            return;
        }
        for (name, value) in members {
            let known = self.was_sent(name);
            // A list of messages is about a field of this name.
            let aside = ASIDE.contains(&name.as_str()) && !value.is_array() || TRACES.contains(&name.as_str());
            if aside && !known {
                continue;
            }
            let mut inner = path.to_vec();
            // `errors` of a field are about the field.
            let about_all = GENERAL.contains(&name.as_str()) || (name == "errors" && !path.is_empty());
            if !about_all || known {
                inner.extend(self.split(name));
            }
            match value {
                Value::String(text) if sure || known => self.put(inner, text),
                Value::Array(elements) if elements.iter().all(Value::is_string) => self.put(inner, &messages(value)),
                Value::Array(elements) => {
                    for (at, element) in elements.iter().enumerate() {
                        let Value::Object(element) = element else { continue };
                        match message_in(element) {
                            Some(text) => self.put(inner.clone(), &text),
                            None => {
                                let row = [inner.clone(), vec![at.to_string()]].concat();
                                self.members(element, &row, sure, depth - 1);
                            }
                        }
                    }
                }
                Value::Object(element) => match message_in(element) {
                    Some(text) if sure || known => self.put(inner, &text),
                    _ => self.members(element, &inner, sure, depth - 1),
                },
                _ => {}
            }
        }
    }

    /// A message that may begin with the name of its field: `Unit price is too low`, `body/amount must be number`.
    fn sentence(&mut self, text: &str, path: &[String]) {
        let told = ajv::sentences(text);
        if !told.is_empty() {
            return told.into_iter().for_each(|(path, said)| self.put(path, said));
        }
        let words: Vec<&str> = text.split_whitespace().take(3).collect();
        let first = words.first().copied().unwrap_or_default().trim_matches(['"', '\'', '`', ':', ',']);
        if let Some(rest) = first.strip_prefix("body.") {
            return self.put(parts(rest), text);
        }
        for count in (1..=words.len()).rev() {
            let name = words[..count].concat();
            let name = name.trim_matches(['"', '\'', '`', ':', ',']);
            // An element of a list: `items.0.price must be …`.
            let head = parts(name).into_iter().next().unwrap_or_default();
            if self.was_sent(name) || (count == 1 && head.len() < name.len() && self.was_sent(&head)) {
                let path = if self.was_sent(name) { vec![name.to_owned()] } else { parts(name) };
                return self.put(path, text);
            }
        }
        self.put(path.to_vec(), text);
    }

    /// How an element of a list names its field.
    fn path_in(&self, members: &Map<String, Value>, named: bool) -> Option<Vec<String>> {
        let places = [
            "loc",
            "path",
            "pointer",
            "instancePath",
            "dataPath",
            "field",
            "fieldName",
            "field_name",
            "property",
            "propertyPath",
            "param",
            "parameter",
            "attribute",
            "member",
            "memberNames",
            "target",
            "location",
        ];
        for place in places {
            match members.get(place) {
                Some(Value::Array(path)) => {
                    let path: Vec<_> = path.iter().filter_map(part).collect();
                    if !path.is_empty() {
                        return Some(path);
                    }
                }
                // `location: "body"` only says which part of the request.
                Some(Value::String(text)) if place != "location" || text.contains(['.', '/']) => {
                    return Some(self.split(text));
                }
                _ => {}
            }
        }
        let source = members.get("source").and_then(Value::as_object);
        if let Some(text) = source.and_then(|source| source.get("pointer").or(source.get("parameter"))?.as_str()) {
            return Some(self.split(text));
        }
        let name = ["name", "key"].iter().find_map(|place| members.get(*place)?.as_str())?;
        (named || self.was_sent(name)).then(|| self.split(name))
    }

    /// The parts of a path, or the one that has the whole as its name.
    fn split(&self, text: &str) -> Vec<String> {
        if self.was_sent(text) { vec![text.to_owned()] } else { parts(text) }
    }

    fn put(&mut self, path: Vec<String>, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let name = self.as_sent(path);
        if name.is_empty() {
            if self.found.general.len() < MOST && !self.found.general.iter().any(|one| one == text) {
                self.found.general.push(text.to_owned());
            }
            return;
        }
        let room = self.found.fields.len() < MOST;
        match self.found.fields.get_mut(&name) {
            Some(said) if said.split("; ").any(|one| one == text) => {}
            Some(said) if said.len() < 1000 => {
                said.push_str("; ");
                said.push_str(text);
            }
            Some(_) => {}
            None if room => {
                self.found.fields.insert(name, text.to_owned());
            }
            None => {}
        }
    }

    /// A path as it was sent, without what only wraps it.
    fn as_sent(&self, mut path: Vec<String>) -> String {
        path.retain(|part| !part.is_empty());
        let wraps = |path: &[String]| match path {
            [first, _, ..] => WRAPPERS.contains(&first.as_str()),
            [only] => matches!(only.as_str(), "body" | "$" | "#") && !self.was_sent(only),
            [] => false,
        };
        while wraps(&path) {
            path.remove(0);
        }
        if let [only] = path.as_slice()
            && GENERAL.contains(&only.as_str())
            && !self.was_sent(only)
        {
            return String::new();
        }
        let spelt = path.iter().map(|part| self.sent.get(&plain(part)).map_or(part.as_str(), String::as_str));
        spelt.collect::<Vec<_>>().join(".")
    }
}

/// What is the same of a name in every spelling: `unit_price`, `UnitPrice`, `Unit price`.
fn plain(name: &str) -> String {
    name.chars().filter(|char| !matches!(char, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// The parts of a path that is written as one text: a JSON pointer, or with dots and brackets.
fn parts(text: &str) -> Vec<String> {
    let text = text.strip_prefix('#').unwrap_or(text);
    if let Some(pointer) = text.strip_prefix('/') {
        return pointer.split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    }
    let text = text.strip_prefix("$.").unwrap_or(text);
    let parts = text.split(['.', '[', ']', '/']).filter(|part| !part.is_empty());
    parts.map(|part| part.trim_matches(['"', '\'']).to_owned()).collect()
}

fn part(part: &Value) -> Option<String> {
    match part {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The message of one error.
fn message_in(members: &Map<String, Value>) -> Option<String> {
    let places = [
        "msg",
        "message",
        "detail",
        "defaultMessage",
        "default_message",
        "reason",
        "description",
        "title",
        "text",
        "error",
    ];
    let text = places.iter().find_map(|place| members.get(*place)?.as_str()).map(str::to_owned);
    // class-validator has one for each constraint.
    let constraints = || {
        members
            .get("constraints")
            .and_then(Value::as_object)
            .map(|constraints| constraints.values().filter_map(Value::as_str).collect::<Vec<_>>().join("; "))
    };
    let several = || members.get("messages").filter(|messages| messages.is_array()).map(messages);
    let code = || members.get("code").and_then(Value::as_str).map(str::to_owned);
    text.or_else(constraints).or_else(several).or_else(code).filter(|text| !text.is_empty())
}

/// Several messages as one.
fn messages(list: &Value) -> String {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::trim).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
#[path = "fields/tests.rs"]
mod tests;
