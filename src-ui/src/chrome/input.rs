//! One field of a form.

use crate::field::choice;
use oriel_board::{Field, FieldKind};
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// Properties of [`Input`].
#[derive(Properties, PartialEq)]
pub(super) struct InputProps {
    /// What is asked for.
    pub(super) field: Field,
    /// What is filled in, as of [`crate::fill::Raw`].
    pub(super) value: String,
    /// Why it cannot be sent.
    pub(super) wrong: Option<String>,
    /// It takes the focus when the form opens.
    pub(super) first: bool,
    /// The action is running.
    pub(super) disabled: bool,
    /// Something else was filled in.
    pub(super) onfill: Callback<String>,
}

/// A field with its label, its input and what is wrong with it.
#[component]
pub(super) fn Input(props: &InputProps) -> Html {
    let field = &props.field;
    let id = format!("field-{}", field.name);
    let wrong_id = format!("{id}-wrong");
    let described = props.wrong.is_some().then(|| wrong_id.clone());
    let invalid = props.wrong.is_some().to_string();
    let typed = props.onfill.reform(|event: InputEvent| {
        event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
    });
    let input = match &field.kind {
        FieldKind::Text => html! {
            <input id={id.clone()} name={field.name.clone()} type="text" autocomplete="off"
                value={props.value.clone()} oninput={typed} disabled={props.disabled} autofocus={props.first}
                required={field.required} aria-invalid={invalid} aria-describedby={described} />
        },
        FieldKind::Lines => {
            let typed = props.onfill.reform(|event: InputEvent| {
                event.target_dyn_into::<HtmlTextAreaElement>().map(|input| input.value()).unwrap_or_default()
            });
            html! {
                <textarea id={id.clone()} name={field.name.clone()} rows="5" autocomplete="off"
                    value={props.value.clone()} oninput={typed} disabled={props.disabled} autofocus={props.first}
                    required={field.required} aria-invalid={invalid} aria-describedby={described} />
            }
        }
        FieldKind::Date => html! {
            <input id={id.clone()} name={field.name.clone()} type="date" autocomplete="off"
                value={props.value.clone()} oninput={typed} disabled={props.disabled} autofocus={props.first}
                required={field.required} aria-invalid={invalid} aria-describedby={described} />
        },
        // A field of the type `number` is empty to the page where it cannot be read: a number would be erased.
        FieldKind::Number { .. } => html! {
            <input id={id.clone()} name={field.name.clone()} type="text" inputmode="decimal" autocomplete="off"
                spellcheck="false" class="figures" value={props.value.clone()} oninput={typed} disabled={props.disabled} autofocus={props.first}
                required={field.required} aria-invalid={invalid} aria-describedby={described} />
        },
        FieldKind::Choice { values } => {
            let onchange = props.onfill.reform(|event: Event| {
                event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default()
            });
            let options = values.iter().enumerate().map(|(place, value)| {
                let place = place.to_string();
                let selected = place == props.value;
                html! { <option key={place.clone()} value={place} {selected}>{ choice(value) }</option> }
            });
            html! {
                <select id={id.clone()} name={field.name.clone()} {onchange} disabled={props.disabled}
                    autofocus={props.first} aria-invalid={invalid} aria-describedby={described}>
                    if !field.required || props.value.is_empty() {
                        <option value="" selected={props.value.is_empty()}>{ "–" }</option>
                    }
                    { for options }
                </select>
            }
        }
        FieldKind::Flag => {
            let onchange = props.onfill.reform(|event: Event| {
                event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked()).to_string()
            });
            return html! {
                <label class="flag">
                    <input id={id} name={field.name.clone()} type="checkbox" checked={props.value == "true"} {onchange}
                        disabled={props.disabled} autofocus={props.first} />
                    <span>{ &field.label }</span>
                </label>
            };
        }
    };
    html! {
        <div class="field">
            <label for={id}>
                { &field.label }
                if !field.required {
                    <span class="optional">{ " (optional)" }</span>
                }
            </label>
            { input }
            if let Some(wrong) = &props.wrong {
                <p class="error" id={wrong_id}>{ wrong }</p>
            }
        </div>
    }
}
