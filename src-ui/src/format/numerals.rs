//! How a person's language writes numbers: to read what was typed, and to write digits that binary has no
//! room for.
//!
//! A number that can be meant in two ways is not read at all: to ask costs a moment, to guess may cost a
//! thousand times the amount.

use std::fmt;

/// The marks and digits of a language.
///
/// ```
/// use oriel_ui::format::Numerals;
///
/// let german = Numerals { decimal: ',', group: Some('.'), ..Numerals::default() };
/// assert_eq!(german.read("-1.234,50").as_deref(), Ok("-1234.50"));
/// assert_eq!(german.read("12.75").map_err(|why| why.to_string()), Err("Write this number as 12,75".to_owned()));
/// assert_eq!(german.grouped("9007199254740993"), "9.007.199.254.740.993");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numerals {
    /// Between the whole and its fraction.
    pub decimal: char,
    /// Between groups of digits, where the language has them.
    pub group: Option<char>,
    /// Digits of the last group, and of those before it: 12,34,567 in India.
    pub sizes: (usize, usize),
    /// The digit zero; the nine others follow it.
    pub zero: char,
}

impl Default for Numerals {
    /// As English writes them.
    fn default() -> Self {
        Self { decimal: '.', group: Some(','), sizes: (3, 3), zero: '0' }
    }
}

/// Why a text is not read as a number, with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is none in any language.
    NoNumber {
        /// A number as the language writes it.
        such_as: String,
    },
    /// Another language writes this number so.
    Foreign {
        /// The same number in this language.
        write: String,
    },
    /// It is one number in some languages and another in others.
    TwoWays {
        /// The one, in this language.
        one: String,
        /// The other.
        other: String,
    },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoNumber { such_as } => write!(f, "This is not a number such as {such_as}"),
            Self::Foreign { write } => write!(f, "Write this number as {write}"),
            Self::TwoWays { one, other } => write!(f, "This can mean {one} or {other}: write one of them"),
        }
    }
}

/// Marks that look or mean the same are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Point,
    Comma,
    Space,
    Apostrophe,
    ArabicDecimal,
    ArabicGroup,
}

impl Mark {
    fn of(c: char) -> Option<Self> {
        Some(match c {
            '.' | '\u{ff0e}' => Self::Point,
            ',' | '\u{ff0c}' => Self::Comma,
            '\'' | '\u{2018}' | '\u{2019}' | '\u{02bc}' => Self::Apostrophe,
            '\u{066b}' => Self::ArabicDecimal,
            '\u{066c}' => Self::ArabicGroup,
            // No tab and no line: between those two numbers stand.
            ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Self::Space,
            _ => return None,
        })
    }

    /// No language writes a decimal point so.
    fn only_groups(self) -> bool {
        matches!(self, Self::Space | Self::Apostrophe | Self::ArabicGroup)
    }
}

/// The digits of a text in runs, and the marks between the runs: one less.
struct Runs {
    digits: Vec<String>,
    marks: Vec<Mark>,
}

/// The decimal mark of a way to write numbers, and the mark of groups beside those that only group.
#[derive(Clone, Copy)]
struct Way {
    decimal: Mark,
    group: Option<Mark>,
    sizes: (usize, usize),
}

