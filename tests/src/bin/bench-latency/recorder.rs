//! When each window has painted what.

use oriel_tests::{Outcome, Page};
use serde_json::json;

/// A value that a signal makes stale, so that it is fetched.
pub(crate) const FETCHED: &str = r#"[data-panel="profile"] [data-field="value"]"#;
/// A value that a signal carries.
pub(crate) const PUSHED: &str = r#"[data-panel="balance"] [data-field="value"]"#;

/// Notes the digits of a value at each change, with the time at which the change was on screen: a
/// frame is painted between its animation callbacks and the next task.
const SCRIPT: &str = r"
    const selector = arguments[0];
    const number = () => Number((document.querySelector(selector)?.textContent ?? '').replace(/[^0-9]/g, ''));
    const seen = window.orielBenchSeen = [];
    let last = number();
    window.orielBench?.disconnect();
    window.orielBench = new MutationObserver(() => {
        const now = number();
        if (now === last) return;
        last = now;
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => seen.push([now, performance.timeOrigin + performance.now()]);
            channel.port2.postMessage(null);
        });
    });
    window.orielBench.observe(document.body, { subtree: true, childList: true, characterData: true });
    return last;";

/// A number that was on screen, and when, in milliseconds since 1970.
pub(crate) type Seen = (u64, f64);

/// Starts to note what `selector` shows; returns what it shows now.
pub(crate) async fn start(page: &Page, selector: &str) -> Outcome<u64> {
    let now = page.run(SCRIPT, vec![json!(selector)]).await?;
    // The page knows no integers: what it counts is far below 2^53.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Ok(now.as_f64().ok_or_else(|| format!("{} shows no number in {selector}", page.label()))? as u64)
}

/// What was noted so far.
pub(crate) async fn seen(page: &Page) -> Outcome<Vec<Seen>> {
    Ok(serde_json::from_value(page.run("return window.orielBenchSeen", vec![]).await?)?)
}

/// The newest number that was on screen; 0 before the first change.
pub(crate) async fn newest(page: &Page) -> Outcome<u64> {
    let newest = page.run("return window.orielBenchSeen.at(-1)?.[0] ?? 0", vec![]).await?;
    Ok(newest.as_u64().unwrap_or(0))
}
