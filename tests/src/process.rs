//! Processes by id: descendants, memory, processor time, signals. Reads `/proc`, as WebKitGTK's tests only run there.

use crate::Outcome;
use rustix::param::clock_ticks_per_second;
use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

/// Proportional memory of each of these processes, in KiB, as if nobody else ran: a file that several of them map is
/// divided among those alone. By the kernel's own PSS a window takes 40 MiB less while another program shows web pages.
///
/// # Errors
/// One is gone, or belongs to somebody else.
pub fn memory_among_kib(family: &[u32]) -> Outcome<BTreeMap<u32, u64>> {
    let maps = family.iter().map(|id| Ok((*id, Maps::of(*id)?))).collect::<Outcome<BTreeMap<u32, Maps>>>()?;
    let sharers = |file: &String| maps.values().filter(|maps| maps.files.contains_key(file)).count().max(1) as u64;
    let memory = |maps: &Maps| maps.own + maps.files.iter().map(|(file, kib)| kib / sharers(file)).sum::<u64>();
    Ok(maps.iter().map(|(id, maps)| (*id, memory(maps))).collect())
}

/// What a process has in memory, in KiB.
#[derive(Debug, Default, PartialEq)]
struct Maps {
    /// Of no file, or written to.
    own: u64,
    /// Of files, as they are on disk.
    files: BTreeMap<String, u64>,
}

impl Maps {
    fn of(id: u32) -> Outcome<Self> {
        Ok(Self::read(&std::fs::read_to_string(format!("/proc/{id}/smaps"))?))
    }

    fn read(smaps: &str) -> Self {
        let mut maps = Self::default();
        let mut file = None;
        for line in smaps.lines() {
            let (name, rest) = line.split_once(' ').unwrap_or_default();
            let kib = || rest.trim().trim_end_matches(" kB").parse().unwrap_or(0);
            match name {
                "Pss:" if file.is_none() => maps.own += kib(),
                "Private_Dirty:" if file.is_some() => maps.own += kib(),
                "Shared_Clean:" | "Shared_Dirty:" | "Private_Clean:" => {
                    if let Some(file) = &file {
                        *maps.files.entry(String::clone(file)).or_default() += kib();
                    }
                }
                name if !name.ends_with(':') => file = line.find('/').map(|at| line[at..].to_owned()),
                _ => {}
            }
        }
        maps
    }
}

/// What a process and all its descendants have used of processors since they were started, by process.
#[must_use]
pub fn processor_time(root: u32) -> BTreeMap<u32, Duration> {
    let mut family = descendants(root);
    family.push(root);
    // One may end meanwhile.
    family.into_iter().filter_map(|id| Some((id, ticks(field(id, USER)? + field(id, SYSTEM)?)))).collect()
}

/// What was used between two looks. A process that is new has used all of its time since; what one that is gone used
/// after the first look nobody knows.
#[must_use]
pub fn spent(before: &BTreeMap<u32, Duration>, after: &BTreeMap<u32, Duration>) -> Duration {
    after.iter().map(|(id, time)| time.saturating_sub(before.get(id).copied().unwrap_or_default())).sum()
}

/// When a process was started, in milliseconds since 1970; right to about ten of them.
///
/// # Errors
/// It is gone.
pub fn started_at(id: u32) -> Outcome<f64> {
    let started = ticks(field(id, STARTED).ok_or_else(|| format!("there is no process {id}"))?);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let uptime = std::fs::read_to_string("/proc/uptime")?;
    let uptime: f64 = uptime.split_whitespace().next().unwrap_or_default().parse()?;
    Ok((now.as_secs_f64() - (uptime - started.as_secs_f64())) * 1000.0)
}

/// The variables that a process was started with whose names begin so.
///
/// # Errors
/// It is gone, or belongs to somebody else.
pub fn variables(id: u32, prefix: &str) -> Outcome<Vec<(String, String)>> {
    let all = std::fs::read(format!("/proc/{id}/environ"))?;
    let all = String::from_utf8_lossy(&all);
    let pairs = all.split('\0').filter_map(|pair| pair.split_once('='));
    Ok(pairs
        .filter(|(name, _)| name.starts_with(prefix))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect())
}

/// Fields of `/proc/PID/stat`, counted from the one after the program's name.
const PARENT: usize = 1;
const USER: usize = 11;
const SYSTEM: usize = 12;
const STARTED: usize = 19;

fn parent(id: u32) -> Option<u32> {
    u32::try_from(field(id, PARENT)?).ok()
}

fn field(id: u32, place: usize) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name, in brackets, may hold spaces and brackets: the rest follows the last one.
    stat.rsplit_once(')')?.1.split_whitespace().nth(place)?.parse().ok()
}

fn ticks(count: u64) -> Duration {
    // A second has as many ticks as the kernel says, far below the 2^53 up to which this is exact.
    #[allow(clippy::cast_precision_loss)]
    let seconds = count as f64 / clock_ticks_per_second() as f64;
    Duration::from_secs_f64(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_was_used_between_two_looks_is_that_of_those_who_are_there_at_the_second() {
        let of = |times: &[(u32, u64)]| -> BTreeMap<u32, Duration> {
            times.iter().map(|(id, ms)| (*id, Duration::from_millis(*ms))).collect()
        };
        let (before, after) = (of(&[(1, 500), (2, 90)]), of(&[(1, 620), (3, 40)]));
        assert_eq!(spent(&before, &after), Duration::from_millis(160), "2 is gone, and 3 was started in between");
    }

    #[test]
    fn what_is_of_a_file_is_told_from_what_is_of_none() {
        let smaps = "7f00-7f10 r-xp 00000000 08:01 42                 /usr/lib/libweb.so\nRss:  9 kB\nPss:  3 kB\n\
            Shared_Clean:     6 kB\nShared_Dirty:     0 kB\nPrivate_Clean:    1 kB\nPrivate_Dirty:    2 kB\n\
            7f20-7f30 rw-p 00000000 00:00 0\nRss:  5 kB\nPss:  5 kB\nPrivate_Dirty:    5 kB\n\
            7f40-7f50 rw-p 00000000 00:00 0                  [heap]\nPss:  4 kB\nVmFlags: rd wr\n";
        let files = [("/usr/lib/libweb.so".to_owned(), 7)].into_iter().collect();
        assert_eq!(Maps::read(smaps), Maps { own: 11, files });
    }

    #[test]
    fn this_process_was_started_a_moment_ago_and_has_used_some_time() -> Outcome {
        let me = std::process::id();
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1000.0;
        let age = now - started_at(me)?;
        assert!((-50.0..600_000.0).contains(&age), "{age} ms");
        assert!(processor_time(me).contains_key(&me));
        Ok(())
    }
}