impl Numerals {
    /// The number that a person wrote, as JSON writes it, every digit kept.
    ///
    /// Groups may be marked by the language's own mark, spaces of any width, or apostrophes, and must be whole:
    /// `1,23` is no grouped number, and neither is `0,125`. Digits may be of any script.
    ///
    /// # Errors
    /// It is no number, or one that only another language writes so, or could be two.
    pub fn read(&self, text: &str) -> Result<String, Unreadable> {
        let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        let (negative, rest) = signed(visible.trim());
        let no_number = || Unreadable::NoNumber { such_as: self.plain("1234.5") };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(power(exponent).ok_or_else(no_number)?)),
            None => (rest, None),
        };
        let runs = Runs::of(mantissa).ok_or_else(no_number)?;
        let whole = |(whole, fraction): (String, String)| number(negative, &whole, &fraction, exponent.as_deref());
        if let Some(read) = runs.read(self.way()) {
            return Ok(whole(read));
        }
        let ways = [(Mark::Point, Mark::Comma), (Mark::Comma, Mark::Point)];
        let mut readings: Vec<String> = Vec::new();
        for (decimal, group) in ways {
            let way = Way { decimal, group: Some(group), sizes: (3, 3) };
            readings.extend(runs.read(way).map(whole));
        }
        readings.dedup();
        match readings.as_slice() {
            // No mark of it means anything else in this language.
            [one] if !self.knows(&runs.marks) => Ok(one.clone()),
            [one] => Err(Unreadable::Foreign { write: self.plain(one) }),
            [one, other] => Err(Unreadable::TwoWays { one: self.plain(other), other: self.plain(one) }),
            _ => Err(no_number()),
        }
    }

    /// A number of JSON as a person would type it: without groups.
    #[must_use]
    pub fn plain(&self, number: &str) -> String {
        number.chars().map(|c| if c == '.' { self.decimal } else { self.digit(c) }).collect()
    }

    /// The same where it has a fraction; a whole number as it is, which may be an identity.
    pub(super) fn fraction(&self, number: &str) -> String {
        if number.contains('.') { self.plain(number) } else { number.to_owned() }
    }

    /// A number of JSON with all its digits, in groups.
    #[must_use]
    pub fn grouped(&self, number: &str) -> String {
        let (Some(group), false) = (self.group, number.contains(['e', 'E'])) else { return self.plain(number) };
        let whole_end = number.find('.').unwrap_or(number.len());
        let (whole, fraction) = number.split_at(whole_end);
        let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
        let (last, others) = (self.sizes.0.max(1), self.sizes.1.max(1));
        let mut grouped = String::from(sign);
        for (place, digit) in whole.chars().enumerate() {
            let left = whole.len() - place;
            if place > 0 && (left == last || (left > last && (left - last).is_multiple_of(others))) {
                grouped.push(group);
            }
            grouped.push(self.digit(digit));
        }
        grouped + &self.plain(fraction)
    }

    fn digit(&self, c: char) -> char {
        c.to_digit(10).and_then(|digit| char::from_u32(self.zero as u32 + digit)).unwrap_or(c)
    }

    fn way(&self) -> Way {
        let group = self.group.and_then(Mark::of);
        Way { decimal: Mark::of(self.decimal).unwrap_or(Mark::Point), group, sizes: self.sizes }
    }

    /// One of these marks is the language's own, apart from those that only group anywhere.
    fn knows(&self, marks: &[Mark]) -> bool {
        let way = self.way();
        marks.iter().any(|mark| !mark.only_groups() && (*mark == way.decimal || Some(*mark) == way.group))
    }
}

impl Runs {
    fn of(text: &str) -> Option<Self> {
        let mut runs = Self { digits: vec![String::new()], marks: Vec::new() };
        for c in text.chars() {
            match (digit(c), Mark::of(c)) {
                (Some(digit), _) => runs.digits.last_mut()?.push(char::from_digit(digit, 10)?),
                (None, Some(mark)) => {
                    runs.marks.push(mark);
                    runs.digits.push(String::new());
                }
                (None, None) => return None,
            }
        }
        runs.digits.iter().any(|run| !run.is_empty()).then_some(runs)
    }

    /// The digits before and after the decimal mark, where this is how the number is written.
    fn read(&self, way: Way) -> Option<(String, String)> {
        let is_decimal = |mark: &Mark| *mark == way.decimal || *mark == Mark::ArabicDecimal;
        let decimals = self.marks.iter().filter(|mark| is_decimal(mark)).count();
        let groups = self.marks.len() - decimals;
        let last_is_decimal = self.marks.last().is_some_and(is_decimal);
        if decimals > 1 || (decimals == 1 && !last_is_decimal) {
            return None;
        }
        let (whole, fraction) = self.digits.split_at(groups + 1);
        let fraction = fraction.first().cloned().unwrap_or_default();
        if groups > 0 {
            let mark = *self.marks.first()?;
            let marked = self.marks[..groups].iter().all(|other| *other == mark);
            let (first, rest) = whole.split_first()?;
            let (last, others) = rest.split_last()?;
            let longest = way.sizes.0.max(way.sizes.1);
            let first_fits = (1..=longest).contains(&first.len()) && !first.starts_with('0');
            let fit = last.len() == way.sizes.0 && others.iter().all(|group| group.len() == way.sizes.1);
            if !marked || !(mark.only_groups() || Some(mark) == way.group) || !first_fits || !fit {
                return None;
            }
        }
        Some((whole.concat(), fraction))
    }
}

