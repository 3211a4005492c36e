//! Numbers, money and days in the person's own language, by the browser's `Intl`.
//!
//! Away from a browser (tests on the host) there is no `Intl`: there the plain form is written,
//! with the separators of English and days in UTC.

use super::decimal::to_places;
use super::{Numerals, is_wide};
use oriel_query::number::to_float;
use std::collections::{HashMap, HashSet};

/// The options of one formatter; each is made once and kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Style {
    /// To three places after the point.
    Number,
    /// Less than one: to three digits that are no zeros in front.
    Small,
    /// So small that its zeros would fill a line.
    Tiny,
    Percent,
    SmallPercent,
    Currency(String),
    SmallCurrency(String),
    Day,
    ShortDay,
    /// A day that is one everywhere, at its midnight in UTC.
    CalendarDay,
    ShortCalendarDay,
    DayAndTime,
    Clock,
    ClockWithSeconds,
}

/// How this person's language writes numbers.
#[must_use]
pub fn numerals() -> Numerals {
    engine::numerals()
}

/// A number with separators: `1,234.5`. What is less than one keeps three significant digits: to write 0
/// for 0.0004 would be wrong.
#[must_use]
pub fn number(value: f64) -> String {
    let style = match value.abs() {
        size if size == 0.0 || size >= 1.0 => Style::Number,
        size if size >= 1e-6 => Style::Small,
        _ => Style::Tiny,
    };
    engine::write(style, value)
}

/// From here on an `f64` has no room for the digits after the point that are shown.
const ROOM: f64 = 1e12;
/// So many are shown at most.
const PLACES: usize = 3;

/// The digits of a number of JSON, in groups, where an `f64` would show others. Those far behind the point are
/// nobody's: a small number with many of them is written like any other.
fn digit_by_digit(text: &str) -> Option<String> {
    let large = || to_float(text).is_some_and(|number| number.abs() >= ROOM);
    (is_wide(text) && large()).then(|| numerals().grouped(&to_places(text, PLACES)))
}

/// A number of JSON with separators. One that is wider than an `f64` is written digit by digit.
#[must_use]
pub fn number_text(text: &str) -> Option<String> {
    if let Some(wide) = digit_by_digit(text) {
        return Some(wide);
    }
    to_float(text).filter(|number| number.is_finite()).map(number)
}

/// A share of one as a percentage: 0.25 is `25%`.
#[must_use]
pub fn percent(value: f64) -> String {
    let small = value != 0.0 && value.abs() < 0.01;
    engine::write(if small { Style::SmallPercent } else { Style::Percent }, value)
}

/// Money. A code that is not three letters cannot be looked up: it stands before the number. An amount
/// below a hundredth is not rounded to nothing.
#[must_use]
pub fn currency(value: f64, code: &str) -> String {
    if is_code(code) {
        let code = code.to_ascii_uppercase();
        let small = value != 0.0 && value.abs() < 0.01;
        engine::write(if small { Style::SmallCurrency(code) } else { Style::Currency(code) }, value)
    } else {
        format!("{code} {}", number(value)).trim_start().to_owned()
    }
}

