//! Where the rows of an answer are, and what identifies one.

use super::fields::can_be_named;
use super::words::singular;
use crate::document::Document;
use crate::schema::{Kind, Shape};

/// What an answer holds.
// One stands for each request of the document: their sizes do not matter.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone)]
pub(crate) enum Holds<'d> {
    /// Rows, which are objects.
    Rows {
        /// JSON Pointer to them.
        at: String,
        row: Shape<'d>,
        /// JSON Pointer to their number, where the answer says it.
        count: Option<String>,
        /// The answer around them.
        whole: Shape<'d>,
    },
    /// A list of texts or numbers.
    Words { at: String },
    /// One record.
    Record {
        /// JSON Pointer to it.
        at: String,
        record: Shape<'d>,
    },
    /// One value.
    Value(Shape<'d>),
    /// Anything.
    Unknown,
}

static ROWS: &[&str] = &[
    "items", "results", "data", "rows", "records", "entries", "values", "value", "content", "elements", "list", "hits",
    "nodes", "objects",
];
static WRAPS: &[&str] = &["data", "result", "response", "_embedded", "payload", "body"];
static PAGING: &[&str] = &[
    "total",
    "count",
    "next",
    "previous",
    "prev",
    "cursor",
    "page",
    "meta",
    "links",
    "has_more",
    "hasMore",
    "total_count",
    "totalCount",
    "pagination",
    "paging",
    "limit",
    "offset",
    "per_page",
    "pageSize",
    "page_size",
    "next_cursor",
    "nextCursor",
    "_links",
    "metadata",
    "kind",
    "apiVersion",
    "incomplete_results",
    "hasNextPage",
    "continuationToken",
    "nextPageToken",
    "next_page_token",
    "total_pages",
    "totalPages",
    "totalItems",
    "size",
    "last",
    "first",
];
static COUNTS: &[&str] = &[
    "total_count",
    "totalCount",
    "total",
    "count",
    "totalItems",
    "total_items",
    "totalElements",
    "numFound",
    "totalResults",
];

/// What an answer of this schema holds. `called` is the last word of its path.
pub(crate) fn holds<'d>(document: &'d Document, whole: Shape<'d>, called: &str) -> Holds<'d> {
    match whole.kind {
        Kind::List => list(document, String::new(), whole),
        Kind::Object => object(document, whole, called),
        Kind::Unknown => Holds::Unknown,
        _ => Holds::Value(whole),
    }
}

fn list<'d>(document: &'d Document, at: String, whole: Shape<'d>) -> Holds<'d> {
    let Some(items) = whole.items else { return Holds::Unknown };
    let row = document.shape(items);
    match row.kind {
        Kind::Object if !row.members.is_empty() => Holds::Rows { at, row, count: None, whole },
        Kind::Object | Kind::List | Kind::Unknown => Holds::Unknown,
        _ => Holds::Words { at },
    }
}

fn object<'d>(document: &'d Document, whole: Shape<'d>, called: &str) -> Holds<'d> {
    if let Some((at, row)) = rows_in(document, &whole, called) {
        return Holds::Rows { count: count(document, &whole, ""), at, row, whole };
    }
    for wrap in WRAPS {
        let Some(inner) = document.member(&whole, wrap).filter(|inner| inner.kind == Kind::Object) else { continue };
        let at = format!("/{wrap}");
        if let Some((rows, row)) = rows_in(document, &inner, called) {
            let count = count(document, &whole, "").or_else(|| count(document, &inner, &at));
            return Holds::Rows { at: format!("{at}{rows}"), row, count, whole };
        }
        let beside = whole.members.keys().all(|name| {
            name == wrap
                || PAGING.contains(name)
                || ["errors", "error", "message", "success", "status", "code", "messages"].contains(name)
        });
        if beside && !inner.members.is_empty() {
            return Holds::Record { at, record: inner };
        }
    }
    if whole.members.is_empty() { Holds::Unknown } else { Holds::Record { at: String::new(), record: whole } }
}

