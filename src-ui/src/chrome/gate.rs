//! A state of its own: what happened, and the way out.

use yew::prelude::*;

/// Properties of [`Gate`].
#[derive(Properties, PartialEq)]
pub struct GateProps {
    /// The word of the state, for tests.
    pub state: AttrValue,
    /// What happened.
    pub title: AttrValue,
    /// Why, in the words of who decided it.
    pub reason: AttrValue,
    /// What happens next.
    #[prop_or_default]
    pub next: Option<AttrValue>,
    /// The way out.
    pub action: AttrValue,
    /// It was taken.
    pub onaction: Callback<()>,
    /// Another way out.
    #[prop_or_default]
    pub second: Option<AttrValue>,
    /// It was taken.
    #[prop_or_default]
    pub onsecond: Callback<()>,
}

/// A page that says why there are no panels, with buttons that lead on.
#[component]
pub fn Gate(props: &GateProps) -> Html {
    let onaction = props.onaction.reform(|_| ());
    let onsecond = props.onsecond.reform(|_| ());
    html! {
        <main class="stage" data-state={props.state.clone()}>
            <div class="card" role="alert">
                <h1>{ &props.title }</h1>
                <p class="reason">{ &props.reason }</p>
                if let Some(next) = &props.next {
                    <p class="next quiet">{ next }</p>
                }
                <div class="buttons">
                    <button class="primary" type="button" onclick={onaction}>{ &props.action }</button>
                    if let Some(second) = &props.second {
                        <button type="button" onclick={onsecond}>{ second }</button>
                    }
                </div>
            </div>
        </main>
    }
}
