//! A word with a colour, and a shape that says the same to who does not see the colour.

use oriel_board::Colour;
use yew::prelude::*;

/// A word in a coloured pill, with a sign.
pub(super) fn badge(text: &str, colour: Colour) -> Html {
    let (class, sign) = match colour {
        Colour::Ok => ("ok", html! { <circle cx="6" cy="6" r="4" /> }),
        Colour::Warn => ("warn", html! { <path d="M6 1.5 11 10.5H1z" /> }),
        Colour::Bad => (
            "bad",
            html! { <path d="M3.6 1 6 3.4 8.4 1 11 3.6 8.6 6 11 8.4 8.4 11 6 8.6 3.6 11 1 8.4 3.4 6 1 3.6z" /> },
        ),
        Colour::Info => ("info", html! { <path d="M6 1 11 6 6 11 1 6z" /> }),
        Colour::Muted => ("muted", html! { <circle class="ring" cx="6" cy="6" r="3.2" /> }),
    };
    html! {
        <span class={classes!("badge", class)}>
            <svg viewBox="0 0 12 12" aria-hidden="true">{ sign }</svg><bdi>{ text.to_owned() }</bdi>
        </span>
    }
}
