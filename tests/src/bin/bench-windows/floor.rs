//! Bare windows of Tauri, with the settings that Oriel's have.

use crate::figures::Book;
use crate::plan::{PACE, Part, Visit};
use crate::windows::SCREEN;
use oriel_tests::Outcome;
use oriel_tests::display::Display;
use serde::Deserialize;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// It takes about 35 s.
const LIMIT: Duration = Duration::from_secs(90);

#[derive(Deserialize)]
struct Samples {
    /// Events after which a page asked.
    asked: Vec<f64>,
    /// Events that brought along what it would have asked for.
    brought: Vec<f64>,
}

/// Runs the floor's program on a display of its own.
pub(crate) async fn measure(visit: &Visit, program: &Path, book: &mut Book) -> Outcome {
    let [Part::Events(events)] = *visit.parts else { return Err("bare windows hear events, and nothing else".into()) };
    let display = Display::sized(SCREEN).await?;
    let child = Command::new(program)
        .args([
            format!("--windows={}", visit.windows),
            format!("--events={events}"),
            format!("--pace-ms={}", PACE.as_millis()),
        ])
        .args(book.settings.related.then_some("--related"))
        .envs(book.settings.variables.iter().map(|(name, value)| (name, value)))
        .env("DISPLAY", display.name())
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .env("NO_AT_BRIDGE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()?;
    let output = tokio::time::timeout(LIMIT, child.wait_with_output())
        .await
        .map_err(|_| format!("{} did not end in {} s", program.display(), LIMIT.as_secs()))??;
    if !output.status.success() {
        return Err(format!("{} failed: {}", program.display(), output.status).into());
    }
    let Samples { asked, brought } = serde_json::from_slice(&output.stdout)?;
    let figures = book.of(visit);
    figures.fetched.extend(asked);
    figures.pushed.extend(brought);
    Ok(())
}
