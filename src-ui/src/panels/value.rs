//! A value of a field on screen: text, a badge, or a time that passes.

use super::Ago;
use super::badge::badge;
use crate::field::coloured;
use crate::{clock, format};
use oriel_board::{Column, Format, Scope, field};
use serde_json::Value;
use yew::prelude::*;

/// Text longer than this may be cut by its column, and can be read in full in its tooltip.
const LONG: usize = 20;

/// The value of this field of a record, as the board wants it written.
pub(super) fn written(column: &Column, record: &Value, scope: &Scope<'_>) -> Html {
    let value = field(record, &column.field).unwrap_or(&Value::Null);
    if column.format == Format::Ago
        && let Some(at) = format::When::read(value)
    {
        return html! { <Ago {at} /> };
    }
    // What passes is `Ago`: no other text depends on the time.
    let text = format::text(&column.format, value, scope, clock::now());
    if value.is_null() || (column.colours.is_empty() && column.format != Format::Badge) {
        // Set apart: a name may be written from the right, and the rest of the line is not.
        let title = (text.chars().count() > LONG).then(|| text.clone());
        return html! { <bdi {title}>{ text }</bdi> };
    }
    let colour = coloured(&column.colours, value, &text);
    badge(&text, colour)
}
