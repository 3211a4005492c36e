//! The head of a window: what it is, whose variables it follows, whether it is live.

use super::{Connection, Menu, VarSelect, WaitingActions};
use crate::hooks::{use_link, use_opening};
use crate::refusal;
use oriel_board::{Panel, Query, Root, Tree};
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
    let panels: Vec<&Panel> = window
        .into_iter()
        .flat_map(|window| window.rows.iter().flatten())
        .filter_map(|name| view.panels.get(name))
        .collect();
    // What a panel's head lets choose is chosen there; what no panel of the window uses is noise.
    let wanted = |name: &str| {
        !panels.iter().any(|panel| panel.filter.iter().any(|filter| filter == name))
            && panels.iter().filter_map(|panel| view.queries.get(&panel.query)).any(|query| uses(query, name))
    };
    let open = match &link.link.value {
        Link::SignedOut => false,
        Link::Refused { why, .. } => !refusal::instead_of_panels(*why),
        _ => true,
    };
    let choices = view
        .vars
        .iter()
        .filter(|(name, var)| open && wanted(name) && var.values.len() + usize::from(var.any.is_some()) > 1)
        .map(|(name, _)| html! { <VarSelect key={name.clone()} name={name.clone()} /> });
    html! {
        <header class="top" data-window={opening.window.clone()}>
            <h1 title={view.about.clone()}>
                { &view.title }
                if let Some(title) = title {
                    <span class="window-title">{ title }</span>
                }
            </h1>
            <>{ for choices }</>
            <span class="spacer" />
            <WaitingActions />
            <Connection />
            <Menu />
        </header>
    }
}

/// The query's path, parameters or body hold this variable.
fn uses(query: &Query, name: &str) -> bool {
    let body = query.ask.tree().into_iter().flat_map(Tree::templates);
    let templates = std::iter::once(&query.path).chain(query.params.values()).chain(body);
    templates
        .flat_map(|template| template.placeholders())
        .any(|hole| hole.root == Root::Var && hole.path.first().is_some_and(|first| first == name))
}
