//! Rows and columns.

use super::BodyProps;
use super::line::Line;
use super::waiting::waiting;
use super::walk::walk;
use crate::change::Changes;
use crate::hooks::{Latest, use_hold, use_opening, use_store};
use crate::order::{arrange, sort};
use crate::{clock, format, rows};
use oriel_board::{Column, PanelKind, Sort, field};
use yew::prelude::*;

/// A table: sorted by a click on a head, walked with the arrow keys, changed cells highlighted.
#[component]
pub fn Table(props: &BodyProps) -> Html {
    let opening = use_opening();
    let store = use_store();
    let panel = opening.view.panels.get(props.name.as_str());
    let columns: &[Column] = match panel.map(|panel| &panel.kind) {
        Some(PanelKind::Table { columns }) => columns,
        _ => &[],
    };
    let sorted = use_state(|| columns.iter().enumerate().find_map(|(place, column)| Some((place, column.sort?))));
    let changes = use_mut_ref(Changes::default);
    let focused = use_state(|| None::<AttrValue>);
    let onfocus = use_callback(focused.setter(), |id: AttrValue, focused| focused.set(Some(id)));
    let shown_as = format!("{} {:?}", props.token, *sorted);
    let hold = use_hold(&shown_as);

    let Some((panel, query)) = panel.and_then(|p| Some((p, opening.view.queries.get(&p.query)?))) else {
        return Html::default();
    };
    let mut found = rows::rows(query, &props.data);
    if let Some((column, direction)) = sorted.and_then(|(place, direction)| Some((columns.get(place)?, direction))) {
        sort(&mut found, &column.field, direction);
    }
    let now = clock::now();
    let painted = found.iter().map(|row| {
        let cells = columns.iter().map(|c| field(row.value, &c.field).cloned().unwrap_or_default());
        (row.id.clone(), cells.collect())
    });
    let fresh = changes.borrow_mut().observe(&props.token, props.rev.0, painted, now);
    use_effect_with((props.rev, fresh), {
        let title = panel.title.clone();
        move |(_, fresh)| {
            if *fresh > 0 {
                let rows = if *fresh == 1 { "1 new row".to_owned() } else { format!("{fresh} new rows") };
                store.announce(&title, format!("{title}: {rows}"));
            }
        }
    });
    hold.latest.replace(Latest::new(&props.data, &query.rows, &found));
    let arranged = arrange(found, hold.rows.as_ref().map(|rows| rows.as_slice()));

    let has_actions = panel.actions.iter().any(|name| opening.view.actions.get(name).is_some_and(|a| a.on_row()));
    let heads = columns.iter().enumerate().map(|(place, column)| {
        let direction = sorted.filter(|(at, _)| *at == place).map(|(_, direction)| direction);
        let onclick = {
            let (sorted, changes) = (sorted.clone(), changes.clone());
            move |_: MouseEvent| {
                changes.borrow_mut().quiet();
                sorted.set(Some((place, if direction == Some(Sort::Asc) { Sort::Desc } else { Sort::Asc })));
            }
        };
        head(column, direction, Callback::from(onclick))
    });
    let changes = changes.borrow();
    let walked = focused.as_deref().filter(|id| arranged.rows.iter().any(|row| row.id == *id));
    let lines = arranged.rows.iter().enumerate().map(|(place, row)| {
        let beats: Vec<_> =
            (0..columns.len()).map(|at| changes.cell(&row.id, at, now).map(|beat| beat.class())).collect();
        let first = match walked {
            Some(id) => row.id == id,
            None => place == 0,
        };
        html! {
            <Line key={row.id.clone()} panel={props.name.clone()} id={row.id.clone()} row={row.value.clone()} {beats}
                entry={changes.row(&row.id, now).map(|beat| beat.class())} {first} gone={row.gone} {has_actions}
                onfocus={onfocus.clone()} onrun={props.onrun.clone()} />
        }
    });
    html! {
        <div class="body" data-body="rows" ref={hold.zone.clone()}>
            { waiting(arranged.waiting, &hold.refresh) }
            <div class="scroll">
                <table aria-label={panel.title.clone()}>
                    <thead>
                        <tr>
                            { for heads }
                            if has_actions {
                                <th key="actions" scope="col"><span class="unseen">{ "Actions" }</span></th>
                            }
                        </tr>
                    </thead>
                    <tbody onkeydown={|event: KeyboardEvent| walk(&event)}>{ for lines }</tbody>
                </table>
            </div>
        </div>
    }
}

fn head(column: &Column, direction: Option<Sort>, onclick: Callback<MouseEvent>) -> Html {
    let (aria, arrow) = match direction {
        Some(Sort::Asc) => ("ascending", "M3 7.5 6 4.5l3 3"),
        Some(Sort::Desc) => ("descending", "M3 4.5l3 3 3-3"),
        None => ("none", ""),
    };
    html! {
        <th key={column.field.clone()} scope="col" aria-sort={aria} class={format::is_numeric(&column.format).then_some("numeric")}>
            <button type="button" data-sort={column.field.clone()} {onclick}>
                { &column.label }
                <svg viewBox="0 0 12 12" aria-hidden="true"><path d={arrow} /></svg>
            </button>
        </th>
    }
}
