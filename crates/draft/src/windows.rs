//! `[[windows]]`: panels in rows.

use crate::board::{Board, Panel};
use crate::guess::words::kebab;
use crate::toml;

/// With this many resources or fewer, one window has them all.
const ONE_WINDOW: usize = 3;
/// A row of panels is this wide.
const WIDE: usize = 4;

/// The windows. `groups` are the tag of each resource and how much it is worth, in their order.
pub(crate) fn written(board: &Board, groups: &[(String, i32)]) -> String {
    let best = groups.iter().rev().max_by_key(|(_, worth)| *worth).map(|(tag, _)| tag.clone()).unwrap_or_default();
    let alone = groups.len() <= ONE_WINDOW || board.panels.len() <= ONE_WINDOW * 2;
    let tag_of = |panel: &Panel| groups.get(panel.group).map(|(tag, _)| tag.clone()).unwrap_or_default();
    let width =
        |tag: &str| board.panels.iter().filter(|panel| tag_of(panel) == tag).map(|panel| panel.width).sum::<usize>();
    let mut windows: Vec<(String, Vec<&Panel>)> = vec![(if alone { String::new() } else { best.clone() }, Vec::new())];
    for panel in &board.panels {
        let tag = tag_of(panel);
        // What fills no row of its own stands in the first.
        let title = if alone || width(&tag) * 2 <= WIDE { windows[0].0.clone() } else { tag };
        match windows.iter_mut().find(|(known, _)| *known == title) {
            Some((_, panels)) => panels.push(panel),
            None => windows.push((title, vec![panel])),
        }
    }
    windows.retain(|(_, panels)| !panels.is_empty());
    let mut text = String::new();
    if windows.len() > 1 {
        text.push_str("\n# The first opens with the board, the others from the menu.\n");
    }
    let mut ids: Vec<String> = Vec::new();
    for (index, (title, panels)) in windows.iter().enumerate() {
        let id = if index == 0 { "main".to_owned() } else { kebab(title) };
        let id = if id.is_empty() || ids.contains(&id) { format!("window-{}", index + 1) } else { id };
        text.push_str(&format!("\n[[windows]]\nid = {}\n", toml::quoted(&id)));
        if !title.trim().is_empty() {
            text.push_str(&format!("title = {}\n", toml::quoted(&title_of(title))));
        }
        if index > 0 {
            text.push_str("open = false\n");
        }
        let rows: Vec<String> = rows(panels).iter().map(|row| toml::list(row)).collect();
        let line = format!("rows = [{}]\n", rows.join(", "));
        if line.len() <= 100 {
            text.push_str(&line);
        } else {
            text.push_str(&format!("rows = [\n  {},\n]\n", rows.join(",\n  ")));
        }
        ids.push(id);
    }
    text
}

/// A tag as people read it.
fn title_of(tag: &str) -> String {
    let tag = toml::one_line(tag, 60);
    if tag.chars().all(|char| char.is_lowercase() || "-_".contains(char)) { oriel_board::label(&tag) } else { tag }
}

/// Numbers first, then what belongs together side by side.
fn rows<'p>(panels: &[&'p Panel]) -> Vec<Vec<&'p str>> {
    let mut rows: Vec<Vec<&str>> = Vec::new();
    let is_stat = |panel: &&&Panel| panel.members.iter().any(|(name, _)| *name == "value");
    let stats: Vec<&str> = panels.iter().filter(is_stat).map(|panel| panel.name.as_str()).collect();
    rows.extend(stats.chunks(WIDE).map(<[&str]>::to_vec));
    let mut width = WIDE;
    let mut group = None;
    for panel in panels.iter().filter(|panel| !is_stat(panel)) {
        // A list starts a row; the record of its chosen row stands beside it.
        let fits = width + panel.width <= WIDE && (group == Some(panel.group) || panel.width == 2);
        match rows.last_mut().filter(|_| fits) {
            Some(row) => {
                row.push(&panel.name);
                width += panel.width;
            }
            None => {
                rows.push(vec![&panel.name]);
                width = panel.width;
            }
        }
        group = Some(panel.group);
    }
    rows
}
