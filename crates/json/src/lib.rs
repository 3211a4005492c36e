//! JSON as backends really write it: read as the languages that wrote it do, or named for what it is instead.
//!
//! Everything that a backend says, over HTTP or a socket, is read here and nowhere else. What is JSON by RFC 8259 is read
//! by `serde_json` alone and costs nothing more; only what it refuses is read again, by a reader that takes what real
//! backends write:
//!
//! | what is written | who writes it | what is read |
//! | --- | --- | --- |
//! | `NaN`, `Infinity`, `-Infinity`, also as `nan`, `inf` | Python, Ruby, C's `printf` | the text `"NaN"`, `"Infinity"`, `"-Infinity"` |
//! | a number that no number type holds, `1e999` | Python, Java | its text |
//! | half of a surrogate pair, as an escape or as bytes | JavaScript, Python, Java | U+FFFD, `�`; two halves as bytes are the character |
//! | bytes in a string that are no UTF-8 | PHP, Lua, C | U+FFFD for each sequence |
//! | control characters in a string | C, shell scripts | themselves |
//! | an escape that does not exist, `"C:\data"` | templates | as it stands; `\'` is an apostrophe |
//! | a byte order mark, white space and NULs around it | .NET, C | nothing |
//! | a guard against cross-site inclusion, `)]}',` | Angular's backends, Gerrit | nothing |
//! | a member that stands twice | all | the last counts, as for `serde_json` |
//!
//! Comments, commas before a closing bracket and quotes other than `"` are refused, with the place: no language's own
//! JSON writes them, and none reads them. Nesting deeper than [`DEEPEST`] is refused too.
//!
//! | file | idea |
//! | --- | --- |
//! | `reader.rs` | the lenient reader |
//! | `strings.rs` | strings: escapes, surrogates, bytes |
//! | `apart.rs` | a document whose long list is read item by item, and not kept |
//! | `tree.rs` | a document as it stands: its order, its numbers by their digits |
//! | `content.rs` | what something is that is no JSON |

mod apart;
mod content;
mod private;
mod reader;
mod strings;
mod tree;

pub use content::Content;
pub use reader::DEEPEST;
pub use tree::Tree;

use reader::{Made, Reader};
use serde_json::Value;

/// What was said is no JSON. The text is a clause that says what it is instead, for a person, such as "it is a web page
/// (HTML)" or "a comma stands before ] at line 1, column 8". It never repeats bytes that nobody can read, nor anything
/// that was said but the title of a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

/// What may stand before a document that is not for scripts of other origins.
const GUARDS: [&[u8]; 4] = [b")]}',", b")]}'", b"while(1);", b"for(;;);"];

/// Reads one document: a whole answer.
///
/// # Errors
/// [`Unreadable`] where it is no JSON, or more than one document.
pub fn read(bytes: &[u8]) -> Result<Value, Unreadable> {
    let text = trimmed(bytes);
    if !private::may_be_in(text)
        && let Ok(value) = serde_json::from_slice(text)
    {
        return Ok(value);
    }
    lenient(bytes, text)
}

/// Reads a whole answer as [`read`] does, but for the items of the array under these names, one in the other: each is
/// handed to `each` and not kept, and an empty array stands for them.
///
/// `None` where it has no such array, or is not to be read as strictly as that: then it is for [`read`], and what was
/// handed over is to be forgotten.
///
/// ```
/// let mut sum = 0;
/// let rest = oriel_json::read_apart(br#"{"n":[1,2],"of":"us"}"#, &["n".to_owned()], &mut |item| {
///     sum += item.as_u64().unwrap_or(0);
/// });
/// assert_eq!((rest, sum), (Some(serde_json::json!({ "n": [], "of": "us" })), 3));
/// ```
pub fn read_apart(bytes: &[u8], names: &[String], each: &mut dyn FnMut(Value)) -> Option<Value> {
    let text = trimmed(bytes);
    if private::may_be_in(text) { None } else { apart::read(text, names, each) }
}

/// What `serde_json` does not read, or not as it stands.
///
/// - `bytes`: all that was said, of which `text` is what means something.
fn lenient<M: Made>(bytes: &[u8], text: &[u8]) -> Result<M, Unreadable> {
    // Read leniently it would have a NUL beside each character.
    if Content::of(bytes) == Content::Utf16 {
        return Err(unreadable(bytes, String::new()));
    }
    let text = GUARDS.iter().find_map(|guard| text.strip_prefix(*guard)).unwrap_or(text);
    let mut reader = Reader::new(text);
    let value = reader.document().map_err(|problem| unreadable(bytes, problem))?;
    match reader.rest().first() {
        None => Ok(value),
        Some(_) => Err(Unreadable(reader.what_follows())),
    }
}

/// Reads the documents that stand one after another in a text, with or without white space between them: a frame.
/// After the first that cannot be read comes nothing more.
///
/// Between documents NULs and record separators (RFC 7464) count as white space.
pub fn documents(text: &str) -> impl Iterator<Item = Result<Value, Unreadable>> {
    documents_of(text.as_bytes())
}

/// The same of bytes, such as the lines of an answer that comes as JSON Lines.
pub fn documents_of(bytes: &[u8]) -> impl Iterator<Item = Result<Value, Unreadable>> {
    let mut rest = bytes;
    let leniently = private::may_be_in(bytes);
    std::iter::from_fn(move || {
        let text = start(rest);
        if text.is_empty() {
            return None;
        }
        let mut strict = serde_json::Deserializer::from_slice(text).into_iter::<Value>();
        if !leniently && let Some(Ok(value)) = strict.next() {
            rest = &text[strict.byte_offset()..];
            return Some(Ok(value));
        }
        if Content::of(text) == Content::Utf16 {
            rest = &[];
            return Some(Err(unreadable(text, String::new())));
        }
        let mut reader = Reader::within(bytes, bytes.len() - text.len());
        let read = reader.document();
        rest = if read.is_ok() { reader.rest() } else { &[] };
        Some(read.map_err(|problem| unreadable(text, problem)))
    })
}

/// Without what may stand around documents and means nothing.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let mut text = start(bytes);
    while let [before @ .., last] = text
        && is_blank(*last)
    {
        text = before;
    }
    text
}

/// The same at its beginning alone.
fn start(bytes: &[u8]) -> &[u8] {
    let mut text = bytes;
    loop {
        text = match text {
            [0xef, 0xbb, 0xbf, after @ ..] => after,
            [first, after @ ..] if is_blank(*first) => after,
            _ => return text,
        };
    }
}

/// White space, and what separates or ends documents: NUL, the record separator.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1e | 0)
}

/// What is wrong with it: where it is something else altogether that says more than the place where reading stopped.
fn unreadable(bytes: &[u8], problem: String) -> Unreadable {
    match Content::of(bytes) {
        Content::JsonLike => Unreadable(problem),
        content => Unreadable(format!("it is {content}")),
    }
}
