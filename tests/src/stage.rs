//! One test's backend, application and temporary folder, and what is kept when it fails.

use crate::board::{self, Bearer, Shipped};
use crate::display::Display;
use crate::{App, Backend, Outcome, Page, Problem};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a test starts with. The default: the sample board in three windows of one kind, signed in,
/// over a quick backend.
#[derive(Debug, Clone)]
pub struct Setup {
    /// How long the backend holds back every answer to a GET.
    pub latency: Option<Duration>,
    /// The board.
    pub board: Shipped,
    /// Where the token comes from.
    pub bearer: Bearer,
    /// How many windows `main` there are. Zero: whatever the board opens.
    pub windows: usize,
    /// What the person has chosen for the whole system.
    pub theme: Theme,
    /// What is changed in the board's text.
    pub edit: fn(String) -> String,
}

/// Light or dark, as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark text on a light ground.
    #[default]
    Light,
    /// Light text on a dark ground.
    Dark,
}

impl Theme {
    /// The GTK theme that says so.
    #[must_use]
    pub fn gtk(self) -> &'static str {
        match self {
            Self::Light => "Adwaita",
            Self::Dark => "Adwaita:dark",
        }
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            latency: None,
            board: Shipped::default(),
            bearer: Bearer::default(),
            windows: 3,
            theme: Theme::default(),
            edit: |text| text,
        }
    }
}

/// A running backend and application.
#[derive(Debug)]
pub struct Stage {
    /// The windows that the setup asked for.
    pub pages: Vec<Page>,
    /// The application.
    pub app: App,
    /// The backend.
    pub backend: Backend,
    /// The board's file.
    pub board: PathBuf,
    /// The display that they are on.
    pub display: Display,
    folder: tempfile::TempDir,
}

impl Stage {
    /// Sets a stage up, plays a test on it and ends all its processes. When the test fails, a
    /// picture of each window and the application's words are kept in a folder that the error names.
    ///
    /// # Errors
    /// Those of the setup and of the test.
    pub async fn play(name: &str, setup: Setup, test: impl AsyncFnOnce(&mut Self) -> Outcome) -> Outcome {
        let mut stage = Self::set(&setup).await?;
        let played = async {
            if setup.windows > 0 {
                stage.arrange(setup.windows).await?;
            }
            test(&mut stage).await
        };
        // A failed assertion has windows worth seeing too.
        match AssertUnwindSafe(played).catch_unwind().await {
            Ok(Ok(())) => stage.app.close().await,
            Ok(Err(error)) => Err(format!("{error}; see {}", stage.keep(name).await?.display()).into()),
            Err(panic) => {
                eprintln!("{name}: see {}", stage.keep(name).await?.display());
                std::panic::resume_unwind(panic)
            }
        }
    }

    /// Starts everything.
    ///
    /// # Errors
    /// Something does not start.
    pub async fn set(setup: &Setup) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let display = Display::start().await?;
        let backend = Backend::start(folder.path(), setup.latency).await?;
        let board = board::write(folder.path(), &(setup.edit)(board::text(setup.board, &backend, setup.bearer)?))?;
        let app = App::start(folder.path(), &display, &board, setup.theme).await?;
        Ok(Self { pages: Vec::new(), app, backend, board, display, folder })
    }

    /// Opens more of the window `main`, until there are `count`.
    ///
    /// # Errors
    /// A window does not open.
    pub async fn arrange(&mut self, count: usize) -> Outcome {
        let main = self.app.page("main").await?;
        for _ in self.app.pages().await?.len()..count {
            self.app.open_window(&main, "main").await?;
        }
        self.pages = self.app.windows(count).await?;
        Ok(())
    }

    /// The folder of this test alone.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    async fn keep(&self, name: &str) -> Result<PathBuf, Problem> {
        let kept = std::env::temp_dir().join("oriel-app-failures").join(name);
        std::fs::create_dir_all(&kept)?;
        for page in self.app.pages().await.unwrap_or_default() {
            if let Ok(picture) = page.screenshot().await {
                std::fs::write(kept.join(format!("{}.png", page.label().replace(':', "-"))), picture)?;
            }
            if let Ok(text) = page.run("return document.documentElement.outerHTML", vec![]).await {
                let html = text.as_str().unwrap_or_default();
                std::fs::write(kept.join(format!("{}.html", page.label().replace(':', "-"))), html)?;
            }
        }
        for log in ["app.log", "board.toml"] {
            let _ = std::fs::copy(self.folder.path().join(log), kept.join(log));
        }
        Ok(kept)
    }
}
