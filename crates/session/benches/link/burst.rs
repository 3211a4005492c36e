//! Signals of one item in one go, while a request takes its time: how many requests follow, and when the last state is
//! shown.

use crate::orders::Burst;
use crate::{Outcome, stage};
use serde_json::json;
use std::time::{Duration, Instant};

/// How long the last state may take to be shown; and how long it is watched that nothing more is asked for.
const SETTLING: Duration = Duration::from_secs(5);
const REST: Duration = Duration::from_millis(500);

/// Goes through one burst.
pub(crate) async fn run(order: &Burst) -> Outcome {
    let session = stage::open(order.address)?;
    let windows = stage::windows(&session, 1, 1).await?;
    let window = windows.first().ok_or("a burst needs a window")?;
    let before = stage::told(order.address).await?.gets;
    let started = Instant::now();
    stage::ask_for(order.address, 0, 1, order.signals).await?;
    let shown = window.within(SETTLING, "the last state", |sight| sight.all(|shown| shown.changes == order.signals));
    let shown = shown.await.ok().map(|()| started.elapsed().as_secs_f64() * 1e3);
    tokio::time::sleep(REST).await;
    let gets = stage::told(order.address).await?.gets - before;
    let line = json!({ "signals": order.signals, "gets": gets, "last_shown_after_ms": shown });
    println!("{line}");
    Ok(())
}
