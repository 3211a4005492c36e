//! What the tests and benchmarks that cross rooms stand on: real processes, real windows, real HTTP.
//!
//! | file | idea |
//! | --- | --- |
//! | `stage.rs` | one test's backend, application and temporary folder, and what is kept when it fails |
//! | `backend.rs` | the sample backend as a process of its own, and an HTTP client for it |
//! | `board.rs` | the boards over the sample backend, pointed at that one |
//! | `rows.rs` | a backend with very many rows |
//! | `echo.rs` | a backend that says texts as it was told to |
//! | `exchange.rs` | one request and its answer, for the small servers here |
//! | `app.rs` | the application under WebDriver |
//! | `around.rs` | a clock and a disk that are the application's alone |
//! | `page.rs` | one window: what it shows, and what a person does in it |
//! | `display.rs` | a display of the test's own, with a window manager |
//! | `process.rs` | processes by id: descendants, memory, processor time, signals |
//! | `files.rs` | a folder as a web server |
//! | `rude/` | a backend that does everything that real ones were reported to do |
//! | `spread.rs` | median, percentiles, maximum |
//! | `wait.rs` | polling with a deadline |
//!
//! Every process is started by the test that needs it and ended by its id. `ORIEL_BIN` names the
//! application under test.

pub mod app;
pub mod around;
pub mod backend;
pub mod board;
pub mod display;
pub mod echo;
mod exchange;
pub mod files;
pub mod page;
pub mod process;
pub mod rows;
pub mod rude;
pub mod spread;
pub mod stage;
pub mod wait;

pub use app::App;
pub use backend::{Backend, Reply};
pub use echo::Echo;
pub use files::Files;
pub use page::Page;
pub use rows::ManyRows;
pub use spread::Spread;
pub use stage::{Setup, Stage};

/// What went wrong, in words: a test's failure.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;

/// A result of a test's step.
pub type Outcome<T = ()> = Result<T, Problem>;

/// The application under test.
///
/// # Errors
/// `ORIEL_BIN` is not set, or names no file.
pub fn oriel_bin() -> Outcome<std::path::PathBuf> {
    program("ORIEL_BIN", "`cargo xtask test app` builds the application and sets it")
}

/// A program that the environment names.
///
/// # Errors
/// The variable is not set, or names no file; `help` tells what sets it.
pub fn program(variable: &str, help: &str) -> Outcome<std::path::PathBuf> {
    let path = std::env::var_os(variable).ok_or_else(|| format!("{variable} is not set; {help}"))?;
    let path = std::path::PathBuf::from(path);
    // The tests run in other folders than the one it was named from.
    std::path::absolute(&path)
        .ok()
        .filter(|path| path.is_file())
        .ok_or_else(|| format!("{variable} names {}, which is no file; {help}", path.display()).into())
}
