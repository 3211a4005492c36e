//! Any JSON at all, by a seed: as a backend may write it, and as it has to come back.

use std::collections::BTreeMap;

/// A JSON value as it is written: digits of numbers, duplicate members and all.
#[derive(Debug, Clone)]
pub(crate) enum Anything {
    /// `null`, `true` or `false`.
    Word(&'static str),
    /// Digits.
    Number(String),
    /// A text, decoded.
    Text(String),
    /// A list.
    Items(Vec<Anything>),
    /// Members in their order; a name may stand there twice.
    Members(Vec<(String, Anything)>),
}

/// Numbers by a seed (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The next number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize].clone()
    }

    fn digits(&mut self, most: u64) -> String {
        let count = 1 + self.below(most);
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }
}

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-0.0",
    "1.0",
    "1.00",
    "9007199254740992",
    "9007199254740993",
    "-9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "0.10000000000000000555",
    "12345678901234567.89",
    "1e400",
    "1E-400",
    "1e+2",
    "123456789012345678901234567890",
];

const TEXTS: &[&str] = &[
    "",
    " ",
    "__proto__",
    "constructor",
    "9007199254740993",
    "{row.id}",
    "{{",
    "null",
    "\u{2028}\u{2029}",
    "\u{0}\u{7f}\u{85}",
    "\u{feff}",
    "\u{202e}abc",
    "e\u{301}",
    "👩‍👩‍👧‍👦",
    "\u{ffff}",
    "\u{10ffff}",
    "</script><!--",
    "\"\\/\u{8}\u{c}\n\r\t",
];

impl Anything {
    /// A value, with at most so many levels in it.
    pub(crate) fn of(random: &mut Random, levels: u64) -> Self {
        match random.below(if levels == 0 { 8 } else { 12 }) {
            0 => Self::Word(random.one(&["null", "true", "false"])),
            1..=4 => Self::Number(number(random)),
            5..=7 => Self::Text(text(random)),
            8 | 9 => Self::Items((0..random.below(5)).map(|_| Self::of(random, levels - 1)).collect()),
            _ => {
                let mut members: Vec<(String, Self)> =
                    (0..random.below(6)).map(|_| (text(random), Self::of(random, levels - 1))).collect();
                if let Some((name, _)) = members.first().cloned()
                    && random.below(2) == 0
                {
                    members.push((name, Self::of(random, levels - 1)));
                }
                Self::Members(members)
            }
        }
    }

    /// As a backend may write it: with blanks, and with escapes where it likes.
    pub(crate) fn written(&self, random: &mut Random) -> String {
        let blank = |random: &mut Random| random.one(&["", "", "", " ", "\n\t", "\r\n "]);
        match self {
            Self::Word(word) => (*word).to_owned(),
            Self::Number(digits) => digits.clone(),
            Self::Text(text) => escaped(text, random),
            Self::Items(items) => {
                let items = items.iter().map(|item| format!("{}{}", blank(random), item.written(random)));
                format!("[{}]", items.collect::<Vec<_>>().join(","))
            }
            Self::Members(members) => {
                let members = members.iter().map(|(name, value)| {
                    let (name, value) = (escaped(name, random), value.written(random));
                    format!("{}{name}{}:{value}", blank(random), blank(random))
                });
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }

    /// As it has to come back: the same digits, of which only the exponent is written in one way; the same
    /// texts; of members with one name the last, in the order of the names.
    pub(crate) fn sent(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Self::Word(word) => (*word).to_owned(),
            Self::Number(digits) => match digits.split_once(['e', 'E']) {
                None => digits.clone(),
                Some((digits, exponent)) if exponent.starts_with(['+', '-']) => format!("{digits}e{exponent}"),
                Some((digits, exponent)) => format!("{digits}e+{exponent}"),
            },
            Self::Text(text) => quoted(text),
            Self::Items(items) => format!("[{}]", items.iter().map(Self::sent).collect::<Vec<_>>().join(",")),
            Self::Members(members) => {
                let last: BTreeMap<&String, String> =
                    members.iter().map(|(name, value)| (name, value.sent())).collect();
                let members = last.iter().map(|(name, value)| format!("{}:{value}", quoted(name)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }
}

fn number(random: &mut Random) -> String {
    if random.below(3) == 0 {
        return random.one(NUMBERS).to_owned();
    }
    let sign = random.one(&["", "-"]);
    let whole = random.digits(30);
    let whole = if whole.starts_with('0') { "0" } else { &whole };
    let fraction = if random.below(2) == 0 { format!(".{}", random.digits(25)) } else { String::new() };
    let exponent = match random.below(4) {
        0 => format!("{}{}{}", random.one(&["e", "E"]), random.one(&["", "+", "-"]), random.digits(5)),
        _ => String::new(),
    };
    format!("{sign}{whole}{fraction}{exponent}")
}

fn text(random: &mut Random) -> String {
    if random.below(3) == 0 {
        return random.one(TEXTS).to_owned();
    }
    let length = random.below(8);
    let char = |random: &mut Random| {
        let end = random.one(&[0x80, 0x80, 0x800, 0x1_0000, 0x11_0000]);
        char::from_u32(random.below(end) as u32).unwrap_or('\u{fffd}')
    };
    (0..length).map(|_| char(random)).collect()
}

fn escaped(text: &str, random: &mut Random) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        let must = matches!(char, '"' | '\\') || char < ' ';
        if must || random.below(6) == 0 {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(char);
        }
    }
    out.push('"');
    out
}
