//! Rows and columns.

use super::OfRowsProps;
use super::choose::use_choosing;
use super::columns::{Head, use_wide, use_widths};
use super::empty::not_found;
use super::gap::{elements, gap};
use super::line::Line;
use super::more::{End, use_paging};
use super::placed::Placed;
use super::waiting::{let_in, waiting};
use super::walk::use_walk;
use crate::change::Changes;
use crate::clock;
use crate::hooks::{Wanted, use_effect_with, use_opening, use_rows, use_state, use_store, use_viewport};
use crate::order::{By, next_direction};
use crate::store::Part;
use crate::viewport::SHORT;
use oriel_board::{Column, PanelKind, Sort, field};
use serde_json::Value;
use yew::prelude::*;

/// A table: sorted by a click on a head, walked with the keys, changed cells highlighted. Of a long
/// one only the rows that can be seen are painted.
#[component]
pub fn Table(props: &OfRowsProps) -> Html {
    let (panel, body) = (&props.panel, &props.body);
    let PanelKind::Table { columns } = &panel.kind else { return Html::default() };
    let opening = use_opening();
    let store = use_store();
    // What the board says, and what a person chose instead.
    let own = columns.iter().enumerate().find_map(|(place, column)| Some((place, column.sort?)));
    let chosen = use_state(|| {
        let kept = store.place(&body.name, Part::Sort);
        let (field, direction) = match kept.as_str()?.strip_prefix('-') {
            Some(field) => (field, Sort::Desc),
            None => (kept.as_str()?, Sort::Asc),
        };
        Some((columns.iter().position(|column| column.field == field)?, direction))
    });
    let sorted = chosen.or(own);
    let by = sorted.and_then(|(place, direction)| {
        let column = columns.get(place)?;
        Some(By { field: column.field.clone(), format: column.format.clone(), direction })
    });
    let rows = use_rows(Wanted {
        query: &props.query,
        data: &body.data,
        token: &body.token,
        kind: &panel.kind,
        by,
        find: &body.find,
    });
    let scrolled = use_viewport(Some(&body.name), rows.len(), Callback::noop());
    let walk = use_walk(&rows, &scrolled);
    let choosing = use_choosing(Some(panel));
    use_paging(&panel.query, &rows, &scrolled, !body.find.is_empty());
    let long = rows.len() > SHORT;
    let widths = use_widths(&scrolled.frame, long);
    let wide = use_wide(&scrolled.frame);

    let changes = use_mut_ref(Changes::default);
    let now = clock::steady();
    let fresh = changes.borrow_mut().compare(&body.token, &rows.set, now, |a, b, cells| differ(columns, a, b, cells));
    use_effect_with((body.rev, fresh), {
        let (store, title) = (store.clone(), panel.title.clone());
        move |(_, fresh)| {
            if *fresh > 0 {
                let rows = if *fresh == 1 { "1 new row".to_owned() } else { format!("{fresh} new rows") };
                store.announce(&title, format!("{title}: {rows}"));
            }
        }
    });

    let has_actions = panel.actions.iter().any(|name| opening.view.actions.get(name).is_some_and(|a| a.on_row()));
    let across = columns.len() + usize::from(has_actions);
    let heads = columns.iter().enumerate().map(|(place, column)| {
        let direction = sorted.filter(|(at, _)| *at == place).map(|(_, direction)| direction);
        let own = own.filter(|(at, _)| *at == place).map(|(_, direction)| direction);
        let onsort = {
            let (chosen, changes, store) = (chosen.setter(), changes.clone(), store.clone());
            let (name, field) = (body.name.clone(), column.field.clone());
            Callback::from(move |_: MouseEvent| {
                changes.borrow_mut().quiet();
                let next = next_direction(own, direction);
                let kept =
                    next.map(|direction| if direction == Sort::Desc { format!("-{field}") } else { field.clone() });
                store.keep(&name, Part::Sort, kept.into());
                chosen.set(next.map(|direction| (place, direction)));
            })
        };
        html! { <Head key={column.field.clone()} column={column.clone()} {direction} {onsort} /> }
    });
    let marks = changes.borrow();
    let range = if long { scrolled.range.clone() } else { 0..rows.len() };
    let gap_row = |key: String, count: usize| {
        html! {
            <tr {key} class="gap" aria-hidden="true">
                <td colspan={across.to_string()}>{ gap(count, &scrolled) }</td>
            </tr>
        }
    };
    let (found, more) = (!rows.is_empty(), rows.set.has_more());
    let counted = long || more;
    let painted_row = |place: usize| {
        let at = Placed::at(place, counted, &body.name, &rows, &walk, &scrolled, &choosing)?;
        let id = at.id.clone();
        let beats: Vec<_> =
            (0..columns.len()).map(|cell| marks.cell(&id, cell, now).map(|beat| beat.class())).collect();
        Some(html! {
            <Line key={id.as_str()} entry={marks.row(&id, now).map(|beat| beat.class())} {at} {beats}
                {has_actions} onrun={body.onrun.clone()} />
        })
    };
    let lines = elements(rows.len(), &range, walk.at, gap_row, painted_row);
    let selectable = choosing.onchoose.is_some();
    html! {
        <div class="body" data-body={if found { "rows" } else { "filtered" }} data-count={rows.len().to_string()} ref={rows.hold.zone.clone()}>
            { waiting(&rows.arranged, "row", let_in(&rows, &scrolled, &walk.go)) }
            <div class={classes!("scroll", long.then_some("long"), wide.then_some("wide"))} ref={scrolled.frame.clone()}>
                <span class="ruler" ref={scrolled.ruler.clone()} aria-hidden="true" />
                <table class={classes!(widths.is_some().then_some("fixed"), selectable.then_some("selectable"))}
                    role={selectable.then_some("grid")} aria-label={panel.title.clone()}
                    aria-rowcount={counted.then(|| if more { "-1".to_owned() } else { (rows.len() + 1).to_string() })}>
                    if let Some(widths) = &widths {
                        <colgroup>{ for widths.iter().map(|width| html! { <col width={width.to_string()} /> }) }</colgroup>
                    }
                    <thead>
                        <tr aria-rowindex={counted.then_some("1")}>
                            <>{ for heads }</>
                            if has_actions {
                                <th key="actions" scope="col" class="actions"><span class="unseen">{ "Actions" }</span></th>
                            }
                        </tr>
                    </thead>
                    <tbody onkeydown={walk.onkeydown.clone()}>
                        // In a node of their own: beside what has no key they would lose theirs, and all be made anew.
                        <>{ for lines }</>
                        if props.query.pages.is_some() && (found || more || !body.find.is_empty()) {
                            <tr key="end" class="last"><td colspan={across.to_string()}>
                                <End query={panel.query.clone()} count={rows.set.len()} {more} dry={rows.set.is_dry()} found={(!body.find.trim().is_empty()).then(|| rows.len())} />
                            </td></tr>
                        }
                    </tbody>
                </table>
                if !found && !body.find.trim().is_empty() {
                    { not_found(&body.find, &body.onclear) }
                }
            </div>
        </div>
    }
}

/// The columns whose cells are painted otherwise now.
fn differ(columns: &[Column], before: &Value, now: &Value, cells: &mut Vec<usize>) {
    let other = |column: &Column| field(before, &column.field) != field(now, &column.field);
    cells.extend(columns.iter().enumerate().filter(|(_, column)| other(column)).map(|(place, _)| place));
}
