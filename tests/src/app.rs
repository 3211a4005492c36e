//! The application under WebDriver: every Tauri window is a window handle of one session.

use crate::around::Around;
use crate::display::Display;
use crate::page::{Page, Turn};
use crate::stage::Theme;
use crate::{Outcome, Problem, board, oriel_bin, process, wait};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::Signal;
use serde_json::json;
use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use tokio::process::{Child, Command};

/// The application in its own process, with a driver. Both are killed when this is dropped.
#[derive(Debug)]
pub struct App {
    turn: Arc<Turn>,
    driver: Child,
    process: u32,
}

impl App {
    /// Opens a board on a display. What the application says goes to `app.log` in `folder`, and
    /// what it keeps for the person stays in there.
    ///
    /// # Errors
    /// The application or the driver is missing or does not start.
    pub async fn start(folder: &Path, display: &Display, board: &Path, theme: Theme) -> Outcome<Self> {
        Self::start_in(&Around::default(), folder, display, board, theme).await
    }

    /// The same with a clock or a disk of its own.
    ///
    /// # Errors
    /// As for [`App::start`].
    pub async fn start_in(
        around: &Around,
        folder: &Path,
        display: &Display,
        board: &Path,
        theme: Theme,
    ) -> Outcome<Self> {
        let program = oriel_bin()?;
        let log = File::create(folder.join("app.log"))?;
        let (mut driver, port) = start_driver(folder, display, theme, &log).await?;
        let mut words = around.words(&program);
        let first = words.remove(0);
        words.push(board.display().to_string());
        let browser = json!({ "binary": first, "args": words });
        let capabilities = [("webkitgtk:browserOptions".to_owned(), browser)].into_iter().collect();
        let connected = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        let client: Client = match connected {
            Ok(client) => client,
            Err(error) => {
                end(&mut driver);
                let said = std::fs::read_to_string(folder.join("app.log")).unwrap_or_default();
                return Err(format!("the application did not start: {error}\n{said}").into());
            }
        };
        let id = driver.id().unwrap_or_default();
        let Some(process) = process::running(id, &program) else {
            end(&mut driver);
            return Err("the driver runs something else than the application".into());
        };
        Ok(Self { turn: Arc::new(Turn::new(client)), driver, process })
    }

    /// The id of the application's process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.process
    }

    /// Freezes it (SIGSTOP), with the processes of its pages where `all` is true: as a machine does that sleeps.
    ///
    /// # Errors
    /// It is gone.
    pub fn freeze(&self, all: bool) -> Outcome {
        self.signal(Signal::STOP, all)
    }

    /// Lets it go on.
    ///
    /// # Errors
    /// It is gone.
    pub fn thaw(&self) -> Outcome {
        self.signal(Signal::CONT, true)
    }

    fn signal(&self, signal: Signal, all: bool) -> Outcome {
        process::signal(self.process, signal)?;
        for child in process::descendants(self.process).into_iter().filter(|_| all) {
            // It may have ended meanwhile.
            let _ = process::signal(child, signal);
        }
        Ok(())
    }

    /// The processes that its pages run in.
    #[must_use]
    pub fn web_processes(&self) -> Vec<u32> {
        process::named(self.process, "WebKitWebProcess")
    }

    /// Every window whose page has come as far as to know its label, in the order of the labels.
    ///
    /// # Errors
    /// The driver does not answer.
    pub async fn pages(&self) -> Outcome<Vec<Page>> {
        let mut pages = Vec::new();
        for handle in self.turn.client().windows().await? {
            if let Ok(page) = Page::find(&self.turn, handle).await {
                pages.push(page);
            }
        }
        pages.sort_by(|a, b| a.label().cmp(b.label()));
        Ok(pages)
    }

    /// Waits until there are so many windows.
    ///
    /// # Errors
    /// There are not, in time.
    pub async fn windows(&self, count: usize) -> Outcome<Vec<Page>> {
        wait::until(&format!("{count} windows"), async || {
            Ok(Some(self.pages().await?).filter(|pages| pages.len() == count))
        })
        .await
    }

    /// The window with this label, as soon as it is there.
    ///
    /// # Errors
    /// There is none, in time.
    pub async fn page(&self, label: &str) -> Outcome<Page> {
        wait::until(&format!("the window {label}"), async || {
            Ok(self.pages().await?.into_iter().find(|page| page.label() == label))
        })
        .await
    }

    /// Opens one more window of the board, as the menu of `from` would.
    ///
    /// # Errors
    /// It does not open.
    pub async fn open_window(&self, from: &Page, id: &str) -> Outcome<Page> {
        let before: Vec<String> = self.pages().await?.iter().map(|page| page.label().to_owned()).collect();
        from.run("window.__TAURI_INTERNALS__.invoke('open_window', { id: arguments[0] })", vec![json!(id)]).await?;
        wait::until(&format!("one more window {id}"), async || {
            Ok(self.pages().await?.into_iter().find(|page| !before.iter().any(|label| label == page.label())))
        })
        .await
    }

    /// The window that is there beside these, as soon as it is. The others are not spoken to: they are being measured.
    ///
    /// # Errors
    /// There is none, in time.
    pub async fn one_more(&self, known: &[Page]) -> Outcome<Page> {
        wait::until("one more window", async || {
            let handles = self.turn.client().windows().await?;
            for handle in handles.into_iter().filter(|handle| !known.iter().any(|page| page.is(handle))) {
                // It may not know its label yet, or be the view that all others are related to, which has none.
                if let Ok(page) = Page::find(&self.turn, handle).await {
                    return Ok(Some(page));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Ends the application in good order.
    ///
    /// # Errors
    /// The driver does not answer.
    pub async fn close(self) -> Outcome {
        Ok(self.turn.client().clone().close().await?)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        end(&mut self.driver);
    }
}

/// Ends a driver and all that it started.
fn end(driver: &mut Child) {
    if let Some(id) = driver.id() {
        // The driver last: as long as it lives its children are known to be its own.
        for child in process::descendants(id) {
            let _ = process::signal(child, Signal::KILL);
        }
    }
    let _ = driver.start_kill();
}

async fn start_driver(folder: &Path, display: &Display, theme: Theme, log: &File) -> Outcome<(Child, u16)> {
    // Between finding a free port and using it somebody else may take it: then another is tried.
    for _ in 0..5 {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("WebKitWebDriver");
        command
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("DISPLAY", display.name())
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("GTK_THEME", theme.gtk())
            .env("NO_AT_BRIDGE", "1")
            .env("LC_ALL", "C.UTF-8")
            .env(board::TOKEN, crate::backend::ADA)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log.try_clone()?)
            .kill_on_drop(true);
        for (variable, name) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
        ] {
            command.env(variable, folder.join(name));
        }
        let mut driver = command
            .spawn()
            .map_err(|error| format!("WebKitWebDriver (Debian package webkit2gtk-driver) does not start: {error}"))?;
        let answers = wait::until("the driver", async || {
            if driver.try_wait()?.is_some() {
                return Ok(Some(false));
            }
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok().then_some(true))
        })
        .await?;
        if answers {
            return Ok((driver, port));
        }
    }
    Err(Problem::from("WebKitWebDriver ends at once, five times in a row; app.log says why"))
}
