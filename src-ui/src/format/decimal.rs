//! Decimal numbers and what binary makes of them.

use oriel_query::number::{compare, to_float};
use serde_json::Number;
use std::cmp::Ordering;

/// The number has more digits than an `f64` keeps: what is computed from it would be another number.
///
/// ```
/// use oriel_ui::format::is_wide;
///
/// assert!(is_wide("9007199254740993"));
/// assert!(!is_wide("0.1"), "not exact in binary, but written back as it was");
/// assert!(!is_wide("much"));
/// ```
#[must_use]
pub fn is_wide(text: &str) -> bool {
    let Ok(exact) = text.parse::<Number>() else { return false };
    let float = to_float(text).and_then(Number::from_f64);
    float.is_none_or(|float| compare(&exact, &float) != Ordering::Equal)
}

/// The number with so many significant digits. What was computed in binary (0.1 + 0.2) loses its noise so.
///
/// ```
/// use oriel_ui::format::rounded;
///
/// assert_eq!(rounded(0.1 + 0.2, 12), 0.3);
/// assert_eq!(rounded(1.678_986_877_542_834, 6), 1.678_99);
/// ```
#[must_use]
pub fn rounded(value: f64, digits: usize) -> f64 {
    to_float(&format!("{value:.*e}", digits.max(1) - 1)).unwrap_or(value)
}

/// The number of JSON with so many digits after its point at most, rounded by its digits.
pub(super) fn to_places(text: &str, places: usize) -> String {
    let Some((whole, fraction)) = text.split_once('.').filter(|_| !text.contains(['e', 'E'])) else {
        return text.to_owned();
    };
    if fraction.len() <= places || !fraction.is_ascii() {
        return text.to_owned();
    }
    let (kept, cut) = fraction.split_at(places);
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut digits: Vec<u8> = whole.bytes().chain(kept.bytes()).collect();
    let mut carry = cut.as_bytes().first().is_some_and(|digit| *digit >= b'5');
    for digit in digits.iter_mut().rev() {
        if !carry {
            break;
        }
        carry = *digit == b'9';
        *digit = if carry { b'0' } else { *digit + 1 };
    }
    let mut digits: String = digits.into_iter().map(char::from).collect();
    if carry {
        digits.insert(0, '1');
    }
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    format!("{sign}{whole}{}{fraction}", if fraction.is_empty() { "" } else { "." })
}

/// The number is `from` and a whole number of steps, by its digits: binary has none of 0.1, and of many cents none
/// at all. A step whose digits do not fit beside those of `from` refuses nothing.
///
/// ```
/// use oriel_ui::format::is_in_steps;
///
/// assert!(is_in_steps("1234567890.12", 0.0, 0.01));
/// assert!(!is_in_steps("1.005", 0.0, 0.01));
/// ```
#[must_use]
pub fn is_in_steps(number: &str, from: f64, step: f64) -> bool {
    let (from, step) = (Digits::of(&from.to_string()), Digits::of(&step.to_string()));
    let (Some(number), Some(from), Some(step)) = (Digits::of(number), from, step) else { return true };
    let exponent = from.exponent.min(step.exponent);
    let Some(of) = step.whole(exponent).filter(|of| *of > 0) else { return true };
    // What is finer than both is no sum of them.
    (number.digits.is_empty() || number.exponent >= exponent)
        && number.modulo(exponent, of) == from.modulo(exponent, of)
}

/// ± `digits` · 10^`exponent`, without zeros at the end.
struct Digits {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Digits {
    /// Reads what JSON writes.
    fn of(text: &str) -> Option<Self> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        // No more zeros are counted than a person can mean.
        let exponent = exponent.parse::<i64>().ok().filter(|power| power.abs() < 10_000)?;
        let digits = all.trim_end_matches('0');
        if !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let zeros = i64::try_from(all.len() - digits.len()).ok()? - i64::try_from(fraction.len()).ok()?;
        let exponent = if digits.is_empty() { 0 } else { exponent + zeros };
        Some(Self { negative, digits: digits.to_owned(), exponent })
    }

    /// Its size in units of 10^`unit`, where 64 bits hold it.
    fn whole(&self, unit: i64) -> Option<u64> {
        let zeros = u32::try_from(self.exponent - unit).ok()?;
        self.digits.parse::<u64>().ok()?.checked_mul(10_u64.checked_pow(zeros)?)
    }

    /// What is left of it in those units by `of`.
    fn modulo(&self, unit: i64, of: u64) -> u64 {
        let zeros = std::iter::repeat_n(0, usize::try_from(self.exponent - unit).unwrap_or_default());
        let digits = self.digits.bytes().map(|byte| u64::from(byte - b'0')).chain(zeros);
        // By adding: ten times as much may not fit into 64 bits, and dividing 128 takes a kilobyte.
        let plus = |a: u64, b: u64| if b == 0 || a < of - b { a + b } else { a - (of - b) };
        let left = digits.fold(0, |left, digit| plus((0..10).fold(0, |sum, _| plus(sum, left)), digit % of));
        if self.negative { (of - left) % of } else { left }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_after_the_point_are_rounded_without_binary() {
        for (text, rounded) in [
            ("90071992547409.931", "90071992547409.931"),
            ("90071992547409.9314", "90071992547409.931"),
            ("-90071992547409.9996", "-90071992547410"),
            ("9999999999999.9999", "10000000000000"),
            ("12345678901234567890.1205", "12345678901234567890.121"),
            ("12345678901234567890.1200000", "12345678901234567890.12"),
            ("1e400", "1e400"),
            ("7", "7"),
        ] {
            assert_eq!(to_places(text, 3), rounded);
        }
    }

    #[test]
    fn steps_are_counted_by_the_digits() {
        for (number, from, step) in [
            ("1234567890.12", 0.0, 0.01),
            ("12345678901234567890.12", 0.0, 0.01),
            ("0.3", 0.0, 0.1),
            ("-0.3", 0.0, 0.1),
            ("-0.5", 0.25, 0.75),
            ("7", 1.0, 3.0),
            ("12.500", 0.0, 0.5),
            ("1e3", 0.0, 250.0),
            ("0", 0.0, 0.01),
            ("0.00", 5.0, 5.0),
            ("0", 10.0, 10.0),
            ("1e400", 0.0, 0.01),
        ] {
            assert!(is_in_steps(number, from, step), "{number} from {from} by {step}");
        }
        for (number, from, step) in [
            ("1234567890.123", 0.0, 0.01),
            ("12345678901234567890.125", 0.0, 0.01),
            ("0.010000001", 0.0, 0.01),
            ("8", 1.0, 3.0),
            ("-8", 1.0, 3.5),
            ("1e-400", 0.0, 0.01),
        ] {
            assert!(!is_in_steps(number, from, step), "{number} from {from} by {step}");
        }
    }

    #[test]
    fn wide_is_what_binary_does_not_give_back() {
        for wide in ["9007199254740993", "12345678901234567890.12", "1e400", "0.12345678901234567891"] {
            assert!(is_wide(wide), "{wide}");
        }
        for narrow in ["0", "-12.50", "9007199254740992", "1.678986877542834", "1e300", "", "1.", ".5", "0x10"] {
            assert!(!is_wide(narrow), "{narrow}");
        }
    }
}
