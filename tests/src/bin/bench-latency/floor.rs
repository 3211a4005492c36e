//! Three bare windows, measured in the same run.

use oriel_tests::display::Display;
use oriel_tests::{Outcome, Spread};
use serde::Deserialize;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// It takes about 15 s.
const LIMIT: Duration = Duration::from_secs(90);

#[derive(Deserialize)]
struct Figures {
    samples: Vec<f64>,
}

/// Runs the floor's program on a display of its own.
pub(crate) async fn measure(program: &Path) -> Outcome<Spread> {
    let display = Display::start().await?;
    let child = Command::new(program)
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
    let figures: Figures = serde_json::from_slice(&output.stdout)?;
    Ok(Spread::of(figures.samples).ok_or("the floor has no samples")?)
}
