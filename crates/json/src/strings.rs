//! Strings: what escapes and bytes mean, where some of them mean nothing.

use std::char::{REPLACEMENT_CHARACTER, decode_utf16};

/// Reads a string up to its closing quote.
///
/// - `begin`: behind the opening quote.
///
/// Text, and where what follows the closing quote begins; nothing where it never closes.
pub(crate) fn read(bytes: &[u8], begin: usize) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = begin;
    loop {
        let rest = bytes.get(at..)?;
        // Everything up to the next quote or escape is as it stands.
        let plain = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        push_bytes(&mut text, &rest[..plain]);
        at += plain + 1;
        if rest[plain] == b'"' {
            return Some((text, at));
        }
        at += push_escape(&mut text, bytes.get(at..)?)?;
    }
}

/// What an escape stands for, and its length behind the backslash.
fn push_escape(text: &mut String, escape: &[u8]) -> Option<usize> {
    text.push(match escape.first()? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'\'' => '\'',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => match unit(&escape[1..]) {
            Some(first) => return Some(push_units(text, first, &escape[5..])),
            None => {
                text.push_str("\\u");
                return Some(1);
            }
        },
        // No such escape: what follows is read as any other text.
        _ => {
            text.push('\\');
            return Some(0);
        }
    });
    Some(1)
}

/// The character of one UTF-16 unit, or of two. What they are too long for is left for the next escape.
fn push_units(text: &mut String, first: u16, after: &[u8]) -> usize {
    const ONE: usize = 5;
    let second = after.strip_prefix(b"\\u").and_then(unit);
    let pair = second.and_then(|second| decode_utf16([first, second]).next()?.ok());
    match (char::from_u32(first.into()), pair) {
        (Some(char), _) => {
            text.push(char);
            ONE
        }
        (None, Some(char)) => {
            text.push(char);
            ONE + 6
        }
        (None, None) => {
            text.push(REPLACEMENT_CHARACTER);
            ONE
        }
    }
}

/// Four hexadecimal digits.
fn unit(digits: &[u8]) -> Option<u16> {
    let digits = digits.get(..4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Bytes that are UTF-8, or nearly. Surrogates that were written as if they were characters (CESU-8, WTF-8) are one
/// character where two belong together, and one U+FFFD each where not.
fn push_bytes(text: &mut String, bytes: &[u8]) {
    let mut rest = bytes;
    while !rest.is_empty() {
        match std::str::from_utf8(rest) {
            Ok(whole) => {
                text.push_str(whole);
                return;
            }
            Err(error) => {
                let (good, bad) = rest.split_at(error.valid_up_to());
                text.push_str(std::str::from_utf8(good).unwrap_or_default());
                rest = push_broken(text, bad, error.error_len());
            }
        }
    }
}

/// The beginning of `bad`, of which `invalid` bytes cannot be read (all of them where it ends too soon). What is left.
fn push_broken<'a>(text: &mut String, bad: &'a [u8], invalid: Option<usize>) -> &'a [u8] {
    if let Some(first) = surrogate(bad) {
        let pair = surrogate(&bad[3..]).and_then(|second| decode_utf16([first, second]).next()?.ok());
        text.push(pair.unwrap_or(REPLACEMENT_CHARACTER));
        return &bad[if pair.is_some() { 6 } else { 3 }..];
    }
    text.push(REPLACEMENT_CHARACTER);
    &bad[invalid.unwrap_or(bad.len())..]
}

/// A surrogate that is written in three bytes.
fn surrogate(bytes: &[u8]) -> Option<u16> {
    match bytes {
        [0xed, second @ 0xa0..=0xbf, third @ 0x80..=0xbf, ..] => {
            Some(0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f))
        }
        _ => None,
    }
}
