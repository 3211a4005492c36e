//! Rows as a drawing: bars, a line, or an area, over time or categories.

use super::BodyProps;
use super::chart_axis::{Axis, Plot, Point, drawn, plot, points};
use super::choose::use_choosing;
use crate::hooks::{use_in_sight, use_memo, use_opening, use_size};
use crate::rows::RowSet;
use crate::{clock, format};
use oriel_board::{Format, Mark, PanelKind, Query, Scope};
use oriel_query::Data;
use oriel_query::number::to_float;
use serde_json::Value;
use std::rc::Rc;
use yew::prelude::*;

/// What the points were made of last: without this, every new size would look through all rows.
#[derive(Default)]
struct Made {
    rows: Option<RowSet>,
    points: Vec<Point>,
    axis: Axis,
}

impl Made {
    fn new(query: Query, data: &Data, (x, y): &(String, String)) -> Self {
        let rows = RowSet::new(&Rc::new(query), data);
        let (points, axis) = points(&rows, x, y);
        Self { rows: Some(rows), points, axis }
    }

    /// The row of this identity.
    fn row(&self, id: &AttrValue) -> Option<Value> {
        let rows = self.rows.as_ref()?;
        rows.place(id).map(|place| rows.value(place))
    }
}

/// A chart in the size of its panel. Every mark carries its value as a tooltip, and the whole is
/// described in words.
#[component]
pub fn Chart(props: &BodyProps) -> Html {
    let opening = use_opening();
    let node = use_node_ref();
    let size = use_size(&node);
    let panel = opening.view.panels.get(props.name.as_str());
    let query = panel.and_then(|panel| opening.view.queries.get(&panel.query));
    let axes = match panel.map(|panel| &panel.kind) {
        Some(PanelKind::Chart { x, y, .. }) => Some((x.clone(), y.clone())),
        _ => None,
    };
    let choosing = use_choosing(panel);
    let made = use_memo((query.cloned(), props.data.clone(), axes), |(query, data, axes)| {
        query.clone().zip(axes.as_ref()).map_or_else(Made::default, |(query, axes)| Made::new(query, data, axes))
    });
    let pages = made.rows.as_ref().map_or(1, RowSet::pages);
    use_in_sight(panel.map(|panel| panel.query.as_str()).unwrap_or_default(), 0..pages);
    let (Some(panel), Some(query)) = (panel, query) else { return Html::default() };
    let PanelKind::Chart { mark, format, .. } = &panel.kind else { return Html::default() };
    // A currency's code may stand in each row; the axis takes the first row's.
    let first = made.rows.as_ref().map(|rows| rows.value(0));
    let scope = Scope { data: Some(query.part(&props.data)), row: first.as_ref(), ..Scope::default() };
    let now = clock::now();
    let write = |value: f64| format::computed(format, value, &scope, now);
    let marks = Marks {
        write: &write,
        onchoose: choosing.onchoose.as_ref().map(|onchoose| {
            let made = made.clone();
            onchoose.reform(move |id: AttrValue| made.row(&id).unwrap_or_default())
        }),
        chosen: &|id| made.row(id).is_some_and(|row| choosing.is_chosen(&row)),
    };
    let drawing =
        size.filter(|(width, height)| *width > 40.0 && *height > 40.0 && !made.points.is_empty()).map(|size| {
            let unit = text_size();
            // Two points a pixel's width of a line, one bar every three pixels: more nobody can see.
            let limit = if *mark == Mark::Bar { size.0 / 3.0 } else { size.0 * 2.0 } as usize;
            let points = drawn(&made.points, made.axis, limit.max(16));
            let plot = plot(&points, made.axis, size, unit, |value| match format {
                // Cents are noise on an axis.
                Format::Currency { .. } if value.fract() == 0.0 => crate::format::locale::number(value),
                _ => write(value),
            });
            draw(&plot, &points, *mark, size, unit, &marks, &in_words(&panel.title, made.points.len(), &points, &write))
        });
    html! {
        <div class="body chart-body" data-body="rows" data-points={made.points.len().to_string()} ref={node}>
            { drawing }
            if made.points.is_empty() {
                <p class="empty" data-body="empty">{ "No values to draw yet" }</p>
            }
        </div>
    }
}

fn in_words(title: &str, count: usize, points: &[Point], write: &impl Fn(f64) -> String) -> String {
    match (points.first(), points.last()) {
        (Some(first), Some(last)) => {
            format!("{title}: {count} values from {} to {}; the last is {}", first.name, last.name, write(last.y))
        }
        _ => title.to_owned(),
    }
}

/// What the marks of a chart say and do.
struct Marks<'a> {
    write: &'a dyn Fn(f64) -> String,
    /// A person chose the row of this identity; `None` where rows cannot be chosen.
    onchoose: Option<Callback<AttrValue>>,
    chosen: &'a dyn Fn(&AttrValue) -> bool,
}

