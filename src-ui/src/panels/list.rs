//! Rows as short texts.

use super::OfRowsProps;
use super::choose::use_choosing;
use super::empty::not_found;
use super::gap::{elements, gap};
use super::item::{Item, is_done, text};
use super::more::{End, use_paging};
use super::placed::Placed;
use super::waiting::{let_in, waiting};
use super::walk::use_walk;
use crate::change::Changes;
use crate::clock;
use crate::hooks::{Wanted, use_rows, use_viewport};
use crate::viewport::SHORT;
use oriel_board::PanelKind;
use yew::prelude::*;

/// A list in the backend's order. Rows that are done stand back. Of a long one only the rows that
/// can be seen are painted.
#[component]
pub fn List(props: &OfRowsProps) -> Html {
    let (panel, body) = (&props.panel, &props.body);
    let PanelKind::List { primary, secondary, done, .. } = &panel.kind else { return Html::default() };
    let rows = use_rows(Wanted {
        query: &props.query,
        data: &body.data,
        token: &body.token,
        kind: &panel.kind,
        by: None,
        find: &body.find,
    });
    let scrolled = use_viewport(Some(&body.name), rows.len(), Callback::noop());
    let walk = use_walk(&rows, &scrolled);
    let choosing = use_choosing(Some(panel));
    use_paging(&panel.query, &rows, &scrolled, !body.find.is_empty());

    let changes = use_mut_ref(Changes::default);
    let now = clock::steady();
    changes.borrow_mut().compare(&body.token, &rows.set, now, |a, b, cells| {
        if text(primary, a) != text(primary, b) || is_done(done.as_deref(), a) != is_done(done.as_deref(), b) {
            cells.push(0);
        }
    });
    let marks = changes.borrow();
    let long = rows.len() > SHORT;
    let range = if long { scrolled.range.clone() } else { 0..rows.len() };
    let (found, more) = (!rows.is_empty(), rows.set.has_more());
    let counted = long || more;
    let total = counted.then(|| if more { -1 } else { i64::try_from(rows.len()).unwrap_or(-1) });
    let gap_row = |key: String, count: usize| {
        html! {
            <li {key} class="gap" role="presentation">{ gap(count, &scrolled) }</li>
        }
    };
    let painted_row = |place: usize| {
        let at = Placed::at(place, counted, &body.name, &rows, &walk, &scrolled, &choosing)?;
        let id = at.id.clone();
        let beat = marks
            .row(&id, now)
            .map(|beat| format!("new-{}", beat.class()))
            .or_else(|| marks.cell(&id, 0, now).map(|beat| beat.class().to_owned()));
        Some(html! {
            <Item key={id.as_str()} {at} {beat} {total} onrun={body.onrun.clone()} />
        })
    };
    let items = elements(rows.len(), &range, walk.at, gap_row, painted_row);
    let tall = if secondary.is_some() { "two" } else { "one" };
    html! {
        <div class="body" data-body={if found { "rows" } else { "filtered" }} data-count={rows.len().to_string()} ref={rows.hold.zone.clone()}>
            { waiting(&rows.arranged, "row", let_in(&rows, &scrolled, &walk.go)) }
            <div class={classes!("scroll", tall, long.then_some("long"))} ref={scrolled.frame.clone()}>
                <span class="ruler" ref={scrolled.ruler.clone()} aria-hidden="true" />
                <ul class={classes!("rows", choosing.onchoose.is_some().then_some("selectable"))} aria-label={panel.title.clone()}
                    role={choosing.onchoose.is_some().then_some("listbox")} onkeydown={walk.onkeydown.clone()}>
                    // In a node of their own, as in a table.
                    <>{ for items }</>
                    if props.query.pages.is_some() && (found || more || !body.find.is_empty()) {
                        <li key="end" class="last">
                            <End query={panel.query.clone()} count={rows.set.len()} {more} dry={rows.set.is_dry()} found={(!body.find.trim().is_empty()).then(|| rows.len())} />
                        </li>
                    }
                </ul>
                if !found && !body.find.trim().is_empty() {
                    { not_found(&body.find, &body.onclear) }
                }
            </div>
        </div>
    }
}
