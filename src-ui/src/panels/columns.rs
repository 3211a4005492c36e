//! The columns of a table: their heads, and how wide they are.

use crate::format;
use crate::hooks::{use_size, use_state_eq};
use oriel_board::{Column, Sort};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, NodeList};
use yew::prelude::*;

/// A column does not grow beyond this, in pixels: the rest of a text is in nobody's sight at once.
const WIDEST: i32 = 480;

/// Properties of [`Head`].
#[derive(Properties, PartialEq)]
pub(super) struct HeadProps {
    /// The column.
    pub(super) column: Column,
    /// What the table is sorted by, where it is this.
    pub(super) direction: Option<Sort>,
    /// A person wants another order.
    pub(super) onsort: Callback<MouseEvent>,
}

/// A column's head: a button that sorts.
#[component]
pub(super) fn Head(props: &HeadProps) -> Html {
    let column = &props.column;
    let (aria, arrow) = match props.direction {
        Some(Sort::Asc) => ("ascending", "M3 7.5 6 4.5l3 3"),
        Some(Sort::Desc) => ("descending", "M3 4.5l3 3 3-3"),
        None => ("none", ""),
    };
    html! {
        <th scope="col" aria-sort={aria} class={format::is_numeric(&column.format).then_some("numeric")}>
            <button type="button" data-sort={column.field.clone()} title={format!("Sort by {}", column.label)} onclick={props.onsort.clone()}>
                { &column.label }
                <svg viewBox="0 0 12 12" aria-hidden="true"><path d={arrow} /></svg>
            </button>
        </th>
    }
}

/// The widths of a long table's columns in pixels. Only some of its rows are painted at a time: were
/// its columns as wide as what is in those, they would move with every turn of the wheel. So they
/// are measured once, and again when the window's width changes; in between a column only ever
/// grows, where a cell comes into sight that does not fit.
#[hook]
pub(super) fn use_widths(frame: &NodeRef, long: bool) -> Option<Vec<i32>> {
    let width = use_size(frame).map(|(width, _)| width);
    let measured = use_state_eq(|| None::<(f64, Vec<i32>)>);
    let fits = measured.as_ref().filter(|(of, _)| long && Some(*of) == width).map(|(_, widths)| widths.clone());
    use_effect({
        let (frame, measured, fits) = (frame.clone(), measured.setter(), fits.clone());
        move || {
            if let (true, Some(width)) = (long, width) {
                let widths = match fits {
                    Some(widths) => grown(&frame, widths),
                    None => natural(&frame),
                };
                measured.set(Some((width, widths)));
            }
        }
    });
    fits
}

/// The table is wider than its frame. Only then the buttons of its rows are kept in sight over what scrolls, which costs a
/// layer a row where windows are composited.
#[hook]
pub(super) fn use_wide(frame: &NodeRef) -> bool {
    use_size(frame);
    let wide = use_state_eq(|| false);
    use_effect({
        let (frame, wide) = (frame.clone(), wide.setter());
        move || {
            if let Some(frame) = frame.cast::<Element>() {
                wide.set(frame.scroll_width() > frame.client_width());
            }
        }
    });
    *wide
}

/// As wide as the browser would make them.
fn natural(frame: &NodeRef) -> Vec<i32> {
    elements(frame, "th").map(|head| head.offset_width()).collect()
}

/// Wide enough for the cells that are painted now.
fn grown(frame: &NodeRef, mut widths: Vec<i32>) -> Vec<i32> {
    let columns = widths.len().max(1);
    for (place, cell) in elements(frame, "tr[data-row] > td").enumerate() {
        let wanted = cell.scroll_width();
        if let Some(width) = widths.get_mut(place % columns).filter(|_| wanted > cell.client_width()) {
            *width = (*width).max(wanted.min(WIDEST));
        }
    }
    widths
}

fn elements(frame: &NodeRef, selector: &str) -> impl Iterator<Item = HtmlElement> {
    let found = frame.cast::<Element>().and_then(|frame| frame.query_selector_all(selector).ok());
    let count = found.as_ref().map_or(0, NodeList::length);
    (0..count).filter_map(move |n| found.as_ref()?.get(n)?.dyn_into::<HtmlElement>().ok())
}
