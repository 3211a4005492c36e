//! What can be typed.

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Live windows over any REST + WebSocket backend.
#[derive(Debug, Parser)]
#[command(name = "oriel", version, disable_version_flag = true, args_conflicts_with_subcommands = true)]
pub(crate) struct Cli {
    /// The board to open; without one the sample board, on a sample backend inside the process.
    pub(crate) board: Option<PathBuf>,
    /// The profile of the board's backend, such as `prod`; the window's menu changes it.
    #[arg(long, value_name = "NAME", requires = "board")]
    pub(crate) profile: Option<String>,
    /// Print the version.
    #[arg(short = 'V', long)]
    pub(crate) version: bool,
    /// With `--version`: also what windows are drawn with, for a report.
    #[arg(long, requires = "version")]
    pub(crate) verbose: bool,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

impl Cli {
    /// Windows are asked for.
    pub(crate) fn opens_windows(&self) -> bool {
        self.command.is_none() && !self.version
    }
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
    /// Stop after so long, such as 30s.
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) r#for: Option<Duration>,
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

/// What was typed, the program's name first.
///
/// # Errors
/// What is wrong with it, or what is to be printed in place of running.
pub(crate) fn typed(words: &[OsString]) -> Result<Cli, clap::Error> {
    let unsaid = |text: String| Cli::command().error(ErrorKind::InvalidSubcommand, text);
    let parsed = Cli::try_parse_from(words);
    match &parsed {
        // A word that is no command is the file of a board; then everything else in the line seems to be wrong.
        Err(error) if matches!(error.kind(), ErrorKind::ArgumentConflict | ErrorKind::UnknownArgument) => {
            let first = words.get(1).filter(|word| !word.to_string_lossy().starts_with('-'));
            first.and_then(|word| mistyped(word.as_ref())).map_or(parsed, |text| Err(unsaid(text)))
        }
        Ok(Cli { command: None, board: Some(board), .. }) => match mistyped(board) {
            Some(text) if board.extension().is_none() => Err(unsaid(text)),
            _ => parsed,
        },
        _ => parsed,
    }
}

/// Why a word is neither a command nor the file of a board.
fn mistyped(word: &Path) -> Option<String> {
    let name = word.to_string_lossy();
    let command = Cli::command();
    let commands: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    if word.exists() || commands.iter().any(|command| *command == name) {
        return None;
    }
    let meant = oriel_board::nearest(&name, commands.iter().copied());
    Some(match meant {
        Some(meant) => format!("there is no command \"{name}\"; did you mean \"{meant}\"?"),
        None => format!("\"{name}\" is no command, and there is no such file"),
    })
}

fn millis(text: &str) -> Result<Duration, std::num::ParseIntError> {
    text.parse().map(Duration::from_millis)
}

/// A time as boards have it: `30s`, `5m`, `500ms`. In a terminal a number alone is seconds, as it is for `sleep`.
fn time(text: &str) -> Result<Duration, String> {
    let seconds = || text.trim().parse().ok().map(Duration::from_secs);
    oriel_board::read_duration(text)
        .or_else(seconds)
        .ok_or_else(|| format!("`{text}` is no time; write such as 30s, 5m or 500ms"))
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| format!("`{text}` is not NAME=VALUE"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

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
    fn the_version_opens_no_windows_and_tells_more_when_it_is_asked_to() {
        let of = |words: &[&str]| Cli::try_parse_from(words);
        for words in [&["oriel", "--version"][..], &["oriel", "-V"], &["oriel", "--version", "--verbose"]] {
            let cli = of(words).unwrap();
            assert!(cli.version && !cli.opens_windows());
            assert_eq!(cli.verbose, words.len() == 3);
        }
        assert!(of(&["oriel", "--verbose"]).is_err());
        assert!(
            of(&["oriel", "x.toml"]).unwrap().opens_windows() && !of(&["oriel", "sample"]).unwrap().opens_windows()
        );
    }

    fn refused(words: &[&str]) -> String {
        typed(&words.iter().map(OsString::from).collect::<Vec<_>>()).unwrap_err().to_string()
    }

    #[test]
    fn a_command_that_is_mistyped_is_told_with_the_one_that_was_meant() {
        for words in [
            &["oriel", "chekc", "x.toml"][..],
            &["oriel", "chekc", "--live", "x.toml"],
            &["oriel", "chekc"],
            &["oriel", "Check", "x.toml"],
        ] {
            let said = refused(words);
            let wrong = words[1];
            assert!(said.contains(&format!("there is no command \"{wrong}\"; did you mean \"check\"?")), "{said}");
        }
        let said = refused(&["oriel", "nowhere/x.toml", "y.toml"]);
        assert!(said.contains("\"nowhere/x.toml\" is no command, and there is no such file"), "{said}");
    }

    #[test]
    fn a_board_whose_file_is_missing_is_still_a_board() {
        for words in [&["oriel", "nowhere/chekc.toml"][..], &["oriel", "x.toml", "--profile", "prod"]] {
            assert!(typed(&words.iter().map(OsString::from).collect::<Vec<_>>()).is_ok(), "{words:?}");
        }
        assert!(refused(&["oriel", "--hlep"]).contains("--help"), "what clap says well, it says itself");
    }

    #[test]
    fn times_are_written_as_in_boards_and_a_number_alone_is_seconds() {
        let of = |words: [&str; 5]| Cli::try_parse_from(words).unwrap().command;
        for text in ["90s", "1.5m", "90"] {
            let Some(Command::Tail(tail)) = of(["oriel", "tail", "x.toml", "--for", text]) else { panic!("{text}") };
            assert_eq!(tail.r#for, Some(Duration::from_secs(90)), "{text}");
        }
        let words = ["oriel", "check", "x.toml", "--live", "--watch=500ms"];
        let Some(Command::Check(check)) = of(words) else { panic!("{words:?}") };
        assert_eq!(check.watch, Some(Duration::from_millis(500)));
        assert!(Cli::try_parse_from(["oriel", "tail", "--for", "soon"]).is_err());
    }

    #[test]
    fn processes_that_share_their_signals_share_a_file() {
        let alone = ["oriel", "sample", "--redis", "redis://127.0.0.1"];
        assert!(Cli::try_parse_from(alone).is_err());
        assert!(Cli::try_parse_from(alone.into_iter().chain(["--database", "bank.db"])).is_ok());
    }
}
