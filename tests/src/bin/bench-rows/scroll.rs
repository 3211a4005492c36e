//! The ways in which a person scrolls.

use oriel_tests::display::Display;
use oriel_tests::{Outcome, Page, wait};
use serde_json::json;
use std::time::Duration;

/// The window's title.
pub(crate) const TITLE: &str = "Many";
/// Between two presses of a key.
const PAUSE: Duration = Duration::from_millis(16);

/// How the rows are scrolled. Each takes a few seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The arrow keys, held down: each press moves the focus by a row.
    Arrows,
    /// Page Down and Page Up, held down.
    Pages,
    /// Three rows a frame, by the page itself: the pace of a wheel that is turned quickly.
    Steady,
    /// The thumb of the scroll bar: from one end to the other and back in 120 frames. In each frame of a long list
    /// all rows are others.
    Thumb,
}

/// All of them.
pub(crate) const WAYS: [Way; 4] = [Way::Arrows, Way::Pages, Way::Steady, Way::Thumb];

impl Way {
    /// In words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Arrows => "arrow keys",
            Self::Pages => "page keys",
            Self::Steady => "three rows a frame",
            Self::Thumb => "end to end in 60 frames",
        }
    }

    /// Scrolls.
    pub(crate) async fn go(self, page: &Page, display: &Display) -> Outcome {
        match self {
            Self::Arrows => keys(page, display, ["Down", "Up"]).await,
            Self::Pages => keys(page, display, ["Next", "Prior"]).await,
            Self::Steady => by_itself(page, "96").await,
            Self::Thumb => by_itself(page, "span / 60").await,
        }
    }
}

async fn keys(page: &Page, display: &Display, keys: [&str; 2]) -> Outcome {
    page.run(r#"document.querySelector('[data-panel="all"] [data-row]').focus()"#, vec![]).await?;
    for key in keys {
        display.keys(TITLE, key, 60, PAUSE).await?;
    }
    page.run("document.activeElement.blur()", vec![]).await.map(drop)
}

/// 120 frames; from an end it goes back. Between frames and not within: what a person scrolls is told to the page
/// before it paints, and so is this.
async fn by_itself(page: &Page, step: &str) -> Outcome {
    let script = format!(
        r#"const scroll = document.querySelector('[data-panel="all"] .scroll');
        const span = scroll.scrollHeight - scroll.clientHeight;
        let [at, way, left] = [0, 1, 120];
        window.orielBenchDone = false;
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {{
            at += way * ({step});
            if (at >= span || at <= 0) {{ at = Math.min(span, Math.max(0, at)); way = -way; }}
            scroll.scrollTop = at;
        }};
        const turn = () => {{
            if (left-- <= 0) {{ window.orielBenchDone = true; return; }}
            channel.port2.postMessage(null);
            requestAnimationFrame(turn);
        }};
        requestAnimationFrame(turn);"#
    );
    page.run(&script, vec![]).await?;
    wait::until_is("the end of scrolling", &json!(true), async || {
        page.run("return window.orielBenchDone", vec![]).await
    })
    .await
}
