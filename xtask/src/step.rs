//! A long step: on a terminal a line that moves, elsewhere a line at the start, now and then, and at the end.

use std::{
    collections::VecDeque,
    io::{BufRead as _, BufReader, IsTerminal as _, Read},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::program;

/// How often a step says that it is alive where no line can move.
const REMINDER: Duration = Duration::from_secs(30);
/// How many of its last lines are shown when a step fails.
const TAIL: usize = 400;

/// Is a person looking?
pub(crate) fn on_terminal() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("CI").is_none()
}

/// Runs a command as a step, keeping its output for the case that it fails; answers its standard output.
pub(crate) fn run(label: &str, command: &mut Command) -> Result<String> {
    let mut step = Step::start(label);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let outcome = step.follow(command);
    step.finish(outcome)
}

/// Runs cargo as a step. On a terminal cargo's own progress is shown; elsewhere its output is kept for a failure.
/// Answers cargo's standard output.
pub(crate) fn cargo(label: &str, command: &mut Command) -> Result<String> {
    if !on_terminal() {
        return run(label, command);
    }
    eprintln!("{label}");
    let started = Instant::now();
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", program::display(command)))?;
    if !output.status.success() {
        bail!("{label}: `{}` failed ({})", program::display(command), output.status);
    }
    eprintln!("{label}: done in {}", seconds(started.elapsed()));
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs work of this program itself as a step.
pub(crate) fn work<T>(label: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let step = Step::start(label);
    let outcome = work();
    step.finish(outcome)
}

/// How a duration reads: tenths below ten seconds, then whole seconds, then minutes.
pub(crate) fn seconds(elapsed: Duration) -> String {
    let whole = elapsed.as_secs();
    match whole {
        0..10 => format!("{:.1} s", elapsed.as_secs_f64()),
        10..120 => format!("{whole} s"),
        _ => format!("{} min {} s", whole / 60, whole % 60),
    }
}

struct Step {
    label: String,
    started: Instant,
    bar: Option<ProgressBar>,
}

impl Step {
    fn start(label: &str) -> Self {
        let bar = on_terminal().then(|| {
            let bar = ProgressBar::new_spinner().with_message(String::new());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {elapsed} {wide_msg:.dim}") {
                bar.set_style(style);
            }
            bar.set_prefix(label.to_owned());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        if bar.is_none() {
            eprintln!("{label} ...");
        }
        Self { label: label.to_owned(), started: Instant::now(), bar }
    }

    fn finish<T>(self, outcome: Result<T>) -> Result<T> {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        match &outcome {
            Ok(_) => eprintln!("{}: done in {}", self.label, seconds(self.started.elapsed())),
            Err(_) => eprintln!("{}: failed after {}", self.label, seconds(self.started.elapsed())),
        }
        outcome
    }

    fn follow(&mut self, command: &mut Command) -> Result<String> {
        let mut child = command.spawn().with_context(|| format!("cannot start `{}`", program::display(command)))?;
        let (lines, received) = mpsc::channel();
        if let Some(stdout) = child.stdout.take() {
            read(stdout, true, lines.clone());
        }
        if let Some(stderr) = child.stderr.take() {
            read(stderr, false, lines);
        }
        let mut stdout = String::new();
        let mut tail = VecDeque::new();
        let mut reminded = Instant::now();
        let mut ended = None;
        loop {
            match received.recv_timeout(Duration::from_millis(100)) {
                Ok((of_stdout, line)) => {
                    if let Some(bar) = &self.bar {
                        bar.set_message(line.trim().to_owned());
                    }
                    if of_stdout {
                        stdout.push_str(&line);
                        stdout.push('\n');
                    }
                    // Machine-readable messages say nothing to a person.
                    if !line.starts_with('{') {
                        tail.push_back(line);
                    }
                    if tail.len() > TAIL {
                        tail.pop_front();
                    }
                }
                // A daemon that a package started may hold the pipes for ever: the child's own end counts.
                Err(RecvTimeoutError::Timeout) if ended.is_some() => break,
                Err(RecvTimeoutError::Timeout) => ended = child.try_wait()?,
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.bar.is_none() && reminded.elapsed() >= REMINDER {
                reminded = Instant::now();
                let last = tail.back().map_or("", |line| line.trim());
                eprintln!("{} ... {} so far: {last}", self.label, seconds(self.started.elapsed()));
            }
        }
        let status = child.wait()?;
        if !status.success() {
            if let Some(bar) = &self.bar {
                bar.finish_and_clear();
            }
            for line in &tail {
                eprintln!("    {line}");
            }
            bail!("{}: `{}` failed ({status})", self.label, program::display(command));
        }
        Ok(stdout)
    }
}

fn read(pipe: impl Read + Send + 'static, of_stdout: bool, lines: Sender<(bool, String)>) {
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        while pipe.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            // The step may have ended before a daemon that inherited the pipe.
            if lines.send((of_stdout, text)).is_err() {
                return;
            }
            line.clear();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well_at_every_size() {
        assert_eq!(seconds(Duration::from_millis(1250)), "1.2 s");
        assert_eq!(seconds(Duration::from_millis(59_900)), "59 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 5 s");
    }
}
