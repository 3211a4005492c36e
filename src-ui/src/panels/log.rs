//! Rows as lines of a log, newest first.

use super::OfRowsProps;
use super::choose::use_choosing;
use super::empty::not_found;
use super::entry::Entry;
use super::gap::{elements, gap};
use super::more::{End, use_paging};
use super::placed::Placed;
use super::waiting::waiting;
use super::walk::use_walk;
use crate::change::Changes;
use crate::clock;
use crate::hooks::{Wanted, use_rows, use_viewport};
use crate::order::By;
use crate::viewport::SHORT;
use oriel_board::{Format, PanelKind, Sort};
use yew::prelude::*;

/// A log. New lines come in at the top; while the pointer is over it, or it is scrolled down, they
/// wait above.
#[component]
pub fn Log(props: &OfRowsProps) -> Html {
    let (panel, body) = (&props.panel, &props.body);
    let PanelKind::Log { time, .. } = &panel.kind else { return Html::default() };
    let by = time.clone().map(|field| By { field, format: Format::Datetime, direction: Sort::Desc });
    let rows = use_rows(Wanted {
        query: &props.query,
        data: &body.data,
        token: &body.token,
        kind: &panel.kind,
        by,
        find: &body.find,
    });
    let away = rows.hold.scrolled.reform(|top: f64| top > 0.0);
    let scrolled = use_viewport(Some(&body.name), rows.len(), away);
    let walk = use_walk(&rows, &scrolled);
    let choosing = use_choosing(Some(panel));
    use_paging(&panel.query, &rows, &scrolled, !body.find.is_empty());

    let changes = use_mut_ref(Changes::default);
    let now = clock::steady();
    // A line of a log is written once: only new ones are told.
    changes.borrow_mut().compare(&body.token, &rows.set, now, |_, _, _| {});
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
        let beat = marks.row(&id, now).map(|beat| beat.class());
        Some(html! {
            <Entry key={id.as_str()} {at} {beat} {total} />
        })
    };
    let lines = elements(rows.len(), &range, walk.at, gap_row, painted_row);
    let to_newest = {
        let (hold, scrolled, go) = (rows.hold.clone(), scrolled.clone(), walk.go.clone());
        Callback::from(move |keyboard: bool| {
            let newest = hold.newest();
            scrolled.to_top();
            hold.refresh.emit(());
            if let Some(newest) = newest.filter(|_| keyboard) {
                go.emit(newest);
            }
        })
    };
    html! {
        <div class="body" data-body={if found { "rows" } else { "filtered" }} data-count={rows.len().to_string()} ref={rows.hold.zone.clone()}>
            { waiting(&rows.arranged, "line", to_newest) }
            <div class={classes!("scroll", "log", long.then_some("long"))} ref={scrolled.frame.clone()}>
                <span class="ruler" ref={scrolled.ruler.clone()} aria-hidden="true" />
                <ul class={classes!("entries-of-log", choosing.onchoose.is_some().then_some("selectable"))} aria-label={panel.title.clone()}
                    role={choosing.onchoose.is_some().then_some("listbox")} onkeydown={walk.onkeydown.clone()}>
                    // In a node of their own, as in a table.
                    <>{ for lines }</>
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
