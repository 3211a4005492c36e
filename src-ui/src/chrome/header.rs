//! The head of a window: what it is, whose variables it follows, whether it is live.

use super::{Connection, Menu, VarSelect, WaitingActions};
use crate::hooks::{use_link, use_opening};
use crate::refusal;
use oriel_wire::Link;
use yew::prelude::*;

/// The head of a window.
#[component]
pub fn Header() -> Html {
    let opening = use_opening();
    let link = use_link();
    let view = &opening.view;
    let window = view.windows.iter().find(|window| window.id == opening.window);
    let title = window.map(|window| window.title.clone()).filter(|title| *title != view.title);
    // With several backends there are panels of the others.
    let open = view.backends.len() > 1
        || match &link.connections.of(link.connections.worst()).link.value {
            Link::SignedOut => false,
            Link::Refused { why, .. } => !refusal::instead_of_panels(*why),
            _ => true,
        };
    // What a panel's head lets choose is chosen there; what no panel of the window uses is noise.
    let choices = window.filter(|_| open).map(|window| view.chosen_in_head(window)).unwrap_or_default();
    let choices = choices.into_iter().map(|name| html! { <VarSelect key={name} name={name.to_owned()} /> });
    html! {
        <header class="top" data-window={opening.window.clone()}>
            <h1 title={view.about.clone()}>
                { &view.title }
                if let Some(title) = title {
                    <span class="window-title">{ title }</span>
                }
            </h1>
            <>{ for choices }</>
            <div class="status">
                <WaitingActions />
                <Connection />
                <Menu />
            </div>
        </header>
    }
}
