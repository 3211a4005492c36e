//! The path of a request: what the board wrote stays, what is filled in is percent-encoded.

use crate::template::{Content, Part};
use crate::{Missing, Placeholder, Template};

/// Fills a path template. `value` gives the text of a placeholder.
pub(crate) fn path(template: &Template, value: impl Fn(&Placeholder) -> Option<String>) -> Result<String, Missing> {
    let mut path = String::new();
    let parts = match &template.content {
        Content::Literal(_) => &[][..],
        Content::Parts(parts) => parts,
    };
    for part in parts {
        match part {
            Part::Text(text) => encode(text, &mut path, written_stays),
            Part::Hole(hole) => {
                let value = value(hole).ok_or_else(|| Missing::value(hole))?;
                // An empty part, `.` and `..` would call another address than the board names, and
                // encoding does not help: `%2e%2e` means `..` too.
                if matches!(value.as_str(), "" | "." | "..") {
                    return Err(Missing::Segment { placeholder: hole.to_string(), value });
                }
                encode(&value, &mut path, value_stays);
            }
        }
    }
    Ok(path)
}

/// What the board wrote means what it says: only what no address can hold is encoded.
fn written_stays(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)
}

/// The unreserved characters of RFC 3986: a value is one part of the path and nothing else.
fn value_stays(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn encode(text: &str, out: &mut String, stays: impl Fn(u8) -> bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if stays(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}
