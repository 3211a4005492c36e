//! What a person types in this repository: `cargo xtask setup`, `run`, `test`, `lint`, `ui`, `bench`.
//!
//! | file | idea |
//! | --- | --- |
//! | `workspace` | where things are |
//! | `program` | running other programs: cargo without this program's own traces, time limits, ending a child |
//! | `step` | a long step with progress |
//! | `setup`, `debian`, `elsewhere` | what a machine needs, and getting it |
//! | `node` | Node, and packages from npm |
//! | `servers` | the real servers that the link is tested against |
//! | `wasm` | the toolchain that builds the windows |
//! | `ui`, `page`, `size` | from Yew to `dist/`, and what takes its size |
//! | `build` | building programs for this machine |
//! | `screen`, `shots` | windows without a display, and pictures of them |
//! | `run`, `suites`, `bench` | opening a board, the tests, the measures |
//! | `mutants`, `fuzz` | mistakes put into the cache's code, for the tests to find; input that breaks a codec |
//! | `tool` | cargo's subcommands that are not part of the toolchain |
//! | `lint`, `licences` | what keeps the code as it should be |

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};

mod bench;
mod build;
mod cache;
mod debian;
mod elsewhere;
mod fuzz;
mod licences;
mod lint;
mod mutants;
mod node;
mod page;
mod program;
mod python;
mod run;
mod screen;
mod servers;
mod setup;
mod shots;
mod size;
mod step;
mod suites;
mod tool;
mod ui;
mod wasm;
mod workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Set-up, run, test and measure Oriel")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up what is missing, build everything and open a board (the sample board when none is named)
    Run {
        /// A board file
        board: Option<PathBuf>,
        /// Stop after so many seconds
        #[arg(long = "for", value_name = "SECONDS")]
        seconds: Option<u64>,
        /// Start a display of its own and write screenshots, even where there is a display
        #[arg(long)]
        headless: bool,
        /// Dark windows on the display that is started here
        #[arg(long, conflicts_with = "light")]
        dark: bool,
        /// Light windows on the display that is started here
        #[arg(long)]
        light: bool,
    },
    /// Install what building, running and testing need on Debian; say what to install elsewhere
    Setup,
    /// Build the windows (src-ui) into dist/
    Ui,
    /// Show what takes the size of the windows' wasm: by crate, and the largest functions
    Size {
        /// Every crate and every function
        #[arg(long)]
        all: bool,
    },
    /// Install the real servers that the suite `backends` runs, outside of the source tree, and print where
    Servers,
    /// Run the tests: every suite, or the named one
    Test {
        /// The name of a suite, see --list
        suite: Option<String>,
        /// Name the suites
        #[arg(long)]
        list: bool,
        /// Let the chaos of the suite `rude` go on for ten minutes, not one
        #[arg(long)]
        long: bool,
        /// Arguments for the test binaries, as in `-- three_windows --nocapture`
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Simulate the cache and its windows under faults; `cargo xtask sim --help` names what can be asked
    #[command(disable_help_flag = true)]
    Sim {
        /// Words for the simulator, as in `--seed 42 --trace`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Put small mistakes into the cache's code, one at a time, and see that its tests notice each
    Mutants {
        /// Words for cargo-mutants, as in `--file fence.rs`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Let libFuzzer look for input that breaks a codec
    Fuzz {
        /// The name of a target, see --list
        #[arg(required_unless_present = "list")]
        name: Option<String>,
        /// Name the targets
        #[arg(long)]
        list: bool,
        /// Words for libFuzzer, as in `-- -max_total_time=3600`
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Check formatting, clippy (the windows' crates for wasm too), the size of the windows' wasm and licences
    Lint,
    /// Measure, and print a table
    Bench {
        /// The name of a bench, see --list
        #[arg(required_unless_present = "list")]
        name: Option<String>,
        /// Name the benches
        #[arg(long)]
        list: bool,
        /// Fewer samples, where the bench has a shorter way: `windows` with three windows alone
        #[arg(long)]
        quick: bool,
        /// Write the figures to this file as well
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Run { board, seconds, headless, dark, light } => {
            let theme = if dark { Some(screen::Theme::Dark) } else { light.then_some(screen::Theme::Light) };
            let limit = seconds.map(Duration::from_secs);
            run::run(&run::Request { board, limit, headless, theme })
        }
        Command::Setup => setup::setup(setup::For::Everything),
        Command::Ui => setup::setup(setup::For::Ui).and_then(|()| ui::build()),
        Command::Size { all } => setup::setup(setup::For::Ui).and_then(|()| size::size(all)),
        Command::Servers => servers::install().map(|servers| println!("{}", servers.folder.display())),
        Command::Test { list: true, .. } => {
            suites::list();
            Ok(())
        }
        Command::Test { suite, long, args, .. } => suites::test(suite.as_deref(), long, &args),
        Command::Sim { args } => suites::simulate(&args),
        Command::Fuzz { list: true, .. } | Command::Fuzz { name: None, .. } => fuzz::list(),
        Command::Fuzz { name: Some(name), args, .. } => fuzz::fuzz(&name, &args),
        Command::Mutants { args } => mutants::mutants(&args),
        Command::Lint => lint::lint(),
        Command::Bench { list: true, .. } | Command::Bench { name: None, .. } => {
            bench::list();
            Ok(())
        }
        Command::Bench { name: Some(name), quick, json, .. } => bench::bench(&name, quick, json.as_deref()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
