//! Signing in: a token, asked for once and kept by the core.

use crate::core;
use crate::hooks::{use_effect_with, use_opening, use_state, use_store};
use oriel_wire::SignIn;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`SignInForm`].
#[derive(Properties, PartialEq)]
pub struct SignInFormProps {
    /// The secret that is asked for.
    pub sign_in: SignIn,
    /// The board has backends that can be looked at without it.
    pub optional: bool,
}

/// Asks for a token. The token goes to the core and is not kept in the page.
#[component]
pub fn SignInForm(props: &SignInFormProps) -> Html {
    let opening = use_opening();
    let store = use_store();
    let input = use_node_ref();
    let busy = use_state(|| false);
    let error = use_state(|| None::<String>);
    use_effect_with(input.clone(), |input| {
        if let Some(input) = input.cast::<HtmlInputElement>() {
            // Focus that is refused is a comfort missed, not an error.
            let _ = input.focus();
        }
    });
    let onsubmit = {
        let (input, busy, error) = (input.clone(), busy.clone(), error.clone());
        let secret = props.sign_in.secret.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = input.cast::<HtmlInputElement>().filter(|_| !*busy) else { return };
            let token = field.value().trim().to_owned();
            if token.is_empty() {
                error.set(Some("Paste the token first.".to_owned()));
                return;
            }
            busy.set(true);
            error.set(None);
            let (busy, error, secret) = (busy.setter(), error.setter(), secret.clone());
            spawn_local(async move {
                match core::sign_in(&secret, &token).await {
                    Ok(()) => field.set_value(""),
                    Err(reason) => error.set(Some(reason.to_string())),
                }
                busy.set(false);
            });
        })
    };
    let sign_in = &props.sign_in;
    // A board with one backend is called by its title; of several, each has a name.
    let to: Vec<&str> = match opening.view.backends.len() {
        0 | 1 => vec![opening.view.title.as_str()],
        _ => sign_in.backends.iter().map(|backend| opening.label_of(backend)).collect(),
    };
    let later = {
        let secret = sign_in.secret.clone();
        move |_: MouseEvent| store.put_off(&secret, true)
    };
    let described = error.is_some().then_some("sign-in-error");
    html! {
        <main class="stage" data-state="signed-out">
            <form class="card" {onsubmit}>
                <h1>{ format!("Sign in to {}", to.join(" and ")) }</h1>
                if let Some(about) = &opening.view.about {
                    <p class="quiet">{ about }</p>
                }
                <div class="field">
                    <label for="token">{ "Token" }</label>
                    <input
                        ref={input}
                        id="token"
                        name="token"
                        type="password"
                        autocomplete="off"
                        spellcheck="false"
                        aria-invalid={error.is_some().to_string()}
                        aria-describedby={described}
                    />
                    if let Some(hint) = &sign_in.hint {
                        <p class="hint">{ hint }</p>
                    }
                </div>
                if let Some(error) = &*error {
                    <p class="error" id="sign-in-error" role="alert">{ error }</p>
                }
                <div class="buttons">
                    <button class="primary" type="submit" data-action="sign-in" disabled={*busy}>
                        { if *busy { "Signing in…" } else { "Sign in" } }
                    </button>
                    if props.optional {
                        <button type="button" data-action="later" onclick={later}>{ "Not now" }</button>
                    }
                </div>
                if !sign_in.secret.is_empty() {
                    <p class="hint">
                        { "The board calls it " }<code>{ &sign_in.secret }</code>
                        { ". Oriel keeps it until it is closed, and never shows it again." }
                    </p>
                }
            </form>
        </main>
    }
}
