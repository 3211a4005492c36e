//! What a window says where nothing could be shown: each panel says what happened and what comes next, or that there is
//! nothing. None is left with a grey shape that never becomes anything.

use crate::TURN;
use crate::board::{self, Rude};
use oriel_tests::display::Display;
use oriel_tests::rude::{RudeBackend, Speech, World};
use oriel_tests::stage::Theme;
use oriel_tests::{App, Outcome, Page, wait};

/// How many backends share a window.
const ACROSS: usize = 5;

/// A fault that was there from the beginning, and what each panel has to say: one of these, and what Oriel does next.
struct Words {
    fault: &'static str,
    happened: &'static [&'static str],
    next: &'static str,
}

#[rustfmt::skip]
const WORDS: &[Words] = &[
    Words { fault: "unavailable", happened: &["503 from a gateway"], next: "Asking again" },
    Words { fault: "server-error", happened: &["500"], next: "Asking again" },
    // The panel that asked first is told; the other is not asked at all.
    Words { fault: "too-many-for-hours", happened: &["429", "The backend asks for patience."], next: "Asking" },
    Words { fault: "unavailable-for-seconds", happened: &["503", "The backend asks for patience."], next: "Asking" },
    Words { fault: "captive-portal", happened: &["it is a web page (HTML), \"Sign in to the network\""], next: "Asking again" },
    Words { fault: "utf-16", happened: &["it is UTF-16; JSON is sent as UTF-8"], next: "Asking again" },
    Words { fault: "compressed-and-unsaid", happened: &["gzip"], next: "Asking again" },
    Words { fault: "closed-unanswered", happened: &["Connection lost"], next: "Asking again" },
    Words { fault: "read-302-away", happened: &["another origin"], next: "write base =" },
    Words { fault: "no-data", happened: &["Nothing here yet", "–"], next: "" },
];

#[tokio::test]
async fn a_panel_that_shows_nothing_says_why_and_what_comes_next() -> Outcome {
    let _turn = TURN.lock().await;
    let folder = tempfile::tempdir()?;
    let mut backends = Vec::new();
    let mut rudes = Vec::new();
    for (nth, Words { fault, .. }) in WORDS.iter().enumerate() {
        let backend = RudeBackend::start(World::default()).await?;
        backend.end_event_names_with(&format!("-r{nth}"));
        backend.set(fault)?;
        let rude = Rude { at: backend.address(), speech: Speech::Json, idempotency: false, resumes: false };
        rudes.push((rude, Vec::new()));
        backends.push(backend);
    }
    let file = oriel_tests::board::write(folder.path(), &board::of_many(&rudes, ACROSS))?;
    let display = Display::start().await?;
    let app = App::start(folder.path(), &display, &file, Theme::default()).await?;
    let pages = app.windows(WORDS.len().div_ceil(ACROSS)).await?;
    for (nth, words) in WORDS.iter().enumerate() {
        let label = format!("w{}", nth / ACROSS);
        let page = pages.iter().find(|page| page.label() == label).ok_or("a window is missing")?;
        for panel in ["items", "balance"] {
            says(page, &format!("{panel}-r{nth}"), words).await?;
        }
    }
    app.close().await
}

async fn says(page: &Page, panel: &str, words: &Words) -> Outcome {
    let Words { fault, happened, next } = words;
    let selector = format!(r#"[data-panel="{panel}"]"#);
    let mut last = String::new();
    let what = format!("{panel} to say what {fault} is");
    let said = wait::until(&what, async || {
        last = page.text(&selector).await?.unwrap_or_default();
        Ok((happened.iter().any(|words| last.contains(words)) && last.contains(next)).then_some(()))
    });
    let said = said.await;
    said.map_err(|error| format!("{error}: {last:?}").into())
}
