//! The folder: private, entered by one process at a time, and on disk when we say so.

use crate::error::ShelfError;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes the folder where there is none, and closes it to everyone else. On Windows the folders of a person's profile
/// are private already.
pub(crate) fn make(folder: &Path) -> Result<(), ShelfError> {
    let failed = |error| ShelfError::io("making the folder", folder, error);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(failed)?;
    restrict(folder, 0o700).map_err(failed)
}

/// Takes the rights of group and others away, where there are such.
pub(crate) fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut permissions = fs::metadata(path)?.permissions();
        if permissions.mode() & 0o077 != 0 {
            permissions.set_mode(mode);
            fs::set_permissions(path, permissions)?;
        }
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// How a file is opened that only this person may read.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Puts the names in a folder on disk. A file that is on disk under no name is lost by a power cut.
pub(crate) fn sync(folder: &Path) -> Result<(), ShelfError> {
    #[cfg(unix)]
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| ShelfError::io("writing the folder", folder, error))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// The folder, entered: nobody else opens, sets aside or removes a file in it until this is dropped. It is held for
/// milliseconds. The file `lock` stays, since removing it would let two in at once.
pub(crate) struct Entered {
    _lock: File,
}

/// Enters the folder, and waits while another process is in it.
pub(crate) fn enter(folder: &Path) -> Result<Entered, ShelfError> {
    make(folder)?;
    let file = folder.join("lock");
    let failed = |error| ShelfError::io("entering the folder by", &file, error);
    let lock = private().create(true).truncate(false).open(&file).map_err(failed)?;
    match lock.lock() {
        Ok(()) => {}
        // A file system without locks: the store has none either, and a person's own folder is rarely on one.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(error) => return Err(failed(error)),
    }
    Ok(Entered { _lock: lock })
}
