//! The floating-point number of a decimal text, in little code.
//!
//! The standard library does the same with a table of 10 kB that does not compress, and a window would load it before it
//! shows anything.

/// Digits beyond these do not tell which number is the nearest; that there are some may.
const DIGITS: usize = 800;
/// All whole numbers up to here are floating-point numbers.
const WHOLE: u64 = 1 << 53;
/// So is ten to this power.
const EXACT: u64 = 22;

/// The floating-point number that is nearest to a decimal one, as the standard library reads it; infinite beyond them
/// all. `None` for what is not decimal, names of infinity among it.
///
/// ```
/// use oriel_query::number::to_float;
///
/// assert_eq!(to_float("12.50"), Some(12.5));
/// assert_eq!(to_float("-1e400"), Some(f64::NEG_INFINITY));
/// assert_eq!(to_float("12,50"), None);
/// ```
#[must_use]
pub fn to_float(text: &str) -> Option<f64> {
    let (negative, unsigned) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let size = size(unsigned)?;
    Some(if negative { -size } else { size })
}

fn size(text: &[u8]) -> Option<f64> {
    let mut digits: Vec<u8> = Vec::new();
    let (mut power, mut some, mut point, mut cut) = (0_i64, false, false, false);
    let mut rest = text.iter();
    let exponent = loop {
        match rest.next() {
            Some(digit @ b'0'..=b'9') => {
                some = true;
                let digit = digit - b'0';
                let is_kept = digits.len() < DIGITS && !(digits.is_empty() && digit == 0);
                if is_kept {
                    digits.push(digit);
                } else if !digits.is_empty() {
                    cut |= digit != 0;
                }
                power += i64::from(!is_kept && !digits.is_empty()) - i64::from(point);
            }
            Some(b'.') if !point => point = true,
            Some(b'e' | b'E') => break exponent(rest.as_slice())?,
            Some(_) => return None,
            None => break 0,
        }
    };
    if !some {
        return None;
    }
    if cut {
        // A little more than the digits that are kept.
        digits.push(1);
        power -= 1;
    }
    let power = power.saturating_add(exponent);
    let first = power.saturating_add(i64::try_from(digits.len()).unwrap_or(i64::MAX));
    Some(match first {
        _ if digits.is_empty() => 0.0,
        310.. => f64::INFINITY,
        ..=-330 => 0.0,
        _ => few(&digits, power).unwrap_or_else(|| nearest(&digits, power)),
    })
}

/// What follows the `e`. One that is beyond counting goes as far as it can.
fn exponent(text: &[u8]) -> Option<i64> {
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] => (1, digits),
        digits => (1, digits),
    };
    let far =
        |size: i64, digit: &u8| digit.is_ascii_digit().then(|| (size * 10 + i64::from(digit - b'0')).min(1 << 40));
    let size = digits.iter().try_fold(0, far)?;
    (!digits.is_empty()).then_some(sign * size)
}

/// Most numbers: both parts are floating-point numbers, and so one operation rounds as it must.
fn few(digits: &[u8], power: i64) -> Option<f64> {
    let whole = digits.iter().try_fold(0, |whole: u64, digit| {
        whole.checked_mul(10)?.checked_add(u64::from(*digit)).filter(|whole| *whole <= WHOLE)
    })?;
    let zeros = Some(power.unsigned_abs()).filter(|zeros| *zeros <= EXACT)?;
    let scale = (0..zeros).fold(1.0, |scale, _| scale * 10.0);
    Some(if power < 0 { whole as f64 / scale } else { whole as f64 * scale })
}

/// The rest: by whole numbers of any length, in units that are a power of two.
fn nearest(digits: &[u8], power: i64) -> f64 {
    let mut whole = Large(Vec::new());
    for digit in digits {
        whole.times(10, u32::from(*digit));
    }
    let mut unit = 0_i64;
    let mut is_more = false;
    for _ in 0..power {
        whole.times(10, 0);
    }
    if power < 0 {
        // Room for 64 binary digits after the division; ten takes less than four of them.
        let words = usize::try_from(-power).unwrap_or_default() / 8 + 3;
        whole.0.splice(0..0, std::iter::repeat_n(0, words));
        unit = -32 * i64::try_from(words).unwrap_or_default();
        for _ in power..0 {
            is_more |= whole.tenth() != 0;
        }
    }
    rounded(&whole, unit, is_more)
}

/// The nearest floating-point number to so many units of two to the power `unit`, and a little more; of two that are as
/// near, the even one.
fn rounded(whole: &Large, unit: i64, is_more: bool) -> f64 {
    let length = whole.length();
    // Numbers that are next to nothing have fewer digits.
    let kept = (length + unit + 1074).min(53);
    if kept < 0 {
        return 0.0;
    }
    let dropped = length - kept;
    let mut number = whole.bits(dropped, kept);
    let half = whole.bits(dropped - 1, 1) == 1;
    let below = is_more || (0..dropped - 1).any(|place| whole.bits(place, 1) == 1);
    number += u64::from(half && (below || number % 2 == 1));
    if kept < 53 {
        return f64::from_bits(number);
    }
    // 53 digits of which the first is implied, unless rounding made one more.
    let exponent = (length + unit + 1022) as u64;
    let bits = (exponent << 52) + (number - (1 << 52));
    if bits >= f64::INFINITY.to_bits() { f64::INFINITY } else { f64::from_bits(bits) }
}

