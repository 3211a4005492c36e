//! `page`: how further pages of a query are asked for.

use super::fields::Fields;
use super::node::Node;
use super::report::Span;
use super::scalar::{choice, pointer};
use crate::shape::PAGE;
use crate::{PageBy, PageSize, Pages};

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Cursor,
    Offset,
    Number,
    Address,
    Link,
}

const WAYS: [(&str, Way); 5] = [
    ("cursor", Way::Cursor),
    ("offset", Way::Offset),
    ("number", Way::Number),
    ("address", Way::Address),
    ("link", Way::Link),
];

/// Those that a word alone can say: where the next address stands has no default that would serve many.
const SHORT: [(&str, Way); 4] = [WAYS[0], WAYS[1], WAYS[2], WAYS[4]];

/// The parameter that takes `size`, where the board says nothing.
const SIZE: &str = "limit";

/// A word, or a table.
pub(crate) fn pages(node: &Node<'_>, at: &Span) -> Option<Pages> {
    if node.is_text() {
        if node.text() == Some("address") {
            node.error("`page` does not say where an answer holds the next address", address_help());
            return None;
        }
        let by = match choice(node, "way of paging", &SHORT)? {
            Way::Cursor => cursor(None, None, None),
            Way::Offset => PageBy::Offset { param: "offset".to_owned() },
            Way::Number => PageBy::Number { param: "page".to_owned(), first: 1 },
            Way::Address => return None,
            Way::Link => PageBy::Link,
        };
        return Some(Pages { by, size: None });
    }
    if !node.is_table() {
        node.wrong("a word or a table", Some("such as \"cursor\" or { by = \"cursor\", next = \"/next\" }".to_owned()));
        return None;
    }
    let fields = Fields::of(node, &PAGE, "`page`", at)?;
    let way = fields.need("by").and_then(|node| choice(&node, "way of paging", &WAYS));
    let rows = fields.get("size").and_then(|node| size(&node));
    let size_param = fields.get("size-param").and_then(|node| node.words().map(str::to_owned));
    if fields.has("size-param") && !fields.has("size") {
        fields.cx.report.error(&fields.name_at("size-param"), "`size-param` belongs to `size`", None);
    }
    let way = way?;
    let word = WAYS.iter().find(|(_, one)| *one == way).map_or("", |(word, _)| *word);
    fields.becomes(word);
    let by = by(&fields, way);
    fields.finish(|field, owners| Some(format!("`{field}` belongs to {}; this is {word}", owners.join(" and "))));
    let size = rows.map(|rows| PageSize { param: size_param.unwrap_or_else(|| SIZE.to_owned()), rows });
    Some(Pages { by: by?, size })
}

fn by(fields: &Fields<'_>, way: Way) -> Option<PageBy> {
    let param = |default: &str| {
        fields.get("param").map_or_else(|| Some(default.to_owned()), |node| node.words().map(str::to_owned))
    };
    let next = || fields.get("next").map_or_else(|| Some("/next".to_owned()), |node| pointer(&node));
    Some(match way {
        Way::Cursor => {
            let param = param("cursor");
            let next = next();
            let more = fields.get("more").and_then(|node| pointer(&node));
            cursor(Some(param?), Some(next?), more)
        }
        Way::Offset => PageBy::Offset { param: param("offset")? },
        Way::Number => {
            let param = param("page");
            let first = fields.get("first").map_or(Some(1), |node| whole(&node, 0, 1_000));
            PageBy::Number { param: param?, first: first?.into() }
        }
        Way::Address => PageBy::Address { next: next()? },
        Way::Link => PageBy::Link,
    })
}

fn cursor(param: Option<String>, next: Option<String>, more: Option<String>) -> PageBy {
    PageBy::Cursor {
        param: param.unwrap_or_else(|| "cursor".to_owned()),
        next: next.unwrap_or_else(|| "/next".to_owned()),
        more,
    }
}

fn size(node: &Node<'_>) -> Option<u32> {
    whole(node, 1, 10_000)
}

fn whole(node: &Node<'_>, least: u32, most: u32) -> Option<u32> {
    let number = u32::try_from(node.integer()?).ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        node.error(format!("{} is out of bounds", node.label), format!("from {least} to {most}"));
    }
    number
}

fn address_help() -> String {
    "write { by = \"address\", next = \"/next\" }".to_owned()
}

impl Pages {
    /// The parameters that are filled in with each page.
    pub(crate) fn params(&self) -> impl Iterator<Item = &str> {
        let by = match &self.by {
            PageBy::Cursor { param, .. } | PageBy::Offset { param } | PageBy::Number { param, .. } => Some(param),
            PageBy::Address { .. } | PageBy::Link => None,
        };
        by.into_iter().chain(self.size.iter().map(|size| &size.param)).map(String::as_str)
    }
}
