//! Either side's windows, spoken to in the same way.

use crate::chromium::{self, Chromium};
use crate::oriel::{self, Oriel};
use crate::plan::Side;
use crate::record;
use crate::visit::Programs;
use oriel_tests::display::Display;
use oriel_tests::{Backend, Outcome, process};
use serde_json::Value;
use std::path::Path;

/// The size of a window, in pixels, and the title with which each begins.
pub(crate) const SIZE: (u32, u32) = (1180, 860);
pub(crate) const TITLE: &str = "Accounts";
/// Room for six of them side by side.
pub(crate) const SCREEN: (u32, u32) = (3 * SIZE.0 + 20, 2 * SIZE.1 + 60);

/// The windows of one side.
pub(crate) enum Windows {
    Oriel(Oriel),
    Chromium(Chromium),
}

/// Where they are opened.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) programs: &'a Programs,
    /// What outlives the program.
    pub(crate) folder: &'a Path,
    pub(crate) display: &'a Display,
    pub(crate) backend: &'a Backend,
}

impl Windows {
    /// Starts the side's program with one window. It has no data yet.
    pub(crate) async fn start(side: Side, place: Place<'_>) -> Outcome<Self> {
        match side {
            Side::Oriel => Ok(Self::Oriel(Oriel::start(place).await?)),
            Side::Chromium => Ok(Self::Chromium(Chromium::start(place).await?)),
            Side::Floor => Err("the floor drives its windows itself".into()),
        }
    }

    /// From the program's start to live data in its first window, in milliseconds.
    pub(crate) async fn started_in(&self) -> Outcome<f64> {
        let started = process::started_at(self.process())?;
        Ok(record::live_at(self, 0).await? - started)
    }

    /// What a window is asked for the moment at which it had painted live data first; `null` before.
    pub(crate) fn live_script(&self) -> &'static str {
        match self {
            Self::Oriel(_) => oriel::LIVE,
            Self::Chromium(_) => chromium::LIVE,
        }
    }

    /// The process that all others of this side descend from.
    pub(crate) fn process(&self) -> u32 {
        match self {
            Self::Oriel(oriel) => oriel.process(),
            Self::Chromium(chromium) => chromium.process(),
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Oriel(oriel) => oriel.count(),
            Self::Chromium(chromium) => chromium.count(),
        }
    }

    /// Runs a script in one of them, as WebDriver would: its words are `arguments`.
    pub(crate) async fn run(&self, window: usize, body: &str, words: Vec<Value>) -> Outcome<Value> {
        match self {
            Self::Oriel(oriel) => oriel.run(window, body, words).await,
            Self::Chromium(chromium) => chromium.run(window, body, words).await,
        }
    }

    /// Opens one more, as the first one would; from the order to live data in it, in milliseconds.
    pub(crate) async fn open(&mut self) -> Outcome<f64> {
        let ordered = match self {
            Self::Oriel(oriel) => oriel.open().await?,
            Self::Chromium(chromium) => chromium.open().await?,
        };
        Ok(record::live_at(self, self.count() - 1).await? - ordered)
    }

    /// Ends the program in good order.
    pub(crate) async fn close(self) -> Outcome {
        match self {
            Self::Oriel(oriel) => oriel.close().await,
            Self::Chromium(chromium) => chromium.close().await,
        }
    }
}
