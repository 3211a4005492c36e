//! Rows as short texts.

use super::BodyProps;
use super::item::{Item, is_done, text};
use super::waiting::waiting;
use super::walk::walk;
use crate::change::Changes;
use crate::hooks::{Latest, use_hold, use_opening};
use crate::order::arrange;
use crate::{clock, rows};
use oriel_board::PanelKind;
use yew::prelude::*;

/// A list in the backend's order. Rows that are done stand back.
#[component]
pub fn List(props: &BodyProps) -> Html {
    let opening = use_opening();
    let changes = use_mut_ref(Changes::default);
    let focused = use_state(|| None::<AttrValue>);
    let onfocus = use_callback(focused.setter(), |id: AttrValue, focused| focused.set(Some(id)));
    let hold = use_hold(&props.token);
    let panel = opening.view.panels.get(props.name.as_str());
    let Some((panel, query)) = panel.and_then(|p| Some((p, opening.view.queries.get(&p.query)?))) else {
        return Html::default();
    };
    let PanelKind::List { primary, done, .. } = &panel.kind else { return Html::default() };

    let found = rows::rows(query, &props.data);
    let now = clock::now();
    let painted = found.iter().map(|row| {
        let cells = vec![text(primary, row.value).into(), is_done(done.as_deref(), row.value).into()];
        (row.id.clone(), cells)
    });
    changes.borrow_mut().observe(&props.token, props.rev.0, painted, now);
    hold.latest.replace(Latest::new(&props.data, &query.rows, &found));
    let arranged = arrange(found, hold.rows.as_ref().map(|rows| rows.as_slice()));

    let changes = changes.borrow();
    let walked = focused.as_deref().filter(|id| arranged.rows.iter().any(|row| row.id == *id));
    let lines = arranged.rows.iter().enumerate().map(|(place, row)| {
        let first = match walked {
            Some(id) => row.id == id,
            None => place == 0,
        };
        let beat = changes
            .row(&row.id, now)
            .map(|beat| format!("new-{}", beat.class()))
            .or_else(|| changes.cell(&row.id, 0, now).map(|beat| beat.class().to_owned()));
        html! {
            <Item key={row.id.clone()} panel={props.name.clone()} id={row.id.clone()} row={row.value.clone()}
                {beat} {first} gone={row.gone} onfocus={onfocus.clone()} onrun={props.onrun.clone()} />
        }
    });
    html! {
        <div class="body" data-body="rows" ref={hold.zone.clone()}>
            { waiting(arranged.waiting, &hold.refresh) }
            <div class="scroll">
                <ul class="rows" aria-label={panel.title.clone()} onkeydown={|event: KeyboardEvent| walk(&event)}>{ for lines }</ul>
            </div>
        </div>
    }
}
