//! The peer's page in Chromium.
//!
//! It is started as a person would, without a debugger: that would be told of each request, which takes time.

use crate::control::Control;
use crate::record;
use crate::windows::{Place, SIZE};
use oriel_tests::backend::ADA;
use oriel_tests::{Files, Outcome, process, wait};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use tokio::process::{Child, Command};

/// Nothing that is asked at a first start, and none of the services that run in the background: they would only cost.
/// Nothing of how it treats windows is changed.
const WORDS: &[&str] = &[
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--password-store=basic",
    // One window opens the others without a person's click.
    "--disable-popup-blocking",
    // The page and the backend have different ports. Served by the backend itself it would need no preflights either.
    "--disable-web-security",
    // No bar that warns of these.
    "--test-type",
];

/// Opens one more window, and answers when, in milliseconds since 1970.
const OPEN: &str = "const at = performance.timeOrigin + performance.now();
    window.open(arguments[0], '_blank', arguments[1]);
    return at";
/// When live data had been painted first: see [`record::START`].
pub(crate) const LIVE: &str = "return window.orielBenchLive.at";

pub(crate) struct Chromium {
    child: Child,
    process: u32,
    control: Control,
    files: Files,
    backend: String,
    count: usize,
}

impl Chromium {
    pub(crate) async fn start(place: Place<'_>) -> Outcome<Self> {
        let control = Control::start().await?;
        let files = Files::serve(&place.programs.page, [("start.js", record::START)]).await?;
        let file = place.folder.join("chromium.log");
        let log = File::create(&file)?;
        let mut command = Command::new(&place.programs.chromium);
        command.args(WORDS).arg(format!("--user-data-dir={}", place.folder.join("profile").display()));
        if rustix::process::getuid().is_root() {
            // It refuses to start otherwise.
            command.arg("--no-sandbox");
        }
        let backend = place.backend.address().to_string();
        let page = address(&files, &backend, &control, 0);
        let child = command
            .arg(format!("--window-size={},{}", SIZE.0, SIZE.1))
            // A window without tabs and address bar.
            .arg(format!("--app={page}"))
            .env("DISPLAY", place.display.name())
            .env_remove("WAYLAND_DISPLAY")
            .env("NO_AT_BRIDGE", "1")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", place.programs.chromium.display()))?;
        let process = child.id().ok_or("Chromium has ended at once")?;
        let chromium = Self { child, process, control, files, backend, count: 1 };
        chromium.control.has(0).await.map_err(|error| {
            let said = std::fs::read_to_string(&file).unwrap_or_default();
            format!("Chromium does not show its page: {error}\n{said}")
        })?;
        Ok(chromium)
    }

    pub(crate) fn process(&self) -> u32 {
        self.process
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    pub(crate) async fn run(&self, window: usize, body: &str, words: Vec<Value>) -> Outcome<Value> {
        self.control.run(window, body, words).await
    }

    /// Opens one more window; answers when that was ordered. It shares the first one's process, as windows of one page
    /// do: that is quickest and takes least memory.
    pub(crate) async fn open(&mut self) -> Outcome<f64> {
        let page = address(&self.files, &self.backend, &self.control, self.count);
        let looks = format!("popup,width={},height={}", SIZE.0, SIZE.1);
        let at = self.run(0, OPEN, vec![json!(page), json!(looks)]).await?;
        self.control.has(self.count).await?;
        self.count += 1;
        Ok(at.as_f64().ok_or("the window does not know the time")?)
    }

    pub(crate) async fn close(mut self) -> Outcome {
        process::signal(self.process, Signal::TERM)?;
        tokio::time::timeout(wait::DEADLINE, self.child.wait()).await??;
        Ok(())
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Gone in good order it has none.
        if self.child.id().is_some() {
            for child in process::descendants(self.process) {
                // It may have ended meanwhile.
                let _ = process::signal(child, Signal::KILL);
            }
        }
    }
}

/// The page of this window.
fn address(files: &Files, backend: &str, control: &Control, window: usize) -> String {
    let port = control.port();
    format!("http://{}/?window={window}&control={port}&backend={backend}&token={ADA}", files.address())
}

/// How it calls itself.
pub(crate) async fn version(program: &Path) -> Outcome<String> {
    let said = Command::new(program).arg("--version").stdin(Stdio::null()).output().await?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    Ok(said.split(" built on").next().unwrap_or_default().trim().to_owned())
}
