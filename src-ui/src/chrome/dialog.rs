//! Running an action: asked first where the board wants it, with a form where there is one.

use super::input::Input;
use crate::address::breakable;
use crate::fill::{Raw, UNREADABLE, check, follow, initial, refused, sent_as, untouched};
use crate::format::{filled, locale};
use crate::hooks::{
    ActionState, Given, use_action, use_effect_with, use_memo, use_opening, use_state, use_store, use_topic, use_vars,
};
use crate::store::Topic;
use crate::waiting::{UNCERTAIN, promise, said, uncertain};
use oriel_board::Scope;
use oriel_query::{FailureKind, Key};
use oriel_wire::{Row, RowError};
use serde_json::Value;
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlInputElement};
use yew::prelude::*;

/// Properties of [`ActionDialog`].
#[derive(Properties, PartialEq)]
pub struct ActionDialogProps {
    /// The action's name.
    pub action: AttrValue,
    /// The row it acts on; `null` for none.
    pub row: Value,
    /// The key of the data that the row is of.
    #[prop_or_default]
    pub key_of_row: Option<Key>,
    /// What it acts on, in the row's own words of when it was begun.
    #[prop_or_default]
    pub subject: Option<AttrValue>,
    /// It was done, or called off.
    pub onend: Callback<()>,
}

