//! Where things are in the repository.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// The root of the repository: the folder above this package.
pub(crate) fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// A path inside the repository.
pub(crate) fn path(relative: impl AsRef<Path>) -> PathBuf {
    root().join(relative)
}

/// What a file inside the repository holds.
pub(crate) fn read(relative: impl AsRef<Path>) -> Result<Vec<u8>> {
    let file = path(relative);
    fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
}

/// The target folder of the windows: another compiler may build them, so they have one of their own.
pub(crate) fn wasm_target() -> PathBuf {
    path("target-wasm")
}
