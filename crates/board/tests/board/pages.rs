//! The pages of `docs/backends` stay true: their boards open, their presets exist, and none is missing.

use oriel_board::{PRESETS, Preset};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The index, which is no backend's page.
const INDEX: &str = "README";

/// Pages about a protocol or a bridge rather than a product, written as guides with sections of their own.
const GUIDES: [&str; 4] = ["poll", "pubnub", "sse", "twilio"];

/// What every other page tells, in this order.
const SECTIONS: [&str; 6] =
    ["A board that works", "Run one for a try", "What its events mean", "Sign-in", "After a reconnect", "Good to know"];

/// Every page by its name.
fn pages() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/backends");
    let pages = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    pages
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// The pages of backends, without the index.
pub(crate) fn backends() -> BTreeMap<String, String> {
    pages().into_iter().filter(|(name, _)| name != INDEX).collect()
}

/// The pages that tell the same things in the same order.
fn products() -> BTreeMap<String, String> {
    backends().into_iter().filter(|(name, _)| !GUIDES.contains(&name.as_str())).collect()
}

/// The blocks of a page in this language, each with the number of its first line.
pub(crate) fn blocks(page: &str, language: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    // The language of the fence that is open, and where it was opened.
    let mut open: Option<(&str, usize, String)> = None;
    for (number, line) in (1..).zip(page.lines()) {
        match (open.take(), line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language, number + 1, String::new())),
            (None, None) => {}
            (Some((found, first, text)), Some(_)) if found == language => blocks.push((first, text)),
            (Some(_), Some(_)) => {}
            (Some((found, first, text)), None) => open = Some((found, first, format!("{text}{line}\n"))),
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// The headings of the second level, without those in blocks.
fn headings(page: &str) -> Vec<&str> {
    let mut within = false;
    page.lines()
        .filter(|line| {
            within ^= line.starts_with("```");
            !within
        })
        .filter_map(|line| line.strip_prefix("## "))
        .collect()
}

/// What is wrong with a board: all that the reader says of it.
fn complaints(text: &str) -> Option<String> {
    let problems = match oriel_board::parse("page.toml", text) {
        Ok(parsed) => parsed.warnings,
        Err(problems) => problems,
    };
    let told: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    (!told.is_empty()).then_some(told)
}

#[test]
fn every_page_tells_the_same_things_in_the_same_order() {
    for (name, page) in products() {
        assert_eq!(headings(&page), SECTIONS, "{name}");
        let opening = page.split("\n## ").next().unwrap();
        assert!(opening.starts_with("# "), "{name} has no title");
        let tried = opening.matches("Tried with").count() + opening.matches("Not run here").count();
        assert_eq!(tried, 1, "{name} says whether it was tried, and with what");
    }
    for guide in GUIDES {
        assert!(backends().contains_key(guide), "{guide} is no page");
    }
}

#[test]
fn every_board_on_a_page_opens_without_a_warning() {
    for (name, page) in backends() {
        for (line, text) in blocks(&page, "toml").iter().filter(|(_, text)| text.starts_with("board = 1")) {
            assert_eq!(complaints(text), None, "{name}.md:{line}");
        }
    }
}

#[test]
fn every_page_has_one_board_that_shows_what_its_backend_signals() {
    for (name, page) in products() {
        let boards: Vec<String> = blocks(&page, "toml")
            .into_iter()
            .map(|(_, text)| text)
            .filter(|text| text.starts_with("board = 1"))
            .collect();
        assert_eq!(boards.len(), 1, "{name}");
        let board = oriel_board::parse("page.toml", &boards[0]).unwrap().board;
        assert!(board.backends[""].socket.is_some() && !board.events.is_empty(), "{name} hears nothing");
        assert_eq!(board.view.windows.len(), 1, "{name}");
        // The page on JSON by hand is the one whose board has no preset.
        let preset = format!("\"{name}\"");
        let named = boards[0].lines().any(|line| line.starts_with("preset") && line.ends_with(&preset));
        assert_eq!(named, name != "json", "{name}");
    }
}

#[test]
fn every_socket_that_is_shown_alone_can_stand_on_a_board() {
    for (name, page) in backends() {
        for (line, text) in blocks(&page, "toml").iter().filter(|(_, text)| text.starts_with("[backend.socket]")) {
            let board = format!("board = 1\ntitle = \"A socket\"\n[backend]\nbase = \"http://127.0.0.1:4000\"\n{text}");
            let whole = format!(
                "{board}[queries]\nq = {{ get = \"/q\" }}\n[panels.q]\nkind = \"stat\"\nquery = \"q\"\nvalue = \"\"\n"
            );
            assert_eq!(complaints(&whole), None, "{name}.md:{line}");
        }
    }
}

#[test]
fn every_preset_has_a_page_and_the_index_leads_to_every_page() {
    let pages = pages();
    for preset in PRESETS {
        assert!(pages.contains_key(preset.name), "{} has no page", preset.name);
    }
    let index = &pages[INDEX];
    for name in pages.keys().filter(|name| *name != INDEX) {
        assert!(index.contains(&format!("({name}.md)")), "the index does not lead to {name}");
    }
}

#[test]
fn no_page_names_a_preset_that_does_not_exist() {
    for (name, page) in pages() {
        let mut rest = page.as_str();
        while let Some((_, after)) = rest.split_once("preset") {
            rest = after;
            let named =
                after.trim_start().strip_prefix('=').map(str::trim_start).and_then(|text| text.strip_prefix('"'));
            // NAME stands for any of them.
            let named = named.and_then(|text| text.split('"').next()).filter(|named| *named != "NAME");
            assert!(named.is_none_or(|named| Preset::named(named).is_some()), "{name}: {named:?}");
        }
    }
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/backends");
    let mut dead = BTreeSet::new();
    for (name, page) in pages() {
        for (_, after) in page.match_indices("](").map(|(at, mark)| page.split_at(at + mark.len())) {
            let target = after.split([')', '#']).next().unwrap();
            if !target.is_empty() && !target.contains("://") && !folder.join(target).exists() {
                dead.insert(format!("{name}: {target}"));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:?}");
}
