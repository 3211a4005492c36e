//! When a window has drawn a frame, while its rows are scrolled.

use crate::scroll::Way;
use oriel_tests::{Outcome, Page, Spread, wait};
use serde::Serialize;
use serde_json::json;

/// Notes the time between frames from now on, and in which of them no row was under the middle of the list: there a
/// person would have seen a blank.
const START: &str = r#"
    const scroll = document.querySelector('[data-panel="all"] .scroll').getBoundingClientRect();
    const [x, y] = [scroll.left + 40, scroll.top + scroll.height / 2];
    const bench = window.orielBench = { deltas: [], blanks: 0, over: false };
    let last = null;
    const turn = () => {
        const now = performance.now();
        if (last !== null) {
            bench.deltas.push(now - last);
            if (!document.elementFromPoint(x, y)?.closest('[data-row]')) bench.blanks += 1;
        }
        last = now;
        if (!bench.over) requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);"#;

/// Ends that; what was noted.
const STOP: &str = "window.orielBench.over = true;
    return [window.orielBench.deltas, window.orielBench.blanks]";

/// The frames of one way of scrolling.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frames {
    deltas: Vec<f64>,
    blanks: usize,
}

/// What is said of them.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Smoothness {
    /// Between two frames, in milliseconds.
    pub(crate) ms: Spread,
    /// The share of frames that took longer than twice the median, in percent.
    pub(crate) late_percent: f64,
    /// The share of frames in which no row was where rows belong, in percent.
    pub(crate) blank_percent: f64,
}

impl Frames {
    /// The frames of one more round.
    pub(crate) fn add(&mut self, more: Self) {
        self.deltas.extend(more.deltas);
        self.blanks += more.blanks;
    }

    /// What is said of them; `None` without any.
    pub(crate) fn smoothness(&self) -> Option<Smoothness> {
        let ms = Spread::of(self.deltas.clone())?;
        let late = self.deltas.iter().filter(|delta| **delta > 2.0 * ms.p50).count();
        Some(Smoothness { ms, late_percent: percent(late, ms.n), blank_percent: percent(self.blanks, ms.n) })
    }
}

/// Scrolls the rows in one way, and notes the frames.
pub(crate) async fn scrolled(page: &Page, way: Way, display: &oriel_tests::display::Display) -> Outcome<Frames> {
    page.run(START, vec![]).await?;
    way.go(page, display).await?;
    stopped(page).await
}

/// The frames around a change of one row, from the action that tells of it until it can be seen. Returns the longest
/// time between two of them, in milliseconds.
pub(crate) async fn changed(page: &Page, amount: u64) -> Outcome<f64> {
    page.run(START, vec![]).await?;
    page.run(r#"document.querySelector('[data-action="touch"]').click()"#, vec![]).await?;
    let cell = r#"[data-panel="all"] [data-row="row_3"] [data-field="amount"]"#;
    wait::until("the changed row", async || {
        let script = "return Number(document.querySelector(arguments[0])?.textContent.replace(/[^0-9]/g, ''))";
        Ok((page.run(script, vec![json!(cell)]).await?.as_f64() == Some(whole(amount))).then_some(()))
    })
    .await?;
    Ok(stopped(page).await?.deltas.into_iter().fold(0.0, f64::max))
}

async fn stopped(page: &Page) -> Outcome<Frames> {
    let (deltas, blanks) = serde_json::from_value(page.run(STOP, vec![]).await?)?;
    Ok(Frames { deltas, blanks })
}

#[allow(clippy::cast_precision_loss)] // Both are far below 2^53.
fn percent(part: usize, whole: usize) -> f64 {
    (part as f64 / whole as f64 * 1000.0).round() / 10.0
}

#[allow(clippy::cast_precision_loss)] // Far below 2^53.
fn whole(number: u64) -> f64 {
    number as f64
}
