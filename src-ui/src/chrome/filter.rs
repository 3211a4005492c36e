//! A filter in a panel's head: a variable, chosen among the board's values or typed.

use super::VarSelect;
use crate::format::locale::numerals;
use crate::format::{Numerals, Unreadable};
use crate::hooks::{use_effect_with, use_opening, use_state_eq, use_vars};
use gloo::timers::callback::Timeout;
use oriel_board::{Var, VarKind, same};
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
    let value_now = vars.values.get(props.name.as_str()).unwrap_or(&props.var.default).clone();
    // What stands in the field, which is ahead of the variable while somebody types.
    let typed = use_state_eq(|| text(&props.var, &value_now, &numerals()));
    let wrong = use_state_eq(|| None::<String>);
    let timer = use_mut_ref(|| None::<Timeout>);
    // What is typed has not taken effect yet.
    let ahead = use_mut_ref(|| false);
    let focused = use_mut_ref(|| false);
    use_effect_with((value_now.clone(), props.var.clone()), {
        let (typed, wrong, focused) = (typed.clone(), wrong.setter(), focused.clone());
        // Changed elsewhere: a row was chosen, or another panel has the same filter.
        move |(now, var)| {
            if let Some(text) = rewritten(var, &typed, now, *focused.borrow(), &numerals()) {
                typed.set(text);
                wrong.set(None);
            }
        }
    });
    let set = {
        let (set, name, var) = (vars.set.clone(), props.name.to_string(), props.var.clone());
        let (wrong, ahead) = (wrong.setter(), ahead.clone());
        Callback::from(move |typed: String| {
            ahead.replace(false);
            match value(&var, &typed, &numerals()) {
                Ok(value) => {
                    wrong.set(None);
                    set.emit((name.clone(), value));
                }
                Err(why) => wrong.set(Some(why.to_string())),
            }
        })
    };
    let oninput = {
        let (set, typed, timer, ahead) = (set.clone(), typed.setter(), timer.clone(), ahead.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            typed.set(text.clone());
            ahead.replace(true);
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
    let onfocus = {
        let focused = focused.clone();
        Callback::from(move |_: FocusEvent| {
            focused.replace(true);
        })
    };
    let onblur = {
        let (set, typed, timer, var) = (set.clone(), typed.clone(), timer.clone(), props.var.clone());
        Callback::from(move |_: FocusEvent| {
            focused.replace(false);
            if *ahead.borrow() {
                timer.replace(None);
                set.emit((*typed).clone());
            } else if value(&var, &typed, &numerals()).is_ok()
                && let Some(text) = rewritten(&var, &typed, &value_now, false, &numerals())
            {
                // Changed elsewhere while somebody stood in the field.
                typed.set(text);
            }
        })
    };
    let clear = {
        let (typed, var) = (typed.setter(), props.var.clone());
        Callback::from(move |_: MouseEvent| {
            timer.replace(None);
            typed.set(text(&var, &nothing_typed(&var), &numerals()));
            set.emit(String::new());
        })
    };
    let label = &props.var.label;
    let wrong_id = format!("var-{}-wrong", props.name);
    html! {
        <>
            <span class="var typed">
                <label>
                    <span>{ label }</span>
                    <input type="text" autocomplete="off" spellcheck="false" data-var={props.name.clone()}
                        placeholder={props.var.any.clone()} value={(*typed).clone()} {oninput} {onkeydown} {onfocus} {onblur}
                        aria-invalid={wrong.is_some().then_some("true")}
                        aria-describedby={wrong.is_some().then(|| wrong_id.clone())} />
                </label>
                if !typed.is_empty() {
                    <button class="icon" type="button" data-action="clear-var" aria-label={format!("Clear {label}")}
                        title="Clear" onclick={clear}>
                        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5 5l6 6M11 5l-6 6" /></svg>
                    </button>
                }
            </span>
            if let Some(wrong) = &*wrong {
                <span class="error" role="status" id={wrong_id}>{ wrong }</span>
            }
        </>
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

/// What to write into the field, where `typed` stands, for the value `now`: nothing while a person is in it, nor
/// where what stands there reads as the value.
fn rewritten(var: &Var, typed: &str, now: &Value, focused: bool, numerals: &Numerals) -> Option<String> {
    let says_it = !typed.trim().is_empty() && value(var, typed, numerals).is_ok_and(|read| same(&read, now));
    (!focused && !says_it).then(|| text(var, now, numerals)).filter(|text| text != typed)
}

/// The value of an empty field: what lets everything pass, or else what a new window has.
fn nothing_typed(var: &Var) -> Value {
    var.any.as_deref().map_or_else(|| var.default.clone(), Value::from)
}

/// The value of what was typed, of the type that the board says; a number as the person writes it.
///
/// # Errors
/// It is no number, or could be two: then the variable stays as it is.
fn value(var: &Var, typed: &str, numerals: &Numerals) -> Result<Value, Unreadable> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(nothing_typed(var));
    }
    let is_word = [&var.default].into_iter().chain(&var.values).any(|known| known.as_str() == Some(typed));
    let is_number = var.kind.or_else(|| VarKind::of(&var.default)) == Some(VarKind::Number);
    if !is_number || is_word || var.any.as_deref() == Some(typed) {
        return Ok(var.typed(&Value::from(typed)));
    }
    Ok(var.typed(&Value::from(numerals.read(typed)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn var(default: Value, any: Option<&str>) -> Var {
        Var { label: "Name".into(), default, any: any.map(str::to_owned), ..Var::default() }
    }

    fn value(var: &Var, typed: &str, numerals: &Numerals) -> Value {
        super::value(var, typed, numerals).unwrap_or_else(|why| Value::from(why.to_string()))
    }

    fn german() -> Numerals {
        Numerals { decimal: ',', group: Some('.'), ..Numerals::default() }
    }

    fn english() -> Numerals {
        Numerals::default()
    }

    #[test]
    fn a_number_is_typed_and_shown_as_the_person_writes_it() {
        let var = var(json!(7), None);
        assert_eq!(value(&var, "1.234,5", &german()), json!(1234.5));
        assert_eq!(text(&var, &json!(1234.5), &german()), "1234,5");
        assert_eq!(value(&var, "1.234,", &german()), json!(1234), "the point was typed, and nothing after it yet");
    }

    #[test]
    fn what_cannot_be_read_is_said_and_no_other_number_is_read_from_it() {
        let var = var(json!(7), None);
        let french = Numerals { decimal: ',', group: Some('\u{202f}'), ..Numerals::default() };
        let said =
            |typed: &str, numerals: &Numerals| super::value(&var, typed, numerals).map_err(|why| why.to_string());
        assert_eq!(said("1.2", &german()), Err("Write this number as 1,2".to_owned()));
        assert_eq!(said("1.234", &french), Err("This can mean 1234 or 1,234: write one of them".to_owned()));
        assert!(said("twelve", &english()).is_err() && said("-", &english()).is_err());
        let any = self::var(json!("all"), Some("all"));
        let numbers = Var { kind: Some(VarKind::Number), ..any };
        assert_eq!(super::value(&numbers, "all", &german()), Ok(json!("all")));
    }

    #[test]
    fn nothing_is_written_under_the_hands_of_who_types() {
        let var = var(json!(7), None);
        let rewritten = |typed: &str, now: Value, focused| super::rewritten(&var, typed, &now, focused, &german());
        for (typed, now) in [("0,0", json!(0)), ("05", json!(5)), ("1.234,", json!(1234)), ("1,20", json!(1.2))] {
            assert_eq!(rewritten(typed, now, false), None, "{typed} says it already");
        }
        assert_eq!(rewritten("1.2", json!(3), true), None, "somebody is in the field");
        assert_eq!(rewritten("1.2", json!(3), false).as_deref(), Some("3"), "chosen elsewhere");
        assert_eq!(rewritten("", json!(7), false).as_deref(), Some("7"));
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
        let none_yet = Var { kind: Some(VarKind::Number), ..Var::default() };
        assert_eq!(value(&none_yet, "12", &english()), json!(12));
    }
}
