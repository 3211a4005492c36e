//! The tests, in suites.

use std::{ffi::OsStr, fs, process::Command, time::Instant};

use anyhow::{Context as _, Result, bail};

use crate::{
    build::{self, Profile},
    node::Node,
    program::{self, cargo},
    screen::Screen,
    servers,
    setup::{self, For},
    step, ui, workspace,
};

/// Some tests that run together.
struct Suite {
    name: &'static str,
    about: &'static str,
    work: Work,
}

/// What is run, with the words after `cargo test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Tests that run anywhere.
    Here(&'static [&'static str]),
    /// The first words anywhere, and then the second against the built application.
    HereAndWindows(&'static [&'static str], &'static [&'static str]),
    /// Tests against the built application, `$ORIEL_BIN`, on a display of their own. Linux only: the driver of the windows is WebKitGTK's.
    Windows(&'static [&'static str]),
    /// Tests against real servers, which `$ORIEL_SERVERS` says where to find; their own tests first.
    Servers(&'static [&'static str]),
    /// The simulator: the rules over many seeds, then the broken policies that it has to catch.
    Simulator,
}

/// Says that tests which can go on for long do.
const LONG: &str = "ORIEL_LONG";

/// How many seeds are simulated in the tests.
const SEEDS: &str = "20000";

/// Every suite, the quick ones first. A new one is a line here.
#[rustfmt::skip]
const SUITES: &[Suite] = &[
    Suite { name: "unit", about: "every crate by itself, with the examples in its documentation", work: Work::Here(&["--workspace", "--exclude", "oriel-tests", "--no-fail-fast"]) },
    Suite { name: "sim", about: "the cache and its windows, simulated with faults; and canaries that must be caught", work: Work::Simulator },
    Suite { name: "backends", about: "the link against real servers", work: Work::Servers(&["--package", "oriel-tests", "--test", "backends"]) },
    Suite { name: "rude", about: "a session, and real windows, against a backend that does everything that real ones were reported to do", work: Work::HereAndWindows(&["--package", "oriel-tests", "--test", "rude"], &["--package", "oriel-tests", "--test", "rude_windows"]) },
    Suite { name: "app", about: "the application in real windows, on a real backend", work: Work::Windows(&["--package", "oriel-tests", "--test", "app"]) },
];

/// Names the suites.
pub(crate) fn list() {
    for suite in SUITES {
        println!("{:9} {}", suite.name, suite.about);
    }
}

/// Runs the named suite, or all of them; every one is run even when one before it failed. `long`: the chaos in windows
/// goes on for ten minutes.
pub(crate) fn test(name: Option<&str>, long: bool, args: &[String]) -> Result<()> {
    let chosen: Vec<_> = SUITES.iter().filter(|suite| name.is_none_or(|name| name == suite.name)).collect();
    if chosen.is_empty() {
        list();
        bail!("there is no suite {}", name.unwrap_or_default());
    }
    setup::setup(For::Everything)?;
    ui::build()?;
    let mut summary = Vec::new();
    for suite in chosen {
        let started = Instant::now();
        println!("\n== {}: {}", suite.name, suite.about);
        let result = run(suite, long, args);
        if let Err(error) = &result {
            eprintln!("error: {error:#}");
        }
        summary.push((suite.name, result.is_ok(), step::seconds(started.elapsed())));
    }
    println!();
    for (name, passed, took) in &summary {
        println!("{name:9} {:6} {took}", if *passed { "passed" } else { "FAILED" });
    }
    let failed: Vec<_> = summary.iter().filter(|(_, passed, _)| !passed).map(|(name, ..)| *name).collect();
    if !failed.is_empty() {
        bail!("these suites failed: {}", failed.join(", "));
    }
    Ok(())
}

fn run(suite: &Suite, long: bool, args: &[String]) -> Result<()> {
    match suite.work {
        Work::Here(words) => program::show(&mut cargo_test(words, args)),
        Work::HereAndWindows(here, windows) => {
            // Both, though the first failed.
            let here = program::show(&mut cargo_test(here, args));
            let mut windows = cargo_test(windows, args);
            if long {
                windows.env(LONG, "1");
            }
            let windows = on_a_screen(&mut windows, Profile::Dev);
            here.and(windows)
        }
        Work::Windows(words) => on_a_screen(&mut cargo_test(words, args), Profile::Dev),
        Work::Servers(words) => {
            let servers = servers::install()?;
            step::run("The tests of the servers under Node", servers.apply(&mut servers_tests(&servers.node)?))?;
            let between_processes = ["--package", "oriel-sample", "--test", "redis"];
            program::show(cargo_test(&between_processes, &[]).args(["--", "--include-ignored"]))?;
            program::show(servers.apply(&mut cargo_test(words, args)))
        }
        Work::Simulator => {
            simulate(&["--seeds".to_owned(), SEEDS.to_owned()])?;
            simulate(&["--canaries".to_owned()])
        }
    }
}

/// The servers' own tests.
fn servers_tests(node: &Node) -> Result<Command> {
    let folder = workspace::path("tests/servers/node");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .into_iter()
        .map(|file| file.path())
        .filter(|file| file.file_name().and_then(OsStr::to_str).is_some_and(|name| name.ends_with(".test.mjs")))
        .collect();
    files.sort();
    let mut command = node.command();
    command.arg("--test").args(files);
    Ok(command)
}

fn cargo_test(words: &[&str], args: &[String]) -> Command {
    let mut command = cargo();
    command.arg("test").args(words);
    if !args.is_empty() {
        command.arg("--").args(args);
    }
    command
}

/// Runs the simulator.
pub(crate) fn simulate(args: &[String]) -> Result<()> {
    let file = build::binary("Building the simulator", "oriel-simulator", "oriel-simulate", Profile::Dev)?;
    program::show(Command::new(file).args(args))
}

/// Runs a command that drives the built application on a display of its own.
pub(crate) fn on_a_screen(command: &mut Command, profile: Profile) -> Result<()> {
    if cfg!(not(target_os = "linux")) {
        bail!("windows can only be driven on Linux, by WebKitWebDriver");
    }
    command.env("ORIEL_BIN", build::application(profile)?);
    let screen = Screen::start(None).context("cannot start a display")?;
    screen.apply(command);
    program::show(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_has_a_name_of_its_own() {
        let mut names: Vec<_> = SUITES.iter().map(|suite| suite.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SUITES.len());
    }
}
