//! A filter in a panel's head: a variable, chosen among the board's values or typed.

use super::VarSelect;
use crate::format::Numerals;
use crate::format::locale::numerals;
use crate::hooks::{use_opening, use_vars};
use gloo::timers::callback::Timeout;
use oriel_board::{Var, VarKind};
use serde_json::Value;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// How long typing must pause before it takes effect, in milliseconds.
const PAUSE_MS: u32 = 300;

/// Properties of [`VarFilter`].
#[derive(Properties, PartialEq)]
pub struct VarFilterProps {
    /// The variable's name.
    pub name: AttrValue,
}

/// A choice where the board names values, else a field to type into.
#[component]
pub fn VarFilter(props: &VarFilterProps) -> Html {
    let opening = use_opening();
    match opening.view.vars.get(props.name.as_str()) {
        None => Html::default(),
        Some(var) if var.values.is_empty() => html! { <VarField name={props.name.clone()} var={var.clone()} /> },
        Some(_) => html! { <VarSelect name={props.name.clone()} /> },
    }
}

#[derive(Properties, PartialEq)]
struct VarFieldProps {
    name: AttrValue,
    var: Var,
}

/// What is typed takes effect when typing pauses, and at once on Enter.
#[component]
fn VarField(props: &VarFieldProps) -> Html {
    let vars = use_vars();
    let now = text(&props.var, vars.values.get(props.name.as_str()).unwrap_or(&props.var.default), &numerals());
    // What stands in the field, which is ahead of the variable while somebody types.
    let typed = use_state_eq(|| now.clone());
    let timer = use_mut_ref(|| None::<Timeout>);
    use_effect_with(now, {
        let typed = typed.setter();
        // Changed elsewhere: a row was chosen, or another panel has the same filter.
        move |now| typed.set(now.clone())
    });
    let set = {
        let (set, name, var) = (vars.set.clone(), props.name.to_string(), props.var.clone());
        Callback::from(move |typed: String| set.emit((name.clone(), value(&var, &typed, &numerals()))))
    };
    let oninput = {
        let (set, typed, timer) = (set.clone(), typed.setter(), timer.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            typed.set(text.clone());
            let set = set.clone();
            // The timer before it is dropped, and so does nothing.
            timer.replace(Some(Timeout::new(PAUSE_MS, move || set.emit(text))));
        })
    };
    let onkeydown = {
        let (set, timer) = (set.clone(), timer.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                timer.replace(None);
                let input: Option<HtmlInputElement> = event.target_dyn_into();
                set.emit(input.map(|input| input.value()).unwrap_or_default());
            }
        })
    };
    let clear = {
        let typed = typed.setter();
        Callback::from(move |_: MouseEvent| {
            timer.replace(None);
            typed.set(String::new());
            set.emit(String::new());
        })
    };
    let label = &props.var.label;
    html! {
        <span class="var typed">
            <label>
                <span>{ label }</span>
                <input type="text" autocomplete="off" spellcheck="false" data-var={props.name.clone()}
                    placeholder={props.var.any.clone()} value={(*typed).clone()} {oninput} {onkeydown} />
            </label>
            if !typed.is_empty() {
                <button class="icon" type="button" data-action="clear-var" aria-label={format!("Clear {label}")}
                    title="Clear" onclick={clear}>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5 5l6 6M11 5l-6 6" /></svg>
                </button>
            }
        </span>
    }
}

/// What stands in the field for a value: nothing for the one that lets everything pass.
fn text(var: &Var, value: &Value, numerals: &Numerals) -> String {
    match (value, &var.any) {
        (Value::String(text), Some(any)) if text == any => String::new(),
        (Value::Number(number), _) => numerals.plain(&oriel_board::plain(value).unwrap_or_else(|| number.to_string())),
        (value, _) => oriel_board::plain(value).unwrap_or_default(),
    }
}

/// The value of what was typed, of the type that the board says; a number as the person writes it. Nothing is what lets everything pass, or
/// else what a new window has.
fn value(var: &Var, typed: &str, numerals: &Numerals) -> Value {
    let typed = typed.trim();
    if typed.is_empty() {
        return var.any.as_deref().map_or_else(|| var.default.clone(), Value::from);
    }
    // Who has typed the point goes on typing, and a number read now would take it away.
    let number =
        var.kind.or_else(|| VarKind::of(&var.default)) == Some(VarKind::Number) && !typed.ends_with(numerals.decimal);
    let read = number.then(|| numerals.read(typed).ok()).flatten();
    var.typed(&Value::from(read.as_deref().unwrap_or(typed)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn var(default: Value, any: Option<&str>) -> Var {
        Var { label: "Name".into(), default, any: any.map(str::to_owned), ..Var::default() }
    }

    fn english() -> Numerals {
        Numerals::default()
    }

    #[test]
    fn a_number_is_typed_and_shown_as_the_person_writes_it() {
        let german = Numerals { decimal: ',', group: Some('.'), ..Numerals::default() };
        let var = var(json!(7), None);
        assert_eq!(value(&var, "1.234,5", &german), json!(1234.5));
        assert_eq!(text(&var, &json!(1234.5), &german), "1234,5");
        assert_eq!(value(&var, "1.234,", &german), json!("1.234,"), "somebody is typing");
    }

    #[test]
    fn an_empty_field_lets_everything_pass() {
        let var = var(json!("all"), Some("all"));
        assert_eq!(text(&var, &json!("all"), &english()), "");
        assert_eq!(value(&var, "  ", &english()), json!("all"));
        assert_eq!(value(&var, " Ada ", &english()), json!("Ada"));
    }

    #[test]
    fn without_such_a_value_it_is_what_a_new_window_has() {
        assert_eq!(value(&var(json!("acc_1"), None), "", &english()), json!("acc_1"));
        assert_eq!(value(&var(json!(null), None), "", &english()), json!(null), "which may be nothing");
    }

    #[test]
    fn what_is_typed_into_a_number_is_one() {
        let var = var(json!(7), None);
        assert_eq!(value(&var, "12", &english()), json!(12));
        assert_eq!(value(&var, "1.5", &english()), json!(1.5));
        assert_eq!(value(&var, "twelve", &english()), json!("twelve"));
        let none_yet = Var { kind: Some(VarKind::Number), ..Var::default() };
        assert_eq!(value(&none_yet, "12", &english()), json!(12));
    }
}
