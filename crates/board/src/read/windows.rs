//! `[[windows]]`: panels in rows.

use super::fields::Fields;
use super::names::check_name;
use super::node::{Cx, Node};
use crate::shape::{Kind, Refers, SIDES, WINDOW};
use crate::{Window, label};

/// Width and height in logical pixels, where the board says nothing.
const SIZE: (u32, u32) = (1080, 760);

/// The windows of a board. Without any there is one with every panel.
pub(crate) fn windows(cx: Cx<'_>, node: Option<&Node<'_>>) -> Vec<Window> {
    let Some(node) = node else {
        let rows = cx.names.panels.iter().map(|(name, _)| vec![name.to_owned()]).collect();
        return vec![Window { id: "main".into(), title: "Main".into(), open: true, rows, size: SIZE }];
    };
    let list = node.list().unwrap_or_default();
    if list.is_empty() && node.is_list() {
        node.error("a board has at least one window", "leave `windows` out for one with every panel".to_owned());
    }
    let mut windows: Vec<Window> = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    for (index, node) in list.iter().enumerate() {
        windows.extend(window(node, index == 0, &mut ids));
    }
    windows
}

fn window(node: &Node<'_>, first: bool, ids: &mut Vec<String>) -> Option<Window> {
    let fields = Fields::of(node, &WINDOW, "this window", &node.at)?;
    let cx = fields.cx;
    let id_node = fields.need("id");
    let id = id_node.as_ref().and_then(|node| node.text()).map(str::to_owned);
    if let (Some(node), Some(id)) = (&id_node, &id)
        && check_name(cx, &node.at, id)
    {
        if ids.contains(id) {
            node.error(format!("two windows have the id \"{id}\""), None);
        }
        ids.push(id.clone());
    }
    let title = fields.get("title").and_then(|node| node.words());
    let open_node = fields.get("open");
    let open = open_node.as_ref().and_then(Node::flag).unwrap_or(true);
    if let Some(node) = open_node.filter(|_| first && !open) {
        node.warning("the first window always opens", "put another window first".to_owned());
    }
    let rows_node = fields.need("rows");
    let mut rows = Vec::new();
    for row in rows_node.as_ref().and_then(Node::list).unwrap_or_default() {
        let panels = row.list().unwrap_or_default();
        let row: Vec<String> = panels.iter().filter_map(|node| cx.names.panels.refer(node, Refers::Panel)).collect();
        rows.push(row);
    }
    let size = fields.get("size").map_or(Some(SIZE), |node| size(&node));
    fields.done();
    let id = id?;
    Some(Window { title: title.map_or_else(|| label(&id), str::to_owned), id, open: open || first, rows, size: size? })
}

fn size(node: &Node<'_>) -> Option<(u32, u32)> {
    node.meant(|kind| matches!(kind, Kind::Pair(_)));
    let list = node.list()?;
    let [width, height] = list.as_slice() else {
        node.error("`size` must be a width and a height", format!("write [{}, {}]", SIZE.0, SIZE.1));
        return None;
    };
    let side = |node: &Node<'_>| {
        let length = node.integer()?;
        if !(SIDES.0..=SIDES.1).contains(&length) {
            node.error(format!("a window cannot measure {length} pixels"), format!("from {} to {}", SIDES.0, SIDES.1));
            return None;
        }
        u32::try_from(length).ok()
    };
    let (width, height) = (side(width), side(height));
    Some((width?, height?))
}
