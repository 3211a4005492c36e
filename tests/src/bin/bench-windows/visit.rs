//! One visit: a backend, a display and windows of its own, and what is measured there.

use crate::changes::Changes;
use crate::figures::{Book, Figures};
use crate::plan::{PACE, Part, QUICK_PACE, REST, Visit};
use crate::record::{self, BALANCE, LIST, NAME};
use crate::storm;
use crate::windows::{Place, SCREEN, SIZE, TITLE, Windows};
use oriel_tests::display::Display;
use oriel_tests::{Backend, Outcome, process};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What is started.
pub(crate) struct Programs {
    pub(crate) floor: PathBuf,
    pub(crate) chromium: PathBuf,
    /// The folder with the peer's page.
    pub(crate) page: PathBuf,
}

/// After this windows that were opened, or had much to do, have come to rest.
const SETTLE: Duration = Duration::from_secs(4);
/// What the last of many changes leaves to do is done after this.
const WAKE: Duration = Duration::from_secs(1);

/// Pays it: opens the windows, measures, and closes them.
pub(crate) async fn pay(visit: &Visit, programs: &Programs, book: &mut Book) -> Outcome {
    let folder = tempfile::tempdir()?;
    let display = Display::sized(SCREEN).await?;
    let backend = Backend::start(folder.path(), None).await?;
    let place = Place { programs, folder: folder.path(), display: &display, backend: &backend };

    // Once for whatever is made at a first start only.
    let cold = Windows::start(visit.side, place).await?;
    cold.started_in().await?;
    cold.close().await?;

    let mut windows = Windows::start(visit.side, place).await?;
    book.of(visit).start.push(windows.started_in().await?);
    for _ in 1..visit.windows {
        windows.open().await?;
    }
    let seen = display.tile(TITLE, SIZE).await?;
    if seen != visit.windows {
        return Err(format!("the display shows {seen} windows, not {}", visit.windows).into());
    }
    if let Windows::Oriel(oriel) = &windows {
        book.settings = oriel.settings()?;
    }
    let mut changes = Changes::new(&backend);
    for part in &visit.parts {
        measure(*part, &mut windows, &mut changes, &backend, book.of(visit)).await?;
    }
    windows.close().await
}

async fn measure(
    part: Part,
    windows: &mut Windows,
    changes: &mut Changes<'_>,
    backend: &Backend,
    figures: &mut Figures,
) -> Outcome {
    match part {
        Part::Start => {
            tokio::time::sleep(SETTLE).await;
            figures.memory.push(memory(windows)?);
        }
        Part::Rest => {
            let still = Meter::start(windows);
            tokio::time::sleep(REST).await;
            figures.still.push(still.percent_of_a_core(windows));
            let busy = Meter::start(windows);
            let seconds = usize::try_from(REST.as_secs()).unwrap_or(usize::MAX);
            changes.fetched(seconds, Duration::from_secs(1)).await?;
            tokio::time::sleep(WAKE).await;
            figures.once_a_second.push(busy.percent_of_a_core(windows));
        }
        Part::Changes(count) => {
            record::start(windows, &[NAME]).await?;
            let meter = Meter::start(windows);
            let commits = changes.fetched(count, PACE).await?;
            figures.fetched.extend(record::latencies(windows, NAME, &commits).await?);
            figures.cpu_fetched.push(meter.ms(windows, count));

            record::start(windows, &[BALANCE, LIST]).await?;
            let meter = Meter::start(windows);
            let pushed = changes.pushed(count, PACE).await?;
            figures.pushed.extend(record::latencies(windows, BALANCE, &pushed.balance).await?);
            figures.list.extend(record::latencies(windows, LIST, &pushed.list).await?);
            // A side that lags behind has done all of it only now.
            figures.cpu_pushed.push(meter.ms(windows, count));
        }
        Part::Sustained(count) => {
            record::start(windows, &[NAME]).await?;
            let commits = changes.fetched(count, QUICK_PACE).await?;
            figures.sustained.extend(record::latencies(windows, NAME, &commits).await?);
            tokio::time::sleep(SETTLE).await;
            figures.memory_after.push(memory(windows)?);
        }
        Part::Storm(length) => figures.storm = Some(storm::let_loose(windows, backend, length).await?),
        Part::OneMore => figures.one_more.push(windows.open().await?),
        Part::Events(_) => return Err("only bare windows hear events".into()),
    }
    Ok(())
}

/// Memory (PSS) of all processes, in MiB.
pub(crate) fn memory(windows: &Windows) -> Outcome<f64> {
    // Far below the 2^53 KiB up to which this is exact.
    #[allow(clippy::cast_precision_loss)]
    Ok(process::memory_kib(windows.process())? as f64 / 1024.0)
}

/// Processor time of all processes, from a moment on.
struct Meter {
    since: Instant,
    before: std::collections::BTreeMap<u32, Duration>,
}

impl Meter {
    fn start(windows: &Windows) -> Self {
        Self { since: Instant::now(), before: process::processor_time(windows.process()) }
    }

    fn spent(&self, windows: &Windows) -> Duration {
        process::spent(&self.before, &process::processor_time(windows.process()))
    }

    /// For each of so many changes, in milliseconds.
    #[allow(clippy::cast_precision_loss)] // Far below 2^53.
    fn ms(&self, windows: &Windows, count: usize) -> f64 {
        self.spent(windows).as_secs_f64() * 1000.0 / count as f64
    }

    /// For each window.
    #[allow(clippy::cast_precision_loss)] // Far below 2^53.
    fn percent_of_a_core(&self, windows: &Windows) -> f64 {
        let share = self.spent(windows).as_secs_f64() / self.since.elapsed().as_secs_f64();
        share * 100.0 / windows.count() as f64
    }
}
