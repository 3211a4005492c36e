//! Which rows of a long list are painted: those that can be seen, and some beyond.
//!
//! Rows have one height, so the rest is arithmetic. The rows that are not painted are two gaps, above and below.

use std::ops::Range;

/// Rows that are painted beyond each edge: enough for the next turn of a wheel.
const OVERSCAN: usize = 8;
/// The painted range moves in steps of this many rows, so that not every pixel paints anew.
const STEP: usize = 8;
/// Rows that are painted before anything was measured.
const UNMEASURED: usize = 40;
/// At most so many rows are painted at once, whatever the measures say.
const MOST: usize = 400;

/// Lists up to this long are painted whole, with rows as tall as what is in them.
pub const SHORT: usize = 100;

/// Rows from the end at which the next page is loaded.
pub const NEAR_END: usize = 20;

/// What is known of a list on screen, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Viewport {
    /// How far it is scrolled.
    pub top: f64,
    /// How much of it can be seen.
    pub height: f64,
    /// The height of one row.
    pub row: f64,
}

impl Viewport {
    /// The rows to paint of so many.
    ///
    /// ```
    /// use oriel_ui::viewport::Viewport;
    ///
    /// let seen = Viewport { top: 32_000.0, height: 320.0, row: 32.0 };
    /// assert_eq!(seen.range(100_000), 992..1024);
    /// assert_eq!(seen.range(3), 0..3);
    /// ```
    #[must_use]
    pub fn range(&self, count: usize) -> Range<usize> {
        if self.row < 1.0 || self.height < 1.0 {
            return 0..count.min(UNMEASURED);
        }
        let last_top = (count as f64 * self.row - self.height).max(0.0);
        let top = self.top.clamp(0.0, last_top);
        let first = (top / self.row).floor() as usize;
        let end = ((top + self.height) / self.row).ceil() as usize;
        let start = first.saturating_sub(OVERSCAN) / STEP * STEP;
        let end = ((end + OVERSCAN).div_ceil(STEP) * STEP).min(count).min(start + MOST);
        start.min(end)..end
    }

    /// How many whole rows one page of the keyboard moves.
    #[must_use]
    pub fn page(&self) -> usize {
        if self.row < 1.0 { 10 } else { ((self.height / self.row).floor() as usize).saturating_sub(2).max(1) }
    }
}

/// A piece of what is painted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// So many rows that are not painted.
    Gap(usize),
    /// Painted rows.
    Rows(Range<usize>),
}

/// The whole list in pieces: the range that can be seen, and one row that must not leave the page,
/// because it has the focus.
///
/// ```
/// use oriel_ui::viewport::{Piece, pieces};
///
/// let parts = pieces(100, &(40..60), Some(3));
/// assert_eq!(parts, [Piece::Gap(3), Piece::Rows(3..4), Piece::Gap(36), Piece::Rows(40..60), Piece::Gap(40)]);
/// ```
#[must_use]
pub fn pieces(count: usize, range: &Range<usize>, pinned: Option<usize>) -> Vec<Piece> {
    let seen = range.start.min(count)..range.end.min(count);
    let alone = pinned.filter(|row| *row < count && !range.contains(row)).map(|row| row..row + 1);
    let (before, after) = match alone {
        Some(row) if row.start < seen.start => (Some(row), None),
        other => (None, other),
    };
    let painted = before.into_iter().chain([seen]).chain(after);
    let mut pieces = Vec::new();
    let mut at = 0;
    for rows in painted.filter(|rows| !rows.is_empty()) {
        if rows.start > at {
            pieces.push(Piece::Gap(rows.start - at));
        }
        at = rows.end;
        pieces.push(Piece::Rows(rows));
    }
    if count > at {
        pieces.push(Piece::Gap(count - at));
    }
    pieces
}

/// Where a key leads from a row; `None` for a key that does not walk.
#[must_use]
pub fn walk(key: &str, from: usize, count: usize, page: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match key {
        "ArrowDown" => from.saturating_add(1).min(last),
        "ArrowUp" => from.saturating_sub(1),
        "PageDown" => from.saturating_add(page).min(last),
        "PageUp" => from.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: Viewport = Viewport { top: 0.0, height: 640.0, row: 32.0 };

    #[test]
    fn a_window_paints_as_many_rows_of_a_hundred_thousand_as_of_a_thousand() {
        let rows = |count: usize, top: f64| Viewport { top, ..SEEN }.range(count).len();
        assert_eq!(rows(100_000, 0.0), rows(1_000, 0.0));
        for top in [0.0, 1.0, 31.9, 32.0, 5_000.5, 1e6, 3_199_999.0, 1e12] {
            let count = rows(100_000, top);
            assert!((20..=52).contains(&count), "{count} rows at {top}");
        }
    }

    #[test]
    fn every_row_that_can_be_seen_is_painted() {
        for top in (0..3_000).map(|step| f64::from(step) * 7.3) {
            let seen = Viewport { top, ..SEEN };
            let range = seen.range(500);
            let top = top.min(500.0 * 32.0 - 640.0);
            let (first, last) = ((top / 32.0).floor() as usize, ((top + 640.0) / 32.0).ceil() as usize);
            assert!(range.start <= first && range.end >= last.min(500), "{range:?} at {top}");
        }
    }

    #[test]
    fn a_list_that_became_shorter_than_it_is_scrolled_shows_its_end() {
        assert_eq!(Viewport { top: 1e9, ..SEEN }.range(30), 0..30);
        assert_eq!(Viewport { top: 1e9, ..SEEN }.range(0), 0..0);
    }

    #[test]
    fn before_anything_is_measured_the_first_rows_are_painted() {
        assert_eq!(Viewport::default().range(100_000), 0..40);
        assert_eq!(Viewport { row: 0.001, height: 900.0, top: 0.0 }.range(100_000), 0..40);
    }

    #[test]
    fn the_gaps_and_the_rows_are_always_the_whole_list() {
        for pinned in [None, Some(0), Some(39), Some(40), Some(59), Some(60), Some(99), Some(400)] {
            let total: usize = pieces(100, &(40..60), pinned)
                .iter()
                .map(|piece| match piece {
                    Piece::Gap(rows) => *rows,
                    Piece::Rows(rows) => rows.len(),
                })
                .sum();
            assert_eq!(total, 100, "{pinned:?}");
        }
        assert_eq!(pieces(0, &(0..0), Some(0)), []);
        assert_eq!(pieces(100, &(40..60), Some(70)).len(), 5);
    }

    #[test]
    fn keys_walk_and_stop_at_the_ends() {
        let to = |key| walk(key, 5, 10, 8);
        assert_eq!(
            ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"].map(to).map(Option::unwrap_or_default),
            [6, 4, 9, 0, 0, 9]
        );
        assert_eq!(walk("x", 5, 10, 8), None);
        assert_eq!(walk("End", 0, 0, 8), None);
        assert_eq!((SEEN.page(), Viewport::default().page()), (18, 10));
    }
}
