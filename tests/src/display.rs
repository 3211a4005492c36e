//! A display of the test's own, with a window manager: focus and visibility are then nobody else's.

use crate::{Outcome, wait};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// Larger than the windows side by side, so that its corner is free.
const GEOMETRY: &str = "2600x2000x24";

/// A display without a screen. It ends when this is dropped.
#[derive(Debug)]
pub struct Display {
    name: String,
    // Windows are minimised and focused by a window manager, or not at all.
    _manager: Child,
    _server: Child,
}

impl Display {
    /// Starts one.
    ///
    /// # Errors
    /// Xvfb or openbox is missing or does not start.
    pub async fn start() -> Outcome<Self> {
        let mut server = Command::new("Xvfb")
            // The server chooses a free number and says which.
            .args(["-displayfd", "1", "-screen", "0", GEOMETRY, "-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("Xvfb (Debian package xvfb) does not start: {error}"))?;
        let stdout = server.stdout.take().ok_or("Xvfb has no output")?;
        let mut number = String::new();
        tokio::time::timeout(wait::DEADLINE, BufReader::new(stdout).read_line(&mut number)).await??;
        let name = format!(":{}", number.trim().parse::<u32>().map_err(|_| "Xvfb found no free display")?);
        // It runs this when it is ready to manage windows.
        let folder = tempfile::tempdir()?;
        let ready = folder.path().join("ready");
        let manager = Command::new("openbox")
            .args(["--sm-disable", "--startup"])
            .arg(format!("touch {}", ready.display()))
            .env("DISPLAY", &name)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("openbox (Debian package openbox) does not start: {error}"))?;
        wait::until("the window manager of the test's display", async || Ok(ready.exists().then_some(()))).await?;
        // Under a resting pointer rows do not move: it belongs where no window is.
        let away = Command::new("xdotool")
            .args(["mousemove", "2599", "1999"])
            .env("DISPLAY", &name)
            .stdin(Stdio::null())
            .status()
            .await
            .map_err(|error| format!("xdotool (Debian package xdotool) does not start: {error}"))?;
        if !away.success() {
            return Err("xdotool cannot move the pointer".into());
        }
        Ok(Self { name, _manager: manager, _server: server })
    }

    /// Closes the window of this title as a person does: through the window manager.
    ///
    /// # Errors
    /// There is no such window.
    pub async fn close(&self, title: &str) -> Outcome {
        let title = format!("^{title}");
        let search = ["search", "--onlyvisible", "--sync", "--name", &title, "windowactivate", "--sync"];
        for words in [&search[..], &["key", "alt+F4"][..]] {
            let done = Command::new("xdotool")
                .args(words)
                .env("DISPLAY", &self.name)
                .stdin(Stdio::null())
                .kill_on_drop(true)
                .status();
            if !tokio::time::timeout(wait::DEADLINE, done).await??.success() {
                return Err(format!("xdotool cannot close the window {title}").into());
            }
        }
        Ok(())
    }

    /// The value of `DISPLAY` for its clients.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}
