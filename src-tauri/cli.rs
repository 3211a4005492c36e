//! What can be typed.

use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Live windows over any REST + WebSocket backend.
#[derive(Debug, Parser)]
#[command(name = "oriel", version, args_conflicts_with_subcommands = true)]
pub(crate) struct Cli {
    /// The board to open; without one the sample board, on a sample backend inside the process.
    pub(crate) board: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the sample backend alone, to point other programs at it.
    Sample(Sample),
    /// Follow a board in the terminal: signals, what they make stale, and the fetches.
    Tail(Tail),
    /// Report the errors and warnings of a board; exit status 1 where there are errors.
    Check {
        /// The board to read.
        board: PathBuf,
    },
    /// List the backends that are known, or print a board to start from.
    Presets {
        /// The preset to start from; without one all are listed.
        name: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Sample {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:4000")]
    pub(crate) listen: SocketAddr,
    /// Keep the data in this SQLite file; without one it lives in memory.
    #[arg(long, value_name = "FILE")]
    pub(crate) database: Option<PathBuf>,
    /// Serve the people of the database file together with other processes: their signals go through this Redis.
    #[arg(long, value_name = "URL", requires = "database")]
    pub(crate) redis: Option<oriel_sample::RedisUrl>,
    /// Seed of the people, their data and their activity.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Nothing happens by itself; `POST /api/sample/step` makes one thing happen.
    #[arg(long)]
    pub(crate) still: bool,
    /// Delay every GET by this many milliseconds, to see what a slow backend looks like.
    #[arg(long, value_name = "MS", value_parser = millis)]
    pub(crate) latency: Option<Duration>,
}

#[derive(Debug, Args)]
pub(crate) struct Tail {
    /// The board to follow; without one the sample board.
    pub(crate) board: Option<PathBuf>,
    /// Set a variable of the board.
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) vars: Vec<(String, String)>,
    /// Stop after this many seconds.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) r#for: Option<u64>,
}

fn millis(text: &str) -> Result<Duration, std::num::ParseIntError> {
    text.parse().map(Duration::from_millis)
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| format!("`{text}` is not NAME=VALUE"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_board_may_have_any_name_that_is_not_a_command() {
        let cli = Cli::parse_from(["oriel", "accounts.toml"]);
        assert_eq!(cli.board, Some(PathBuf::from("accounts.toml")));
        assert!(matches!(Cli::parse_from(["oriel", "sample"]).command, Some(Command::Sample(_))));
    }

    #[test]
    fn processes_that_share_their_signals_share_a_file() {
        let alone = ["oriel", "sample", "--redis", "redis://127.0.0.1"];
        assert!(Cli::try_parse_from(alone).is_err());
        assert!(Cli::try_parse_from(alone.into_iter().chain(["--database", "bank.db"])).is_ok());
    }
}
