//! Small values with a grammar of their own: durations, pointers, addresses, choices.

use super::node::{Cx, Node};
use super::report::Span;
use super::suggest::{one_of, suggest};
use crate::shape::Kind;
use std::time::Duration;

/// A duration such as `"100ms"`, `"1.5 s"`, `"5m"`.
pub(crate) fn duration(node: &Node<'_>) -> Option<Duration> {
    const HELP: &str = "such as \"100ms\", \"1 s\", \"5m\", \"2h\" or \"1d\"";
    node.meant(|kind| matches!(kind, Kind::Time | Kind::TimeOr(_)));
    if !node.is_text() {
        node.wrong("a duration", Some(HELP.into()));
        return None;
    }
    let text = node.text()?;
    let found = read_duration(text);
    if found.is_none() {
        node.error(format!("\"{text}\" is not a duration"), HELP.to_owned());
    }
    found
}

/// A duration longer than nothing.
pub(crate) fn some_time(node: &Node<'_>) -> Option<Duration> {
    let found = duration(node)?;
    if found.is_zero() {
        node.error(format!("{} must be longer than nothing", node.label), None);
        return None;
    }
    Some(found)
}

/// A time as boards write it, such as `100ms`, `1 s`, `5m`, `2h` or `1d`; nothing where it is none.
#[must_use]
pub fn read_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit_at = text.find(|char: char| !char.is_ascii_digit() && char != '.')?;
    let (number, unit) = text.split_at(unit_at);
    let seconds = match unit.trim_start() {
        "ms" => 0.001,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        _ => return None,
    };
    // Milliseconds are enough, and rounding to them keeps "0.1 s" and "100ms" equal.
    let millis = number.parse::<f64>().ok()? * seconds * 1_000.0;
    // A hundred years: longer is a mistake.
    (millis <= 3.2e12).then(|| Duration::from_millis(millis.round() as u64))
}

/// A JSON Pointer (RFC 6901): empty, or starting with a slash.
pub(crate) fn pointer(node: &Node<'_>) -> Option<String> {
    node.meant(|kind| matches!(kind, Kind::Pointer | Kind::Star));
    pointer_at(node.cx, &node.at, &node.label, node.text()?)
}

/// A JSON Pointer at any place, such as the name of an entry.
pub(crate) fn pointer_at(cx: Cx<'_>, at: &Span, label: &str, text: &str) -> Option<String> {
    if !text.is_empty() && !text.starts_with('/') {
        let help = format!("write \"/{}\"", text.replace('.', "/"));
        cx.report.error(at, format!("{label} must be a JSON Pointer"), help);
        return None;
    }
    let mut escapes = text.split('~').skip(1);
    if !escapes.all(|rest| rest.starts_with(['0', '1'])) {
        cx.report.error(
            at,
            format!("{label} is not a JSON Pointer: `~` stands alone"),
            "write ~0 for ~, and ~1 for / within a name".to_owned(),
        );
        return None;
    }
    Some(text.to_owned())
}

/// A dotted name such as `party.name`.
pub(crate) fn dotted(node: &Node<'_>) -> Option<String> {
    node.meant(|kind| matches!(kind, Kind::Dotted));
    let text = node.words()?;
    if text.starts_with('/') {
        let help = format!("write \"{}\"", text.trim_matches('/').replace('/', "."));
        node.error(format!("{} must be a dotted name, not a JSON Pointer", node.label), help);
        return None;
    }
    if text.split('.').any(str::is_empty) || text.contains(['{', '}']) {
        node.error(format!("{} must be a dotted name", node.label), "such as \"party.name\"".to_owned());
        return None;
    }
    Some(text.to_owned())
}

/// An address with one of two schemes, without a slash at the end. Credentials in it are refused,
/// and not shown.
pub(crate) fn address(node: &Node<'_>, schemes: [&str; 2], query_allowed: bool) -> Option<String> {
    node.meant(|kind| matches!(kind, Kind::Address(known) if known == schemes));
    let text = node.text()?;
    is_address(node, text, schemes, query_allowed).then(|| text.trim_end_matches('/').to_owned())
}

/// Whether `text`, which stands at this node, is an address.
pub(crate) fn is_address(node: &Node<'_>, text: &str, schemes: [&str; 2], query_allowed: bool) -> bool {
    if text.contains(['@', '?']) {
        // A password or a token may stand there.
        node.cx.report.mask(&node.at);
    }
    let help = || format!("write {}://host or {}://host", schemes[0], schemes[1]);
    let Some((scheme, rest)) = text.split_once("://") else {
        node.error(format!("{} is not an address", node.label), help());
        return false;
    };
    if rest.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('@')) {
        node.error(format!("{} holds credentials", node.label), "name a secret with `auth` instead".to_owned());
        return false;
    }
    if !schemes.contains(&scheme) {
        node.error(format!("{} cannot have the scheme `{scheme}:`", node.label), help());
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if !has_host(authority) || rest.contains(|char: char| char.is_whitespace() || char.is_control()) {
        node.error(format!("{} has no valid host", node.label), format!("such as {scheme}://127.0.0.1:4000"));
        return false;
    }
    let extra = if query_allowed { '#' } else { '?' };
    if rest.contains([extra, '#']) {
        node.error(format!("{} must end with its path, before any `?` or `#`", node.label), None);
        return false;
    }
    true
}

fn has_host(authority: &str) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let bracketed = host.starts_with('[') && host.ends_with(']');
    !host.is_empty()
        && (bracketed || !host.contains([':', '[', ']', '\\', '{', '}']))
        && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// One of some words.
pub(crate) fn choice<T: Copy>(node: &Node<'_>, kind: &str, choices: &[(&str, T)]) -> Option<T> {
    let named = |word: &str| choices.iter().any(|(name, _)| *name == word);
    node.meant(|kind| matches!(kind, Kind::Choice(words) if words.len() == choices.len() && words.iter().all(|(word, _)| named(word))));
    let text = node.text()?;
    let found = choices.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let help = suggest(text, names.iter().copied(), '"').unwrap_or_else(|| one_of(&names, '"'));
        node.error(format!("{kind} \"{text}\" is not known"), help);
    }
    found.map(|(_, value)| *value)
}