/// Three letters, as ISO 4217 has them.
fn is_code(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Money of an amount of JSON. One that is wider than an `f64` is written digit by digit, after its code.
#[must_use]
pub fn currency_text(text: &str, code: &str) -> Option<String> {
    if let Some(wide) = digit_by_digit(text) {
        let code = if is_code(code) { code.to_ascii_uppercase() } else { code.to_owned() };
        return Some(format!("{code} {wide}").trim_start().to_owned());
    }
    to_float(text).filter(|amount| amount.is_finite()).map(|amount| currency(amount, code))
}

/// A day, from milliseconds since 1970.
#[must_use]
pub fn day(ms: f64) -> String {
    engine::write(Style::Day, ms)
}

/// A day without its year, for axes.
#[must_use]
pub fn short_day(ms: f64) -> String {
    engine::write(Style::ShortDay, ms)
}

/// A day that is the same everywhere, from its midnight in UTC.
#[must_use]
pub fn calendar_day(ms: f64) -> String {
    engine::write(Style::CalendarDay, ms)
}

/// The same without its year, for axes.
#[must_use]
pub fn short_calendar_day(ms: f64) -> String {
    engine::write(Style::ShortCalendarDay, ms)
}

/// A day and a time.
#[must_use]
pub fn day_and_time(ms: f64) -> String {
    engine::write(Style::DayAndTime, ms)
}

/// A time of day, to the minute: `14:02`.
#[must_use]
pub fn clock(ms: f64) -> String {
    engine::write(Style::Clock, ms)
}

/// A time of day, to the second.
#[must_use]
pub fn clock_with_seconds(ms: f64) -> String {
    engine::write(Style::ClockWithSeconds, ms)
}

/// The rank of each text among all of them, as the person's language orders words; numbers within
/// texts count as numbers ("item 9" before "item 10").
///
/// All are ordered at once and within the browser: to ask it about each pair would cost a hundred
/// times as much.
#[must_use]
pub fn ranks(texts: &[&str]) -> HashMap<String, u32> {
    let unique: HashSet<&str> = texts.iter().copied().collect();
    let unique: Vec<&str> = unique.into_iter().collect();
    engine::ordered(&unique).into_iter().zip(0..).collect()
}

#[cfg(target_arch = "wasm32")]
mod engine {
    use super::{Numerals, Style};
    use crate::format::numerals::zero_of;
    use js_sys::{Array, Function, Intl, JSON, Object, Reflect};
    use std::cell::RefCell;
    use std::collections::HashMap;
    use wasm_bindgen::{JsCast, JsValue};

    thread_local! {
        // Making a formatter costs a hundred times what using it costs.
        static FORMATTERS: RefCell<HashMap<Style, Option<Function>>> = RefCell::default();
    }

    pub(super) fn write(style: Style, value: f64) -> String {
        FORMATTERS.with_borrow_mut(|all| {
            let formatter = all.entry(style).or_insert_with_key(make);
            formatter
                .as_ref()
                .and_then(|f| f.call1(&JsValue::UNDEFINED, &JsValue::from_f64(value)).ok())
                .and_then(|text| text.as_string())
                .unwrap_or_else(|| value.to_string())
        })
    }

    pub(super) fn numerals() -> Numerals {
        thread_local! {
            static NUMERALS: Numerals = find_numerals().unwrap_or_default();
        }
        NUMERALS.with(Clone::clone)
    }

    /// From the parts of a number that shows all of them.
    fn find_numerals() -> Option<Numerals> {
        let format = Intl::NumberFormat::new(&locales(), &Object::new());
        let parts = format.format_to_parts(1_234_567_891.5);
        let part = |part: &JsValue, name: &str| Reflect::get(part, &name.into()).ok()?.as_string();
        let (mut decimal, mut group, mut groups) = (None, None, Vec::new());
        for at in parts.iter() {
            let value = part(&at, "value")?;
            match part(&at, "type")?.as_str() {
                "integer" => groups.push(value),
                "group" => group = value.chars().next(),
                "decimal" => decimal = value.chars().next(),
                _ => {}
            }
        }
        let size = |from_end: usize| groups.iter().rev().nth(from_end).map_or(3, |digits| digits.chars().count());
        let sizes = if groups.len() > 2 { (size(0), size(1)) } else { (3, 3) };
        let zero = groups.first().and_then(|digits| digits.chars().next()).and_then(zero_of).unwrap_or('0');
        Some(Numerals { decimal: decimal?, group, sizes, zero })
    }

    pub(super) fn ordered(texts: &[&str]) -> Vec<String> {
        let array: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
        let options = JSON::parse(r#"{"numeric":true}"#).ok().and_then(|options| options.dyn_into::<Object>().ok());
        let collator = Intl::Collator::new(&locales(), &options.unwrap_or_default());
        // The browser's own function, called by the browser: nothing crosses over here in between.
        let sort = Reflect::get(&array, &"sort".into()).ok().and_then(|sort| sort.dyn_into::<Function>().ok());
        if let Some(sort) = sort {
            let _ = sort.call1(&array, &collator.compare());
        }
        array.iter().filter_map(|text| text.as_string()).collect()
    }

    /// The person's own language: none named. A system without one (`LANG=C`) writes numbers for
    /// machines, without separators; a person gets English.
    fn locales() -> Array {
        let options = Intl::NumberFormat::new(&Array::new(), &Object::new()).resolved_options();
        let name = Reflect::get(&options, &JsValue::from_str("locale")).ok().and_then(|name| name.as_string());
        match name {
            Some(name) if name.ends_with("posix") => Array::of1(&JsValue::from_str("en")),
            _ => Array::new(),
        }
    }

    fn make(style: &Style) -> Option<Function> {
        let options = match style {
            Style::Number => r#"{"maximumFractionDigits":3}"#.to_owned(),
            Style::Small => r#"{"maximumSignificantDigits":3}"#.to_owned(),
            Style::Tiny => r#"{"notation":"scientific","maximumFractionDigits":2}"#.to_owned(),
            Style::Percent => r#"{"style":"percent","maximumFractionDigits":1}"#.to_owned(),
            Style::SmallPercent => r#"{"style":"percent","maximumSignificantDigits":3}"#.to_owned(),
            Style::Currency(code) => {
                format!(r#"{{"style":"currency","currency":"{code}"}}"#)
            }
            Style::SmallCurrency(code) => {
                format!(r#"{{"style":"currency","currency":"{code}","maximumSignificantDigits":3}}"#)
            }
            Style::Day => r#"{"dateStyle":"medium"}"#.to_owned(),
            Style::ShortDay => r#"{"day":"numeric","month":"short"}"#.to_owned(),
            Style::CalendarDay => r#"{"dateStyle":"medium","timeZone":"UTC"}"#.to_owned(),
            Style::ShortCalendarDay => r#"{"day":"numeric","month":"short","timeZone":"UTC"}"#.to_owned(),
            Style::DayAndTime => r#"{"dateStyle":"medium","timeStyle":"short"}"#.to_owned(),
            Style::Clock => r#"{"hour":"2-digit","minute":"2-digit","hourCycle":"h23"}"#.to_owned(),
            Style::ClockWithSeconds => {
                r#"{"hour":"2-digit","minute":"2-digit","second":"2-digit","hourCycle":"h23"}"#.to_owned()
            }
        };
        let options: Object = JSON::parse(&options).ok()?.dyn_into().ok()?;
        let locales = locales();
        Some(match style {
            Style::Number
            | Style::Small
            | Style::Tiny
            | Style::Percent
            | Style::SmallPercent
            | Style::Currency(_)
            | Style::SmallCurrency(_) => Intl::NumberFormat::new(&locales, &options).format(),
            _ => Intl::DateTimeFormat::new(&locales, &options).format(),
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod engine {
    use super::{Numerals, Style};

    pub(super) fn numerals() -> Numerals {
        Numerals::default()
    }

    pub(super) fn write(style: Style, value: f64) -> String {
        match style {
            Style::Number => grouped(value, 3, true),
            Style::Small => significant(value),
            Style::Tiny => format!("{value:.2E}").replace(".00E", "E").replace("0E", "E"),
            Style::Percent => format!("{}%", grouped(value * 100.0, 1, true)),
            Style::SmallPercent => format!("{}%", significant(value * 100.0)),
            Style::Currency(code) => format!("{code} {}", grouped(value, 2, false)),
            Style::SmallCurrency(code) => format!("{code} {}", significant(value)),
            Style::Day | Style::ShortDay | Style::CalendarDay | Style::ShortCalendarDay => day(value),
            Style::DayAndTime => format!("{}, {}", day(value), clock(value)),
            Style::Clock => clock(value),
            Style::ClockWithSeconds => {
                format!("{}:{:02}", clock(value), (value / 1000.0).rem_euclid(60.0) as u64)
            }
        }
    }

    pub(super) fn ordered(texts: &[&str]) -> Vec<String> {
        let mut texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        texts.sort_by_cached_key(|text| (text.to_lowercase(), text.clone()));
        texts
    }

    /// A number less than one, to three digits.
    fn significant(value: f64) -> String {
        let zeros = -value.abs().log10().floor();
        grouped(value, (zeros + 2.0).clamp(0.0, 20.0) as usize, true)
    }

    fn grouped(value: f64, digits: usize, trim: bool) -> String {
        let text = format!("{:.digits$}", value.abs());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let fraction = if trim { fraction.trim_end_matches('0') } else { fraction };
        let mut out = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push('.');
            out.push_str(fraction);
        }
        if value < 0.0 { format!("-{out}") } else { out }
    }

    fn clock(ms: f64) -> String {
        let minutes = (ms / 60_000.0).floor();
        format!("{:02}:{:02}", (minutes / 60.0).floor().rem_euclid(24.0) as u64, minutes.rem_euclid(60.0) as u64)
    }

    fn day(ms: f64) -> String {
        // The inverse of the count of days in `moment.rs`.
        let z = (ms / 86_400_000.0).floor() as i64 + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        format!("{year}-{month:02}-{day:02}")
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_currency_that_is_no_code_stands_before_the_number() {
        assert_eq!(currency(1234.5, "eur"), "EUR 1,234.50");
        assert_eq!(currency(-1.0, "points"), "points -1");
        assert_eq!(currency(2.0, ""), "2");
    }

    #[test]
    fn moments_are_written_as_days_and_times() {
        assert_eq!(day_and_time(1_709_200_800_000.0), "2024-02-29, 10:00");
        assert_eq!(clock(-60_000.0), "23:59");
    }

    #[test]
    fn numbers_are_grouped_and_shares_are_percent() {
        assert_eq!(number(1_234_567.25), "1,234,567.25");
        assert_eq!(percent(0.125), "12.5%");
    }

    #[test]
    fn what_is_small_is_not_written_as_nothing_and_noise_is_not_written_at_all() {
        let cases = [(0.0004, "0.0004"), (1.678_986_877_542_834, "1.679"), (-0.000_412_37, "-0.000412"), (0.9996, "1")];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
        assert_eq!((number(0.0).as_str(), number(4e-9).as_str()), ("0", "4E-9"));
        assert_eq!((percent(0.0004), percent(0.000_012)), ("0.04%".to_owned(), "0.0012%".to_owned()));
        assert_eq!((currency(0.0004, "USD"), currency(0.0, "USD")), ("USD 0.0004".to_owned(), "USD 0.00".to_owned()));
    }

    #[test]
    fn what_is_wider_than_binary_is_written_digit_by_digit() {
        let number = |text: &str| number_text(text).unwrap_or_default();
        assert_eq!(number("9007199254740993"), "9,007,199,254,740,993");
        assert_eq!(number("-12345678901234567890.12"), "-12,345,678,901,234,567,890.12");
        assert_eq!((number("12.5"), number("1e400"), number("much")), ("12.5".into(), "1e400".into(), String::new()));
        let wide = currency_text("12345678901234567890.12", "eur");
        assert_eq!(wide.as_deref(), Some("EUR 12,345,678,901,234,567,890.12"));
        assert_eq!(currency_text("1.5", "EUR").as_deref(), Some("EUR 1.50"));
        let points = |text| currency_text(text, "points").unwrap_or_default();
        assert_eq!(points("9007199254740993"), "points 9,007,199,254,740,993");
        assert_eq!(points("2"), "points 2", "as a narrow one has it");
        let long = "12.1234567890123456789012";
        assert_eq!((number(long), points(long)), ("12.123".into(), "points 12.123".into()));
        assert_eq!(currency_text(long, "EUR").as_deref(), Some("EUR 12.12"));
        assert_eq!(number("90071992547409.9314567890123456789012"), "90,071,992,547,409.931");
    }
}
