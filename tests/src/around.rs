//! A clock and a disk that are the application's alone: the machine's are left as they are.

use crate::Outcome;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// So much has room on the disk. WebKit keeps some there too.
const ROOM: &str = "8m";
/// Mounts a disk of so much at the first word, and goes on with the others.
const MOUNT: &str = r#"at="$1"; shift; mount -t tmpfs -o size="$0",mode=700 oriel "$at" && exec "$@""#;
/// What fills it.
const FILLING: &str = "filling";

/// What the application is started in.
#[derive(Debug, Default)]
pub struct Around {
    clock: Option<Clock>,
    disk: Option<Disk>,
}

/// A wall clock that can be set. Clocks that nobody can set go on as they do.
#[derive(Debug)]
struct Clock {
    library: PathBuf,
    file: PathBuf,
}

/// Where the application keeps what outlives it: a small disk, which nobody but the application and its children see.
#[derive(Debug)]
struct Disk {
    unshare: Vec<&'static str>,
    at: PathBuf,
}

impl Around {
    /// A clock and a disk of its own, for an application that keeps its things in `folder`. Where nothing can be mounted
    /// it has no disk of its own: see [`Around::has_disk`].
    ///
    /// # Errors
    /// libfaketime is not installed.
    pub fn new(folder: &Path) -> Outcome<Self> {
        let clock = Clock { library: faketime()?, file: folder.join("clock") };
        clock.set(0)?;
        let at = folder.join("data");
        std::fs::create_dir_all(&at)?;
        // A limit on what the application may write would do as well, but it holds for the memory that the processes of
        // WebKit share.
        let disk = unshare().map(|unshare| Disk { unshare, at });
        Ok(Self { clock: Some(clock), disk })
    }

    /// The application has a disk that can be filled.
    #[must_use]
    pub fn has_disk(&self) -> bool {
        self.disk.is_some()
    }

    /// The words before those of the program: each starts what follows.
    pub(crate) fn words(&self, program: &Path) -> Vec<String> {
        let mut words = Vec::new();
        let mut say = |word: &str| words.push(word.to_owned());
        if self.clock.is_some() || self.disk.is_some() {
            say("/usr/bin/env");
        }
        if let Some(Disk { unshare, at }) = &self.disk {
            unshare.iter().for_each(|word| say(word));
            ["sh", "-c", MOUNT, ROOM].into_iter().for_each(&mut say);
            say(&at.display().to_string());
            say("env");
        }
        if let Some(Clock { library, file }) = &self.clock {
            say(&format!("LD_PRELOAD={}", library.display()));
            say(&format!("FAKETIME_TIMESTAMP_FILE={}", file.display()));
            say("FAKETIME_CACHE_DURATION=1");
            say("FAKETIME_DONT_FAKE_MONOTONIC=1");
            say("DONT_FAKE_MONOTONIC=1");
            say("NO_FAKE_STAT=1");
        }
        say(&program.display().to_string());
        words
    }

    /// Sets the clock so many seconds before or after the machine's.
    ///
    /// # Errors
    /// It has none of its own.
    pub fn set_clock(&self, seconds: i64) -> Outcome {
        self.clock.as_ref().ok_or("the application has no clock of its own")?.set(seconds)
    }

    /// Fills the disk of the application, which is this process.
    ///
    /// # Errors
    /// It has none of its own, or is gone.
    pub fn fill(&self, process: u32) -> Outcome {
        let Disk { at, .. } = self.disk.as_ref().ok_or("the application has no disk of its own")?;
        let mut filling = File::create(seen_by(process, at).join(FILLING))?;
        for block in [64 * 1024, 512, 1] {
            while filling.write_all(&vec![0; block]).is_ok() {}
        }
        Ok(())
    }

    /// Makes room again.
    ///
    /// # Errors
    /// As for [`Around::fill`].
    pub fn empty(&self, process: u32) -> Outcome {
        let Disk { at, .. } = self.disk.as_ref().ok_or("the application has no disk of its own")?;
        Ok(std::fs::remove_file(seen_by(process, at).join(FILLING))?)
    }
}

impl Clock {
    fn set(&self, seconds: i64) -> Outcome {
        // Wholly or not at all: it is read all the time.
        let beside = self.file.with_extension("new");
        std::fs::write(&beside, format!("{seconds:+}s\n"))?;
        Ok(std::fs::rename(beside, &self.file)?)
    }
}

/// A path as this process sees it.
fn seen_by(process: u32, path: &Path) -> PathBuf {
    let root = PathBuf::from(format!("/proc/{process}/root"));
    root.join(path.strip_prefix("/").unwrap_or(path))
}

/// The words that give a program mounts of its own; nothing where that is not allowed.
fn unshare() -> Option<Vec<&'static str>> {
    let ways = [vec!["unshare", "--mount"], vec!["unshare", "--mount", "--map-root-user"]];
    ways.into_iter().find(|words| {
        let tried = Command::new(words[0])
            .args(&words[1..])
            .args(["mount", "-t", "tmpfs", "oriel", "/mnt"])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .status();
        tried.is_ok_and(|status| status.success())
    })
}

/// Where Debian has the library that gives a program another time.
fn faketime() -> Outcome<PathBuf> {
    let found =
        std::fs::read_dir("/usr/lib")?.flatten().map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    let mut found = found.filter(|library| library.is_file());
    found.next().ok_or_else(|| "libfaketime (Debian package faketime) is not installed".into())
}