/// The member that holds the rows.
fn rows_in<'d>(document: &'d Document, whole: &Shape<'d>, called: &str) -> Option<(String, Shape<'d>)> {
    let mut lists = whole.members.iter().filter_map(|(name, schema)| {
        let list = document.shape(schema);
        let row = document.shape(list.items?);
        (list.kind == Kind::List && row.kind == Kind::Object && !row.members.is_empty()).then_some((*name, row))
    });
    let first = lists.next()?;
    let all: Vec<_> = std::iter::once(first).chain(lists).collect();
    let is_called =
        |name: &str| name.eq_ignore_ascii_case(called) || name.eq_ignore_ascii_case(&called.replace('-', "_"));
    let known = |name: &&str| ROWS.contains(name) && (whole.members.len() <= 12);
    let alone = || {
        let beside = whole.members.keys().filter(|name| **name != all[0].0);
        all.len() == 1 && beside.clone().all(|name| PAGING.contains(name)) || all.len() == 1 && whole.members.len() == 1
    };
    let found = all
        .iter()
        .find(|(name, _)| is_called(name))
        .or_else(|| all.iter().find(|(name, _)| known(name)))
        .or_else(|| all.first().filter(|_| alone()))?;
    Some((format!("/{}", escaped(found.0)), found.1.clone()))
}

fn count(document: &Document, whole: &Shape<'_>, at: &str) -> Option<String> {
    let is_number =
        |shape: &Shape<'_>, name: &str| document.member(shape, name).is_some_and(|member| member.is_number());
    let here = COUNTS.iter().find(|name| is_number(whole, name)).map(|name| format!("{at}/{name}"));
    here.or_else(|| {
        ["meta", "pagination", "paging", "page", "metadata"].iter().find_map(|inner| {
            let shape = document.member(whole, inner).filter(|shape| shape.kind == Kind::Object)?;
            COUNTS.iter().find(|name| is_number(&shape, name)).map(|name| format!("{at}/{inner}/{name}"))
        })
    })
}

/// What identifies a row: the dotted name of a member. `called` is what the rows are called, `param` the
/// parameter of a path that takes it.
pub(crate) fn identity(document: &Document, row: &Shape<'_>, called: &str, param: Option<&str>) -> Option<String> {
    let one = singular(called);
    let mut names: Vec<String> = param.map(|param| vec![param.to_owned()]).unwrap_or_default();
    if let Some(param) = param {
        // `issue_number` is the issue's `number`, `petId` the pet's `id`.
        let words = super::words::words(param);
        names.extend(words.last().filter(|_| words.len() > 1).cloned());
    }
    names.extend(["id", "uuid", "_id", "guid", "uid", "key", "ID", "Id"].map(str::to_owned));
    for end in ["Id", "_id", "ID", "Uuid", "_uuid", "Key", "_key", "_hash", "Hash"] {
        names.push(format!("{one}{end}"));
    }
    names.extend(["slug", "code", "hash", "name", "path", "username", "login", "title"].map(str::to_owned));
    let scalar = |shape: &Shape<'_>, name: &str| {
        can_be_named(name)
            && document
                .member(shape, name)
                .is_some_and(|member| member.is_scalar() && member.kind != Kind::Flag && member.kind != Kind::Number)
    };
    let is_id = |name: &&&str| {
        scalar(row, name)
            && matches!(super::words::words(name).last().map(String::as_str), Some("id" | "uuid" | "hash"))
    };
    let known = names.iter().find(|name| scalar(row, name)).cloned();
    known.or_else(|| row.members.keys().find(is_id).map(|name| (*name).to_owned())).or_else(|| {
        // As Kubernetes has it.
        let inner = document.member(row, "metadata").filter(|inner| inner.members.contains_key("uid"))?;
        ["uid", "name"].iter().find(|name| scalar(&inner, name)).map(|name| format!("metadata.{name}"))
    })
}

/// A dotted name as a JSON Pointer.
pub(crate) fn pointer(dotted: &str) -> String {
    dotted.split('.').map(|name| format!("/{}", escaped(name))).collect()
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
