//! Folders of files that are kept equal without touching what is equal already: what watches them is not woken.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// Makes `to` equal to `from`; answers how many files were written or removed.
pub(crate) fn mirror(from: &Path, to: &Path) -> Result<usize> {
    let wanted = files(from)?;
    let mut changed = 0;
    for file in files(to)?.difference(&wanted) {
        let file = to.join(file);
        fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        changed += 1;
    }
    for file in &wanted {
        if copy(&from.join(file), &to.join(file))? {
            changed += 1;
        }
    }
    Ok(changed)
}

/// Copies every file below `from` to the same place below `to`.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        copy(&from.join(&file), &to.join(&file))?;
    }
    Ok(())
}

/// Copies a file unless it is equal already; answers whether it was written.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<bool> {
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(false);
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(to, bytes).with_context(|| format!("cannot write {}", to.display()))?;
    Ok(true)
}

/// Removes a folder and all in it; one that is not there is fine. Makes it anew, empty.
pub(crate) fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot remove {}", folder.display()));
        }
        _ => {}
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

/// Every file below a folder, relative to it. None when it is not there.
fn files(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(relative) = folders.pop() {
        let entries = match fs::read_dir(folder.join(&relative)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", folder.display())),
        };
        for entry in entries {
            let entry = entry?;
            let below = relative.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(below);
            } else {
                found.insert(below);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_mirror_writes_what_differs_removes_what_is_gone_and_leaves_the_rest_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("deep")).unwrap();
        fs::write(from.join("same"), "1").unwrap();
        fs::write(from.join("deep/new"), "2").unwrap();
        fs::create_dir_all(&to).unwrap();
        fs::write(to.join("same"), "1").unwrap();
        fs::write(to.join("gone"), "3").unwrap();
        let before = fs::metadata(to.join("same")).unwrap().modified().unwrap();

        assert_eq!(mirror(&from, &to).unwrap(), 2, "one written, one removed");
        assert_eq!(files(&to).unwrap(), files(&from).unwrap());
        assert_eq!(fs::metadata(to.join("same")).unwrap().modified().unwrap(), before);
        assert_eq!(mirror(&from, &to).unwrap(), 0, "nothing left to do");
    }

    #[test]
    fn a_folder_is_empty_after_it_was_cleared_whether_it_was_there_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page");
        clear(&page).unwrap();
        fs::write(page.join("old"), "1").unwrap();
        clear(&page).unwrap();
        assert!(files(&page).unwrap().is_empty());
    }
}
