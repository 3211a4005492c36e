//! Oriel, under WebDriver.

use crate::windows::Place;
use oriel_tests::board::{self, Bearer, Shipped};
use oriel_tests::stage::Theme;
use oriel_tests::{App, Outcome, Page, process};
use serde::Serialize;
use serde_json::{Value, json};

/// The window of the sample board that is measured.
const WINDOW: &str = "main";
/// Orders one more window, and answers when, in milliseconds since 1970.
const OPEN: &str = "const at = performance.timeOrigin + performance.now();
    window.__TAURI_INTERNALS__.invoke('open_window', { id: arguments[0] });
    return at";
/// When live data had been painted first: Oriel's windows mark it.
pub(crate) const LIVE: &str = "const mark = performance.getEntriesByName('oriel:live')[0];
    return mark ? performance.timeOrigin + mark.startTime : null";

/// With what windows are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Settings {
    /// Variables of WebKit's that its processes were started with.
    pub(crate) variables: Vec<(String, String)>,
    /// Several windows have one process.
    pub(crate) related: bool,
}

pub(crate) struct Oriel {
    app: App,
    pages: Vec<Page>,
}

impl Oriel {
    pub(crate) async fn start(place: Place<'_>) -> Outcome<Self> {
        let board = board::text(Shipped::Sample, place.backend, Bearer::Environment)?;
        let board = board::write(place.folder, &board)?;
        let app = App::start(place.folder, place.display, &board, Theme::Light).await?;
        let page = app.one_more(&[]).await?;
        Ok(Self { app, pages: vec![page] })
    }

    pub(crate) fn process(&self) -> u32 {
        self.app.process()
    }

    pub(crate) fn count(&self) -> usize {
        self.pages.len()
    }

    pub(crate) async fn run(&self, window: usize, body: &str, words: Vec<Value>) -> Outcome<Value> {
        self.pages.get(window).ok_or_else(|| format!("there is no window {window}"))?.run(body, words).await
    }

    /// Opens one more window; answers when that was ordered.
    pub(crate) async fn open(&mut self) -> Outcome<f64> {
        let at = self.run(0, OPEN, vec![json!(WINDOW)]).await?.as_f64().ok_or("the window does not know the time")?;
        let page = self.app.one_more(&self.pages).await?;
        self.pages.push(page);
        Ok(at)
    }

    /// With what its windows are shown, whoever decided it.
    pub(crate) fn settings(&self) -> Outcome<Settings> {
        let processes = self.app.web_processes();
        let first = *processes.first().ok_or("the application has no web process")?;
        let mut variables = process::variables(first, "WEBKIT_")?;
        // Those of its engine for scripts.
        variables.extend(process::variables(first, "JSC_")?);
        // That one is the driver's, and decides nothing about how a window is shown.
        variables.retain(|(name, _)| name != "WEBKIT_INSPECTOR_SERVER");
        Ok(Settings { variables, related: processes.len() < self.count() })
    }

    pub(crate) async fn close(self) -> Outcome {
        self.app.close().await
    }
}
