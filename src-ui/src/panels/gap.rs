//! Painted rows, and the room of those that are not.

use crate::hooks::Scrolled;
use crate::viewport::{Piece, pieces};
use std::ops::Range;
use yew::prelude::*;

/// The elements of a list of so many rows: those in `range`, the one that has the focus, and gaps.
/// `gap` is given its number among the gaps and how many rows it stands for, `row` its place.
pub(super) fn elements(
    count: usize,
    range: &Range<usize>,
    focused: Option<usize>,
    gap: impl Fn(String, usize) -> Html,
    row: impl Fn(usize) -> Option<Html>,
) -> Vec<Html> {
    let mut elements = Vec::new();
    for (n, piece) in pieces(count, range, focused).into_iter().enumerate() {
        match piece {
            // Named by its place, so that rows are told from each other across paintings.
            Piece::Gap(rows) => elements.push(gap(format!("gap-{n}"), rows)),
            Piece::Rows(places) => elements.extend(places.filter_map(&row)),
        }
    }
    elements
}

/// As tall as so many rows. A picture without anything in it: the page allows no styles within
/// elements, and the size of a picture is none.
pub(super) fn gap(rows: usize, scrolled: &Scrolled) -> Html {
    let height = rows as f64 * scrolled.seen.borrow().row;
    html! { <svg class="room" width="1" height={format!("{height:.2}")} aria-hidden="true" /> }
}