/// Marks of direction, which stand around signs in languages that are written from the right.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn signed(text: &str) -> (bool, &str) {
    if let Some(rest) =
        text.strip_prefix(['-', '\u{2212}', '\u{2013}', '\u{2012}', '\u{2010}', '\u{2011}', '\u{fe63}', '\u{ff0d}'])
    {
        return (true, rest.trim_start());
    }
    (false, text.strip_prefix(['+', '\u{ff0b}']).unwrap_or(text).trim_start())
}

/// The power of ten after an `e`.
fn power(text: &str) -> Option<String> {
    let (negative, digits) = signed(text);
    let digits: Option<String> = digits.chars().map(|c| char::from_digit(digit(c)?, 10)).collect();
    let digits = digits.filter(|digits| (1..=4).contains(&digits.len()))?;
    Some(format!("{}{digits}", if negative { "-" } else { "" }))
}

fn number(negative: bool, whole: &str, fraction: &str, exponent: Option<&str>) -> String {
    let whole = whole.trim_start_matches('0');
    let nothing = whole.is_empty() && fraction.bytes().all(|byte| byte == b'0');
    let mut number = String::from(if negative && !nothing { "-" } else { "" });
    number.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        number.push('.');
        number.push_str(fraction);
    }
    if let Some(exponent) = exponent {
        number.push('e');
        number.push_str(exponent);
    }
    number
}

/// The zeros of the scripts that people write numbers in.
const ZEROS: [u32; 24] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
    0x1040, 0x17e0, 0x1810, 0x1c40, 0x1c50, 0xa900, 0x1_e950, 0xff10,
];

/// The value of a digit of any script.
fn digit(c: char) -> Option<u32> {
    let code = c as u32;
    ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10))
}

