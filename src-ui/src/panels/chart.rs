//! Rows as a drawing: bars, a line, or an area, over time or categories.

use super::BodyProps;
use super::chart_axis::{Plot, Point, plot, points};
use crate::hooks::{use_opening, use_size};
use crate::{clock, format, rows};
use oriel_board::{Format, Mark, PanelKind, Scope};
use serde_json::Value;
use yew::prelude::*;

/// A chart in the size of its panel. Every mark carries its value as a tooltip, and the whole is
/// described in words.
#[component]
pub fn Chart(props: &BodyProps) -> Html {
    let opening = use_opening();
    let node = use_node_ref();
    let size = use_size(&node);
    let panel = opening.view.panels.get(props.name.as_str());
    let Some((panel, query)) = panel.and_then(|p| Some((p, opening.view.queries.get(&p.query)?))) else {
        return Html::default();
    };
    let PanelKind::Chart { x, y, mark, format } = &panel.kind else { return Html::default() };
    let found = rows::rows(query, &props.data);
    let (points, timed) = points(&found, x, y);
    // A currency's code may stand in each row; the axis takes the first row's.
    let scope = Scope { data: Some(&props.data), row: found.first().map(|row| row.value), ..Scope::default() };
    let now = clock::now();
    let write = |value: f64| format::text(format, &Value::from(value), &scope, now);
    let drawing = size.filter(|(width, height)| *width > 40.0 && *height > 40.0 && !points.is_empty()).map(|size| {
        let unit = text_size();
        let plot = plot(&points, timed, size, unit, |value| match format {
            // Cents are noise on an axis.
            Format::Currency { .. } if value.fract() == 0.0 => crate::format::locale::number(value),
            _ => write(value),
        });
        draw(&plot, &points, *mark, size, unit, &write, &in_words(&panel.title, &points, &write))
    });
    html! {
        <div class="body chart-body" data-body="rows" data-points={points.len().to_string()} ref={node}>
            { drawing }
        </div>
    }
}

fn in_words(title: &str, points: &[Point], write: &impl Fn(f64) -> String) -> String {
    match (points.first(), points.last()) {
        (Some(first), Some(last)) => format!(
            "{title}: {} values from {} to {}; the last is {}",
            points.len(),
            first.name,
            last.name,
            write(last.y)
        ),
        _ => title.to_owned(),
    }
}

fn draw(
    plot: &Plot,
    points: &[Point],
    mark: Mark,
    (width, height): (f64, f64),
    unit: f64,
    write: &impl Fn(f64) -> String,
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
            <g class="axis">{ for grid }{ for names }</g>
            { if mark == Mark::Bar { bars(plot, points, zero, write) } else { line(plot, points, mark, zero, unit, write) } }
        </svg>
    }
}

fn bars(plot: &Plot, points: &[Point], zero: f64, write: &impl Fn(f64) -> String) -> Html {
    let bars = points.iter().map(|point| {
        let at = plot.y.at(point.y);
        let (top, tall) = (at.min(zero), (at - zero).abs().max(1.0));
        html! {
            <rect key={point.id.clone()} class={if point.y < 0.0 { "bar below" } else { "bar" }} data-point={point.id.clone()}
                x={px(plot.x.at(point.x) - plot.bar / 2.0)} y={px(top)} width={px(plot.bar)} height={px(tall)} rx="1.5">
                <title>{ format!("{}: {}", point.name, write(point.y)) }</title>
            </rect>
        }
    });
    html! { <g class="marks">{ for bars }</g> }
}

fn line(plot: &Plot, points: &[Point], mark: Mark, zero: f64, unit: f64, write: &impl Fn(f64) -> String) -> Html {
    let at: Vec<String> = points.iter().map(|p| format!("{} {}", px(plot.x.at(p.x)), px(plot.y.at(p.y)))).collect();
    let path = format!("M{}", at.join("L"));
    let ends = points.first().zip(points.last());
    let area = ends.filter(|_| mark == Mark::Area).map(|(first, last)| {
        let zero = px(zero);
        let d = format!("{path}L{} {zero}L{} {zero}Z", px(plot.x.at(last.x)), px(plot.x.at(first.x)));
        html! { <path class="area" {d} /> }
    });
    let dots = points.iter().map(|point| {
        html! {
            <circle key={point.id.clone()} class="dot" data-point={point.id.clone()} r={px(unit * 0.25)}
                cx={px(plot.x.at(point.x))} cy={px(plot.y.at(point.y))}>
                <title>{ format!("{}: {}", point.name, write(point.y)) }</title>
            </circle>
        }
    });
    html! { <g class="marks">{ area }<path class="line" d={path} />{ for dots }</g> }
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

/// The size of small text in pixels: it follows the size of text that the person has set.
fn text_size() -> f64 {
    let root = web_sys::window().and_then(|window| {
        let root = window.document()?.document_element()?;
        let style = window.get_computed_style(&root).ok()??;
        style.get_property_value("font-size").ok()?.trim_end_matches("px").parse::<f64>().ok()
    });
    root.unwrap_or(16.0) * 0.6875
}
