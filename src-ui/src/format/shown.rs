//! Text of a backend on screen: it may hold anything, and must not change what stands beside it.

use super::{Numerals, locale};
use oriel_board::{Missing, Scope, Template, plain};
use serde_json::Value;
use std::borrow::Cow;

/// From here to its end a text is set apart from what stands around it.
const ISOLATE: char = '\u{2068}';
const END: char = '\u{2069}';

/// A text without what could turn around or hide others. Characters that command the direction of what
/// follows are shown as `�`, control characters as the sign for them; marks of a single letter's direction stay,
/// which right-to-left languages need.
///
/// ```
/// use oriel_ui::format::harmless;
///
/// assert_eq!(harmless("invoice\u{202e}fdp.exe"), "invoice�fdp.exe");
/// assert_eq!(harmless("a\u{0}b\u{1b}[31m"), "a␀b␛[31m");
/// assert_eq!(harmless("two\nlines"), "two\nlines");
/// ```
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_harmful(c) { sign_of(c) } else { c }).collect())
}

fn is_harmful(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        c if c.is_control() => true,
        // Embeddings, overrides, isolates; and the separators that break a line which has none.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => true,
        // Letters of tags that no font shows.
        '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

fn sign_of(c: char) -> char {
    match c as u32 {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7f => '\u{2421}',
        _ => '\u{fffd}',
    }
}

/// A template filled for the screen: each value is harmless and, where it is written from the right, set apart
/// from the words around it; a fraction has the point of the person's language.
///
/// # Errors
/// The first placeholder whose value is missing or null.
///
/// ```
/// use oriel_board::{Scope, Template};
/// use oriel_ui::format::filled;
/// use serde_json::json;
///
/// let line = Template::parse("{row.name} ({row.count}) tail").expect("a template");
/// let row = json!({ "name": "\u{5d0}\u{5d1}", "count": 5 });
/// let text = filled(&line, &Scope { row: Some(&row), ..Scope::default() });
/// assert_eq!(text.as_deref(), Ok("\u{2068}\u{5d0}\u{5d1}\u{2069} (5) tail"));
/// ```
pub fn filled(template: &Template, scope: &Scope<'_>) -> Result<String, Missing> {
    filled_by(template, scope, &locale::numerals())
}

fn filled_by(template: &Template, scope: &Scope<'_>, numerals: &Numerals) -> Result<String, Missing> {
    let source = template.source();
    if template.placeholders().next().is_none() {
        return template.text(scope);
    }
    let written = |text: &str| text.replace("{{", "{").replace("}}", "}");
    let (mut text, mut rest) = (String::new(), 0);
    for hole in template.placeholders() {
        let value = scope.get(hole).and_then(|value| match value {
            Value::Number(_) => plain(value).map(|number| numerals.fraction(&number)),
            _ => plain(value),
        });
        let value = value.ok_or_else(|| Missing::Value { placeholder: hole.to_string() })?;
        text.push_str(&written(&source[rest..hole.at.start]));
        text.push_str(&set_apart(&value));
        rest = hole.at.end;
    }
    text.push_str(&written(&source[rest..]));
    Ok(text)
}

/// A value among other words.
pub(crate) fn set_apart(value: &str) -> Cow<'_, str> {
    let value = harmless(value);
    if !value.chars().any(is_from_the_right) {
        return value;
    }
    Cow::Owned(format!("{ISOLATE}{value}{END}"))
}

/// Letters of scripts that are written from the right, and the marks that make others so.
fn is_from_the_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn line(template: &str, row: &Value) -> String {
        filled(&Template::parse(template).unwrap(), &Scope { row: Some(row), ..Scope::default() }).unwrap()
    }

    #[test]
    fn a_name_cannot_turn_around_what_follows_it() {
        let row = json!({ "name": "abc\u{202e}liat (5) end", "count": 5 });
        assert_eq!(line("{row.name} ({row.count}) tail", &row), "abc\u{fffd}liat (5) end (5) tail");
        for commands in ["\u{202a}", "\u{202d}", "\u{2066}", "\u{2067}", "\u{2069}"] {
            assert_eq!(line("{row.name}!", &json!({ "name": commands })), "\u{fffd}!", "{commands:?}");
        }
    }

    #[test]
    fn what_is_written_from_the_right_is_set_apart_and_all_else_is_left_as_it_is() {
        let arabic = json!({ "name": "\u{645}\u{62d}\u{645}\u{62f}" });
        assert_eq!(line("{row.name}: 7", &arabic), "\u{2068}\u{645}\u{62d}\u{645}\u{62f}\u{2069}: 7");
        assert_eq!(line("To {row.name}", &json!({ "name": "Zoë 日本 👩‍👩‍👧" })), "To Zoë 日本 👩‍👩‍👧");
        assert!(filled(&Template::parse("{row.name}").unwrap(), &Scope::default()).is_err());
    }

    #[test]
    fn a_template_without_anything_unusual_is_filled_as_it_always_was() {
        let row = json!({ "a": 7.0, "b": "x{y}" });
        let scope = Scope { row: Some(&row), ..Scope::default() };
        for source in ["{{{row.a}}} of {{row.b}} {row.b}{row.a}", "{row.b}", "no {{holes}}", ""] {
            let template = Template::parse(source).unwrap();
            assert_eq!(filled(&template, &scope), template.text(&scope), "{source}");
        }
        let literal = Template::literal(json!(7.0));
        assert_eq!(filled(&literal, &scope), literal.text(&scope));
    }

    #[test]
    fn a_fraction_among_words_has_the_point_of_the_language() {
        let german = Numerals { decimal: ',', group: Some('.'), ..Numerals::default() };
        let row = json!({ "rate": 1.125, "id": 1125, "version": "1.125" });
        let template = Template::parse("{row.rate} of {row.id} in {row.version}").unwrap();
        let text = filled_by(&template, &Scope { row: Some(&row), ..Scope::default() }, &german).unwrap();
        assert_eq!(text, "1,125 of 1125 in 1.125");
    }

    #[test]
    fn control_characters_are_shown_as_their_signs() {
        assert_eq!(harmless("\u{7}bell\u{7f}\u{9b}31m\u{2028}next"), "␇bell␡\u{fffd}31m\u{fffd}next");
        assert!(matches!(harmless("plain"), Cow::Borrowed(_)));
    }
}