impl Marks<'_> {
    fn title(&self, point: &Point) -> String {
        format!("{}: {}", point.name, (self.write)(point.y))
    }

    fn onclick(&self, point: &Point) -> Option<Callback<MouseEvent>> {
        let id = point.id.clone();
        self.onchoose.as_ref().map(|onchoose| onchoose.reform(move |_: MouseEvent| id.clone()))
    }

    fn class(&self, point: &Point) -> Option<&'static str> {
        self.onchoose.as_ref().map(|_| if (self.chosen)(&point.id) { "pick chosen" } else { "pick" })
    }
}

fn draw(
    plot: &Plot,
    points: &[Point],
    mark: Mark,
    (width, height): (f64, f64),
    unit: f64,
    marks: &Marks<'_>,
    words: &str,
) -> Html {
    let zero = plot.y.at(0.0);
    let grid = plot.rows.iter().map(|(value, text)| {
        let y = px(plot.y.at(*value));
        html! {
            <g key={text.clone()} class={if *value == 0.0 { "zero" } else { "rule" }}>
                <line x1={px(plot.left)} x2={px(width - unit * 0.5)} y1={y.clone()} y2={y.clone()} />
                <text x={px(plot.left - unit * 0.5)} {y} dy="0.32em" text-anchor="end">{ text }</text>
            </g>
        }
    });
    let names = plot.columns.iter().enumerate().map(|(n, (x, text))| {
        html! {
            <text key={n} x={px(*x)} y={px(height - unit * 0.5)} text-anchor="middle">{ text }</text>
        }
    });
    html! {
        <svg class="chart" width={px(width)} height={px(height)} font-size={px(unit)} role="img" aria-label={words.to_owned()}>
            <g class="axis"><>{ for grid }</><>{ for names }</></g>
            { if mark == Mark::Bar { bars(plot, points, zero, marks) } else { line(plot, points, mark, zero, unit, marks) } }
        </svg>
    }
}

fn bars(plot: &Plot, points: &[Point], zero: f64, marks: &Marks<'_>) -> Html {
    let bars = points.iter().map(|point| {
        let at = plot.y.at(point.y);
        let (top, tall) = (at.min(zero), (at - zero).abs().max(1.0));
        html! {
            <rect key={point.id.as_str()} class={classes!("bar", (point.y < 0.0).then_some("below"), marks.class(point))} onclick={marks.onclick(point)} data-point={point.id.clone()}
                x={px(plot.x.at(point.x) - plot.bar / 2.0)} y={px(top)} width={px(plot.bar)} height={px(tall)} rx="1.5">
                <title>{ marks.title(point) }</title>
            </rect>
        }
    });
    html! { <g class="marks">{ for bars }</g> }
}

fn line(plot: &Plot, points: &[Point], mark: Mark, zero: f64, unit: f64, marks: &Marks<'_>) -> Html {
    let zero = px(zero);
    let place = |p: &Point| format!("{} {}", px(plot.x.at(p.x)), px(plot.y.at(p.y)));
    // Pieces between gaps; one point alone is a dot.
    let pieces: Vec<&[Point]> = points.chunk_by(|_, next| !next.after_gap).collect();
    let path = |piece: &[Point]| format!("M{}", piece.iter().map(place).collect::<Vec<_>>().join("L"));
    let whole: String = pieces.iter().map(|piece| path(piece)).collect();
    let area = (mark == Mark::Area).then(|| {
        let closed = |piece: &&[Point]| {
            let (first, last) = piece.first().zip(piece.last())?;
            Some(format!("{}L{} {zero}L{} {zero}Z", path(piece), px(plot.x.at(last.x)), px(plot.x.at(first.x))))
        };
        let d: String = pieces.iter().filter_map(closed).collect();
        html! { <path class="area" {d} /> }
    });
    // Dots where they do not run into each other, and where a point has no line.
    let roomy = (plot.x.to - plot.x.from) / points.len().max(1) as f64 > unit * 0.75;
    let alone = |at: usize| {
        let next = points.get(at + 1).is_none_or(|next| next.after_gap);
        next && (at == 0 || points[at].after_gap)
    };
    let dots = points.iter().enumerate().filter(|(at, _)| roomy || alone(*at)).map(|(_, point)| {
        html! {
            <circle key={point.id.as_str()} class={classes!("dot", marks.class(point))} onclick={marks.onclick(point)} data-point={point.id.clone()} r={px(unit * 0.25)}
                cx={px(plot.x.at(point.x))} cy={px(plot.y.at(point.y))}>
                <title>{ marks.title(point) }</title>
            </circle>
        }
    });
    html! { <g class="marks">{ area }<path class="line" d={whole} /><>{ for dots }</></g> }
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

/// The size of small text in pixels: it follows the size of text that the person has set.
fn text_size() -> f64 {
    let root = web_sys::window().and_then(|window| {
        let root = window.document()?.document_element()?;
        let style = window.get_computed_style(&root).ok()??;
        to_float(style.get_property_value("font-size").ok()?.trim_end_matches("px"))
    });
    root.unwrap_or(16.0) * 0.6875
}
