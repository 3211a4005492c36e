//! The axes of a chart: where points lie, and what is written along the edges.

use crate::format::{self, When, locale};
use crate::order::in_order;
use crate::rows::RowSet;
use crate::scale::{Scale, ticks, time_ticks};
use crate::thin::thin;
use crate::{clock, field};
use oriel_board::{Format, Scope};
use oriel_query::Path;
use serde_json::Value;
use yew::AttrValue;

/// What runs along the horizontal axis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Axis {
    /// The rows one after another.
    #[default]
    Categories,
    /// Moments, by the person's clock.
    Time,
    /// Days, the same everywhere.
    Days,
}

impl Axis {
    /// Points lie as far apart as their times.
    pub(super) fn is_timed(self) -> bool {
        self != Self::Categories
    }
}

/// A row as a point of the chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    /// The row's identity.
    pub(super) id: AttrValue,
    /// Milliseconds since 1970, or the place of a category.
    pub(super) x: f64,
    /// What stands under it.
    pub(super) name: String,
    /// The value.
    pub(super) y: f64,
    /// A row without a value lies before it: a line begins anew.
    pub(super) after_gap: bool,
}

/// The points of rows from left to right, and what runs along the horizontal axis: time, where every row has
/// one, be it text or a count since 1970. A row without a value is a gap.
pub(super) fn points(rows: &RowSet, x: &str, y: &str) -> (Vec<Point>, Axis) {
    let read = |text: &str| serde_json::from_slice::<Value>(text.as_bytes()).unwrap_or_default();
    let (x_of, y_of) = (Path::dotted(x), Path::dotted(y));
    // What runs along the axis as it is written: each is read where it is needed.
    let values: Vec<(usize, &str, Option<f64>)> = (rows.fields(&x_of).zip(rows.fields(&y_of)).enumerate())
        .filter_map(|(place, (x, y))| {
            let x = x.filter(|x| *x != "null")?;
            Some((place, x, y.and_then(|y| field::number(&read(y)))))
        })
        .collect();
    let time = |at: &Value| When::guess(at).filter(|_| !at.is_number() || !is_id(x));
    let times: Option<Vec<When>> = values.iter().map(|(_, at, _)| time(&read(at))).collect();
    let times = times.filter(|times| !times.is_empty());
    let axis = match &times {
        None => Axis::Categories,
        Some(times) if times.iter().all(|when| matches!(when, When::Day(_))) => Axis::Days,
        Some(_) => Axis::Time,
    };
    let at = |slot: usize| match times.as_ref().and_then(|times| times.get(slot)) {
        // Among moments a day begins at the person's own midnight.
        Some(When::Day(midnight)) if axis == Axis::Time => midnight - clock::utc_offset_at(*midnight),
        Some(when) => when.ms(),
        None => slot as f64,
    };
    let laid: Vec<f64> = (0..values.len()).map(at).collect();
    let mut slots: Vec<u32> = (0..u32::try_from(laid.len()).unwrap_or(u32::MAX)).collect();
    in_order(&mut slots, &|a, b| laid[a as usize].total_cmp(&laid[b as usize]));
    let mut points: Vec<Point> = Vec::with_capacity(laid.len());
    let mut gap = false;
    for slot in slots {
        let (at, (place, x, y)) = (laid[slot as usize], values[slot as usize]);
        let Some(y) = y else {
            gap = !points.is_empty();
            continue;
        };
        let name = if axis.is_timed() {
            String::new()
        } else {
            format::text(&Format::Plain, &read(x), &Scope::default(), 0.0)
        };
        points.push(Point { id: rows.id(place), x: at, name, y, after_gap: std::mem::take(&mut gap) });
    }
    (points, axis)
}

/// A member of this name counts what there is, not when.
fn is_id(member: &str) -> bool {
    let name = member.rsplit(['.', '/']).next().unwrap_or(member);
    let lower = name.to_ascii_lowercase();
    lower == "id" || lower.ends_with("_id") || lower.ends_with("-id") || name.ends_with("Id") || name.ends_with("ID")
}

