//! Choosing the value of a variable.

use crate::field::choice;
use crate::hooks::{use_effect_with, use_opening, use_vars};
use serde_json::Value;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Properties of [`VarSelect`].
#[derive(Properties, PartialEq)]
pub struct VarSelectProps {
    /// The variable's name.
    pub name: AttrValue,
}

/// A choice of the board's values for one variable of this window.
#[component]
pub fn VarSelect(props: &VarSelectProps) -> Html {
    let opening = use_opening();
    let vars = use_vars();
    let Some(var) = opening.view.vars.get(props.name.as_str()) else { return Html::default() };
    // Values may be of any type: the page only ever sees their places.
    let mut values: Vec<Value> = var.any.iter().map(|any| Value::from(any.as_str())).collect();
    values.extend(var.values.iter().cloned());
    let now = vars.values.get(props.name.as_str()).unwrap_or(&var.default).clone();
    if now.is_null() {
        // Nothing is chosen yet; when something is, there is no way back to nothing.
        values.insert(0, Value::Null);
    } else if !values.contains(&now) {
        values.push(now.clone());
    }
    let options: Html = values
        .iter()
        .enumerate()
        .map(|(place, value)| {
            html! {
                <option key={place} value={place.to_string()} selected={*value == now}>
                    { if value.is_null() { "Choose…".to_owned() } else { choice(value) } }
                </option>
            }
        })
        .collect();
    let chosen = values.iter().position(|value| *value == now).unwrap_or_default();
    let node = use_node_ref();
    // The browser keeps what the person chose; a "Clear filter" elsewhere must move it too.
    use_effect_with((node.clone(), chosen), |(node, chosen)| {
        if let Some(select) = node.cast::<HtmlSelectElement>() {
            select.set_selected_index(i32::try_from(*chosen).unwrap_or_default());
        }
    });
    let onchange = {
        let name = props.name.to_string();
        Callback::from(move |event: Event| {
            let select: Option<HtmlSelectElement> = event.target_dyn_into();
            let place = select.and_then(|select| select.value().parse::<usize>().ok());
            if let Some(value) = place.and_then(|place| values.get(place)) {
                vars.set.emit((name.clone(), value.clone()));
            }
        })
    };
    html! {
        <label class="var">
            <span>{ &var.label }</span>
            <select ref={node} data-var={props.name.clone()} {onchange}>{ options }</select>
        </label>
    }
}
