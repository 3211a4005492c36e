//! `[backend]` and each of `[backends]`: addresses and the names of secrets.

use super::fields::Fields;
use super::headers::{self, Taken};
use super::node::Node;
use super::report::Span;
use super::scalar::address;
use super::socket::socket;
use crate::shape::{AUTH, Kind};
use crate::{Auth, Backend, SecretName};
use std::collections::BTreeMap;

/// The fields of a backend, or of a profile over them. `label` is what it is called where they say nothing.
pub(crate) fn read(fields: &Fields<'_>, label: &str) -> Option<Backend> {
    let own = fields.get("label").and_then(|node| node.words());
    let base = fields.need("base").and_then(|node| address(&node, ["http", "https"], false));
    let auth = fields.get("auth").and_then(|node| auth(&node, &fields.name_at("auth")));
    let token = auth.as_ref().map(|auth| auth.header.clone()).unwrap_or_default().template();
    let socket = fields.get("socket").map(|mut node| {
        // Another protocol has other fields: there is nothing to complete.
        if node.holds(["protocol", "preset"]) {
            node.under = None;
        }
        socket(&node, &fields.name_at("socket"), &token)
    });
    let idempotency = fields.get("idempotency").and_then(|node| header(&node));
    let taken = taken(auth.as_ref(), idempotency.as_deref());
    let headers = fields.get("headers").map_or_else(BTreeMap::new, |node| headers::constants(&node, &taken));
    // What is there but wrong was reported; the board is not opened, so it need not stand here.
    let label = own.unwrap_or(label).to_owned();
    Some(Backend { label, base: base?, socket: socket.flatten(), auth, headers, idempotency })
}

/// The headers that the backend's other fields set.
pub(crate) fn taken(auth: Option<&Auth>, idempotency: Option<&str>) -> Vec<Taken> {
    let token = auth.map(|auth| Taken { name: auth.header.name.to_ascii_lowercase(), by: "it carries the token" });
    let key =
        idempotency.map(|name| Taken { name: name.to_ascii_lowercase(), by: "it carries the key of `idempotency`" });
    token.into_iter().chain(key).collect()
}

/// The name of a request header that is the board's to use.
fn header(node: &Node<'_>) -> Option<String> {
    node.meant(|kind| matches!(kind, Kind::HeaderName));
    let name = node.text()?;
    let fits = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == '_';
    if name.is_empty() || !name.chars().all(fits) {
        node.error("`idempotency` is not the name of a header", "most backends take \"Idempotency-Key\"".to_owned());
        return None;
    }
    if ["authorization", "content-length", "content-type", "cookie", "host"].contains(&name.to_lowercase().as_str()) {
        node.error(
            format!("the header `{name}` has another meaning"),
            "name the one in which the backend takes an idempotency key, such as \"Idempotency-Key\"".to_owned(),
        );
        return None;
    }
    Some(name.to_owned())
}

fn auth(node: &Node<'_>, at: &Span) -> Option<Auth> {
    let fields = Fields::of(node, &AUTH, "`auth`", at)?;
    let bearer = fields.need("bearer").and_then(|node| secret(&node));
    let header_node = fields.get("header");
    let header = header_node.as_ref().and_then(headers::of_the_token);
    let hint = fields.get("hint").and_then(|node| node.words().map(str::to_owned));
    fields.done();
    Some(Auth { bearer: bearer?, header: header.unwrap_or_default(), hint })
}

fn secret(node: &Node<'_>) -> Option<SecretName> {
    node.meant(|kind| matches!(kind, Kind::Secret));
    // Set before anything is known about it: somebody may have put the token itself here.
    let named = |text: &str| text.starts_with("secret:") || text.starts_with("env:");
    if !node.is_text() {
        node.cx.report.mask(&node.at);
        node.error("`bearer` must be the name of a secret", "write \"secret:NAME\" or \"env:NAME\"".to_owned());
        return None;
    }
    let text = node.text()?;
    if !named(text) {
        node.cx.report.mask(&node.at);
        let help = "write \"secret:NAME\" or \"env:NAME\"; a board holds no secrets, only their names";
        node.error("`bearer` is not the name of a secret", help.to_owned());
        return None;
    }
    let (kind, name) = text.split_once(':')?;
    let fits = |char: char| char.is_ascii_alphanumeric() || "-_.".contains(char);
    if name.is_empty() || !name.chars().all(fits) {
        node.cx.report.mask(&node.at);
        node.error(format!("the name after `{kind}:` is not a name"), "use letters, digits, -, _ and .".to_owned());
        return None;
    }
    Some(if kind == "env" { SecretName::Env(name.into()) } else { SecretName::Ask(name.into()) })
}
