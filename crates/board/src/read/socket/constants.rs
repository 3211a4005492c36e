//! `values`: constants of the board that are filled in when it is read.

use super::super::fields::Fields;
use super::super::node::Entry;
use super::layer::Layer;
use super::placeholder::whole;
use oriel_protocol::placeholders;
use oriel_protocol::{AnyProtocol, Before, EndingRule, Heartbeat, Json, Match, Trigger};
use serde_json::Value;
use std::collections::BTreeMap;

/// Constants by name.
pub(crate) type Constants = BTreeMap<String, Value>;

/// Names that the protocols fill in themselves, or that mean something of their own.
const TAKEN: [&str; 6] = ["secret", "seq", "channel", "json", "null", "any"];

/// `values`, over those of a preset.
pub(crate) fn read(fields: &Fields<'_>, mut base: Constants) -> Constants {
    for entry in fields.get("values").and_then(|node| node.entries()).unwrap_or_default() {
        if let Some(value) = constant(&entry) {
            base.insert(entry.name.to_owned(), value);
        }
    }
    base
}

fn constant(entry: &Entry<'_>) -> Option<Value> {
    let report = entry.node.cx.report;
    if whole(&format!("{{{}}}", entry.name)).is_none() {
        let help = "use letters, digits, -, _ and .".to_owned();
        report.error(&entry.name_at, format!("\"{}\" is not a name", entry.name), help);
    }
    if TAKEN.contains(&entry.name) {
        let help = "choose another name".to_owned();
        report.error(&entry.name_at, format!("`{{{}}}` has another meaning", entry.name), help);
    }
    let value = entry.node.scalar()?;
    if value.as_str().is_some_and(|text| placeholders(text).next().is_some()) {
        entry.node.error("a constant is filled in as it stands, and has no placeholders of its own", None);
    }
    Some(value)
}

/// Puts the constants into everything that a layer says.
pub(crate) fn fill(layer: &mut Layer) {
    let fill = Fill(&layer.values);
    match &mut layer.protocol {
        AnyProtocol::Json(json) => fill.json(json),
        AnyProtocol::SocketIo(socketio) => {
            fill.text(&mut socketio.namespace);
            fill.value(&mut socketio.auth);
            socketio.join.iter_mut().flatten().for_each(|value| fill.value(value));
            fill.endings(&mut socketio.endings);
        }
        AnyProtocol::Pusher(pusher) => {
            fill.text(&mut pusher.key);
            fill.text(&mut pusher.auth);
            fill.texts(&mut pusher.channels);
            fill.endings(&mut pusher.endings);
        }
        AnyProtocol::Sse(sse) => {
            sse.headers.values_mut().chain(sse.query.values_mut()).for_each(|text| fill.text(text));
            fill.endings(&mut sse.endings);
        }
        AnyProtocol::PubNub(pubnub) => {
            fill.text(&mut pubnub.subscribe_key);
            fill.text(&mut pubnub.user);
            fill.texts(&mut pubnub.channels);
            fill.endings(&mut pubnub.endings);
        }
        AnyProtocol::Poll(_) => {}
    }
}

/// A text with its constants.
pub(crate) fn text(template: &str, constants: &Constants) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut done = 0;
    for (at, name) in placeholders(template) {
        let Some(constant) = constants.get(name) else { continue };
        filled.push_str(&template[done..at.start]);
        filled.push_str(&crate::plain(constant).unwrap_or_default());
        done = at.end;
    }
    filled.push_str(&template[done..]);
    filled
}

struct Fill<'c>(&'c Constants);

impl Fill<'_> {
    fn text(&self, template: &mut String) {
        *template = text(template, self.0);
    }

    fn texts(&self, templates: &mut [String]) {
        templates.iter_mut().for_each(|template| self.text(template));
    }

    fn value(&self, template: &mut Value) {
        match template {
            // A placeholder that is the whole text keeps the type of its value.
            Value::String(text) => match whole(text).and_then(|name| self.0.get(name)) {
                Some(constant) => *template = constant.clone(),
                None => self.text(text),
            },
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.value(member)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn matching(&self, matching: &mut Match) {
        match matching {
            Match::Event(event) => self.text(event),
            Match::Members(members) => members.values_mut().flatten().for_each(|value| self.value(value)),
        }
    }

    fn json(&self, json: &mut Json) {
        let Json { query, headers, subprotocols, before, steps, channels, join, joined, ready, .. } = json;
        query.values_mut().chain(headers.values_mut()).for_each(|text| self.text(text));
        self.texts(subprotocols);
        self.texts(channels);
        if let Some(Before { post, url, headers, .. }) = before {
            post.iter_mut().for_each(|body| self.value(body));
            self.text(url);
            headers.values_mut().for_each(|text| self.text(text));
        }
        for step in steps {
            step.awaits.iter_mut().for_each(|matching| self.matching(matching));
            step.send.iter_mut().for_each(|message| self.value(message));
        }
        join.iter_mut().for_each(|message| self.value(message));
        joined.iter_mut().chain(ready).for_each(|matching| self.matching(matching));
        self.life(json);
    }

    /// What keeps a connection of `json` alive, and what ends it.
    fn life(&self, json: &mut Json) {
        let Json { heartbeat, replies, expect, ignore, expired, renew, endings, .. } = json;
        if let Heartbeat::Message(message) = heartbeat {
            self.value(message);
        }
        for reply in replies {
            self.matching(&mut reply.to);
            self.value(&mut reply.with);
        }
        expect.iter_mut().for_each(|expect| self.matching(&mut expect.what));
        ignore.iter_mut().chain(expired).for_each(|matching| self.matching(matching));
        renew.iter_mut().for_each(|message| self.value(message));
        self.endings(endings);
    }

    fn endings(&self, endings: &mut [EndingRule]) {
        for ending in endings {
            if let Trigger::Message(matching) = &mut ending.on {
                self.matching(matching);
            }
        }
    }
}

/// Whether anything that a layer says asks for this name, which has no value.
pub(crate) fn asks_for(layer: &Layer, name: &str) -> bool {
    if layer.values.contains_key(name) {
        return false;
    }
    // A constant that no text can hold: where it appears, the name was asked for.
    const MARK: &str = "\u{0}";
    let mut marked = layer.clone();
    marked.values = Constants::from([(name.to_owned(), Value::from(MARK))]);
    fill(&mut marked);
    let url = layer.url.as_ref().is_some_and(|url| placeholders(url).any(|(_, found)| found == name));
    url || marked.protocol != layer.protocol
}
