//! Signals in a row, as fast as they are taken: how long until the last one has reached the windows, and what that cost.

use crate::orders::Storm;
use crate::overflows::Overflows;
use crate::usage::{Usage, forget_the_peak, memory_kib};
use crate::window::Window;
use crate::{Outcome, stage};
use serde_json::json;
use std::time::{Duration, Instant};

/// How long a storm may take.
const LONGEST: Duration = Duration::from_secs(300);
/// How long the last state may take to be shown after the storm.
const SETTLING: Duration = Duration::from_secs(10);
/// What the slow window takes over everything it is told.
const PACE: Duration = Duration::from_millis(10);

/// Goes through one storm.
pub(crate) async fn run(order: &Storm) -> Outcome {
    let overflows = Overflows::counted()?;
    let session = stage::open(order.address)?;
    // The slow one first: messages go to the window that was asked to show them last.
    let slow = order
        .slow
        .then(|| -> Outcome<Window> { Ok(Window::open(&session, "slow", &stage::keys(&session, order.shown)?, PACE)) });
    let slow = slow.transpose()?;
    let windows = stage::windows(&session, order.windows, order.shown).await?;
    let first = windows.first().ok_or("a storm needs a window")?;
    session.focus(&"window-0".into());
    if !order.fetch {
        windows.iter().chain(&slow).for_each(Window::only_listen);
    }
    let before = stage::told(order.address).await?.gets;
    forget_the_peak();
    let (memory, usage, batches) = (memory_kib(), Usage::now(), first.now().batches);

    let started = Instant::now();
    stage::ask_for(order.address, order.first, order.keys, order.signals).await?;
    first.within(LONGEST, "the end of the storm", |sight| sight.over).await?;
    let seconds = started.elapsed().as_secs_f64();
    let used = Usage::now().since(usage);

    let last = order.signals / order.keys as u64;
    let shows_all = order.fetch && order.first == 0 && order.keys >= order.shown;
    let shown = match shows_all {
        true => Some(settled(&windows, started, |changes| changes == last).await),
        false => None,
    };
    let told = stage::written(order.address).await?;
    let sight = first.now();
    let line = json!({
        "signals": order.signals,
        "seconds": seconds,
        "user_s": used.user_s,
        "system_s": used.system_s,
        "written_s": told.written_us as f64 / 1e6,
        "gets": told.gets - before,
        "batches": sight.batches - batches,
        "overflows": overflows.so_far(),
        "last_shown_after_s": shown,
        "memory_kib": memory.now,
        "growth_kib": memory_kib().peak.saturating_sub(memory.now),
        "behind": slow.map(|window| window.now().behind),
    });
    println!("{line}");
    Ok(())
}

/// How long after the start every window showed the last state; nothing where one never did.
async fn settled(windows: &[Window], started: Instant, is_last: impl Fn(u64) -> bool) -> Option<f64> {
    for window in windows {
        let shown = window.within(SETTLING, "the last state", |sight| sight.all(|shown| is_last(shown.changes)));
        shown.await.ok()?;
    }
    Some(started.elapsed().as_secs_f64())
}
