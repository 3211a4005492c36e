//! What a window has to load.

use flate2::Compression;
use flate2::write::GzEncoder;
use oriel_tests::Outcome;
use serde::Serialize;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The built pages.
const DIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist");

/// The size of the windows' wasm.
#[derive(Debug, Serialize)]
pub(crate) struct Size {
    /// As it is, in bytes.
    pub(crate) raw: usize,
    /// Compressed, in bytes.
    pub(crate) gzip: usize,
}

/// Measures every `.wasm` of the built pages.
pub(crate) fn size() -> Outcome<Size> {
    let mut files = Vec::new();
    collect(Path::new(DIST), &mut files)?;
    if files.is_empty() {
        return Err("there is no wasm in dist/: run `cargo xtask ui` first".into());
    }
    let mut size = Size { raw: 0, gzip: 0 };
    for file in files {
        let bytes = std::fs::read(file)?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bytes)?;
        size.raw += bytes.len();
        size.gzip += encoder.finish()?.len();
    }
    Ok(size)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    for entry in std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "wasm") {
            files.push(path);
        }
    }
    Ok(())
}
