//! JSON numbers by value, whatever their length: `1`, `1.0` and `10e-1` are the same number, and
//! 9007199254740993 is not 9007199254740992.

mod float;

pub use float::to_float;

use serde_json::Number;
use std::borrow::Cow;
use std::cmp::Ordering;

/// As many zeros may be written out to avoid an exponent. Beyond that a short text could stand for one
/// that fills the memory.
const ZEROS: i64 = 64;

/// The one text of a number: equal numbers have equal texts, different ones have different texts.
///
/// ```
/// use oriel_query::number::canonical;
///
/// let text = |number: &str| canonical(&number.parse().expect("a number"));
/// assert_eq!(text("9007199254740993.0"), "9007199254740993");
/// assert_eq!(text("12.50"), text("1.25e1"));
/// assert_eq!(text("-0.0"), "0");
/// ```
#[must_use]
pub fn canonical(number: &Number) -> String {
    let text = number.as_str();
    // Most numbers are short integers, and are their own text.
    let is_short = i64::try_from(text.len()).is_ok_and(|length| length <= ZEROS);
    if is_short && text != "-0" && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return text.to_owned();
    }
    let decimal = Decimal::of(text);
    if decimal.beyond { text.to_owned() } else { decimal.to_string() }
}

/// Which of two numbers is the larger, exactly. An exponent that does not fit into 64 bits makes a number
/// larger than all others, or as small as nothing.
#[must_use]
pub fn compare(a: &Number, b: &Number) -> Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => Decimal::of(a.as_str()).compare(&Decimal::of(b.as_str())),
    }
}

/// ± 0.`digits` · 10^`point`.
struct Decimal<'a> {
    negative: bool,
    /// Without zeros at either end; none at all for zero.
    digits: Cow<'a, str>,
    point: i64,
    /// The exponent does not fit into 64 bits: `point` is only as far as it goes.
    beyond: bool,
}

impl<'a> Decimal<'a> {
    /// Reads what JSON writes.
    fn of(text: &'a str) -> Self {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = match fraction {
            "" => Cow::Borrowed(whole),
            fraction => Cow::Owned(format!("{whole}{fraction}")),
        };
        let leading = digits.len() - digits.trim_start_matches('0').len();
        if leading == digits.len() {
            return Self { negative: false, digits: Cow::Borrowed(""), point: 0, beyond: false };
        }
        let digits = match digits {
            Cow::Borrowed(digits) => Cow::Borrowed(digits.trim_matches('0')),
            Cow::Owned(digits) => Cow::Owned(digits.trim_matches('0').to_owned()),
        };
        // No text in memory is as long as 63 bits can count.
        let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        let counted = exponent.parse::<i64>().ok().and_then(|by| by.checked_add(count(whole.len()) - count(leading)));
        let farthest = if exponent.starts_with('-') { i64::MIN } else { i64::MAX };
        Self { negative, digits, point: counted.unwrap_or(farthest), beyond: counted.is_none() }
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => -1,
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        let by_size = || {
            // Without zeros in front the point decides, and then the digits as a fraction.
            let order = self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits));
            if self.negative { order.reverse() } else { order }
        };
        self.sign().cmp(&other.sign()).then_with(by_size)
    }
}

