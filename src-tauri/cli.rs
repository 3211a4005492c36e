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
    /// The profile of the board's backend, such as `prod`; the window's menu changes it.
    #[arg(long, value_name = "NAME", requires = "board")]
    pub(crate) profile: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the sample backend alone, to point other programs at it.
    Sample(Sample),
    /// Follow a board in the terminal: signals, what they make stale, and the fetches.
    Tail(Tail),
    /// Report the errors and warnings of boards; exit status 1 where there are errors, 2 where a file cannot be read.
    Check(Check),
    /// Tidy boards: aligned, one blank line between tables; comments, order and meaning stay.
    Fmt(Fmt),
    /// Write a board to start from: a small one, one for a known backend, or a draft from an OpenAPI document.
    Init(Init),
    /// Print the JSON Schema of boards, for editors.
    Schema,
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
    /// The profile of the board's backend.
    #[arg(long, value_name = "NAME", requires = "board")]
    pub(crate) profile: Option<String>,
    /// Set a variable of the board.
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) vars: Vec<(String, String)>,
    /// Stop after this many seconds.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) r#for: Option<u64>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The boards to read; `-` is standard input.
    #[arg(required = true, value_name = "BOARD")]
    pub(crate) boards: Vec<PathBuf>,
    /// Print one JSON object: files, problems with their places, and counts.
    #[arg(long)]
    pub(crate) json: bool,
    /// Check as it is opened with this profile of the backend.
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Exit with status 1 on warnings too.
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// Try the board against its backend: call every query once, and open the socket. ORIEL_TOKEN holds the token.
    #[arg(long, conflicts_with = "deny_warnings")]
    pub(crate) live: bool,
    /// Then listen for so long, such as 30s: which events come, and which of them the board does not declare.
    #[arg(long, value_name = "TIME", requires = "live", value_parser = time)]
    pub(crate) watch: Option<Duration>,
    /// Set a variable of the board.
    #[arg(long = "var", value_name = "NAME=VALUE", requires = "live", value_parser = pair)]
    pub(crate) vars: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// The boards to tidy, in place; `-` reads standard input and prints.
    #[arg(required = true, value_name = "BOARD")]
    pub(crate) boards: Vec<PathBuf>,
    /// Change nothing: show what differs, and exit with status 1 if something does.
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The file to write; `-` prints.
    #[arg(default_value = "board.toml")]
    pub(crate) file: PathBuf,
    /// Start from a backend that is known (`oriel presets` lists them).
    #[arg(long, value_name = "NAME", conflicts_with = "openapi")]
    pub(crate) preset: Option<String>,
    /// Draft from this OpenAPI document (2.0, 3.0 or 3.1; JSON or YAML; `-` is standard input).
    #[arg(long, value_name = "FILE")]
    pub(crate) openapi: Option<PathBuf>,
    /// Where the paths of the document start, in place of what it says.
    #[arg(long, value_name = "URL", requires = "openapi")]
    pub(crate) base: Option<String>,
    /// Only requests with this tag; may be given several times.
    #[arg(long = "tag", value_name = "TAG", requires = "openapi")]
    pub(crate) tags: Vec<String>,
    /// Only paths like this one, where `*` is any text; may be given several times.
    #[arg(long = "path", value_name = "GLOB", requires = "openapi")]
    pub(crate) paths: Vec<String>,
    /// The most queries of a draft.
    #[arg(long, value_name = "N", requires = "openapi", default_value_t = oriel_draft::LIMIT as u16, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) limit: u16,
    /// Write over a file that is there.
    #[arg(long)]
    pub(crate) force: bool,
}

fn millis(text: &str) -> Result<Duration, std::num::ParseIntError> {
    text.parse().map(Duration::from_millis)
}

/// A time as boards have it: `30s`, `5m`, `500ms`.
fn time(text: &str) -> Result<Duration, String> {
    oriel_board::read_duration(text).ok_or_else(|| format!("`{text}` is no time; write such as 30s, 5m or 500ms"))
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
