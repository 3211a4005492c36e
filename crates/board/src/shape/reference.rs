//! The reference of all fields, for people.

use super::kind::{FORMATS, Kind, Refers};
use super::{Absent, BOARD, FieldShape, Rule, Shape, Variants};
use crate::Root;
use std::fmt::Write;

/// How the page begins. What a kind of value is stands here once.
const OPENING: &str = "\
# Every field of a board

<!-- Made from crates/board/src/shape by `BLESS=1 cargo test -p oriel-board`; changes belong there. -->

[boards.md](boards.md) is the guide; this page is for looking things up. `oriel schema` prints the same as a JSON \
Schema, which gives editors completion and checks while typing: save it beside the board and begin the board with \
`#:schema ./board.schema.json`.

What is *required* must be written; *none* says that without the field there is none. Unknown fields are errors.

## What fields take

| word | is |
| --- | --- |
| text | a text; where nothing else is said it must say something |
| template | a text with `{root.path}` of the roots that are named; one that stands alone keeps its JSON type. `{{` and `}}` are braces |
| text with `{NAME}` | a text with the names that the socket knows: `{secret}`, what was captured or taken, and the constants of `values` |
| pointer | a JSON Pointer (RFC 6901) into an answer or a message: `/data/items`. Empty: all of it |
| pointer with `/*` | the same, and at its end `/*` is the first member that is there |
| field | the dotted name of a field of a row, such as `party.name` |
| time | `\"100ms\"`, `\"5s\"`, `\"2m\"`, `\"1h\"` or `\"1d\"` |
| scalar | a text, a number or a truth value |
| name | letters, digits, `-` and `_` |
| MATCH | which messages are meant: an event's name, or a table of pointers with the values that may stand there; `\"{any}\"` is any |
| MESSAGE | anything that TOML can say, sent as JSON, with `{NAME}` in its texts; a text goes out as it is. `\"{null}\"` is null |
";

/// Every table and every field of a board, in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut page = OPENING.to_owned();
    formats(&mut page);
    let mut shapes = Vec::new();
    collect(&BOARD, &mut shapes);
    for shape in shapes {
        section(&mut page, shape);
    }
    page
}

/// A table, then those that it holds, in the order of its fields.
fn collect(shape: &'static Shape, into: &mut Vec<&'static Shape>) {
    if into.iter().any(|known| std::ptr::eq(*known, shape)) {
        return;
    }
    into.push(shape);
    let variants = shape.variants.iter().flat_map(|variants| variants.of).flat_map(super::Variant::fields);
    let kinds = shape.fields.iter().chain(variants).map(|field| field.kind).chain(shape.others);
    kinds.for_each(|kind| tables(kind, into));
}

fn tables(kind: Kind, into: &mut Vec<&'static Shape>) {
    match kind {
        Kind::Table(shape) | Kind::Part(shape) => collect(shape, into),
        Kind::List(kind) | Kind::Many(kind) | Kind::Pair(kind) | Kind::Named(_, kind) => tables(*kind, into),
        Kind::Either(kinds) => kinds.iter().for_each(|kind| tables(*kind, into)),
        _ => {}
    }
}

fn formats(page: &mut String) {
    line(page, "\n## Formats\n\n| format | writes |\n| --- | --- |");
    for (word, meaning) in FORMATS {
        line(page, &format!("| `\"{word}\"` | {meaning} |"));
    }
    line(
        page,
        "| `\"currency:CODE\"` | money; the code is one such as `EUR`, or a template such as `{row.currency}` |",
    );
}

fn section(page: &mut String, shape: &'static Shape) {
    let level = if shape.title.starts_with('[') || shape.title.starts_with("The ") { "##" } else { "###" };
    let title = if level == "##" && !shape.title.starts_with('[') {
        shape.title.to_owned()
    } else {
        format!("`{}`", shape.title)
    };
    line(page, &format!("\n{level} {title}\n\n{}", shape.about));
    for rule in shape.rules {
        line(page, &format!("\n{}", told(rule)));
    }
    table(page, shape.fields.iter().map(|field| (field, Vec::new())).collect());
    if let Some(variants) = &shape.variants {
        shared(page, variants);
        for variant in variants.of {
            let own: Vec<_> = variant.fields().filter(|field| owners(variants, field).len() == 1).collect();
            let about = if variant.about.is_empty() { String::new() } else { format!(" {}", variant.about) };
            if !own.is_empty() {
                line(page, &format!("\n**`{} = \"{}\"`**{about}", variants.by, variant.word));
                table(page, own.into_iter().map(|field| (field, Vec::new())).collect());
            }
        }
    }
}

/// The fields that several variants have alike.
fn shared(page: &mut String, variants: &'static Variants) {
    let mut rows: Vec<(&FieldShape, Vec<&str>)> = Vec::new();
    for field in variants.of.iter().flat_map(super::Variant::fields) {
        let owners = owners(variants, field);
        if owners.len() > 1 && !rows.iter().any(|(known, _)| std::ptr::eq(*known, field)) {
            rows.push((field, owners));
        }
    }
    if !rows.is_empty() {
        line(page, &format!("\n**Of several `{}`**", variants.by));
        table(page, rows);
    }
}

