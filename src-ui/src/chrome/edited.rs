//! The board's file has errors now: what is open is the board as it was before.

use super::broken::{errors, problem};
use crate::hooks::use_opening;
use yew::prelude::*;

/// A strip above the panels while the file has errors; its problems can be unfolded.
#[component]
pub fn Edited() -> Html {
    let opening = use_opening();
    let Some(first) = opening.problems.first() else { return Html::default() };
    html! {
        <details class="edited" data-edited={opening.problems.len().to_string()} role="status">
            <summary>
                <strong>{ format!("The board's file has {} now", errors(&opening.problems)) }</strong>
                <span class="quiet">{ format!(" Line {}: {}. You see the board as it was before.", first.line, first.message) }</span>
            </summary>
            <ol class="problems">{ for opening.problems.iter().map(problem) }</ol>
        </details>
    }
}
