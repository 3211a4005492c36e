//! What is done with arbitrary input: read as a board, or as edits of boards that are whole. Shared by the
//! fuzz target and the test with seeds.
// The fuzz target is a program of its own, to which nothing here is foreign.
#![allow(unreachable_pub)]

use oriel_board::{PRESETS, Parsed, Problem, ProfileError, ReadError, Severity, View};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Boards that edits start from.
static BOARDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let whole = [
        include_str!("../good/everything.toml"),
        include_str!("../good/profiles-alone.toml"),
        include_str!("../good/several-backends.toml"),
        include_str!("../good/backends-by-name-alone.toml"),
        include_str!("../example.toml"),
        include_str!("../../../../boards/sample.toml"),
    ];
    whole.into_iter().map(str::to_owned).chain(PRESETS.iter().map(oriel_board::Preset::starter)).collect()
});

/// Names and words of the format, and what else may stand on a board.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    const MORE: [&str; 36] = [
        "{row.id}",
        "{var.account}",
        "{event.a.b}",
        "{form.x}",
        "{data}",
        "{row",
        "}",
        "{{x}}",
        "{secret}",
        "{channel}",
        "\"\"",
        "\"/\"",
        "\"/a~\"",
        "\"/*\"",
        "[]",
        "{}",
        "[[]]",
        "1",
        "-1",
        "1e400",
        "true",
        "2026-11-22",
        "\"5m\"",
        "\"0s\"",
        "'''\n$x {\n'''",
        "\"\"\"\n\"\"\"",
        "é",
        "\u{1f600}",
        "#",
        "\n",
        "[backend.prod]",
        "[backends.orders]",
        "[backends.orders.prod]",
        "backend = \"orders\"",
        "label = \"Orders\"",
        "\"mutation { a }\"",
    ];
    let mut words = BTreeSet::new();
    collect(&oriel_board::schema(), &mut words);
    words.into_iter().chain(MORE.map(str::to_owned)).collect()
});

/// The names of fields and the words that a schema knows.
fn collect(schema: &Value, words: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members {
                if let ("properties", Value::Object(fields)) = (name.as_str(), member) {
                    words.extend(fields.keys().cloned());
                    words.extend(fields.keys().map(|field| format!("{field} = ")));
                }
                if let ("enum", Value::Array(known)) = (name.as_str(), member) {
                    words.extend(known.iter().map(Value::to_string));
                }
                collect(member, words);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        _ => {}
    }
}

/// Input as a row of choices; zero when it is used up.
struct Choices<'i>(&'i [u8]);

impl Choices<'_> {
    fn byte(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.byte() << 8 | self.byte()) % bound.max(1)
    }
}

/// Reads input as a board, or as edits of one.
pub fn board(input: &[u8]) {
    let Some((mode, rest)) = input.split_first() else { return };
    if mode % 4 == 0 {
        return check(&String::from_utf8_lossy(rest));
    }
    let mut choices = Choices(rest);
    let mut text = BOARDS[choices.below(BOARDS.len())].clone();
    while !choices.0.is_empty() {
        text = edited(&text, &mut choices);
        if text.len() > 20_000 {
            break;
        }
    }
    check(&text);
}

/// One edit: a line or a word of the board is taken out, doubled, or changed for something that the format
/// knows.
fn edited(text: &str, choices: &mut Choices<'_>) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let at = choices.below(lines.len());
    let line = lines[at];
    let word = &WORDS[choices.below(WORDS.len())];
    let changed = match choices.byte() % 7 {
        0 => String::new(),
        1 => format!("{line}\n{line}"),
        2 => format!("{line}\n{word}"),
        3 => match line.split_once('=') {
            Some((name, _)) => format!("{name}= {word}"),
            None => word.clone(),
        },
        4 => match line.split_once('=') {
            Some((_, value)) => format!("{word} ={value}"),
            None => format!("[{word}]"),
        },
        5 => lines[choices.below(lines.len())].to_owned(),
        _ => {
            let cuts: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
            let (start, end) = (cuts[choices.below(cuts.len())], cuts[choices.below(cuts.len())]);
            format!("{}{word}{}", &line[..start.min(end)], &line[start.max(end)..])
        }
    };
    let mut lines = lines;
    lines[at] = &changed;
    lines.join("\n")
}

/// Whatever a text says, reading it comes to an end, and every problem stands within the text.
pub fn check(text: &str) {
    let mut profiles = Vec::new();
    match oriel_board::parse_profile("board.toml", text, None) {
        Ok(parsed) => {
            opened(text, &parsed);
            profiles = parsed.board.view.profiles;
        }
        Err(ReadError::Problems(problems)) => failed(text, &problems),
        Err(ReadError::Profile(ProfileError::Needed { known, .. })) => profiles = known,
        Err(ReadError::Profile(error)) => panic!("no profile was named, but: {error}"),
    }
    // All of them were checked: each opens.
    for profile in profiles {
        match oriel_board::parse_profile("board.toml", text, Some(&profile)) {
            Ok(parsed) => opened(text, &parsed),
            Err(error) => panic!("profile {profile:?} does not open: {error}"),
        }
    }
}

fn failed(text: &str, problems: &[Problem]) {
    assert!(
        problems.iter().any(|problem| problem.severity == Severity::Error),
        "it does not open, and nobody says why"
    );
    problems.iter().for_each(|problem| within(text, problem));
}

/// A board that opens can be sent to a window, and its queries asked.
fn opened(text: &str, parsed: &Parsed) {
    parsed.warnings.iter().for_each(|warning| within(text, warning));
    let view = &parsed.board.view;
    let sent = serde_json::to_string(view).map(|sent| serde_json::from_str::<View>(&sent));
    assert!(sent.is_ok_and(|sent| sent.is_ok()), "it does not reach a window");
    for name in view.queries.keys() {
        if let Ok(key) = view.key(name, &view.default_vars()) {
            let _ = view.request(&key);
        }
    }
}

fn within(text: &str, problem: &Problem) {
    let line = text.split('\n').nth(problem.line.wrapping_sub(1));
    let Some(line) = line else { panic!("line {} of {}", problem.line, text.split('\n').count()) };
    let length = line.trim_end_matches('\r').chars().count();
    assert!(problem.length >= 1 && problem.column >= 1, "{problem:?}");
    // At its end a line has one place more, where something is missing.
    assert!(problem.column - 1 + problem.length <= length.max(problem.column - 1) + 1, "{problem:?}");
    assert!(problem.column <= length + 1, "{problem:?}");
    assert!(!problem.message.is_empty() && !problem.to_string().contains('\u{1b}'), "{problem:?}");
}
