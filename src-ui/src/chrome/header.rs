//! The head of a window: what it is, whose variables it follows, whether it is live.

use super::{Connection, Menu, VarSelect};
use crate::hooks::use_opening;
use yew::prelude::*;

/// The head of a window.
#[component]
pub fn Header() -> Html {
    let opening = use_opening();
    let view = &opening.view;
    let window = view.windows.iter().find(|window| window.id == opening.window);
    let title = window.map(|window| window.title.clone()).filter(|title| *title != view.title);
    // What a panel's head lets choose is chosen there.
    let in_panels: Vec<&String> = window
        .into_iter()
        .flat_map(|window| window.rows.iter().flatten())
        .filter_map(|name| view.panels.get(name))
        .flat_map(|panel| &panel.filter)
        .collect();
    let choices = view
        .vars
        .iter()
        .filter(|(name, var)| !in_panels.contains(name) && var.values.len() + usize::from(var.any.is_some()) > 1)
        .map(|(name, _)| html! { <VarSelect key={name.clone()} name={name.clone()} /> });
    html! {
        <header class="top" data-window={opening.window.clone()}>
            <h1 title={view.about.clone()}>
                { &view.title }
                if let Some(title) = title {
                    <span class="window-title">{ title }</span>
                }
            </h1>
            { for choices }
            <span class="spacer" />
            <Connection />
            <Menu />
        </header>
    }
}
