//! What a window with these rows takes of memory.

use oriel_tests::{App, Outcome, process};
use serde::Serialize;
use std::time::Duration;

/// The program of WebKitGTK that runs a page.
const WEB: &str = "WebKitWebProcess";
/// After this a page has given back what it will.
const REST: Duration = Duration::from_secs(20);

/// Memory (PSS, among the application's own processes), in MiB.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Memory {
    /// Of the window's web process.
    pub(crate) window: f64,
    /// Of the core, which every window shares.
    pub(crate) core: f64,
}

/// Memory, once the window has come to rest.
pub(crate) async fn rested(app: &App) -> Outcome<Memory> {
    tokio::time::sleep(REST).await;
    let mut family = process::descendants(app.process());
    family.push(app.process());
    let memory = process::memory_among_kib(&family)?;
    let of = |ids: &[u32]| ids.iter().filter_map(|id| memory.get(id)).sum::<u64>();
    let window = of(&process::named(app.process(), WEB));
    if window == 0 {
        return Err(format!("the application has no {WEB}").into());
    }
    Ok(Memory { window: mib(window), core: mib(of(&[app.process()])) })
}

fn mib(kib: u64) -> f64 {
    // Far below the 2^53 KiB up to which this is exact.
    #[allow(clippy::cast_precision_loss)]
    let kib = kib as f64;
    (kib / 102.4).round() / 10.0
}