/// The variants that have this very field.
fn owners(variants: &'static Variants, field: &FieldShape) -> Vec<&'static str> {
    let owners = variants.of.iter().filter(|variant| variant.fields().any(|own| std::ptr::eq(own, field)));
    owners.map(|variant| variant.word).collect()
}

fn table(page: &mut String, rows: Vec<(&FieldShape, Vec<&str>)>) {
    if rows.is_empty() {
        return;
    }
    let with_owners = rows.iter().any(|(_, owners)| !owners.is_empty());
    let (head, rule) = if with_owners { ("of | ", "--- | ") } else { ("", "") };
    line(page, &format!("\n| field | {head}takes | default | meaning |\n| --- | {rule}--- | --- | --- |"));
    for (field, owners) in rows {
        let owners = owners.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let owners = if with_owners { format!("{owners} | ") } else { String::new() };
        let absent = match field.absent {
            Absent::Error => "*required*".to_owned(),
            Absent::Nothing => "*none*".to_owned(),
            Absent::Value(value) => format!("`{value}`"),
            Absent::Words(words) => words.to_owned(),
        };
        let words = field.kind.words().iter().filter(|(_, meaning)| !meaning.is_empty());
        let words: Vec<String> = words.map(|(word, meaning)| format!("`{word}`: {meaning}")).collect();
        let meaning = [field.about.to_owned(), words.join("; ")].join(" ");
        line(
            page,
            &format!("| `{}` | {owners}{} | {absent} | {} |", field.name, takes(field.kind), meaning.trim_end()),
        );
    }
}

fn told(rule: &Rule) -> String {
    let listed = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match rule {
        Rule::One(names) => format!("Exactly one of {}.", listed(names)),
        Rule::Some(names) => format!("At least one of {}.", listed(names)),
        Rule::With(first, second) => format!("`{first}` stands only with `{second}`."),
        Rule::Never(first, second) => format!("`{first}` does not stand with `{second}`."),
    }
}

/// What a field takes, in words.
fn takes(kind: Kind) -> String {
    match kind {
        Kind::Words | Kind::Text => "text".to_owned(),
        Kind::Template(roots) => format!("template: {}", listed(roots)),
        Kind::Value(roots) => format!("template or scalar: {}", listed(roots)),
        Kind::Tree(roots) => format!("anything, with templates: {}", listed(roots)),
        Kind::Path(roots) => format!("path, with templates: {}", listed(roots)),
        Kind::Target => "path or address".to_owned(),
        Kind::Filled => "text with `{NAME}`".to_owned(),
        Kind::Message => "MESSAGE".to_owned(),
        Kind::Match => "MATCH".to_owned(),
        Kind::Pointer => "pointer".to_owned(),
        Kind::Star => "pointer with `/*`".to_owned(),
        Kind::Dotted => "field".to_owned(),
        Kind::Time => "time".to_owned(),
        Kind::TimeOr(word) => format!("time, or `\"{word}\"`"),
        Kind::Format(roots) => format!("[format](#formats): {}", listed(roots)),
        Kind::SecretHeader => "`\"NAME: … {secret}\"`".to_owned(),
        Kind::HeaderName => "name of a header".to_owned(),
        Kind::Secret => "`\"secret:NAME\"` or `\"env:NAME\"`".to_owned(),
        Kind::Address([first, second]) => format!("address: `{first}:` or `{second}:`"),
        Kind::Name => "name".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Integer(least, most) if least == most => format!("`{least}`"),
        Kind::Integer(least, most) => format!("whole number, {least} to {most}"),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Scalar => "scalar".to_owned(),
        Kind::Refers(refers) => {
            format!("name of {} {}", if refers == Refers::Action { "an" } else { "a" }, refers.what())
        }
        Kind::Choice(words) => words.iter().map(|(word, _)| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", "),
        Kind::Preset => "name of a preset (`oriel presets`)".to_owned(),
        Kind::List(entry) => format!("list: {}", takes(*entry)),
        Kind::Many(one) => format!("{}, or a list", takes(*one)),
        Kind::Pair(one) => format!("list of two: {}", takes(*one)),
        Kind::Table(shape) | Kind::Part(shape) => format!("[table](#{})", anchor(shape.title)),
        Kind::Named(_, member) => format!("by name: {}", takes(*member)),
        Kind::Either(kinds) => kinds.iter().map(|kind| takes(*kind)).collect::<Vec<_>>().join(", or "),
    }
}

fn listed(roots: &[Root]) -> String {
    roots.iter().map(|root| format!("`{}`", root.name())).collect::<Vec<_>>().join(", ")
}

/// The place of a heading, as pages of Markdown name it.
fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|char| char.is_alphanumeric() || " -".contains(*char));
    kept.map(|char| if char == ' ' { '-' } else { char.to_ascii_lowercase() }).collect()
}

fn line(page: &mut String, text: &str) {
    // A text takes everything.
    let _ = writeln!(page, "{text}");
}
