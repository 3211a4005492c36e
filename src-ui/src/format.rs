//! How values are written: a [`Format`] of the board and a value make a text.
//!
//! Text that depends on the person's language comes from the browser ([`locale`]); the rest is
//! plain arithmetic that is tested on the host.

pub mod locale;

mod decimal;
mod moment;
mod numerals;
mod shown;
mod span;
mod steps;
mod vintage;

pub use decimal::{is_in_steps, is_wide, rounded};
pub use moment::{When, moment};
pub use numerals::{Numerals, Unreadable};
pub(crate) use shown::set_apart;
pub use shown::{filled, harmless};
pub use span::{bytes, duration};
pub use steps::{again, ago, next_again, next_ago};
pub use vintage::{next_vintage, vintage};

use crate::clock;
use crate::field::{number, plain};
use oriel_board::{Format, Scope};
use oriel_query::number::to_float;
use serde_json::Value;

/// The digits of a computed number: more are noise of binary.
const COMPUTED: usize = 12;
/// The digits of a fraction that is shown large.
const LARGE: usize = 6;

/// The text of a value. A value that is not of the format's kind is written as it is, so that
/// nothing is ever hidden by a wrong format. `now` is in milliseconds since 1970.
///
/// ```
/// use oriel_board::{Format, Scope};
/// use oriel_ui::format::text;
/// use serde_json::json;
///
/// let scope = Scope::default();
/// assert_eq!(text(&Format::Bytes, &json!(2_000_000), &scope, 0.0), "2.0 MB");
/// assert_eq!(text(&Format::Bytes, &json!("unknown"), &scope, 0.0), "unknown");
/// assert_eq!(text(&Format::Ago, &json!("1970-01-01T00:00:00Z"), &scope, 15_000.0), "10 s ago");
/// ```
#[must_use]
pub fn text(format: &Format, value: &Value, scope: &Scope<'_>, now: f64) -> String {
    let with_number = |write: &dyn Fn(f64) -> String| number(value).map(write);
    let with_digits = |write: &dyn Fn(&str) -> Option<String>| digits(value).and_then(|digits| write(&digits));
    let when = || When::read(value);
    match format {
        Format::Plain | Format::Badge => None,
        Format::Number => with_digits(&locale::number_text),
        Format::Currency { code } => {
            let code = code.text(scope).unwrap_or_default();
            with_digits(&|amount| locale::currency_text(amount, &code))
        }
        Format::Percent => with_number(&locale::percent),
        Format::Bytes => with_number(&bytes),
        Format::Duration => with_number(&duration),
        Format::Ago => when().map(|when| when.ago(now, clock::utc_offset())),
        Format::Date => when().map(When::day),
        Format::Datetime => when().map(When::in_full),
    }
    .unwrap_or_else(|| unformatted(value, &locale::numerals()))
}

/// A value that no format writes: what stands on screen a field of a form reads as the same number, so a fraction
/// has the language's own point. A whole number is as likely an identity, and is left as it is.
fn unformatted(value: &Value, numerals: &Numerals) -> String {
    match value {
        Value::Number(_) => numerals.fraction(&plain(value)),
        _ => plain(value),
    }
}

/// The text of a number that was computed here, as a tick of an axis or a change: without the noise of binary.
#[must_use]
pub fn computed(format: &Format, value: f64, scope: &Scope<'_>, now: f64) -> String {
    text(format, &Value::from(rounded(value, COMPUTED)), scope, now)
}

/// The text of a value that is shown large, where a board gives it no format: a fraction to six digits, so that
/// it does not run over its panel. Everything else is as [`text`] writes it.
///
/// ```
/// use oriel_ui::format::large;
/// use serde_json::json;
///
/// assert_eq!(large(&json!(1.678_986_877_542_834)), "1.67899");
/// assert_eq!(large(&json!(0.0004)), "0.0004");
/// assert_eq!(large(&json!(1_678_986_877)), "1678986877", "a whole number keeps its digits");
/// ```
#[must_use]
pub fn large(value: &Value) -> String {
    rounded_to_fit(value, &locale::numerals())
}

