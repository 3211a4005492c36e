//! Which members of a record are worth a column.

use super::format::{Look, look};
use super::words::words;
use crate::document::Document;
use crate::schema::{Kind, Shape};

/// A member that is shown.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Its dotted name.
    pub(crate) field: String,
    pub(crate) look: Look,
    rank: i32,
    /// Where it stands in the document.
    place: usize,
}

/// The rank of what says little.
const LITTLE: i32 = 5;

/// The members of a record that say most about it, at most so many: what it is called first, then in
/// the document's order, times last.
pub(crate) fn fields(document: &Document, record: &Shape<'_>, most: usize) -> Vec<Field> {
    let mut found = candidates(document, record);
    // Addresses and the names of other records say little, where there is more to say.
    let telling = found.iter().filter(|field| field.rank > LITTLE).count();
    found.retain(|field| field.rank > LITTLE || telling < 3 && field.rank > 0 || telling == 0);
    found.sort_by_key(|field| (-field.rank, field.place));
    found.truncate(most);
    found.sort_by_key(|field| (field.look.is_time, field.rank < 90, field.place));
    found
}

/// A time that says when the record came to be or changed, to sort by.
pub(crate) fn newest_first(fields: &[Field]) -> Option<usize> {
    let mut times = fields.iter().enumerate().filter(|(_, field)| field.look.is_time);
    times
        .find(|(_, field)| {
            words(&field.field).iter().any(|word| ["created", "timestamp", "date", "time"].contains(&word.as_str()))
        })
        .map(|(at, _)| at)
}

fn candidates(document: &Document, record: &Shape<'_>) -> Vec<Field> {
    let mut found = Vec::new();
    for (place, (name, schema)) in record.members.iter().enumerate() {
        if !can_be_named(name) {
            continue;
        }
        let shape = document.shape(schema);
        if shape.write_only {
            continue;
        }
        if shape.is_scalar() {
            let look = look(name, &shape, record, "row");
            found.push(Field { field: (*name).to_owned(), rank: rank(name, &shape, &look), look, place });
        } else if shape.kind == Kind::Object {
            // Of a record within, what it is called.
            let called = ["login", "username", "display_name", "displayName", "name", "title", "label"];
            if let Some(inner) =
                called.iter().find(|inner| document.member(&shape, inner).is_some_and(|inner| inner.kind == Kind::Text))
            {
                found.push(Field {
                    field: format!("{name}.{inner}"),
                    look: Look::default(),
                    rank: if *name == "metadata" { 95 } else { 45 },
                    place,
                });
            }
        }
    }
    found
}

/// A name that templates and columns can hold.
pub(crate) fn can_be_named(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('/') && !name.contains(['.', '{', '}']) && !name.contains(char::is_whitespace)
}

fn rank(name: &str, shape: &Shape<'_>, look: &Look) -> i32 {
    let words = words(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let last = words.last().map(String::as_str).unwrap_or_default();
    let format = look.format.as_deref().unwrap_or_default();
    if matches!(shape.format, Some("uri" | "url" | "uri-template" | "byte" | "binary" | "password" | "hostname-list"))
        || has(&[
            "url", "uri", "href", "link", "icon", "avatar", "image", "hash", "etag", "token", "secret", "password",
            "cursor", "html", "svg", "sha",
        ])
    {
        return -10;
    }
    if last == "key" && words.len() > 1 {
        return -5;
    }
    match () {
        () if ["name", "title", "label", "subject", "login", "username", "filename"].contains(&name) => 100,
        () if ["full name", "display name", "user name", "file name", "first name", "last name"]
            .contains(&words.join(" ").as_str()) =>
        {
            92
        }
        () if matches!(last, "name" | "title" | "label") => 70,
        () if ["status", "state", "phase", "conclusion"].contains(&last) => 85,
        () if format.starts_with("currency") => 80,
        () if has(&["amount", "price", "total", "balance", "quantity"]) => 75,
        () if matches!(last, "severity" | "priority" | "type" | "kind" | "category") => 65,
        () if look.is_time && has(&["created", "updated", "modified", "timestamp", "date", "time"]) => 60,
        () if look.is_time => 48,
        () if format == "badge" => 58,
        () if matches!(last, "email" | "host" | "path" | "version" | "address") => 55,
        () if matches!(last, "number" | "message" | "summary" | "text" | "body") => 50,
        () if matches!(last, "description") => 42,
        () if name == "id" || name == "_id" || name == "uuid" => 38,
        () if last == "id" && words.len() > 1 => 5,
        () if matches!(format, "bytes" | "duration" | "percent") => 44,
        () if format == "number" => 40,
        () if shape.kind == Kind::Flag => 20,
        () => 30,
    }
}
