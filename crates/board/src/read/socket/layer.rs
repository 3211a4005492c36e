//! The fields of a protocol, over those of a preset.

use super::super::fields::Fields;
use super::super::node::Node;
use super::super::scalar::{address, choice};
use super::constants::{self, Constants};
use super::protocol::{PROTOCOLS, Speaks};
use super::{json, others, timing};
use oriel_protocol::AnyProtocol;
use std::collections::BTreeMap;
use std::time::Duration;

/// What a board says of its socket, or a preset does.
#[derive(Clone)]
pub(crate) struct Layer {
    pub(crate) protocol: AnyProtocol,
    /// A template.
    pub(crate) url: Option<String>,
    pub(crate) origin: Option<String>,
    pub(crate) heartbeat: Option<Duration>,
    pub(crate) silence: Option<Duration>,
    pub(crate) values: Constants,
    /// What a preset leaves to the board, and what it is: names in its templates, and fields.
    pub(crate) needs: BTreeMap<String, String>,
    /// Somebody named the channels, even if there are none.
    pub(crate) names_channels: bool,
}

impl Layer {
    /// Reads the fields over a base. A field that is there stands in place of the base's.
    /// `needs` is what a preset leaves to the board, `token` the header that carries the token of requests.
    pub(crate) fn read(
        fields: &Fields<'_>,
        base: Option<Self>,
        needs: BTreeMap<String, String>,
        token: &BTreeMap<String, String>,
    ) -> Option<Self> {
        let named = match fields.get("protocol") {
            Some(node) => Some((choice(&node, "protocol", &PROTOCOLS)?, node)),
            None => None,
        };
        if let (Some((speaks, node)), Some(base)) = (&named, &base)
            && *speaks != Speaks::of(&base.protocol)
        {
            let spoken = Speaks::of(&base.protocol).name();
            node.error(format!("the preset speaks `{spoken}`"), "leave `protocol` out".to_owned());
            return None;
        }
        let mut layer = base.unwrap_or_else(|| Self::of(named.map_or(Speaks::Json, |(speaks, _)| speaks), token));
        let speaks = Speaks::of(&layer.protocol);
        fields.becomes(speaks.name());
        layer.needs.extend(needs);
        layer.values = constants::read(fields, layer.values);
        if speaks != Speaks::Poll {
            layer.url = fields.get("url").and_then(|node| node.text().map(str::to_owned)).or(layer.url);
            layer.origin = fields.get("origin").and_then(|node| origin(&node)).or(layer.origin);
            layer.silence = fields.get("silence").and_then(|node| timing::time_or_off(&node)).or(layer.silence);
        }
        if speaks.beats() {
            layer.heartbeat = fields.get("heartbeat").and_then(|node| timing::time_or_off(&node)).or(layer.heartbeat);
        }
        let constants: Vec<String> = layer.values.keys().chain(layer.needs.keys()).cloned().collect();
        let constants: Vec<&str> = constants.iter().map(String::as_str).collect();
        layer.protocol = match layer.protocol {
            AnyProtocol::Json(base) => AnyProtocol::Json(Box::new(json::json(fields, &constants, token, *base))),
            AnyProtocol::SocketIo(base) => AnyProtocol::SocketIo(others::socketio(fields, &constants, token, base)),
            AnyProtocol::Pusher(base) => AnyProtocol::Pusher(others::pusher(fields, &constants, base)),
            AnyProtocol::Sse(base) => AnyProtocol::Sse(others::sse(fields, &constants, base)),
            AnyProtocol::PubNub(base) => AnyProtocol::PubNub(others::pubnub(fields, &constants, base)),
            AnyProtocol::Poll(base) => AnyProtocol::Poll(others::poll(fields, base)),
        };
        layer.names_channels |= fields.has("channels");
        Some(layer)
    }

    fn of(speaks: Speaks, token: &BTreeMap<String, String>) -> Self {
        Self {
            protocol: speaks.plain(token),
            url: speaks.own_url().map(str::to_owned),
            origin: None,
            heartbeat: None,
            silence: None,
            values: Constants::new(),
            needs: BTreeMap::new(),
            names_channels: false,
        }
    }

    /// Says what is missing, with what the preset says it is.
    pub(crate) fn check_needs(&self, fields: &Fields<'_>, preset: Option<&Node<'_>>) {
        let missing: &[&str] = match &self.protocol {
            AnyProtocol::Json(json) if json.join.is_some() && !self.names_channels => &["channels"],
            AnyProtocol::Pusher(pusher) if pusher.key.is_empty() => &["key"],
            AnyProtocol::PubNub(pubnub) if pubnub.subscribe_key.is_empty() => &["subscribe-key"],
            _ => &[],
        };
        let channels =
            matches!(&self.protocol, AnyProtocol::Pusher(_) | AnyProtocol::PubNub(_)) && !self.names_channels;
        for field in missing.iter().copied().chain(channels.then_some("channels")) {
            let what = self.needs.get(field).map_or_else(|| explained(field).to_owned(), Clone::clone);
            fields.cx.report.error(&fields.at, format!("the socket has no `{field}`"), what);
        }
        let Some(preset) = preset else { return };
        for (name, what) in self.needs.iter().filter(|(name, _)| constants::asks_for(self, name)) {
            preset.error(
                format!("this preset needs a value for `{name}`: {what}"),
                format!("write values = {{ {name} = \"…\" }}"),
            );
        }
    }
}

/// What to write where a protocol cannot do without a field.
fn explained(field: &str) -> &'static str {
    match field {
        "key" => "write the application's key, which is public",
        "subscribe-key" => "write the subscribe key, which is public",
        _ => "name the channels that are listened to",
    }
}

/// The origin that the backend is told: a scheme and a host.
fn origin(node: &Node<'_>) -> Option<String> {
    let origin = address(node, ["http", "https"], false)?;
    if origin.split_once("://").is_some_and(|(_, host)| host.contains('/')) {
        node.error("`origin` ends with its host", None);
        return None;
    }
    Some(origin)
}