impl std::fmt::Display for Decimal<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (digits, count) = (&*self.digits, i64::try_from(self.digits.len()).unwrap_or(i64::MAX));
        if digits.is_empty() {
            return f.write_str("0");
        }
        if self.negative {
            f.write_str("-")?;
        }
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or_default());
        if self.point <= 0 && self.point >= -ZEROS {
            write!(f, "0.{}{digits}", zeros(-self.point))
        } else if self.point > 0 && self.point < count {
            let (whole, fraction) = digits.split_at(usize::try_from(self.point).unwrap_or_default());
            write!(f, "{whole}.{fraction}")
        } else if self.point >= count && self.point - count <= ZEROS {
            write!(f, "{digits}{}", zeros(self.point - count))
        } else {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            write!(f, "{first}{dot}{rest}e{}", i128::from(self.point) - 1)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn a_number_has_one_text_however_it_is_written() {
        for (written, text) in [
            ("1", "1"),
            ("1.0", "1"),
            ("1.00", "1"),
            ("-0", "0"),
            ("-0.0e7", "0"),
            ("12.50", "12.5"),
            ("0.1250E1", "1.25"),
            ("1e2", "100"),
            ("1e-3", "0.001"),
            ("-120e-1", "-12"),
            ("9007199254740992", "9007199254740992"),
            ("9007199254740993.0", "9007199254740993"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("0.10000000000000000555", "0.10000000000000000555"),
            ("1e400", "1e400"),
            ("12e399", "1.2e400"),
            ("1e-400", "1e-400"),
        ] {
            assert_eq!(canonical(&number(written)), text, "{written}");
        }
    }

    #[test]
    fn an_exponent_beyond_counting_stays_as_it_is_written() {
        let beyond = number("1e99999999999999999999");
        assert_eq!(canonical(&beyond), beyond.to_string());
        assert_eq!(compare(&beyond, &number("1e400")), Ordering::Greater);
        assert_eq!(compare(&number("1e-99999999999999999999"), &number("1")), Ordering::Less);
    }

    #[test]
    fn numbers_are_compared_by_every_digit() {
        for (less, more) in [
            ("9007199254740992", "9007199254740993"),
            ("9007199254740992.0", "9007199254740993"),
            ("0.1", "0.10000000000000000555"),
            ("-2", "-1.5"),
            ("-1e400", "1e-400"),
            ("9", "10"),
            ("0.9", "1e400"),
            ("18446744073709551615", "18446744073709551616"),
        ] {
            assert_eq!(compare(&number(less), &number(more)), Ordering::Less, "{less} {more}");
            assert_eq!(compare(&number(more), &number(less)), Ordering::Greater, "{more} {less}");
            assert_ne!(canonical(&number(less)), canonical(&number(more)));
        }
    }

    /// Digits, and how many of them stand before the point: the same number, written in many ways.
    fn written(digits: &str, exponent: i64) -> Vec<String> {
        let mut ways = vec![format!("{digits}e{exponent}"), format!("{digits}.000E{exponent:+}")];
        ways.push(format!("0.{digits}e{}", exponent + i64::try_from(digits.len()).unwrap()));
        ways.push(format!("{digits}0e{}", exponent - 1));
        if (0..80).contains(&exponent) {
            ways.push(format!("{digits}{}", "0".repeat(usize::try_from(exponent).unwrap())));
        }
        ways
    }

    proptest! {
        #[test]
        fn equal_numbers_have_equal_texts_and_others_have_not(
            a in "[1-9][0-9]{0,40}", b in "[1-9][0-9]{0,40}", e in -90_i64..90, by in -3_i64..3,
        ) {
            let (ways, others) = (written(&a, e), written(&b, e + by));
            let value = |digits: &str, exponent: i64| {
                let trimmed = digits.trim_end_matches('0');
                (trimmed.to_owned(), exponent + i64::try_from(digits.len() - trimmed.len()).unwrap())
            };
            let equal = value(&a, e) == value(&b, e + by);
            for one in &ways {
                let one = number(one);
                let text = canonical(&one);
                prop_assert_eq!(&text, &canonical(&number(&ways[0])));
                prop_assert_eq!(&canonical(&number(&text)), &text, "its own text is canonical");
                for other in &others {
                    let other = number(other);
                    prop_assert_eq!(text == canonical(&other), equal);
                    prop_assert_eq!(compare(&one, &other) == Ordering::Equal, equal);
                    prop_assert_eq!(compare(&one, &other), compare(&other, &one).reverse());
                }
            }
        }

        #[test]
        fn what_floating_point_tells_apart_is_ordered_as_it_says(a: f64, b: f64) {
            prop_assume!(a.is_finite() && b.is_finite());
            let (one, other) = (Number::from_f64(a).unwrap(), Number::from_f64(b).unwrap());
            prop_assert_eq!(Some(compare(&one, &other)), a.partial_cmp(&b));
        }
    }
}