/// A whole number of any length: 32 binary digits each, the last ones first.
struct Large(Vec<u32>);

impl Large {
    fn times(&mut self, factor: u32, plus: u32) {
        let mut carry = u64::from(plus);
        for word in &mut self.0 {
            carry += u64::from(*word) * u64::from(factor);
            *word = carry as u32;
            carry >>= 32;
        }
        if carry != 0 {
            self.0.push(carry as u32);
        }
    }

    /// Divides by ten; answers what is left.
    fn tenth(&mut self) -> u64 {
        let mut left = 0;
        for word in self.0.iter_mut().rev() {
            let part = (left << 32) | u64::from(*word);
            *word = (part / 10) as u32;
            left = part % 10;
        }
        left
    }

    /// How many binary digits it has.
    fn length(&self) -> i64 {
        let words = self.0.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        let zeros = self.0[..words].last().map_or(0, |word| word.leading_zeros());
        i64::try_from(words).unwrap_or_default() * 32 - i64::from(zeros)
    }

    /// So many of its binary digits (64 at most) from this place on; there are zeros before and after all.
    fn bits(&self, from: i64, count: i64) -> u64 {
        let bit = |place: i64| {
            let place = usize::try_from(place).ok()?;
            Some(u64::from(self.0.get(place / 32)? >> (place % 32) & 1))
        };
        (from..from + count).rev().fold(0, |bits, place| bits << 1 | bit(place).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As the standard library reads it.
    fn agrees(text: &str) {
        let read = to_float(text).map(f64::to_bits);
        assert_eq!(read, text.parse().ok().map(f64::to_bits), "{text}");
    }

    #[test]
    fn the_nearest_number_is_found_at_every_edge() {
        for text in [
            "0",
            "-0",
            "0.0",
            "00012",
            "1.",
            ".5",
            "+7",
            "1e5",
            "1E+05",
            "1e-5",
            "9007199254740993",
            "0.1",
            "123456789.125e-3",
            "1e22",
            "1e23",
            "8.5e22",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "2.225073858507201136057409796709131975934819546351645648e-308",
            "4.9406564584124654e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-400",
            "1e400",
            "-1e400",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "0e99999999999999999999",
            "5e-324",
            "3e-324",
            "7e-324",
            "9007199254740992.5",
            "9007199254740993.0000000000000000000000000000000000001",
            "179769313486231580793728971405301e276",
        ] {
            agrees(text);
        }
        // Between two numbers, and then a very little more.
        let half = format!("9007199254740993.{}", "0".repeat(900));
        agrees(&half);
        agrees(&format!("{half}1"));
        agrees(&format!("0.{}1", "0".repeat(900)));
    }

    #[test]
    fn what_is_no_decimal_number_is_none() {
        for text in
            ["", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1 ", " 1", "0x10", "1_000", "12,5", "--1", "1e5.5", "٣"]
        {
            assert_eq!(to_float(text), None, "{text:?}");
            assert!(text.parse::<f64>().is_err(), "{text:?}");
        }
        assert_eq!(to_float("inf"), None);
        assert_eq!(to_float("NaN"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn digits_of_any_kind_read_as_the_standard_library_reads_them(
            sign in "[-+]?", whole in "[0-9]{1,25}", fraction in "[0-9]{0,40}", e in -345_i64..345,
        ) {
            agrees(&format!("{sign}{whole}.{fraction}e{e}"));
            agrees(&format!("{sign}{whole}"));
            agrees(&format!("{sign}0.{fraction}{whole}"));
        }

        #[test]
        fn every_number_is_found_by_its_own_text_and_by_all_of_its_digits(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            agrees(&format!("{value:e}"));
            agrees(&format!("{value:?}"));
            agrees(&format!("{value:.780e}"));
        }

        #[test]
        fn half_way_between_two_numbers_the_even_one_counts(bits in 0_u64..0x7fef_ffff_ffff_ffff) {
            // 60 binary digits more than either has.
            let (below, above) = (f64::from_bits(bits), f64::from_bits(bits + 1));
            if let Some(half) = half_way(below, above) {
                agrees(&half);
                agrees(&format!("{half}1"));
            }
        }
    }

    /// The decimal number in the middle of two, where whole numbers of 128 bits can tell it.
    fn half_way(below: f64, above: f64) -> Option<String> {
        let whole = |value: f64| (value.fract() == 0.0 && value < 1e36).then_some(value as u128);
        let (below, above) = (whole(below)?, whole(above)?);
        let twice = below + above;
        Some(format!("{}.{}", twice / 2, if twice % 2 == 1 { "5" } else { "0" }))
    }
}
