//! Numbers, money and days in the person's own language, by the browser's `Intl`.
//!
//! Away from a browser (tests on the host) there is no `Intl`: there the plain form is written,
//! with the separators of English and days in UTC.

use std::collections::{HashMap, HashSet};

/// The options of one formatter; each is made once and kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Style {
    Number,
    Percent,
    Currency(String),
    Day,
    ShortDay,
    DayAndTime,
    Clock,
    ClockWithSeconds,
}

/// A number with separators: `1,234.5`.
#[must_use]
pub fn number(value: f64) -> String {
    engine::write(Style::Number, value)
}

/// A share of one as a percentage: 0.25 is `25%`.
#[must_use]
pub fn percent(value: f64) -> String {
    engine::write(Style::Percent, value)
}

/// Money. A code that is not three letters cannot be looked up: it stands before the number.
#[must_use]
pub fn currency(value: f64, code: &str) -> String {
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic()) {
        engine::write(Style::Currency(code.to_ascii_uppercase()), value)
    } else {
        format!("{code} {}", number(value)).trim_start().to_owned()
    }
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
    use super::Style;
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
            Style::Percent => r#"{"style":"percent","maximumFractionDigits":1}"#.to_owned(),
            Style::Currency(code) => {
                format!(r#"{{"style":"currency","currency":"{code}"}}"#)
            }
            Style::Day => r#"{"dateStyle":"medium"}"#.to_owned(),
            Style::ShortDay => r#"{"day":"numeric","month":"short"}"#.to_owned(),
            Style::DayAndTime => r#"{"dateStyle":"medium","timeStyle":"short"}"#.to_owned(),
            Style::Clock => r#"{"hour":"2-digit","minute":"2-digit","hourCycle":"h23"}"#.to_owned(),
            Style::ClockWithSeconds => {
                r#"{"hour":"2-digit","minute":"2-digit","second":"2-digit","hourCycle":"h23"}"#.to_owned()
            }
        };
        let options: Object = JSON::parse(&options).ok()?.dyn_into().ok()?;
        let locales = locales();
        Some(match style {
            Style::Number | Style::Percent | Style::Currency(_) => Intl::NumberFormat::new(&locales, &options).format(),
            _ => Intl::DateTimeFormat::new(&locales, &options).format(),
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod engine {
    use super::Style;

    pub(super) fn write(style: Style, value: f64) -> String {
        match style {
            Style::Number => grouped(value, 3, true),
            Style::Percent => format!("{}%", grouped(value * 100.0, 1, true)),
            Style::Currency(code) => format!("{code} {}", grouped(value, 2, false)),
            Style::Day | Style::ShortDay => day(value),
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
}
