//! What something is that is no JSON, by what it begins with.

use crate::{is_blank, start};
use std::fmt;

/// How much of a page is looked at for its title, in bytes.
const HEAD: usize = 16 << 10;
/// How much of a title is shown, in characters.
const SHOWN: usize = 80;

/// What an answer is. As text it is a noun with its article, such as "a web page (HTML)".
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Nothing but white space.
    Empty,
    /// It begins as JSON does.
    JsonLike,
    /// A page for people, with its title.
    Html(Option<String>),
    /// XML.
    Xml,
    /// Text in two bytes for each character.
    Utf16,
    /// Compressed, by the name of the method.
    Compressed(&'static str),
    /// A file for another program, by its name with the article.
    File(&'static str),
    /// Text for people.
    Text,
    /// Bytes that nobody can read.
    Binary,
}

/// What files begin with.
const FILES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, sound or film)"),
];

/// What compressed bytes begin with. Brotli has no such mark.
const COMPRESSED: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    // The usual heads of zlib's streams, which `Content-Encoding: deflate` has.
    (b"\x78\x01", "deflate"),
    (b"\x78\x9c", "deflate"),
    (b"\x78\xda", "deflate"),
];

impl Content {
    /// What this is.
    pub fn of(bytes: &[u8]) -> Self {
        if is_utf16(bytes) {
            return Self::Utf16;
        }
        let named = |kinds: &[(&[u8], &'static str)]| {
            kinds.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, name)| *name)
        };
        if let Some(name) = named(COMPRESSED) {
            return Self::Compressed(name);
        }
        if let Some(name) = named(FILES) {
            return Self::File(name);
        }
        let text = start(bytes);
        match text.first() {
            None => Self::Empty,
            Some(b'<') => Self::of_markup(text),
            Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9') => Self::JsonLike,
            _ if is_of_json(text) => Self::JsonLike,
            _ if is_text(text) => Self::Text,
            _ => Self::Binary,
        }
    }

    fn of_markup(text: &[u8]) -> Self {
        let head = String::from_utf8_lossy(&text[..text.len().min(HEAD)]);
        let lower = head.to_ascii_lowercase();
        if lower.starts_with("<?xml") && !lower.contains("<html") {
            return Self::Xml;
        }
        let pages =
            ["<!doctype html", "<html", "<head", "<body", "<title", "<h1", "<p>", "<br", "<div", "<!--", "<center"];
        if lower.starts_with("<?xml") || pages.iter().any(|page| lower.starts_with(page)) {
            return Self::Html(title(&head, &lower));
        }
        Self::Xml
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty"),
            Self::JsonLike => f.write_str("JSON"),
            Self::Html(None) => f.write_str("a web page (HTML)"),
            Self::Html(Some(title)) => write!(f, "a web page (HTML), \"{title}\""),
            Self::Xml => f.write_str("XML"),
            Self::Utf16 => f.write_str("UTF-16; JSON is sent as UTF-8"),
            Self::Compressed(method) => write!(f, "compressed ({method}), and no header says so"),
            Self::File(name) => f.write_str(name),
            Self::Text => f.write_str("plain text"),
            Self::Binary => f.write_str("binary data"),
        }
    }
}

/// By its mark, or because every other byte of its beginning is zero, as JSON's signs are in it.
fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [a, 0, b, 0, ..] => *a != 0 && *b != 0,
        [0, a, 0, b, ..] => *a != 0 && *b != 0,
        [a, 0] | [0, a] => *a != 0 && !is_blank(*a),
        _ => false,
    }
}

/// The only values of JSON that begin with a letter, and what stands for them elsewhere.
fn is_of_json(text: &[u8]) -> bool {
    let end = text.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(text.len());
    let names = ["true", "false", "null", "nan", "infinity", "inf", "undefined", "none"];
    names.iter().any(|name| text[..end].eq_ignore_ascii_case(name.as_bytes()))
}

/// Its beginning is UTF-8 and has no signs that only programs read.
fn is_text(text: &[u8]) -> bool {
    let beginning = &text[..text.len().min(512)];
    let good = match std::str::from_utf8(beginning) {
        Ok(good) => good,
        // Cut within a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&beginning[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    good.chars().all(|char| !char.is_control() || char.is_whitespace() || char == '\u{1b}')
}

/// What a page calls itself, as one line. `lower`: the same in lower case, byte by byte.
fn title(head: &str, lower: &str) -> Option<String> {
    let begin = lower.find("<title")?;
    let begin = begin + lower[begin..].find('>')? + 1;
    let end = begin + lower[begin..].find("</title").or_else(|| lower[begin..].find('<')).unwrap_or(0);
    let plain = head[begin..end].replace("&amp;", "&").replace("&quot;", "'").replace("&#39;", "'").replace('"', "'");
    let visible = plain.chars().map(|char| if char.is_control() { ' ' } else { char }).collect::<String>();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then(|| line.chars().take(SHOWN).collect())
}
