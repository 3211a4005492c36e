//! A folder for what was installed, used only when it is whole.
//!
//! Python's environments know where they lie, so nothing can be made elsewhere and moved here. Instead a mark is written
//! last: a folder without it is of a run that was interrupted, and is made again. Two runs at once wait for each other.

use std::{
    env,
    fs::{self, File},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// The file that says that all is there.
const MARK: &str = "whole";

/// Where one kind of thing is kept: below the folder that the system has for what can be made again.
pub(crate) fn folder(kind: &str) -> Result<PathBuf> {
    let of = |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = of("XDG_CACHE_HOME").or_else(|| Some(env::home_dir()?.join(".cache")));
    Ok(caches.context("neither XDG_CACHE_HOME nor HOME is set")?.join("oriel").join(kind))
}

/// One folder, for just these contents.
pub(crate) struct Entry {
    folder: PathBuf,
    lock: PathBuf,
}

impl Entry {
    /// The folder of what is made of all this. A name that another compiler's hasher would give differently costs one
    /// more installation.
    pub(crate) fn of(caches: &Path, made_of: &[Vec<u8>]) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        made_of.hash(&mut hasher);
        let name = format!("{:016x}", hasher.finish());
        fs::create_dir_all(caches).with_context(|| format!("cannot make {}", caches.display()))?;
        Ok(Self { folder: caches.join(&name), lock: caches.join(format!("{name}.lock")) })
    }

    /// Makes the folder's contents unless they are there, and answers it.
    pub(crate) fn make(&self, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let about = || format!("cannot use {}", self.folder.display());
        let lock = File::create(&self.lock).with_context(about)?;
        // Until this process ends, or `lock` is dropped.
        lock.lock().with_context(about)?;
        let mark = self.folder.join(MARK);
        if mark.is_file() {
            return Ok(self.folder.clone());
        }
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).with_context(about)?;
        }
        fs::create_dir_all(&self.folder).with_context(about)?;
        make(&self.folder)?;
        fs::write(&mark, "").with_context(about)?;
        Ok(self.folder.clone())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn entry(folder: &tempfile::TempDir, lock: &str) -> Entry {
        Entry::of(folder.path(), &[lock.into()]).unwrap()
    }

    fn write(name: &str) -> impl FnOnce(&Path) -> Result<()> {
        move |folder| Ok(fs::write(folder.join(name), "")?)
    }

    #[test]
    fn what_is_whole_is_not_made_again() {
        let caches = tempfile::tempdir().unwrap();
        let folder = entry(&caches, "a").make(write("first")).unwrap();
        assert_eq!(entry(&caches, "a").make(|_| unreachable!()).unwrap(), folder);
        assert!(folder.join("first").is_file());
    }

    #[test]
    fn what_was_interrupted_is_made_from_the_start() {
        let caches = tempfile::tempdir().unwrap();
        entry(&caches, "a")
            .make(|folder| {
                write("half")(folder)?;
                anyhow::bail!("no network")
            })
            .unwrap_err();
        let folder = entry(&caches, "a").make(write("whole-now")).unwrap();
        assert!(folder.join("whole-now").is_file() && !folder.join("half").exists());
    }

    #[test]
    fn another_lock_file_is_another_folder() {
        let caches = tempfile::tempdir().unwrap();
        let one = entry(&caches, "a").make(write("x")).unwrap();
        let other = entry(&caches, "b").make(write("x")).unwrap();
        assert_ne!(one, other);
    }
}
