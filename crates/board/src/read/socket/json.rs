//! The fields of `json`.

use super::super::fields::Fields;
use super::super::node::Node;
use super::super::report::Span;
use super::super::scalar::{choice, some_time};
use super::super::suggest::suggest;
use super::endings::endings;
use super::fields::{headers, many, message, messages, one_or_many, path, paths, template, templates};
use super::matching::{self, matching};
use super::naming::naming;
use super::placeholder::Known;
use super::steps::{before, stage};
use crate::shape::{EXPECT, MISSED, REPLY};
use oriel_protocol::{Data, Expect, Framing, Heartbeat, Json, Match, Missed, Reply, Unnamed};
use std::collections::BTreeMap;

const FRAMINGS: [(&str, Framing); 3] = [("one", Framing::One), ("list", Framing::List), ("lines", Framing::Lines)];
const UNNAMED: [(&str, Unnamed); 2] = [("strange", Unnamed::Strange), ("ignored", Unnamed::Ignored)];

/// The fields over a base. `constants` are filled in when the board is read; `token` is the header that carries the
/// token of requests.
pub(crate) fn json(fields: &Fields<'_>, constants: &[&str], token: &BTreeMap<String, String>, base: Json) -> Json {
    // First what names things, so that what uses the names can be checked.
    let captures = fields.get("captures").map_or(base.captures, |node| captures(&node));
    let before_at = fields.name_at("before");
    let before = fields.get("before").map_or(base.before, |node| before(&node, &before_at, constants, token));
    let taken: Vec<&str> =
        captures.keys().chain(before.iter().flat_map(|before| before.take.keys())).map(String::as_str).collect();
    let names: Vec<&str> = constants.iter().chain(&taken).copied().chain(["secret"]).collect();
    let handshake = Known { names: &names };
    let names: Vec<&str> = names.iter().copied().chain(["seq"]).collect();
    let known = Known { names: &names };
    let per_channel: Vec<&str> = names.iter().copied().chain(["channel"]).collect();
    let per_channel = Known { names: &per_channel };
    let of_channel: Vec<&str> = constants.iter().copied().chain(["channel"]).collect();
    let matching = |name| fields.get(name).and_then(|node: Node<'_>| matching::matching(&node, constants));
    let texts = |name| fields.get(name).map(|node: Node<'_>| one_or_many(&node, |node| template(node, handshake)));

    let json = Json {
        query: fields.get("query").map_or(base.query, |node| templates(&node, handshake)),
        headers: fields.get("headers").map_or(base.headers, |node| headers(&node, handshake)),
        subprotocols: texts("subprotocols").unwrap_or(base.subprotocols),
        steps: fields.get("steps").map_or(base.steps, |node| many(&node, |node| stage(node, known, constants))),
        channels: fields.get("channels").map_or(base.channels, |node| channels(&node, constants)),
        join: fields.get("join").and_then(|node| message(&node, per_channel)).or(base.join),
        joined: fields.get("joined").and_then(|node| matching::matching(&node, &of_channel)).or(base.joined),
        ready: matching("ready").or(base.ready),
        resumed: fields.get("resumed").and_then(|node| path(&node)).or(base.resumed),
        missed: fields.get("missed").and_then(|node| missed(&node, &fields.name_at("missed"))).or(base.missed),
        heartbeat: fields
            .get("heartbeat-message")
            .and_then(|node| message(&node, known))
            .map_or(base.heartbeat, Heartbeat::Message),
        replies: fields.get("replies").map_or(base.replies, |node| many(&node, |node| reply(node, known, constants))),
        expect: fields
            .get("expect")
            .and_then(|node| expect(&node, &fields.name_at("expect"), constants))
            .or(base.expect),
        framing: fields.get("framing").and_then(|node| choice(&node, "framing", &FRAMINGS)).unwrap_or(base.framing),
        nested: fields.get("nested").map_or(base.nested, |node| one_or_many(&node, path)),
        event: fields.get("event").map_or(base.event, |node| event(&node)),
        separator: fields.get("separator").and_then(|node| node.text().map(str::to_owned)).unwrap_or(base.separator),
        data: fields.get("data").and_then(|node| data(&node)).unwrap_or(base.data),
        unnamed: fields.get("unnamed").and_then(|node| choice(&node, "`unnamed`", &UNNAMED)).unwrap_or(base.unnamed),
        naming: naming(fields, base.naming),
        ignore: fields.get("ignore").map_or(base.ignore, |node| matches(&node, constants)),
        keep: fields.get("keep").map_or(base.keep, |node| one_or_many(&node, |node| kept(node, &taken))),
        expired: matching("expired").or(base.expired),
        renew: fields.get("renew").map_or(base.renew, |node| messages(&node, per_channel)),
        endings: endings(fields, constants, "json", true).unwrap_or(base.endings),
        captures,
        before,
    };
    check(fields, &json);
    json
}

/// Fields that mean nothing, or not what they seem to mean, with or without others.
fn check(fields: &Fields<'_>, json: &Json) {
    let report = fields.cx.report;
    if fields.has("renew") && json.expired.is_none() && !fields.has("expired") {
        report.warning(
            &fields.name_at("renew"),
            "`renew` is never sent: nothing says that the token expired",
            "say with `expired` what does".to_owned(),
        );
    }
    // A preset's own is as good as it can be.
    if fields.has("resumed") && json.channels.len() > 1 {
        report.warning(
            &fields.name_at("resumed"),
            "with several channels `resumed` is not read: after a gap everything is fetched",
            "join one channel, or leave `resumed` out".to_owned(),
        );
    }
}

fn matches(node: &Node<'_>, constants: &[&str]) -> Vec<Match> {
    one_or_many(node, |node| matching(node, constants))
}

/// Pointers by name: one, or several of which the first that has something counts.
fn captures(node: &Node<'_>) -> BTreeMap<String, Vec<String>> {
    let entries = node.entries().unwrap_or_default();
    entries.into_iter().map(|entry| (entry.name.to_owned(), one_or_many(&entry.node, path))).collect()
}

/// What is joined. A channel may be a document with braces of its own.
pub(crate) fn channels(node: &Node<'_>, constants: &[&str]) -> Vec<String> {
    one_or_many(node, |node| {
        let channel = node.words()?;
        Known { names: constants }.check_whole(node.cx, &node.at, channel);
        Some(channel.to_owned())
    })
}

/// The parts of the event's name.
fn event(node: &Node<'_>) -> Vec<String> {
    let parts = one_or_many(node, path);
    if node.is_list() && node.list().is_some_and(|parts| parts.is_empty()) {
        node.error("`event` has no parts: no message would have a name", None);
    }
    parts
}

/// `"/data"`, or `{ name = "/pointer" }`.
fn data(node: &Node<'_>) -> Option<Data> {
    if node.is_table() { Some(Data::Members(paths(node))) } else { path(node).map(Data::At) }
}

fn missed(node: &Node<'_>, at: &Span) -> Option<Missed> {
    let fields = Fields::of(node, &MISSED, "`missed`", at)?;
    let at = fields.need("at").and_then(|node| path(&node));
    let within = fields.get("within").map_or_else(|| Some(String::new()), |node| path(&node));
    fields.done();
    Some(Missed { at: at?, within: within? })
}

fn reply(node: &Node<'_>, known: Known<'_>, constants: &[&str]) -> Option<Reply> {
    let fields = Fields::of(node, &REPLY, "this reply", &node.at)?;
    let to = fields.need("to").and_then(|node| matching(&node, constants));
    let with = fields.need("with").and_then(|node| message(&node, known));
    fields.done();
    Some(Reply { to: to?, with: with? })
}

fn expect(node: &Node<'_>, at: &Span, constants: &[&str]) -> Option<Expect> {
    let fields = Fields::of(node, &EXPECT, "`expect`", at)?;
    let what = fields.need("what").and_then(|node| matching(&node, constants));
    let within = fields.need("within").and_then(|node| some_time(&node));
    fields.done();
    Some(Expect { what: what?, within: within? })
}

/// What resumes a session must have been captured.
fn kept(node: &Node<'_>, taken: &[&str]) -> Option<String> {
    let name = node.text()?;
    if taken.contains(&name) {
        return Some(name.to_owned());
    }
    let help = suggest(name, taken.iter().copied(), '"').unwrap_or_else(|| "name it in `captures`".to_owned());
    node.error(format!("nothing captures \"{name}\""), help);
    None
}
