//! A thousand signals a second: how windows answer a click meanwhile, what they take of memory, and what they show in the
//! end.

use crate::changes::{self, cents};
use crate::figures::Storm;
use crate::record::{self, BALANCE, LIST, NAME, Probe};
use crate::visit::memory;
use crate::windows::Windows;
use oriel_tests::{Backend, Outcome};
use serde_json::json;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// Clicks a column's head, which sorts the table.
const CLICK: &str = include_str!("click.js");
const HEAD: &str = r#"[data-panel="transactions"] [data-sort="counterparty"]"#;
/// After so many clicks the order is the board's own again.
const ROUND: u64 = 3;

/// One request in nine adds a transaction, which makes two signals, and the others change the name, which makes one.
const OF: u64 = 9;
const SIGNALS: u64 = 10;
const SIGNALS_PER_S: u64 = 1000;
/// So many requests are under way at once.
const AT_ONCE: usize = 16;
/// Numbers that no change had before.
const FIRST: u64 = 1_000_000;
/// Between two looks at what is shown in the end, and how many there are.
const AFTER: Duration = Duration::from_secs(3);
const LOOKS: usize = 10;

/// Lets it loose for so long.
pub(crate) async fn let_loose(windows: &Windows, backend: &Backend, length: Duration) -> Outcome<Storm> {
    // The last click is answered before the end.
    let clicks = (length.as_secs().saturating_sub(2) / ROUND) * ROUND;
    for window in 0..windows.count() {
        windows.run(window, CLICK, vec![json!(clicks), json!(HEAD)]).await?;
    }
    let started = Instant::now();
    let third = async {
        tokio::time::sleep(length / 3).await;
        memory(windows)
    };
    let (signals, early) = tokio::try_join!(signals(backend, length), third)?;
    let took = started.elapsed();
    let late = memory(windows)?;
    let last_shown = settled(windows, backend).await?;

    let mut answered = Vec::new();
    for window in 0..windows.count() {
        let took = windows.run(window, "return window.orielBenchClicks", vec![]).await?;
        answered.extend(serde_json::from_value::<Vec<f64>>(took)?);
    }
    let ordered = usize::try_from(clicks)? * windows.count();
    // Far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let signals_per_s = signals as f64 / took.as_secs_f64();
    Ok(Storm {
        signals_per_s,
        unanswered: ordered - answered.len(),
        clicks: answered,
        memory: (early, late),
        last_shown,
    })
}

/// Makes the changes, as many as there is time for; answers how many signals there were.
async fn signals(backend: &Backend, length: Duration) -> Outcome<u64> {
    let requests = length.as_secs() * SIGNALS_PER_S * OF / SIGNALS;
    let started = Instant::now();
    let next = AtomicU64::new(0);
    let work = async || -> Outcome {
        // A backend that is too slow for this does not make it longer.
        while started.elapsed() < length {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= requests {
                break;
            }
            let due = started + length.mul_f64(share(number, requests));
            tokio::time::sleep_until(due).await;
            if number.is_multiple_of(OF) {
                changes::transaction(backend, FIRST + number).await?;
            } else {
                changes::name(backend, FIRST + number).await?;
            }
        }
        Ok(())
    };
    futures_util::future::try_join_all((0..AT_ONCE).map(|_| work())).await?;
    Ok(next.into_inner().min(requests) * SIGNALS / OF)
}

#[allow(clippy::cast_precision_loss)] // Far below 2^53.
fn share(number: u64, of: u64) -> f64 {
    number as f64 / of as f64
}

/// Sooner or later every window shows what the backend has.
async fn settled(windows: &Windows, backend: &Backend) -> Outcome<bool> {
    for _ in 0..LOOKS {
        tokio::time::sleep(AFTER).await;
        if last_shown(windows, backend).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Every window shows what the backend has now.
async fn last_shown(windows: &Windows, backend: &Backend) -> Outcome<bool> {
    let list = backend.get("/api/accounts/acc_1/transactions?limit=1").await?;
    let wanted: [(Probe, String); 3] = [
        (NAME, backend.get("/api/me").await?["name"].as_str().unwrap_or_default().to_owned()),
        (BALANCE, cents(backend).await?.to_string()),
        (LIST, list.pointer("/rows/0/reference").and_then(|text| text.as_str()).unwrap_or_default().to_owned()),
    ];
    for window in 0..windows.count() {
        for (probe, wanted) in &wanted {
            let mut shown = record::shown(windows, window, *probe).await?;
            if probe.is_all_digits() {
                shown.retain(|letter| letter.is_ascii_digit());
            }
            if shown != *wanted {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
