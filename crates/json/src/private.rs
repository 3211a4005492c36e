//! Names of members that `serde_json` keeps for itself: it takes an object with such a member for a number, or cannot read
//! what it wrote. A backend that sends one means a member like any other.

const PREFIX: &str = "$serde_json::private::";

/// Whether the name of such a member may stand in it, written out or with escapes. Where it may, the lenient reader reads.
pub(crate) fn may_be_in(text: &[u8]) -> bool {
    text.iter().enumerate().any(|(at, byte)| match byte {
        b'$' => at > 0 && text[at - 1] == b'"' && matches!(text.get(at + 1), Some(b's' | b'\\')),
        b'\\' => text[at..].starts_with(b"\\u0024"),
        _ => false,
    })
}

/// The name under which such a member is kept: its own without the first sign.
pub(crate) fn renamed(mut name: String) -> String {
    if name.starts_with(PREFIX) {
        name.remove(0);
    }
    name
}
