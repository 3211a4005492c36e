//! Formats and colours.

use super::node::Node;
use super::suggest::suggest;
use super::template::{Place, read};
use crate::shape::{self, Kind};
use crate::{Colour, Format, Root};
use std::collections::BTreeMap;

const FORMATS: [(&str, Format); 9] = [
    ("number", Format::Number),
    ("percent", Format::Percent),
    ("bytes", Format::Bytes),
    ("duration", Format::Duration),
    ("ago", Format::Ago),
    ("date", Format::Date),
    ("datetime", Format::Datetime),
    ("badge", Format::Badge),
    ("plain", Format::Plain),
];

const COLOURS: [(&str, Colour); 5] = [
    ("ok", Colour::Ok),
    ("warn", Colour::Warn),
    ("bad", Colour::Bad),
    ("info", Colour::Info),
    ("muted", Colour::Muted),
];

/// A format; `roots` can fill in the code of a currency.
pub(crate) fn format(node: &Node<'_>, roots: &[Root]) -> Option<Format> {
    debug_assert!(FORMATS.iter().all(|(name, _)| shape::FORMATS.iter().any(|(known, _)| name == known)));
    node.meant(|kind| matches!(kind, Kind::Format(known) if known == roots));
    let text = node.text()?;
    if let Some(code) = text.strip_prefix("currency:") {
        if code.is_empty() {
            node.error(
                "the currency has no code",
                "such as \"currency:EUR\" or \"currency:{row.currency}\"".to_owned(),
            );
            return None;
        }
        let place = Place::new("the format of this panel", roots);
        // The code is the end of the text, so what is wrong in it is found in its own place.
        let at = code_at(node, code);
        return Some(Format::Currency { code: read(node.cx, &at, code, place)? });
    }
    let found = FORMATS.iter().find(|(name, _)| *name == text).map(|(_, format)| format.clone());
    if found.is_none() {
        let help = match text {
            "currency" => Some("such as \"currency:EUR\" or \"currency:{row.currency}\"".to_owned()),
            _ => suggest(text, FORMATS.iter().map(|(name, _)| *name).chain(["currency:EUR"]), '"'),
        };
        let help = help.or_else(|| {
            Some("one of number, currency:EUR, percent, bytes, duration, ago, date, datetime, badge".into())
        });
        node.error(format!("format \"{text}\" is not known"), help);
    }
    found
}

fn code_at(node: &Node<'_>, code: &str) -> super::report::Span {
    let written = node.cx.report.source(&node.at);
    match written.rfind(code) {
        Some(found) => node.at.start + found..node.at.start + found + code.len(),
        None => node.at.clone(),
    }
}

/// Colours by value.
pub(crate) fn colours(node: &Node<'_>) -> BTreeMap<String, Colour> {
    let entries = node.entries().unwrap_or_default();
    entries
        .into_iter()
        .filter_map(|entry| Some((entry.name.to_owned(), super::scalar::choice(&entry.node, "colour", &COLOURS)?)))
        .collect()
}
