//! A display of the test's own, with a window manager: focus and visibility are then nobody else's.

use crate::{Outcome, wait};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// Larger than the windows side by side, so that its corner is free.
const SIZE: (u32, u32) = (2600, 2000);

/// A display without a screen. It ends when this is dropped.
#[derive(Debug)]
pub struct Display {
    name: String,
    size: (u32, u32),
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
        Self::sized(SIZE).await
    }

    /// Starts one of this size, in pixels.
    ///
    /// # Errors
    /// As for [`Display::start`].
    pub async fn sized(size: (u32, u32)) -> Outcome<Self> {
        let geometry = format!("{}x{}x24", size.0, size.1);
        let mut server = Command::new("Xvfb")
            // The server chooses a free number and says which.
            .args(["-displayfd", "1", "-screen", "0", &geometry, "-nolisten", "tcp", "-noreset"])
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
        let display = Self { name, size, _manager: manager, _server: server };
        // Under a resting pointer rows do not move: it belongs where no window is.
        display.rest().await?;
        Ok(display)
    }

    /// Closes the window of this title as a person does: through the window manager.
    ///
    /// # Errors
    /// There is no such window.
    pub async fn close(&self, title: &str) -> Outcome {
        let shown = format!("^{title}");
        // A key that comes while the window manager gives the focus to somebody else is lost: a person presses it again.
        for _ in 0..3 {
            self.keys(title, "alt+F4", 1, Duration::ZERO).await?;
            for _ in 0..50 {
                if self.xdotool(&["search", "--onlyvisible", "--name", &shown]).await.is_err() {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Err(format!("the window {title} does not close").into())
    }

    /// Presses a key so many times in the window of this title, as the keyboard does; `key` is a name of X11, also
    /// with modifiers: `ctrl+f`.
    ///
    /// # Errors
    /// There is no such window.
    pub async fn keys(&self, title: &str, key: &str, times: usize, pause: Duration) -> Outcome {
        let title = format!("^{title}");
        self.xdotool(&["search", "--onlyvisible", "--sync", "--name", &title, "windowactivate", "--sync"]).await?;
        let (times, pause) = (times.to_string(), pause.as_millis().to_string());
        self.xdotool(&["key", "--repeat", &times, "--repeat-delay", &pause, "--delay", &pause, key]).await
    }

    /// Puts the pointer on this place of the window of this title, in pixels. It stays there.
    ///
    /// # Errors
    /// There is no such window.
    pub async fn point(&self, title: &str, at: (u32, u32)) -> Outcome {
        let title = format!("^{title}");
        let (x, y) = (at.0.to_string(), at.1.to_string());
        self.xdotool(&["search", "--onlyvisible", "--sync", "--name", &title, "mousemove", "--window", "%1", &x, &y])
            .await
    }

    /// Takes the pointer to a place where no window is.
    ///
    /// # Errors
    /// The display is gone.
    pub async fn rest(&self) -> Outcome {
        let (x, y) = (self.size.0 - 1, self.size.1 - 1);
        self.xdotool(&["mousemove", &x.to_string(), &y.to_string()]).await
    }

    /// Lays the windows of this title out side by side, each of this size, so that none covers another; says how many
    /// there are.
    ///
    /// # Errors
    /// The display is gone, or has no room for them.
    pub async fn tile(&self, title: &str, size: (u32, u32)) -> Outcome<usize> {
        let mut search = Command::new("xdotool");
        search.args(["search", "--onlyvisible", "--name", &format!("^{title}")]);
        let windows = String::from_utf8(self.output(search).await?)?;
        let across = (self.size.0 / size.0).max(1);
        let mut count = 0;
        for (place, window) in (0..).zip(windows.lines()) {
            let (x, y) = (place % across * size.0, place / across * size.1);
            if y + size.1 > self.size.1 {
                return Err(format!("{title}: the display has no room for {} windows", place + 1).into());
            }
            let [width, height, x, y] = [size.0, size.1, x, y].map(|pixels| pixels.to_string());
            self.xdotool(&["windowsize", window, &width, &height, "windowmove", window, &x, &y]).await?;
            count += 1;
        }
        Ok(count)
    }

    /// A picture of everything, as PNG.
    ///
    /// # Errors
    /// It cannot be taken or written.
    pub async fn picture(&self, file: &Path) -> Outcome {
        let mut command = Command::new("import");
        command.args(["-display", &self.name, "-window", "root"]).arg(file).kill_on_drop(true);
        let done = tokio::time::timeout(wait::DEADLINE, command.status()).await?;
        let done = done.map_err(|error| format!("import (Debian package imagemagick) does not start: {error}"))?;
        done.success().then_some(()).ok_or_else(|| format!("no picture in {}", file.display()).into())
    }

    /// The pixels of this part of each window of this title, in the order in which X has them.
    ///
    /// # Errors
    /// There is no such window.
    pub async fn parts(&self, title: &str, part: &str) -> Outcome<Vec<Vec<u8>>> {
        let title = format!("^{title}");
        let mut search = Command::new("xdotool");
        search.args(["search", "--onlyvisible", "--name", &title]);
        let mut parts = Vec::new();
        for window in String::from_utf8(self.output(search).await?)?.lines() {
            let mut import = Command::new("import");
            import.args(["-window", window, "-crop", part, "-depth", "8", "rgb:-"]);
            parts.push(self.output(import).await?);
        }
        Ok(parts)
    }

    async fn output(&self, mut command: Command) -> Outcome<Vec<u8>> {
        command.env("DISPLAY", &self.name).stdin(Stdio::null()).kill_on_drop(true);
        Ok(tokio::time::timeout(wait::DEADLINE, command.output()).await??.stdout)
    }

    async fn xdotool(&self, words: &[&str]) -> Outcome {
        let done = Command::new("xdotool")
            .args(words)
            .env("DISPLAY", &self.name)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .status();
        let done = tokio::time::timeout(wait::DEADLINE, done)
            .await?
            .map_err(|error| format!("xdotool (Debian package xdotool) does not start: {error}"))?;
        if !done.success() {
            return Err(format!("`xdotool {}` failed", words.join(" ")).into());
        }
        Ok(())
    }

    /// The value of `DISPLAY` for its clients.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}
