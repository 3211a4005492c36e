//! The axes of a chart: where points lie, and what is written along the edges.

use crate::format::{locale, moment};
use crate::order::Row;
use crate::scale::{Scale, ticks, time_ticks};
use crate::{clock, field};
use oriel_board::field as member;

/// A row as a point of the chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    /// The row's identity.
    pub(super) id: String,
    /// Milliseconds since 1970, or the place of a category.
    pub(super) x: f64,
    /// What stands under it.
    pub(super) name: String,
    /// The value.
    pub(super) y: f64,
}

/// The points of rows from left to right, and whether the horizontal axis is time.
pub(super) fn points(rows: &[Row<'_>], x: &str, y: &str) -> (Vec<Point>, bool) {
    let values =
        || rows.iter().filter_map(|row| Some((row, member(row.value, x)?, field::number(member(row.value, y)?)?)));
    let timed = values().next().is_some() && values().all(|(_, x, _)| x.is_string() && moment(x).is_some());
    let mut points: Vec<Point> = values()
        .enumerate()
        .map(|(place, (row, x, y))| {
            let at = moment(x).filter(|_| timed);
            Point {
                id: row.id.clone(),
                x: at.unwrap_or(place as f64),
                name: at.map_or_else(|| field::plain(x), locale::day_and_time),
                y,
            }
        })
        .collect();
    points.sort_by(|a, b| a.x.total_cmp(&b.x));
    (points, timed)
}

/// Where everything lies, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plot {
    pub(super) x: Scale,
    pub(super) y: Scale,
    /// Value, and what is written at it.
    pub(super) rows: Vec<(f64, String)>,
    /// Pixel, and what is written at it.
    pub(super) columns: Vec<(f64, String)>,
    /// Where the lines across begin, in pixels.
    pub(super) left: f64,
    /// The width of one bar.
    pub(super) bar: f64,
}

/// Lays a chart out. `unit` is the size of the text in pixels; `write` writes a value.
pub(super) fn plot(points: &[Point], timed: bool, size: (f64, f64), unit: f64, write: impl Fn(f64) -> String) -> Plot {
    let (width, height) = size;
    // Zero belongs to the axis: a bar or an area that starts elsewhere lies about proportions.
    let low = points.iter().map(|p| p.y).fold(0.0, f64::min);
    let high = points.iter().map(|p| p.y).fold(0.0, f64::max);
    let top = unit * 0.75;
    let bottom = (height - unit * 2.0).max(top + 1.0);
    let count = ((bottom - top) / (unit * 3.5)).floor().clamp(2.0, 6.0) as usize;
    let values = ticks(low, high, count);
    let rows: Vec<(f64, String)> = values.iter().map(|value| (*value, write(*value))).collect();
    let longest = rows.iter().map(|(_, text)| text.chars().count()).max().unwrap_or_default();
    // Figures of a system font are about 0.58 of its size wide.
    let left = longest as f64 * unit * 0.58 + unit;
    let right = (width - unit).max(left + 1.0);
    let y = Scale {
        low: values.first().copied().unwrap_or_default(),
        high: values.last().copied().unwrap_or(1.0),
        from: bottom,
        to: top,
    };

    let (first, last) = (points.first().map_or(0.0, |p| p.x), points.last().map_or(0.0, |p| p.x));
    let slots = points.len().max(1) as f64;
    let slot = (right - left) / slots;
    // Half a bar of room at both ends.
    let bar = (slot * 0.7).clamp(2.0, if timed { unit * 1.5 } else { unit * 5.0 });
    let margin = if timed { bar } else { slot / 2.0 };
    let x = Scale { low: first, high: last, from: left + margin, to: right - margin };
    let columns = if timed {
        let fit = ((right - left) / (unit * 7.0)).floor().max(1.0) as usize;
        let (at, step) = time_ticks(first, last, fit, clock::utc_offset());
        let write = |at: f64| match step {
            step if step < 60_000.0 => locale::clock_with_seconds(at),
            step if step < 86_400_000.0 => locale::clock(at),
            _ => locale::short_day(at),
        };
        at.into_iter().map(|at| (x.at(at), write(at))).collect()
    } else {
        let every = (unit * 6.0 / slot).ceil().max(1.0) as usize;
        points.iter().step_by(every).map(|point| (x.at(point.x), point.name.clone())).collect()
    };
    Plot { x, y, rows, columns, left, bar }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn rows(values: &[Value]) -> Vec<Row<'_>> {
        values.iter().enumerate().map(|(place, value)| Row { id: place.to_string(), place, value }).collect()
    }

    #[test]
    fn times_are_laid_out_from_the_oldest_to_the_newest() {
        let values = [json!({"at": "2026-01-02", "n": 2}), json!({"at": "2026-01-01", "n": "1.5"})];
        let (points, timed) = points(&rows(&values), "at", "n");
        assert!(timed);
        assert_eq!(points.iter().map(|p| p.y).collect::<Vec<_>>(), [1.5, 2.0]);
    }

    #[test]
    fn categories_keep_the_order_of_the_rows_and_rows_without_a_value_are_left_out() {
        let values = [json!({"at": "home", "n": 2}), json!({"at": "auto"}), json!({"at": "card", "n": 1})];
        let (points, timed) = points(&rows(&values), "at", "n");
        assert!(!timed);
        assert_eq!(points.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["home", "card"]);
    }

    #[test]
    fn the_axis_holds_zero_and_every_point_lies_within_the_plot() {
        let values = [json!({"at": "a", "n": 120}), json!({"at": "b", "n": -30})];
        let (points, timed) = points(&rows(&values), "at", "n");
        let plot = plot(&points, timed, (400.0, 200.0), 12.0, |v| v.to_string());
        assert!(plot.y.low <= -30.0 && plot.y.high >= 120.0);
        for point in &points {
            assert!((0.0..=400.0).contains(&plot.x.at(point.x)));
            assert!((0.0..=200.0).contains(&plot.y.at(point.y)));
        }
    }
}
