//! The panels of a window, in the board's rows.

use super::Panel;
use super::find::use_find_key;
use crate::hooks::use_opening;
use oriel_board::PanelKind;
use web_sys::{FocusOptions, HtmlElement};
use yew::prelude::*;

/// Rows of panels. Panels of a row share its width by what they need; where it is too narrow they
/// wrap, and the row grows by that line (`.row` of the style sheet).
#[component]
pub fn Grid() -> Html {
    let opening = use_opening();
    use_find_key();
    let board = use_node_ref();
    use_effect_with(board.clone(), take_keys);
    let view = &opening.view;
    let window = view.windows.iter().find(|window| window.id == opening.window);
    let Some(window) = window else {
        return html! {
            <main class="stage" data-state="ready">
                <p class="quiet">{ format!("The board has no window \u{201c}{}\u{201d}.", opening.window) }</p>
            </main>
        };
    };
    let rows = window.rows.iter().enumerate().map(|(place, names)| {
        let kind = |name: &String| view.panels.get(name).map(|panel| &panel.kind);
        let short = names.iter().all(|name| kind(name).is_none_or(is_short));
        let panels = names.iter().map(|name| html! { <Panel key={name.clone()} name={name.clone()} /> });
        html! {
            <div key={place} class={classes!("row", if short { "short" } else { "tall" })}>{ for panels }</div>
        }
    });
    html! { <main class="board" data-state="ready" tabindex="-1" ref={board}>{ for rows }</main> }
}

/// What scrolls is the board and not the page: it gets the keys from the start, unless something else has the focus.
fn take_keys(board: &NodeRef) {
    let focused = web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    let free = focused.is_none_or(|element| element.tag_name().eq_ignore_ascii_case("body"));
    if let Some(board) = board.cast::<HtmlElement>().filter(|_| free) {
        let still = FocusOptions::new();
        still.set_prevent_scroll(true);
        // A window that cannot give it away keeps it.
        let _ = board.focus_with_options(&still);
    }
}

/// A panel as tall as what is in it, which is little.
fn is_short(kind: &PanelKind) -> bool {
    matches!(kind, PanelKind::Stat { .. } | PanelKind::Text { .. } | PanelKind::Detail { .. })
}
