//! Running other programs.

use std::{
    env,
    ffi::OsStr,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

use crate::workspace;

/// How long a child may take to end by itself once asked to.
const GRACE: Duration = Duration::from_secs(4);

/// A command that runs at the root of the repository.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(workspace::root());
    command
}

/// Cargo at the root of the repository, as a person would start it there.
pub(crate) fn cargo() -> Command {
    let mut command = program("cargo");
    without_own_traces(&mut command);
    command
}

/// Takes away what `cargo run` set for this program. Some build scripts (ring's) are run again whenever such a variable
/// changes, so `cargo test` after `cargo xtask test` would compile them anew; and another compiler must not
/// find the libraries of the one that built this program.
pub(crate) fn without_own_traces(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let of_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
            .iter()
            .any(|prefix| text.starts_with(prefix));
        if of_package || matches!(&*text, "CARGO" | "CARGO_PRIMARY_PACKAGE" | "OUT_DIR" | "LD_LIBRARY_PATH") {
            command.env_remove(&name);
        }
    }
}

/// The file that `name` would start, looked up on PATH.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let paths = env::var_os("PATH")?;
    env::split_paths(&paths)
        .map(|folder| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
        .find(|file| file.is_file())
}

/// How a command reads in a message.
pub(crate) fn display(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Runs a quick command and answers its standard output, trimmed. Fails when the command does.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = output(command)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}): {}", display(command), output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a quick command to its end, whatever its exit code.
pub(crate) fn output(command: &mut Command) -> Result<Output> {
    command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{}`", display(command)))
}

/// Runs a command that speaks to the person itself: nothing is captured. Fails when the command does.
pub(crate) fn show(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", display(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", display(command));
    }
    Ok(())
}

/// Waits for a child, at most so long. `None`: it is still running.
pub(crate) fn wait(child: &mut Child, limit: Duration) -> Result<Option<std::process::ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() >= limit {
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(30));
    }
}

/// Ends a child: asks it to, waits a little, then kills it.
pub(crate) fn end(child: &mut Child) {
    ask_to_end(child);
    if !matches!(wait(child, GRACE), Ok(Some(_))) {
        // It may have ended in between; either way it is gone afterwards.
        let _ = child.kill();
        let _ = child.wait();
    }
}

#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process};
    // A child that has been waited for must not be signalled: its id may be another program's by now.
    if !matches!(child.try_wait(), Ok(None)) {
        return;
    }
    if let Some(id) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process(id, Signal::TERM);
    }
}

#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    let _ = child.kill();
}
