//! Two hundred changes, one after another, each with a number that no other has.

use crate::recorder::{self, FETCHED, PUSHED, Seen};
use oriel_tests::{Backend, Outcome, Spread, Stage, wait};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

const CHANGES: u64 = 200;
/// The shortest time between two changes. No multiple of a frame, so that they fall on every part
/// of one.
const PACE: Duration = Duration::from_millis(53);

/// What is changed, and with it the way that the change takes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Change {
    /// The profile's name: the signal names no data, the windows fetch it.
    Fetched,
    /// The balance: the signal carries it.
    Pushed,
}

impl Change {
    fn selector(self) -> &'static str {
        match self {
            Self::Fetched => FETCHED,
            Self::Pushed => PUSHED,
        }
    }

    /// Makes the shown number `number`; returns when it was committed, in milliseconds since 1970.
    async fn make(self, backend: &Backend, number: u64) -> Outcome<f64> {
        let reply = match self {
            Self::Fetched => {
                backend.send(Method::PATCH, "/api/me", &json!({ "name": format!("Ada {number}") })).await?
            }
            Self::Pushed => {
                let body = json!({ "type": "credit", "amount": 0.01, "counterparty": "Bench" });
                backend.send(Method::POST, "/api/accounts/acc_1/transactions", &body).await?
            }
        };
        let micros = reply.committed_at.ok_or("the backend does not say when it committed")?;
        // Microseconds since 1970 are below 2^53 for another two centuries.
        #[allow(clippy::cast_precision_loss)]
        Ok(micros as f64 / 1000.0)
    }
}

/// Makes the changes; from each commit to the repaint in the last window, in milliseconds.
pub(crate) async fn measure(stage: &Stage, change: Change) -> Outcome<Spread> {
    let mut before = 0;
    for page in &stage.pages {
        before = recorder::start(page, change.selector()).await?;
    }
    if matches!(change, Change::Fetched) {
        // The name has no number yet.
        before = 0;
    }
    let mut commits = Vec::new();
    for number in before + 1..=before + CHANGES {
        commits.push((number, change.make(&stage.backend, number).await?));
        // One at a time: what is measured is the way of a signal, not a queue of them. The pages are
        // left alone until they have usually painted, since asking them takes their time too.
        tokio::time::sleep(PACE).await;
        for page in &stage.pages {
            wait::until("the change on screen", async || Ok((recorder::newest(page).await? >= number).then_some(())))
                .await?;
        }
    }
    let mut windows = Vec::new();
    for page in &stage.pages {
        windows.push(recorder::seen(page).await?);
    }
    let samples = commits.iter().filter_map(|(number, at)| Some(last(&windows, *number)? - at)).collect();
    Ok(Spread::of(samples).ok_or("no change was seen in all windows")?)
}

/// When the last window showed this number, or one that came after it.
fn last(windows: &[Vec<Seen>], number: u64) -> Option<f64> {
    let first = |seen: &Vec<Seen>| seen.iter().find(|(shown, _)| *shown >= number).map(|(_, at)| *at);
    windows.iter().map(first).collect::<Option<Vec<_>>>()?.into_iter().reduce(f64::max)
}
