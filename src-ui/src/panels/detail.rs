//! The fields of one record.

use super::BodyProps;
use super::empty::nowhere;
use super::value::written;
use crate::astray::no_part;
use crate::change::Changes;
use crate::clock;
use crate::format::is_numeric;
use crate::hooks::use_opening;
use oriel_board::{PanelKind, Scope, field};
use serde_json::Value;
use yew::prelude::*;

/// The fields of a record under each other; what changed is tinted.
#[component]
pub fn Detail(props: &BodyProps) -> Html {
    let opening = use_opening();
    let changes = use_mut_ref(Changes::default);
    let panel = opening.view.panels.get(props.name.as_str());
    let Some((panel, query)) = panel.and_then(|p| Some((p, opening.view.queries.get(&p.query)?))) else {
        return Html::default();
    };
    let PanelKind::Detail { at, fields } = &panel.kind else { return Html::default() };
    let answer = query.part(&props.data);
    let Some(record) = answer.pointer(at).filter(|record| !record.is_null()) else {
        return match no_part(answer.rest(), at) {
            Some(astray) => nowhere(astray),
            None => html! { <p class="empty" data-body="empty">{ "Nothing here yet" }</p> },
        };
    };
    let now = clock::steady();
    let values = fields.iter().map(|column| field(record, &column.field).cloned().unwrap_or(Value::Null)).collect();
    let mut changes = changes.borrow_mut();
    changes.observe(&props.token, props.rev.0, [(String::new(), values)], now);
    let scope = Scope { data: Some(answer), row: Some(record), ..Scope::default() };
    let fields = fields.iter().enumerate().map(|(place, column)| {
        let beat = changes.cell("", place, now).map(|beat| beat.class());
        html! {
            <div key={column.field.clone()}>
                <dt>{ &column.label }</dt>
                <dd class={is_numeric(&column.format).then_some("figures")}>
                    <span class={classes!("figure", beat)} data-field={column.field.clone()}>
                        { written(column, record, &scope) }
                    </span>
                </dd>
            </div>
        }
    });
    html! {
        <div class="body" data-body="record">
            <div class="scroll"><dl class="fields">{ for fields }</dl></div>
        </div>
    }
}
