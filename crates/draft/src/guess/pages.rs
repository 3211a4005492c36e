//! How further pages are asked for.

use crate::document::Document;
use crate::operation::{Operation, Place};
use crate::schema::{Kind, Shape};
use crate::toml;

static CURSORS: &[&str] = &[
    "cursor",
    "after",
    "page_token",
    "pageToken",
    "starting_after",
    "next_token",
    "nextToken",
    "continuationToken",
    "continue",
    "marker",
    "page_cursor",
    "next_cursor",
    "continuation_token",
];
static NEXT: &[&str] = &[
    "next_cursor",
    "nextCursor",
    "next_page_token",
    "nextPageToken",
    "continuationToken",
    "continuation_token",
    "next_token",
    "nextToken",
    "cursor",
    "next",
    "after",
    "continue",
    "end_cursor",
    "endCursor",
];
static MORE: &[&str] = &["has_more", "hasMore", "hasNextPage", "has_next_page", "more", "has_next"];
static WITHIN: &[&str] = &["meta", "pagination", "paging", "page", "metadata", "links", "page_info", "pageInfo"];
static SIZES: &[&str] = &[
    "limit",
    "per_page",
    "perPage",
    "page_size",
    "pageSize",
    "size",
    "count",
    "maxResults",
    "max_results",
    "top",
    "$top",
    "first",
];
static OFFSETS: &[&str] = &["offset", "skip", "start", "$skip", "startAt", "from"];
static NUMBERS: &[&str] = &["page", "page_number", "pageNumber", "p", "pageNo", "page_no"];

/// How many rows a page is asked to have, where the document does not say more.
const ROWS: f64 = 50.0;

/// Parameters that pages, or a window itself, take care of.
pub(crate) fn is_of_pages(name: &str) -> bool {
    [CURSORS, SIZES, OFFSETS, NUMBERS].iter().any(|names| names.contains(&name))
        || ["before", "ending_before", "before_id", "cursor_before"].contains(&name)
}

/// The value of `page`, if the request has pages.
pub(crate) fn page<'d>(document: &'d Document, operation: &Operation<'d>, whole: &Shape<'d>) -> Option<String> {
    let takes = |names: &[&str]| operation.params_in(Place::Query).find(|param| names.contains(&param.name));
    let is_whole = |param: &crate::operation::Param<'_>| {
        !matches!(document.shape(param.schema).kind, Kind::Object | Kind::List | Kind::Flag)
    };
    let size = takes(SIZES).filter(|param| is_whole(param)).map(|param| {
        let shape = document.shape(param.schema);
        let most = shape.maximum.unwrap_or(f64::MAX);
        let rows = ROWS.min(most).max(shape.minimum.unwrap_or(1.0)).clamp(1.0, 10_000.0);
        (param.name, rows as u32)
    });
    let sized = |mut members: Vec<(&str, String)>| {
        if let Some((name, rows)) = size {
            members.push(("size", rows.to_string()));
            if name != "limit" {
                members.push(("size-param", toml::quoted(name)));
            }
        }
        Some(toml::table(&members))
    };
    let by = |way: &str| ("by", toml::quoted(way));
    let next = next(document, whole);
    if document.answers_with_header(operation, "link") {
        return sized(vec![by("link")]);
    }
    if let (Some(param), Some(next)) = (takes(CURSORS).filter(|param| is_whole(param)), &next) {
        let mut members = vec![by("cursor")];
        if param.name != "cursor" {
            members.push(("param", toml::quoted(param.name)));
        }
        members.push(("next", toml::quoted(&next.at)));
        members.extend(next.more.as_ref().map(|more| ("more", toml::quoted(more))));
        return sized(members);
    }
    if let Some(next) = next.filter(|next| next.is_address) {
        return sized(vec![by("address"), ("next", toml::quoted(&next.at))]);
    }
    if let Some(param) = takes(OFFSETS).filter(|param| is_whole(param)) {
        let mut members = vec![by("offset")];
        if param.name != "offset" {
            members.push(("param", toml::quoted(param.name)));
        }
        return sized(members);
    }
    let param = takes(NUMBERS).filter(|param| is_whole(param))?;
    let shape = document.shape(param.schema);
    let mut members = vec![by("number")];
    if param.name != "page" {
        members.push(("param", toml::quoted(param.name)));
    }
    let zero =
        |node: &crate::node::Node| matches!(node, crate::node::Node::Number(number) if number.as_i64() == Some(0));
    if shape.default.is_some_and(zero) || shape.minimum == Some(0.0) {
        members.push(("first", "0".to_owned()));
    }
    sized(members)
}

/// Where an answer holds what the next page is asked with.
struct Next {
    at: String,
    more: Option<String>,
    /// It is an address.
    is_address: bool,
}

fn next<'d>(document: &'d Document, whole: &Shape<'d>) -> Option<Next> {
    let around = WITHIN.iter().filter_map(|name| {
        let inner = document.member(whole, name).filter(|inner| inner.kind == Kind::Object)?;
        Some((format!("/{name}"), inner))
    });
    let places: Vec<(String, Shape<'d>)> = std::iter::once((String::new(), whole.clone())).chain(around).collect();
    let more = places.iter().find_map(|(at, shape)| {
        let name =
            MORE.iter().find(|name| document.member(shape, name).is_some_and(|member| member.kind == Kind::Flag))?;
        Some(format!("{at}/{name}"))
    });
    places.iter().find_map(|(at, shape)| {
        let (name, member) = NEXT.iter().find_map(|name| {
            let member = document.member(shape, name)?;
            matches!(member.kind, Kind::Text | Kind::Integer).then_some((*name, member))
        })?;
        let example = member.example.and_then(crate::node::Node::text).unwrap_or_default();
        let is_address = matches!(member.format, Some("uri" | "url"))
            || example.starts_with("http")
            || (at == "/links" && name == "next");
        Some(Next { at: format!("{at}/{name}"), more: more.clone(), is_address })
    })
}