/// Runs an action once. With a form or a question it is a dialog; without, it runs at once and
/// shows nothing but its failure.
///
/// What the person filled in stays when the backend refuses. Where it may have happened or not, the
/// dialog says so and offers no second try.
#[component]
pub fn ActionDialog(props: &ActionDialogProps) -> Html {
    let opening = use_opening();
    let store = use_store();
    let vars = use_vars();
    let handle = use_action(&props.action);
    let action = opening.view.actions.get(props.action.as_str()).cloned();
    // As the person sees it.
    let row = use_state(|| props.row.clone());
    // What the row says in this moment: while a person edits, nothing changes under their hands.
    let began = use_state(|| {
        let scope = Scope { var: Some(&vars.values), row: Some(&props.row), ..Scope::default() };
        action.as_ref().map(|action| initial(&action.form, &scope, &locale::numerals())).unwrap_or_default()
    });
    let raw = use_state(|| (*began).clone());
    use_topic(props.key_of_row.clone().map_or(Topic::Phase, Topic::Key));
    // What was pressed was refused here, because the row says something else: from then on it is shown as it is,
    // until the next press, which is about that.
    let refused_here = matches!(&handle.state, ActionState::Failed(failure) if failure.kind == FailureKind::Request);
    let newer = props.key_of_row.as_ref().filter(|_| refused_here && !row.is_null()).and_then(|key| {
        let (action, seen) = (action.as_ref()?, store.seen(key)?);
        let (data, named) = (seen.state.data?, Row::of(&opening.view, action, key, &row));
        let every: Vec<String> = action.form.iter().map(|field| field.name.clone()).collect();
        let found = named.find(&opening.view, action, &every, Some(&data));
        matches!(found, Err(RowError::Changed { .. })).then(|| named.now(&opening.view, Some(&data)).ok())?
    });
    use_effect_with(newer, {
        let (row, began, raw) = (row.setter(), began.clone(), raw.clone());
        let (vars, form) = (vars.values.clone(), action.as_ref().map(|action| action.form.clone()).unwrap_or_default());
        move |newer| {
            let Some(newer) = newer else { return };
            let scope = Scope { var: Some(&vars), row: Some(newer), ..Scope::default() };
            let next = initial(&form, &scope, &locale::numerals());
            raw.set(follow(&began, &raw, &next));
            began.set(next);
            row.set(newer.clone());
        }
    });
    let wrong = use_state(BTreeMap::<String, String>::new);
    let tries = use_state(|| 0_u32);
    let dialog = use_node_ref();
    let asks = action.as_ref().is_some_and(|action| action.confirm.is_some() || !action.form.is_empty());
    let label = action.as_ref().map(|action| action.label.clone()).unwrap_or_default();
    let backend = action.as_ref().map(|action| action.backend.clone()).unwrap_or_default();

    {
        let (dialog, run) = (dialog.clone(), handle.run.clone());
        let given = Given { row: row_of(props, &props.row), ..Given::default() };
        use_effect_with((), move |()| {
            if asks {
                if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                    let _ = dialog.show_modal();
                }
            } else {
                run.emit(given);
            }
        });
    }
    {
        let (onend, label, dialog) = (props.onend.clone(), label.clone(), dialog.clone());
        let backend = backend.clone();
        use_effect_with(handle.state.clone(), move |state| match state {
            ActionState::Done | ActionState::Waits(_) => {
                match state {
                    ActionState::Waits(why) => {
                        store
                            .notice(promise(&label, why.as_ref(), &store.connections().of(&backend).link.value), false);
                    }
                    _ if asks => store.notice(format!("{label}: done"), false),
                    _ => {}
                }
                // Closing gives the focus back to where it came from, and then ends.
                match dialog.cast::<HtmlDialogElement>() {
                    Some(dialog) => dialog.close(),
                    None => onend.emit(()),
                }
            }
            ActionState::Failed(failure) if !asks => {
                store.notice(format!("{label} failed: {}", said(failure)), true);
                onend.emit(());
            }
            ActionState::Uncertain(_) if !asks => {
                store.notice(uncertain(&label), true);
                onend.emit(());
            }
            _ => {}
        });
    }
    // What the server says of single fields stands at them, like what was found out here.
    let sent_as = use_memo(action.as_ref().map(|action| action.body.clone()), |body| {
        sent_as(body.as_ref().and_then(Option::as_ref))
    });
    let refusal = match &handle.state {
        ActionState::Failed(failure) => {
            action.as_ref().map(|action| refused(&action.form, &sent_as, &failure.fields)).unwrap_or_default()
        }
        _ => Default::default(),
    };
    let shown = if wrong.is_empty() { refusal.fields } else { (*wrong).clone() };
    // The first field that cannot be sent takes the focus, each time that is found out.
    use_effect_with((shown.clone(), *tries, dialog.clone()), |(shown, _, dialog)| {
        let bad = dialog.cast::<Element>().filter(|_| !shown.is_empty());
        let bad = bad.and_then(|dialog| dialog.query_selector("[aria-invalid=true]").ok().flatten());
        if let Some(bad) = bad.and_then(|bad| bad.dyn_into::<HtmlElement>().ok()) {
            let _ = bad.focus();
        }
    });
    let Some(action) = action.filter(|_| asks) else { return Html::default() };

    let busy = handle.state == ActionState::Busy;
    let over = matches!(handle.state, ActionState::Uncertain(_));
    let scope = Scope { var: Some(&vars.values), row: Some(&row), ..Scope::default() };
    let question =
        action.confirm.as_ref().map(|confirm| filled(confirm, &scope).unwrap_or_else(|_| confirm.source().to_owned()));
    let onsubmit = {
        let (run, wrong, form) = (handle.run.clone(), wrong.setter(), action.form.clone());
        let (began, raw, tries) = (began.clone(), raw.clone(), tries.clone());
        let (row, vars, scoped) = (row_of(props, &row), vars.values.clone(), (*row).clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            tries.set(*tries + 1);
            let mut raw = (*raw).clone();
            for name in half_filled(&event) {
                raw.insert(name, UNREADABLE.to_owned());
            }
            match check(&form, &began, &raw, &locale::numerals()) {
                Ok(mut filled) => {
                    wrong.set(BTreeMap::new());
                    let scope = Scope { var: Some(&vars), row: Some(&scoped), ..Scope::default() };
                    let untouched = untouched(&form, &scope, &began, &raw);
                    filled.retain(|name, _| !untouched.contains(name));
                    run.emit(Given { row: row.clone(), form: filled, untouched });
                }
                Err(messages) => wrong.set(messages),
            }
        })
    };
    // From a field of several lines too, where Enter alone makes a new one.
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.repeat() {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let form = target.and_then(|target| target.closest("form").ok().flatten());
            if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
                event.prevent_default();
                let _ = form.request_submit();
            }
        }
    });
    // Every way out ends here; on Esc the browser closes the dialog by itself.
    let onclose = props.onend.reform(|_: Event| ());
    let call_off = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    let fields = action.form.iter().enumerate().map(|(place, field)| {
        let onfill = {
            let (raw, name) = (raw.clone(), field.name.clone());
            Callback::from(move |value: String| {
                let mut next: Raw = (*raw).clone();
                next.insert(name.clone(), value);
                raw.set(next);
            })
        };
        html! {
            <Input key={field.name.clone()} field={field.clone()} first={place == 0} disabled={busy || over} {onfill}
                value={raw.get(&field.name).cloned().unwrap_or_default()} wrong={shown.get(&field.name).cloned()} />
        }
    });
    let dangerous = matches!(action.method, oriel_board::Method::Delete);
    html! {
        <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title"
            aria-describedby={props.subject.is_some().then_some("dialog-subject")} data-dialog={props.action.clone()} {onclose}>
            // The messages are our own, in the window's language and place.
            <form novalidate={true} {onsubmit} {onkeydown} aria-busy={busy.to_string()}>
                <div>
                    <h2 id="dialog-title">{ &action.label }</h2>
                    if let Some(subject) = &props.subject {
                        <p id="dialog-subject" class="subject" data-subject="" title={subject.clone()}>{ subject }</p>
                    }
                </div>
                if let Some(question) = question {
                    <p>{ question }</p>
                }
                { for fields }
                if let ActionState::Failed(failure) = &handle.state {
                    <div class="failure" role="alert">
                        <strong>{ said(failure) }</strong>
                        // The server's own sentence may have them already.
                        { for refusal.others.iter().filter(|(_, said)| !failure.message.contains(said)).map(|(name, message)| html! {
                            <span class="message" key={name.clone()}>{ format!("{name}: {message}") }</span>
                        }) }
                        if !failure.address.is_empty() {
                            <span class="address">{ breakable(&failure.address) }</span>
                        }
                    </div>
                }
                if let ActionState::Uncertain(failure) = &handle.state {
                    <div class="failure uncertain" role="alert" data-uncertain="true">
                        <strong>{ UNCERTAIN }</strong>
                        <span class="address">{ said(failure) }</span>
                    </div>
                }
                <div class="buttons">
                    if over {
                        <button class="primary" type="button" data-action="cancel" onclick={call_off}>{ "Close" }</button>
                    } else {
                        <button class={classes!("primary", dangerous.then_some("danger"))} type="submit" disabled={busy} data-action="confirm">
                            { if busy { format!("{}…", action.label) } else { action.label.clone() } }
                        </button>
                        <button type="button" data-action="cancel" onclick={call_off}>{ "Cancel" }</button>
                    }
                </div>
            </form>
        </dialog>
    }
}

/// The names of the fields in which something stands that the page cannot read: half of a day. Such a field is
/// empty to the page, and to send that would erase what is there.
fn half_filled(event: &SubmitEvent) -> Vec<String> {
    let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let elements = form.map(|form| form.elements());
    let inputs = elements.into_iter().flat_map(|elements| (0..elements.length()).filter_map(move |n| elements.item(n)));
    inputs
        .filter_map(|element| element.dyn_into::<HtmlInputElement>().ok())
        .filter(|input| input.validity().bad_input())
        .map(|input| input.name())
        .collect()
}

/// The row that it acts on, with the key of its data.
fn row_of(props: &ActionDialogProps, row: &Value) -> Option<(Key, Value)> {
    props.key_of_row.clone().filter(|_| !row.is_null()).map(|key| (key, row.clone()))
}
