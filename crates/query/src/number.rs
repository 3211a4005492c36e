//! JSON numbers by value: `1` and `1.0` are the same number.

use serde_json::Number;

/// Up to here every integer has a floating-point number of its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The one text of a number: equal numbers have equal texts.
pub(crate) fn canonical(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT => {
            // In range by the guard: the cast is exact, and turns -0.0 into 0.
            #[allow(clippy::cast_possible_truncation)]
            let integer = float as i64;
            integer.to_string()
        }
        _ => number.to_string(),
    }
}