/// No more points than can be told apart, each with its name. Extremes stay, and so do gaps.
pub(super) fn drawn(points: &[Point], axis: Axis, limit: usize) -> Vec<Point> {
    let values: Vec<f64> = points.iter().map(|point| point.y).collect();
    let mut last = 0;
    thin(&values, limit)
        .into_iter()
        .map(|place| {
            let mut point = points[place].clone();
            point.after_gap = points[last..=place].iter().any(|point| point.after_gap);
            last = place + 1;
            match axis {
                Axis::Time => point.name = locale::day_and_time(point.x),
                Axis::Days => point.name = locale::calendar_day(point.x),
                // The slots of those that are left lie beside each other.
                Axis::Categories if points.len() > limit => point.x = point.x.round(),
                Axis::Categories => {}
            }
            point
        })
        .collect()
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
pub(super) fn plot(points: &[Point], axis: Axis, size: (f64, f64), unit: f64, write: impl Fn(f64) -> String) -> Plot {
    let timed = axis.is_timed();
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
    let slots = if timed { points.len() as f64 } else { last - first + 1.0 }.max(1.0);
    let slot = (right - left) / slots;
    // Half a bar of room at both ends.
    let bar = (slot * 0.7).clamp(1.5, if timed { unit * 1.5 } else { unit * 5.0 });
    let margin = if timed { bar } else { slot / 2.0 };
    let x = Scale { low: first, high: last, from: left + margin, to: right - margin };
    let columns = if timed {
        let fit = ((right - left) / (unit * 7.0)).floor().max(1.0) as usize;
        let day = 86_400_000.0;
        let offset = if axis == Axis::Days { 0.0 } else { clock::utc_offset() };
        let (mut at, step) = time_ticks(first, last, fit, offset);
        if axis == Axis::Days && step < day {
            // A day has no hours: each of the few has its own tick.
            at.retain(|at| (at / day).fract() == 0.0);
        }
        let write = |at: f64| match (axis, step) {
            (Axis::Days, step) if step < 300.0 * day => locale::short_calendar_day(at),
            (Axis::Days, _) => locale::calendar_day(at),
            (_, step) if step < 60_000.0 => locale::clock_with_seconds(at),
            (_, step) if step < day => locale::clock(at),
            (_, step) if step < 300.0 * day => locale::short_day(at),
            _ => locale::day(at),
        };
        at.into_iter().map(|at| (x.at(at), write(at))).collect()
    } else {
        names(points, &x, slot, unit)
    };
    Plot { x, y, rows, columns, left, bar }
}

/// The names of categories that fit beside each other, each cut to the room it has.
fn names(points: &[Point], x: &Scale, slot: f64, unit: f64) -> Vec<(f64, String)> {
    let longest = points.iter().map(|point| point.name.chars().count()).max().unwrap_or_default() as f64;
    // A letter of a system font is about 0.55 of its size wide.
    let wanted = (longest * unit * 0.55 + unit).clamp(unit * 2.0, unit * 9.0);
    let letters = ((wanted.max(slot) - unit * 0.5) / (unit * 0.55)).floor().max(1.0) as usize;
    let mut free = f64::NEG_INFINITY;
    points
        .iter()
        .filter_map(|point| {
            let at = x.at(point.x);
            if at - wanted / 2.0 < free {
                return None;
            }
            free = at + wanted / 2.0;
            let mut name: String = point.name.chars().take(letters).collect();
            if name.len() < point.name.len() {
                name.pop();
                name.push('…');
            }
            Some((at, name))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::tests::set;
    use serde_json::json;

    const SIZE: (f64, f64) = (400.0, 200.0);

    fn within(points: &[Point], plot: &Plot) {
        for point in points {
            assert!((0.0..=400.0).contains(&plot.x.at(point.x)), "{point:?}");
            assert!((0.0..=200.0).contains(&plot.y.at(point.y)), "{point:?}");
        }
    }

    #[test]
    fn times_are_laid_out_from_the_oldest_to_the_newest() {
        let rows = set(json!([{"at": "2026-01-02", "n": 2}, {"at": "2026-01-01", "n": "1.5"}]));
        let (points, axis) = points(&rows, "at", "n");
        assert_eq!(axis, Axis::Days);
        assert_eq!(points.iter().map(|p| p.y).collect::<Vec<_>>(), [1.5, 2.0]);
    }

    #[test]
    fn counts_since_1970_are_times_on_an_axis_and_other_numbers_are_not() {
        let axis = |values: [serde_json::Value; 2]| {
            let rows = values.map(|at| json!({ "at": at, "n": 1 }));
            let (points, axis) = points(&set(rows.to_vec().into()), "at", "n");
            (axis, points.iter().map(|point| point.x).collect::<Vec<_>>())
        };
        let far_apart = vec![1_767_225_600_000.0, 1_767_312_000_000.0];
        for values in [
            [json!(1_767_312_000), json!(1_767_225_600)],
            [json!(1_767_225_600_000_i64), json!(1_767_312_000_000_i64)],
            [json!("2026-01-01T00:00:00Z"), json!(1_767_312_000)],
        ] {
            assert_eq!(axis(values.clone()), (Axis::Time, far_apart.clone()), "{values:?}");
        }
        assert_eq!(axis([json!("2026-01-01"), json!("2026-01-02")]), (Axis::Days, far_apart));
        let ids = set(json!([{ "orderId": 1_000_000_001, "n": 1 }, { "orderId": 1_000_000_002, "n": 1 }]));
        assert_eq!(points(&ids, "orderId", "n").1, Axis::Categories);
        for name in ["id", "data.id", "user_id", "userID", "row-id"] {
            assert!(is_id(name) && !is_id("paid") && !is_id("at"), "{name}");
        }
        for values in [
            [json!("1767225600"), json!("1767312000")],
            [json!(2026), json!(2027)],
            [json!(1), json!(1_767_225_600)],
            [json!("a"), json!("2026-01-01")],
        ] {
            assert_eq!(axis(values.clone()), (Axis::Categories, vec![0.0, 1.0]), "{values:?}");
        }
    }

    #[test]
    fn days_are_named_by_their_date_and_never_by_an_hour() {
        let rows =
            set(json!([{"at": "2026-01-01", "n": 1}, {"at": "2026-01-02", "n": 2}, {"at": "2026-01-03", "n": 2}]));
        let (points, axis) = points(&rows, "at", "n");
        let points = drawn(&points, axis, 100);
        assert_eq!(points[0].name, "2026-01-01");
        let columns: Vec<_> = plot(&points, axis, (900.0, 200.0), 11.0, |v| v.to_string()).columns;
        let names: Vec<_> = columns.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["2026-01-01", "2026-01-02", "2026-01-03"]);
    }

    #[test]
    fn categories_keep_the_order_of_the_rows_and_rows_without_a_value_are_gaps() {
        let rows = set(json!([
            {"at": "home", "n": 2}, {"at": "auto"}, {"at": "card", "n": 1}, {"n": 7}, {"at": "boat", "n": 3},
        ]));
        let (points, axis) = points(&rows, "at", "n");
        assert_eq!(axis, Axis::Categories);
        let told: Vec<_> = points.iter().map(|p| (p.name.as_str(), p.after_gap)).collect();
        assert_eq!(told, [("home", false), ("card", true), ("boat", false)]);
    }

    #[test]
    fn the_axis_holds_zero_and_every_point_lies_within_the_plot() {
        let rows = set(json!([{"at": "a", "n": 120}, {"at": "b", "n": -30}]));
        let (points, axis) = points(&rows, "at", "n");
        let plot = plot(&points, axis, SIZE, 12.0, |v| v.to_string());
        assert!(plot.y.low <= -30.0 && plot.y.high >= 120.0);
        within(&points, &plot);
    }

    #[test]
    fn any_number_of_points_is_drawn_within_the_plot() {
        for count in [0, 1, 2, 50, 5_000] {
            for timed in [false, true] {
                let at = |n: u32| {
                    if timed {
                        format!("2026-01-01T{:02}:{:02}:{:02}Z", n / 3600, n / 60 % 60, n % 60)
                    } else {
                        format!("category {n}")
                    }
                };
                let rows: Vec<_> = (0..count)
                    .map(|n| json!({"id": n, "at": at(n), "n": if n % 7 == 0 { -f64::from(n) } else { f64::from(n) }}))
                    .collect();
                let (all, axis) = points(&set(rows.into()), "at", "n");
                let few = drawn(&all, axis, 200);
                assert!(few.len() <= 200 && (count <= 200) == (few.len() == all.len()), "{count}: {}", few.len());
                let plot = plot(&few, axis, SIZE, 12.0, |v| v.to_string());
                within(&few, &plot);
                let apart = plot.columns.windows(2).all(|pair| pair[1].0 - pair[0].0 > 12.0);
                assert!(apart && plot.columns.len() < 20, "names do not lie on each other: {:?}", plot.columns);
            }
        }
    }

    #[test]
    fn categories_that_fit_are_all_named() {
        let rows = set(
            json!([{"at": "home", "n": 9}, {"at": "auto", "n": 1}, {"at": "personal", "n": 2}, {"at": "boat", "n": 0}]),
        );
        let (points, axis) = points(&rows, "at", "n");
        let named: Vec<_> =
            plot(&points, axis, SIZE, 11.0, |v| v.to_string()).columns.into_iter().map(|(_, name)| name).collect();
        assert_eq!(named, ["home", "auto", "personal", "boat"]);
    }

    #[test]
    fn a_gap_survives_that_there_are_fewer_points() {
        let rows: Vec<_> =
            (0..1_000).map(|n| json!({"id": n, "at": format!("c{n}"), "n": (n != 500).then_some(n % 10)})).collect();
        let (all, axis) = points(&set(rows.into()), "at", "n");
        assert_eq!(drawn(&all, axis, 100).iter().filter(|point| point.after_gap).count(), 1);
    }
}