/// The zero of the script that this digit one is of.
#[cfg(target_arch = "wasm32")]
pub(super) fn zero_of(one: char) -> Option<char> {
    char::from_u32((one as u32).checked_sub(1)?).filter(|zero| ZEROS.contains(&(*zero as u32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Numerals {
        Numerals::default()
    }

    fn german() -> Numerals {
        Numerals { decimal: ',', group: Some('.'), ..Numerals::default() }
    }

    fn french() -> Numerals {
        Numerals { decimal: ',', group: Some('\u{202f}'), ..Numerals::default() }
    }

    fn swiss() -> Numerals {
        Numerals { group: Some('\u{2019}'), ..Numerals::default() }
    }

    fn indian() -> Numerals {
        Numerals { sizes: (3, 2), ..Numerals::default() }
    }

    fn egyptian() -> Numerals {
        Numerals { decimal: '\u{66b}', group: Some('\u{66c}'), zero: '\u{660}', ..Numerals::default() }
    }

    fn read(numerals: &Numerals, text: &str) -> String {
        numerals.read(text).unwrap_or_else(|why| why.to_string())
    }

    #[test]
    fn numbers_are_read_as_the_language_writes_them() {
        let cases = [
            (english(), "12.75", "12.75"),
            (english(), "1,234,567.5", "1234567.5"),
            (english(), "1,234", "1234"),
            (english(), " 1 234.5 ", "1234.5"),
            (english(), "\t5 250\r\n", "5250"),
            (english(), "5\u{2009}250", "5250"),
            (english(), "5\u{3000}250", "5250"),
            (english(), "+5", "5"),
            (english(), ".5", "0.5"),
            (english(), "5.", "5"),
            (english(), "007", "7"),
            (english(), "-0.00", "0.00"),
            (english(), "\u{2212}5", "-5"),
            (english(), "1e5", "1e5"),
            (english(), "2.5E-3", "2.5e-3"),
            (english(), "12345678901234567890.123456789", "12345678901234567890.123456789"),
            (german(), "12,75", "12.75"),
            (german(), "1.000,5", "1000.5"),
            (german(), "1.234", "1234"),
            (german(), "1 234,5", "1234.5"),
            (french(), "12,75", "12.75"),
            (french(), "1\u{202f}234,5", "1234.5"),
            (french(), "1\u{a0}234,5", "1234.5"),
            (french(), "12.75", "12.75"),
            (french(), "0.125", "0.125"),
            (french(), "1.000.000", "1000000"),
            (swiss(), "1\u{2019}234.5", "1234.5"),
            (swiss(), "1'234.5", "1234.5"),
            (indian(), "12,34,567.5", "1234567.5"),
            (indian(), "1,234", "1234"),
            (egyptian(), "\u{61c}-\u{661}\u{66c}\u{662}\u{663}\u{664}\u{66b}\u{665}", "-1234.5"),
            (egyptian(), "12.75", "12.75"),
            (english(), "\u{967}\u{968}.\u{96d}\u{96b}", "12.75"),
            (english(), "\u{ff11}\u{ff12}\u{ff0e}\u{ff15}", "12.5"),
        ];
        for (numerals, text, number) in cases {
            assert_eq!(read(&numerals, text), number, "{text:?} by {numerals:?}");
        }
    }

    #[test]
    fn what_only_another_language_writes_so_is_said_and_not_guessed() {
        let cases = [
            (english(), "12,75", "Write this number as 12.75"),
            (english(), "1.000,5", "Write this number as 1000.5"),
            (english(), "0,125", "Write this number as 0.125"),
            (english(), "1.000.000", "Write this number as 1000000"),
            (german(), "12.75", "Write this number as 12,75"),
            (german(), "1,234.5", "Write this number as 1234,5"),
            (german(), "0.125", "Write this number as 0,125"),
            (swiss(), "12,75", "12.75"),
            (french(), "1,234.5", "Write this number as 1234,5"),
            (french(), "1.234", "This can mean 1234 or 1,234: write one of them"),
            (swiss(), "1,234", "This can mean 1.234 or 1234: write one of them"),
            (
                egyptian(),
                "1.234",
                "This can mean \u{661}\u{662}\u{663}\u{664} or \u{661}\u{66b}\u{662}\u{663}\u{664}: write one of them",
            ),
        ];
        for (numerals, text, said) in cases {
            assert_eq!(read(&numerals, text), said, "{text:?} by {numerals:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            " ",
            "1e",
            "e5",
            "--1",
            "1-",
            "12a",
            "NaN",
            "Infinity",
            "0x10",
            "1,23,4",
            "1..2",
            ".",
            "1 23",
            "1e99999",
            "12 €",
            "5\t250",
            "5\n250",
            "5\r\n250",
            "5\u{2028}250",
            "5\u{b}250",
        ] {
            assert_eq!(read(&english(), text), "This is not a number such as 1234.5", "{text:?}");
        }
        assert_eq!(read(&german(), "1e"), "This is not a number such as 1234,5");
    }

    #[test]
    fn what_is_written_plainly_is_read_back_as_the_same_number() {
        for numerals in [english(), german(), french(), swiss(), indian(), egyptian()] {
            for number in ["0", "-1.234", "1234", "1234567.125", "0.0004", "9007199254740993", "1e21", "-2.5e-7"] {
                assert_eq!(read(&numerals, &numerals.plain(number)), number, "{numerals:?}");
            }
            for number in ["9007199254740993", "-1234567.125", "123", "1234"] {
                assert_eq!(read(&numerals, &numerals.grouped(number)), number, "{numerals:?}");
            }
        }
    }

    #[test]
    fn digits_are_grouped_as_the_language_does() {
        assert_eq!(english().grouped("-9007199254740993.10"), "-9,007,199,254,740,993.10");
        assert_eq!(indian().grouped("9007199254740993"), "9,00,71,99,25,47,40,993");
        assert_eq!(french().grouped("1234.5"), "1\u{202f}234,5");
    }
}
