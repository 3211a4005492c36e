//! From a fresh clone to an open board.

use std::{
    path::{self, PathBuf},
    process::Child,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

use crate::{
    build::{self, Profile},
    program::{self, program},
    screen::{Screen, Theme, is_there},
    setup::{self, For},
    shots::Shots,
    ui, workspace,
};

/// How often the windows are pictured.
const SHOTS: Duration = Duration::from_secs(4);

/// What is to be opened, and how.
pub(crate) struct Request {
    /// A board file; none: the sample board.
    pub(crate) board: Option<PathBuf>,
    /// Stop by itself after this time.
    pub(crate) limit: Option<Duration>,
    /// Use a display of our own in any case.
    pub(crate) headless: bool,
    /// Force a look; none: what the system has.
    pub(crate) theme: Option<Theme>,
}

/// Sets up, builds, and opens a board until the person closes it or stops this program.
pub(crate) fn run(request: &Request) -> Result<()> {
    let started = Instant::now();
    let headless = request.headless || !is_there();
    // The person's folder, not the repository's: that is where a relative path was typed.
    let board = request.board.as_deref().map(path::absolute).transpose()?;
    if let Some(board) = board.as_deref().filter(|board| !board.is_file()) {
        bail!("there is no board {}", board.display());
    }
    setup::setup(if headless { For::Everything } else { For::Application })?;
    ui::build()?;
    let application = build::application(Profile::Dev)?;

    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    ctrlc::set_handler(move || asked.store(true, Ordering::SeqCst)).context("cannot listen for Ctrl-C")?;

    let screen = headless.then(|| Screen::start(request.theme)).transpose()?;
    let mut command = program(&application);
    if let Some(theme) = request.theme {
        command.env("GTK_THEME", theme.gtk());
    }
    if let Some(screen) = &screen {
        screen.apply(&mut command);
    }
    command.args(board);
    let mut child = command.spawn().with_context(|| format!("cannot start {}", application.display()))?;
    println!("The application is running, {} after the start.", crate::step::seconds(started.elapsed()));
    let watched = watch(&mut child, screen.as_ref(), request.limit, &stop);
    // The windows first, then the display below them.
    program::end(&mut child);
    drop(screen);
    watched
}

/// Waits until the application ends, time is up or a stop is asked for; pictures its windows meanwhile.
fn watch(child: &mut Child, screen: Option<&Screen>, limit: Option<Duration>, stop: &AtomicBool) -> Result<()> {
    let opened = Instant::now();
    let shots = screen.map(|_| Shots::new(workspace::path("shots"))).transpose()?;
    if let (Some(screen), Some(shots)) = (screen, &shots) {
        println!("The windows are on a display of their own, {}. Every {} s", screen.display(), SHOTS.as_secs());
        println!("a picture of each window is written to {}. Ctrl-C stops.", shots.folder().display());
    }
    let mut windows = 0;
    let mut picture = |due: &mut Instant| {
        let (Some(screen), Some(shots)) = (screen, &shots) else { return };
        *due = Instant::now() + SHOTS;
        match shots.take(screen) {
            Ok(count) if count != windows => {
                println!("{count} windows are shown");
                windows = count;
            }
            Ok(_) => {}
            Err(error) => eprintln!("no picture this time: {error:#}"),
        }
    };
    let mut due = Instant::now() + SHOTS / 2;
    loop {
        if let Some(status) = program::wait(child, Duration::from_millis(150))? {
            if status.success() || stop.load(Ordering::SeqCst) {
                return Ok(());
            }
            bail!("the application ended with {status}");
        }
        if stop.load(Ordering::SeqCst) {
            return Ok(());
        }
        if limit.is_some_and(|limit| opened.elapsed() >= limit) {
            picture(&mut due);
            return Ok(());
        }
        if Instant::now() >= due {
            picture(&mut due);
        }
    }
}
