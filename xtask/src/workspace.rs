//! Where things are in the repository.

use std::path::{Path, PathBuf};

/// The root of the repository: the folder above this package.
pub(crate) fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// A path inside the repository.
pub(crate) fn path(relative: impl AsRef<Path>) -> PathBuf {
    root().join(relative)
}

/// The target folder of the windows: another compiler may build them, so they have one of their own.
pub(crate) fn wasm_target() -> PathBuf {
    path("target-wasm")
}
