//! Rows as short texts.

use super::waiting::waiting;
use super::walk::walk;
use super::{Ago, BodyProps, RowActions};
use crate::change::Changes;
use crate::hooks::{Latest, use_hold, use_opening};
use crate::order::arrange;
use crate::{clock, format, rows};
use oriel_board::{PanelKind, Scope, field};
use serde_json::Value;
use std::rc::Rc;
use yew::prelude::*;

/// A list in the backend's order. Rows that are done stand back.
#[component]
pub fn List(props: &BodyProps) -> Html {
    let opening = use_opening();
    let changes = use_mut_ref(Changes::default);
    let focused = use_state(|| None::<Rc<str>>);
    let hold = use_hold(&props.token);
    let panel = opening.view.panels.get(props.name.as_str());
    let Some((panel, query)) = panel.and_then(|p| Some((p, opening.view.queries.get(&p.query)?))) else {
        return Html::default();
    };
    let PanelKind::List { primary, secondary, time, done } = &panel.kind else { return Html::default() };

    let found = rows::rows(query, &props.data);
    let now = clock::now();
    let text = |template: &oriel_board::Template, row: &Value| {
        template.text(&Scope { row: Some(row), ..Scope::default() }).unwrap_or_default()
    };
    let is_done =
        |row: &Value| done.as_ref().is_some_and(|done| field(row, done).is_some_and(|v| v.as_bool() == Some(true)));
    let painted = found.iter().map(|row| {
        let cells = vec![text(primary, row.value).into(), is_done(row.value).into()];
        (row.id.clone(), cells)
    });
    changes.borrow_mut().observe(&props.token, props.rev.0, painted, now);
    hold.latest.replace(Latest::new(&props.data, &query.rows, &found));
    let arranged = arrange(found, hold.rows.as_ref().map(|rows| rows.as_slice()));

    let changes = changes.borrow();
    let walked = focused.as_deref().filter(|id| arranged.rows.iter().any(|row| row.id == **id));
    let lines = arranged.rows.iter().enumerate().map(|(place, row)| {
        let first = match walked {
            Some(id) => row.id == id,
            None => place == 0,
        };
        let onfocus = {
            let (focused, id) = (focused.setter(), Rc::<str>::from(row.id.as_str()));
            move |_: FocusEvent| focused.set(Some(id.clone()))
        };
        let beat = changes
            .row(&row.id, now)
            .map(|beat| format!("new-{}", beat.class()))
            .or_else(|| changes.cell(&row.id, 0, now).map(|beat| beat.class().to_owned()));
        let at = time.as_ref().and_then(|time| format::moment(field(row.value, time)?));
        let finished = is_done(row.value);
        html! {
            <li key={row.id.clone()} data-row={row.id.clone()} tabindex={if first { "0" } else { "-1" }} {onfocus}
                data-done={done.is_some().then(|| finished.to_string())}
                class={classes!(beat, finished.then_some("done"), row.gone.then_some("gone"))}>
                if done.is_some() {
                    <span class="mark" title={if finished { "" } else { "New" }}>
                        if !finished {
                            <span class="unseen">{ "New: " }</span>
                        }
                    </span>
                }
                <div class="text">
                    <p class="primary-line" data-field="primary">{ text(primary, row.value) }</p>
                    if let Some(secondary) = secondary {
                        <p class="secondary-line" data-field="secondary">{ text(secondary, row.value) }</p>
                    }
                </div>
                <div class="side">
                    if let Some(at) = at {
                        <Ago {at} />
                    }
                    if !row.gone {
                        <RowActions panel={props.name.clone()} row={row.value.clone()} reachable={first} onrun={props.onrun.clone()} />
                    }
                </div>
            </li>
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
