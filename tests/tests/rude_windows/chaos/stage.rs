//! What can break: the backend, the way to it, the pages, the application, its clock and its disk.

use super::deck::Breaks;
use crate::board::{self, Rude};
use crate::proxy::{Proxy, Way};
use fastrand::Rng;
use oriel_tests::around::Around;
use oriel_tests::display::Display;
use oriel_tests::rude::{RudeProcess, Speech};
use oriel_tests::stage::Theme;
use oriel_tests::{App, Outcome, Page, wait};
use reqwest::Method;
use std::path::{Path, PathBuf};

/// Where the wall clock goes while the application sleeps, in seconds from the machine's.
const CLOCKS: [i64; 6] = [0, 3_600, -7_200, 3 * 86_400, -86_400, 40];

pub(crate) struct Stage {
    pub(crate) app: App,
    pub(crate) pages: Vec<Page>,
    pub(crate) backend: RudeProcess,
    pub(crate) display: Display,
    way: Proxy,
    around: Around,
    folder: tempfile::TempDir,
}

impl Stage {
    /// Three windows over one rude backend.
    pub(crate) async fn set(speech: Speech, idempotency: bool) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let program = Path::new(env!("CARGO_BIN_EXE_rude-backend"));
        let backend = RudeProcess::start(program, &folder.path().join("journal")).await?;
        // Signals carry the balance itself, with a version.
        backend.tell(Method::POST, "/faults/pushes").await?;
        let way = Proxy::to(backend.address()).await?;
        let rude = Rude { at: way.address(), speech, idempotency, resumes: false };
        let file = oriel_tests::board::write(folder.path(), &board::of_one(&rude))?;
        let around = Around::new(folder.path())?;
        let display = Display::start().await?;
        let app = App::start_in(&around, folder.path(), &display, &file, Theme::default()).await?;
        let mut stage = Self { app, pages: Vec::new(), backend, display, way, around, folder };
        let main = stage.app.page("main").await?;
        main.has("[data-row]").await?;
        for _ in 1..3 {
            stage.app.open_window(&main, "main").await?;
        }
        stage.pages = stage.app.windows(3).await?;
        Ok(stage)
    }

    /// What can break here: a disk only where one can be mounted for the application alone.
    pub(crate) fn breaks(&self) -> Vec<Breaks> {
        if !self.around.has_disk() {
            eprintln!("nothing can be mounted here: the disk does not get full");
        }
        Breaks::ALL.into_iter().filter(|breaks| *breaks != Breaks::DiskFull || self.around.has_disk()).collect()
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.path().join("journal")
    }

    /// Keeps what there is to see of a failure, and says where.
    pub(crate) async fn keep(&self, name: &str) -> Outcome<PathBuf> {
        let kept = std::env::temp_dir().join("oriel-rude-failures").join(name);
        std::fs::create_dir_all(&kept)?;
        let _ = self.display.picture(&kept.join("screen.png")).await;
        for file in ["app.log", "board.toml", "journal/asked", "journal/world"] {
            let name = file.rsplit('/').next().unwrap_or(file);
            let _ = std::fs::copy(self.folder.path().join(file), kept.join(name));
        }
        for page in &self.pages {
            let html = page.run("return document.documentElement.outerHTML", vec![]);
            if let Ok(Ok(html)) = tokio::time::timeout(wait::DEADLINE, html).await {
                let name = format!("{}.html", page.label().replace(':', "-"));
                std::fs::write(kept.join(name), html.as_str().unwrap_or_default())?;
            }
        }
        Ok(kept)
    }

    /// Something breaks.
    pub(crate) async fn begin(&mut self, breaks: Breaks, random: &mut Rng) -> Outcome {
        match breaks {
            Breaks::Killed => {
                self.backend.kill().await?;
                // Nobody listens: who asks is refused, and not heard and then left.
                self.way.set(Way::Gone).await
            }
            Breaks::Replaced => {
                self.backend.kill().await?;
                self.way.set(Way::Gone).await
            }
            Breaks::Frozen => self.backend.freeze(),
            Breaks::HalfOpen => self.way.set(Way::Silent).await,
            Breaks::Asleep => {
                self.app.freeze(random.bool())?;
                self.around.set_clock(random.choice(CLOCKS).unwrap_or(0))
            }
            Breaks::DiskFull => self.around.fill(self.app.process()),
        }
    }

    /// It is mended.
    pub(crate) async fn end(&mut self, breaks: Breaks) -> Outcome {
        match breaks {
            Breaks::Killed | Breaks::Replaced => {
                self.backend.start_again(breaks == Breaks::Replaced).await?;
                self.backend.tell(Method::POST, "/faults/pushes").await?;
                self.way.set(Way::Open).await
            }
            Breaks::Frozen => self.backend.thaw(),
            Breaks::HalfOpen => self.way.set(Way::Open).await,
            Breaks::Asleep => self.app.thaw(),
            Breaks::DiskFull => self.around.empty(self.app.process()),
        }
    }
}
