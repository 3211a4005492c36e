//! A state of its own: what happened, and the way out.

use yew::prelude::*;

/// What there is to say.
#[derive(Clone, Copy)]
pub(crate) struct Gate<'a> {
    /// The word of the state, for tests.
    pub(crate) state: &'static str,
    /// What happened.
    pub(crate) title: &'a str,
    /// Why, in the words of who decided it.
    pub(crate) reason: &'a str,
    /// What happens next.
    pub(crate) next: Option<&'a str>,
    /// The way out, and what takes it.
    pub(crate) way: (&'static str, &'a Callback<()>),
    /// Another one.
    pub(crate) second: Option<(&'static str, &'a Callback<()>)>,
}

/// A page that says why there are no panels, with buttons that lead on.
pub(crate) fn gate(gate: Gate<'_>) -> Html {
    let Gate { state, title, reason, next, way, second } = gate;
    let (action, onaction) = (way.0, way.1.reform(|_| ()));
    html! {
        <main class="stage" data-state={state}>
            <div class="card" role="alert">
                <h1>{ title.to_owned() }</h1>
                <p class="reason">{ reason.to_owned() }</p>
                if let Some(next) = next {
                    <p class="next quiet">{ next.to_owned() }</p>
                }
                <div class="buttons">
                    <button class="primary" type="button" onclick={onaction}>{ action }</button>
                    if let Some((second, onsecond)) = second {
                        <button type="button" onclick={onsecond.reform(|_| ())}>{ second }</button>
                    }
                </div>
            </div>
        </main>
    }
}
