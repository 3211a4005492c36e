//! How a value is written.

use super::words::{colour, words};
use crate::schema::{Kind, Shape};
use crate::toml;

/// What follows a field's name in a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Look {
    /// The format; nothing for a value as it is.
    pub(crate) format: Option<String>,
    /// Colours by value.
    pub(crate) colours: Vec<(String, &'static str)>,
    /// It is a moment.
    pub(crate) is_time: bool,
}

/// Members that name a currency.
static CURRENCIES: &[&str] = &["currency", "currency_code", "currencyCode"];
/// Words of moments that have not come yet: "in 3 days" is less use than the day.
static AHEAD: &[&str] = &[
    "expires",
    "expiration",
    "expiry",
    "due",
    "start",
    "starts",
    "end",
    "ends",
    "until",
    "scheduled",
    "valid",
    "next",
];
static MONEY: &[&str] = &[
    "amount",
    "price",
    "total",
    "subtotal",
    "balance",
    "cost",
    "fee",
    "fees",
    "tax",
    "revenue",
    "available",
    "outstanding",
    "paid",
    "discount",
    "salary",
];
static STATES: &[&str] = &["status", "state", "phase", "severity", "conclusion", "health", "priority"];

/// How a member is written. `inside` are the members that stand beside it, `root` where they are found:
/// `row`, or `data` for a value alone.
pub(crate) fn look(name: &str, shape: &Shape<'_>, inside: &Shape<'_>, root: &str) -> Look {
    let words = words(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let last = words.last().map(String::as_str).unwrap_or_default();
    let plain = |format: &str| Look { format: Some(format.to_owned()), ..Look::default() };
    if let Some(time) = time(&words, shape) {
        return Look { format: Some(time.to_owned()), is_time: true, ..Look::default() };
    }
    let values = shape.words();
    if shape.kind == Kind::Text && ((2..=12).contains(&values.len()) || STATES.contains(&last)) {
        let coloured = values.iter().filter_map(|value| Some(((*value).to_owned(), colour(value)?))).collect();
        // One colour among many words would say that the others mean nothing.
        let coloured: Vec<_> = coloured;
        let colours = if coloured.len() > 1 { coloured } else { Vec::new() };
        return Look { format: Some("badge".to_owned()), colours, is_time: false };
    }
    if let Some(code) = CURRENCIES.iter().find(|code| inside.members.contains_key(*code))
        && has(MONEY)
        && (shape.is_number() || shape.kind == Kind::Text)
    {
        return plain(&format!("currency:{{{root}.{code}}}"));
    }
    if !shape.is_number() {
        return Look::default();
    }
    match () {
        () if has(&["bytes"]) => plain("bytes"),
        () if last == "size" && has(&["file", "disk", "memory", "blob", "content"]) => plain("bytes"),
        () if has(&["ms", "millis", "milliseconds"]) => plain("number"),
        () if has(&["duration", "uptime", "elapsed", "seconds"]) => plain("duration"),
        () if has(&["ratio", "fraction"])
            || (has(&["percent", "percentage", "rate"]) && shape.maximum.is_some_and(|most| most <= 1.0)) =>
        {
            plain("percent")
        }
        // A name that happens to be made of digits is not counted.
        () if has(&[
            "id", "year", "port", "code", "version", "zip", "index", "number", "height", "slot", "epoch", "pid",
            "revision",
        ]) =>
        {
            Look::default()
        }
        () => plain("number"),
    }
}

/// `ago`, `date` or `datetime`, for a member that is a moment.
fn time(words: &[String], shape: &Shape<'_>) -> Option<&'static str> {
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let last = words.last().map(String::as_str)?;
    let format = match shape.format {
        Some("date") => return Some("date"),
        Some(format) => {
            ["date-time", "datetime", "unix-time", "timestamp"].contains(&format.to_ascii_lowercase().as_str())
        }
        None => false,
    };
    let reads_as_one = |text: &str| {
        text.len() >= 19
            && text.as_bytes().get(4) == Some(&b'-')
            && text.as_bytes().get(10).is_some_and(|t| b"T ".contains(t))
    };
    let example = shape.example.and_then(crate::node::Node::text).is_some_and(reads_as_one);
    let named = match shape.kind {
        Kind::Text => last == "at" && words.len() > 1 || last == "timestamp" || last == "datetime",
        // A number since 1970.
        Kind::Integer | Kind::Number => {
            (last == "at" && words.len() > 1 || last == "timestamp" || words.join(" ").ends_with("block time"))
                && !has(&["elapsed", "duration"])
        }
        _ => false,
    };
    if !(format || example && shape.kind == Kind::Text || named) || has(&["timezone"]) {
        return None;
    }
    Some(if has(AHEAD) { "datetime" } else { "ago" })
}

impl Look {
    /// A column with this look: a text alone where there is nothing to say.
    pub(crate) fn column(&self, field: &str, sort: Option<&str>) -> String {
        if self.format.is_none() && sort.is_none() {
            return toml::quoted(field);
        }
        let mut members = vec![("field", toml::quoted(field))];
        members.extend(self.format.as_ref().map(|format| ("format", toml::quoted(format))));
        members.extend(sort.map(|sort| ("sort", toml::quoted(sort))));
        if !self.colours.is_empty() {
            let colours: Vec<(&str, String)> =
                self.colours.iter().map(|(value, colour)| (value.as_str(), toml::quoted(colour))).collect();
            members.push(("colours", toml::table(&colours)));
        }
        toml::table(&members)
    }
}