fn rounded_to_fit(value: &Value, numerals: &Numerals) -> String {
    match value {
        Value::Number(number) if number.as_str().contains(['.', 'e', 'E']) => match to_float(number.as_str()) {
            Some(float) if float.fract() != 0.0 && !is_wide(&number.to_string()) => {
                // The digits before the point all count.
                let before = float.abs().log10().floor().max(0.0) as usize + 1;
                unformatted(&Value::from(rounded(float, LARGE.max(before + 2))), numerals)
            }
            _ => unformatted(value, numerals),
        },
        _ => unformatted(value, numerals),
    }
}

/// The number of JSON that a value is, or that its text is.
fn digits(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// Values of this format stand at the right of a column, so that their digits align.
#[must_use]
pub fn is_numeric(format: &Format) -> bool {
    matches!(format, Format::Number | Format::Currency { .. } | Format::Percent | Format::Bytes | Format::Duration)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(format: &Format, value: &Value) -> String {
        text(format, value, &Scope::default(), 0.0)
    }

    #[test]
    fn a_number_wider_than_binary_keeps_its_digits_in_every_format_that_does_not_round() {
        assert_eq!(written(&Format::Number, &json!(9_007_199_254_740_993_i64)), "9,007,199,254,740,993");
        assert_eq!(written(&Format::Number, &json!("9007199254740993")), "9,007,199,254,740,993");
        assert_eq!(written(&Format::Plain, &json!(9_007_199_254_740_993_i64)), "9007199254740993");
        let code = oriel_board::Template::literal(json!("EUR"));
        let euros = written(&Format::Currency { code }, &json!("90071992547409.931"));
        assert_eq!(euros, "EUR 90,071,992,547,409.931", "binary has no room for these cents");
    }

    #[test]
    fn what_is_no_number_is_written_as_it_is() {
        for text in ["much", "", "NaN", "inf", "0x10", "1_000"] {
            assert_eq!(written(&Format::Number, &json!(text)), text);
        }
    }

    #[test]
    fn a_number_without_a_format_is_written_as_a_field_would_read_it() {
        let german = Numerals { decimal: ',', group: Some('.'), ..Numerals::default() };
        for (value, text) in [
            (json!(1.125), "1,125"),
            (json!(-0.5), "-0,5"),
            (json!(1_234_567), "1234567"),
            (json!(7.0), "7"),
            (json!("1.125"), "1.125"),
        ] {
            assert_eq!(unformatted(&value, &german), text);
        }
        assert_eq!(german.read(&unformatted(&json!(1.125), &german)).as_deref(), Ok("1.125"));
        assert_eq!(rounded_to_fit(&json!(1.678_986_877_542_834), &german), "1,67899");
        let egyptian = Numerals { decimal: '\u{66b}', zero: '\u{660}', ..Numerals::default() };
        assert_eq!(unformatted(&json!(7001), &egyptian), "7001", "an identity is looked for as it is");
    }

    #[test]
    fn what_was_computed_is_written_without_noise() {
        let noise = 0.1 + 0.2;
        assert_eq!(computed(&Format::Plain, noise, &Scope::default(), 0.0), "0.3");
        assert_eq!(computed(&Format::Plain, 1e6 / 3.0, &Scope::default(), 0.0), "333333.333333");
    }

    #[test]
    fn what_is_shown_large_has_room() {
        assert_eq!(large(&json!(123_456_789.125)), "123456789.12");
        assert_eq!(large(&json!(9_007_199_254_740_993_i64)), "9007199254740993");
        assert_eq!(
            (large(&json!(7.0)), large(&json!("abc")), large(&json!(null))),
            ("7".into(), "abc".into(), "–".into())
        );
    }
}
