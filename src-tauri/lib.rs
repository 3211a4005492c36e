//! The application: thin glue between [`oriel_session`] and Tauri's windows.
//!
//! | file | idea |
//! | --- | --- |
//! | `cli.rs` | what can be typed |
//! | `house.rs` | the one open board, or why it could not be opened |
//! | `editing.rs` | a board's file that is edited while its windows are open |
//! | `windows.rs`, `windows/` | windows of the board: opening them, their web process, and telling them what changed |
//! | `commands.rs` | what a window may ask |
//! | `app.rs` | Tauri, from start to the last closed window |
//! | `graphics.rs`, `graphics/` | what windows are drawn with |
//! | `memory.rs` | memory that is given back to the system |
//! | `sample.rs` | the sample board on the sample backend, in this process or alone |
//! | `tail.rs` | a board in the terminal |
//! | `terminal.rs` | texts in and out of the terminal |
//! | `check.rs` | a board's errors in the terminal |
//! | `live.rs`, `live/` | a board against its backend |
//! | `odd.rs` | a message that makes no sense, and what of it would |
//! | `fmt.rs` | boards tidied in place |
//! | `init.rs`, `presets.rs` | boards to start from |
//! | `schema.rs` | the JSON Schema of boards |
//!
//! No frame is parsed here, no rule of freshness is decided, and no HTTP is spoken.

mod app;
mod check;
mod cli;
mod commands;
mod editing;
mod environment;
mod fmt;
mod graphics;
mod house;
mod init;
mod live;
mod memory;
mod odd;
mod pageless;
mod presets;
mod sample;
mod schema;
mod tail;
mod terminal;
mod windows;

use std::process::ExitCode;

/// Runs what the command line asks for; the whole of `main`.
#[must_use]
pub fn main() -> ExitCode {
    memory::give_back_large_buffers();
    // The updater, the socket and the HTTP client all speak TLS: one provider serves them, and it
    // has to be there before the first of them asks.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = cli::typed(&std::env::args_os().collect::<Vec<_>>()).unwrap_or_else(|error| error.exit());
    // Not for what opens no window: to look at a graphics card may wake it.
    let graphics = (cli.opens_windows() || cli.verbose).then(graphics::Seen::look);
    // Before anything that starts a thread: this may be where the program begins anew.
    let settled = graphics.as_ref().filter(|_| cli.opens_windows()).map(graphics::settle);
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("ORIEL_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        // A line that cannot be written, as to a file on a full disk, would be complained of on the same stream, and whoever
        // logged it would panic.
        .log_internal_errors(false)
        .init();
    if cli.version {
        let report = graphics.as_ref().map(graphics::report).unwrap_or_default();
        print!("oriel {}\n{report}", env!("CARGO_PKG_VERSION"));
        return ExitCode::SUCCESS;
    }
    if let (Some(seen), Some(settled)) = (&graphics, &settled) {
        graphics::log(seen, settled);
    }
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("oriel: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What ends the process with a message.
type Error = Box<dyn std::error::Error + Send + Sync>;

fn run(cli: cli::Cli) -> Result<ExitCode, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match cli.command {
        None => app::run(&runtime, cli.board, cli.profile),
        Some(cli::Command::Sample(options)) => runtime.block_on(sample::alone(options)),
        Some(cli::Command::Tail(options)) => runtime.block_on(tail::run(options)),
        Some(cli::Command::Check(options)) if options.live => runtime.block_on(check::live(&options)),
        Some(cli::Command::Check(options)) => check::run(&options),
        Some(cli::Command::Fmt(options)) => fmt::run(&options),
        Some(cli::Command::Init(options)) => init::run(&options),
        Some(cli::Command::Schema) => schema::run(),
        Some(cli::Command::Presets { name }) => presets::run(name.as_deref()),
    }
}
