//! What outlives the process: what the backend has, and what it was asked. In a folder that one process after the
//! other writes.

use super::http::Request;
use super::world::World;
use crate::Outcome;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A request, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Its method.
    pub method: String,
    /// Its path and query.
    pub target: String,
    /// The name of the piece of work that it belongs to, where it has one.
    pub key: String,
    /// Its body.
    pub body: String,
}

/// The folder.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    asked: File,
}

impl Journal {
    /// Goes on with what is in this folder.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let asked = OpenOptions::new().create(true).append(true).open(asked(&folder))?;
        Ok(Self { folder, asked })
    }

    /// What the process before this one had; nothing where there was none.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn world(&self) -> io::Result<Option<World>> {
        match std::fs::read(self.folder.join("world")) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes down what there is: wholly, or not at all.
    pub(super) fn keep(&self, world: &World) {
        let beside = self.folder.join("world.new");
        let kept = serde_json::to_vec(world)
            .map_err(io::Error::from)
            .and_then(|text| std::fs::write(&beside, text))
            .and_then(|()| std::fs::rename(&beside, self.folder.join("world")));
        if let Err(error) = kept {
            eprintln!("what the backend has could not be written down: {error}");
        }
    }

    /// Writes down what was asked, in a line.
    pub(super) fn note(&mut self, request: &Request) {
        let noted = Noted {
            method: request.method.clone(),
            target: request.target.clone(),
            key: request.header("idempotency-key").to_owned(),
            body: request.body.clone(),
        };
        let written = serde_json::to_string(&noted).map_err(io::Error::from);
        // In one piece: who is killed in the midst of a line leaves no half of one.
        let written = written.and_then(|line| self.asked.write_all(format!("{line}\n").as_bytes()));
        if let Err(error) = written {
            eprintln!("a request could not be written down: {error}");
        }
    }

    /// Everything that was asked so far, of every process that wrote in this folder.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(folder: &Path) -> Outcome<Vec<Noted>> {
        let text = std::fs::read_to_string(asked(folder))?;
        text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }
}

fn asked(folder: &Path) -> PathBuf {
    folder.join("asked")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_written_down_is_there_for_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path().to_owned()).unwrap();
        assert!(journal.world().unwrap().is_none());
        let mut world = World::default();
        world.change("3", Some("1.50".to_owned()));
        world.did("m1");
        journal.keep(&world);
        let mut next = Journal::open(folder.path().to_owned()).unwrap().world().unwrap().unwrap();
        assert_eq!((next.items(), next.times("m1")), (world.items(), 1));
        next.begin_anew();
        assert_eq!((next.seq, next.item("3").unwrap().contains("\"revision\":0")), (1, true));
    }
}
