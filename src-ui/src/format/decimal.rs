//! A decimal number as text: compared and cut without going through binary.

/// The value of a decimal number: its digits without zeros at either end, and the power of ten of the last
/// of them. Two texts with equal values are one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    digits: String,
    power: i64,
}

impl Decimal {
    /// Reads a number as JSON writes it; `None` for anything else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let complete = !whole.is_empty() && mantissa.contains('.') != fraction.is_empty();
        if !complete || !are_digits(whole) || !are_digits(fraction) {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        let power = i64::from(exponent) - fraction.len() as i64 + (all.len() - digits.len()) as i64;
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Some(Self { negative: false, digits: String::new(), power: 0 });
        }
        Some(Self { negative, digits: digits.to_owned(), power })
    }
}

/// Both texts are decimal numbers of the same value.
///
/// ```
/// use oriel_ui::format::is_same_number;
///
/// assert!(is_same_number("12.50", "1.25e1"));
/// assert!(!is_same_number("9007199254740993", "9007199254740992"));
/// ```
#[must_use]
pub fn is_same_number(a: &str, b: &str) -> bool {
    Decimal::parse(a).is_some_and(|a| Decimal::parse(b) == Some(a))
}

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
    let Some(decimal) = Decimal::parse(text) else { return false };
    match text.parse::<f64>() {
        Ok(float) if float.is_finite() => Decimal::parse(&format!("{float:e}")) != Some(decimal),
        _ => true,
    }
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
    format!("{value:.*e}", digits.max(1) - 1).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_their_value_and_not_by_their_text() {
        for (a, b) in [("1", "1.0"), ("100", "1e2"), ("-0", "0"), ("0.00120", "12e-4"), ("1E+2", "100")] {
            assert!(is_same_number(a, b), "{a} is {b}");
        }
        for (a, b) in [("1", "-1"), ("1", "10"), ("0.1", "0.10000000000000001"), ("x", "x"), ("", "")] {
            assert!(!is_same_number(a, b), "{a} is not {b}");
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
