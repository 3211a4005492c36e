//! Text that is not TOML.

use super::report::Report;
use toml_edit::TomlError;

pub(crate) fn report(report: &Report<'_>, text: &str, error: &TomlError) {
    mask_bearers(report, text);
    let at = error.span().unwrap_or(text.len()..text.len());
    let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
    report.error(&at, format!("this is not TOML: {message}"), help(&message));
}

fn help(message: &str) -> Option<String> {
    const MENDS: [(&str, &str); 5] = [
        ("duplicate key", "each name stands once in a table"),
        ("string values must be quoted", "put it in quotes"),
        ("unclosed table", "close it with `]`"),
        ("unclosed array", "close it with `]`"),
        ("unclosed inline table", "close it with `}`"),
    ];
    MENDS.iter().rev().find(|(said, _)| message.contains(said)).map(|(_, mend)| (*mend).to_owned())
}

/// Without a document nobody knows what is a secret: whatever follows `bearer` and is not the name
/// of one is not shown.
fn mask_bearers(report: &Report<'_>, text: &str) {
    for (found, word) in text.match_indices("bearer") {
        let start = found + word.len();
        let line = text[start..].lines().next().unwrap_or_default();
        let value = line.trim_start_matches(|char: char| char.is_whitespace() || "=\"'".contains(char));
        if !value.starts_with("secret:") && !value.starts_with("env:") {
            report.mask(&(start..start + line.len()));
        }
    }
}
