//! Processes by id: descendants, memory, signals. Reads `/proc`, as WebKitGTK's tests only run there.

use crate::Outcome;
use rustix::process::{Pid, Signal, kill_process};
use std::path::Path;

/// Sends a signal to one process.
///
/// # Errors
/// There is no such process.
pub fn signal(id: u32, signal: Signal) -> Outcome {
    let pid = i32::try_from(id).ok().and_then(Pid::from_raw).ok_or("0 is no process")?;
    Ok(kill_process(pid, signal)?)
}

/// The children of a process, theirs, and so on; parents before children.
#[must_use]
pub fn descendants(root: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|id| Some((id, parent(id)?)))
        .collect();
    let mut family = vec![root];
    let mut at = 0;
    while let Some(&elder) = family.get(at) {
        family.extend(parents.iter().filter(|(_, parent)| *parent == elder).map(|(id, _)| *id));
        at += 1;
    }
    family.split_off(1)
}

/// The process among the descendants of `root` that runs this program.
#[must_use]
pub fn running(root: u32, program: &Path) -> Option<u32> {
    let program = program.canonicalize().ok()?;
    descendants(root)
        .into_iter()
        .find(|id| std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == program))
}

/// Proportional memory (PSS) of a process and all its descendants, in KiB. Pages that several
/// processes share are counted once, divided among them.
///
/// # Errors
/// The process is gone, or belongs to somebody else.
pub fn memory_kib(root: u32) -> Outcome<u64> {
    let mut sum = pss_kib(root)?;
    for id in descendants(root) {
        // A child may end meanwhile.
        sum += pss_kib(id).unwrap_or(0);
    }
    Ok(sum)
}

/// The processes among the descendants of `root` whose program has this file name.
#[must_use]
pub fn named(root: u32, name: &str) -> Vec<u32> {
    let is = |id: &u32| {
        let exe = std::fs::read_link(format!("/proc/{id}/exe"));
        exe.is_ok_and(|exe| exe.file_name().is_some_and(|file| file == name))
    };
    descendants(root).into_iter().filter(is).collect()
}

/// Proportional memory (PSS) of one process alone, in KiB.
///
/// # Errors
/// The process is gone, or belongs to somebody else.
pub fn pss_kib(id: u32) -> Outcome<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("no Pss in smaps_rollup")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

fn parent(id: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name, in brackets, may hold spaces and brackets: the rest follows the last one.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
