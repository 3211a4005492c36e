//! `[backend.socket]`: how the backend is heard.
//!
//! | file | idea |
//! | --- | --- |
//! | `protocol.rs` | the protocols |
//! | `layer.rs` | a protocol's fields over those of a preset |
//! | `fields.rs` | fields as protocols need them: templates, pointers, headers, messages |
//! | `placeholder.rs` | `{name}` in what is sent, and names that nothing defines |
//! | `json.rs`, `others.rs` | the fields of each protocol |
//! | `matching.rs`, `steps.rs` | parts of `json` |
//! | `endings.rs` | what ends mean, for every protocol |
//! | `naming.rs` | messages that name the query they are about |
//! | `constants.rs` | `values`, and filling them in |
//! | `timing.rs` | heartbeat and silence |
//! | `preset.rs` | a preset's own text |

mod constants;
mod endings;
mod fields;
mod json;
mod layer;
mod matching;
mod naming;
mod others;
mod placeholder;
mod preset;
mod protocol;
mod steps;
mod timing;

use super::fields::Fields;
use super::node::Node;
use super::report::Span;
use super::scalar::is_address;
use super::suggest;
use crate::Socket;
use crate::shape::SOCKET;
use layer::Layer;
use protocol::Speaks;
use std::collections::BTreeMap;

/// Reads the socket. `at` is where its name stands; `token` is the header that carries the token of requests, which
/// the handshake carries too where nothing else is said.
pub(crate) fn socket(node: &Node<'_>, at: &Span, token: &BTreeMap<String, String>) -> Option<Socket> {
    let fields = Fields::of(node, &SOCKET, "the socket", at)?;
    let preset_node = fields.get("preset");
    let preset = match &preset_node {
        Some(node) => Some(preset::named(node, token)?),
        None => None,
    };
    let mut layer = Layer::read(&fields, preset, BTreeMap::new(), token)?;
    let url = match Speaks::of(&layer.protocol) {
        Speaks::Poll => Some(String::new()),
        speaks => url(&fields, preset_node.as_ref(), &layer, speaks),
    };
    constants::fill(&mut layer);
    layer.check_needs(&fields, preset_node.as_ref());
    let timing = timing::decide(&fields, &layer);
    let speaks = Speaks::of(&layer.protocol);
    fields.finish(|_, owners| speaks.elsewhere(owners));
    Some(Socket {
        url: url?,
        protocol: layer.protocol,
        origin: layer.origin,
        heartbeat: timing.heartbeat,
        silence: timing.silence,
    })
}

/// The address, with its constants filled in. It keeps its last slash: routes are told apart by it.
fn url(fields: &Fields<'_>, preset: Option<&Node<'_>>, layer: &Layer, speaks: Speaks) -> Option<String> {
    let own = fields.get("url");
    let Some(template) = &layer.url else {
        let name = preset.and_then(Node::text);
        return fields
            .need_or("url", name.map(|name| format!("`oriel presets {name}` shows one")).as_deref())
            .and(None);
    };
    let filled = constants::text(template, &layer.values);
    let missing: Vec<&str> = oriel_protocol::placeholders(&filled).map(|(_, name)| name).collect();
    match own.as_ref().or(preset) {
        // What a preset needs and the board has not given is said with what it is.
        Some(_) if missing.iter().any(|name| layer.needs.contains_key(*name)) => None,
        Some(node) if !missing.is_empty() => {
            for name in missing {
                let near = suggest::nearest(name, layer.values.keys().map(String::as_str));
                let help =
                    near.map_or_else(|| "define it in `values`".into(), |near| format!("did you mean `{{{near}}}`?"));
                node.error(format!("nothing defines `{{{name}}}`"), help);
            }
            None
        }
        Some(node) => is_address(node, &filled, speaks.schemes(), true).then_some(filled),
        // The protocol's own address.
        None => Some(filled),
    }
}
