//! Decimal numbers and what binary makes of them.

use oriel_query::number::compare;
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
    let float = text.parse().ok().and_then(Number::from_f64);
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
    format!("{value:.*e}", digits.max(1) - 1).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

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
