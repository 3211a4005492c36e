//! The windows: from the Yew application in `src-ui` to the pages in `dist/` that the application carries.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use flate2::{Compression, write::GzEncoder};
use wasm_bindgen_cli_support::Bindgen;

use crate::{build, page, step, wasm::Toolchain, workspace};

/// The package of the windows, and the name of their files in `dist/`.
const PACKAGE: &str = "oriel-ui";
/// Kinds of files beside the sources of the windows that belong to the page.
const KINDS: &[&str] = &["html", "css", "js"];

/// Builds the windows into `dist/`. Files that have not changed are not written, so nothing is built again for them.
pub(crate) fn build() -> Result<()> {
    let staged = stage(&module()?)?;
    let changed = page::mirror(&staged, &workspace::path("dist"))?;
    let bytes = shipped()?;
    let page = if changed == 0 { "unchanged".to_owned() } else { format!("{changed} files changed") };
    println!(
        "dist/: {page}; {PACKAGE}_bg.wasm is {} kB, {} kB as gzip",
        bytes.len().div_ceil(1000),
        gzip(&bytes).div_ceil(1000)
    );
    Ok(())
}

/// The module in `dist/`.
pub(crate) fn shipped() -> Result<Vec<u8>> {
    workspace::read(format!("dist/{PACKAGE}_bg.wasm"))
}

/// The module as it is shipped, but with the names of its functions.
pub(crate) fn named() -> Result<Vec<u8>> {
    let module = module()?;
    let folder = workspace::wasm_target().join("named");
    page::clear(&folder)?;
    step::work("Binding the windows, with names", || bind(&module, &folder, Names::Kept))?;
    let wasm = folder.join(format!("{PACKAGE}_bg.wasm"));
    fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))
}

/// Compiles the windows; answers the file of their module.
fn module() -> Result<PathBuf> {
    let toolchain = Toolchain::find().context("no toolchain can build the windows: run `cargo xtask setup`")?;
    let mut command = toolchain.cargo("build");
    command.args(["--package", PACKAGE, "--profile", "wasm", "--message-format=json-render-diagnostics"]);
    let messages = step::cargo(&format!("Building the windows with {}", toolchain.name()), &mut command)?;
    build::artifact(&messages, "oriel-ui", "wasm").or_else(|| build::artifact(&messages, "oriel_ui", "wasm")).context(
        "src-ui has built no .wasm file: it must have a binary, or a library with crate-type [\"cdylib\", \"rlib\"]",
    )
}

/// Lays out the page in a folder of its own: the module and its glue, and the files beside the sources.
fn stage(module: &Path) -> Result<PathBuf> {
    let folder = workspace::wasm_target().join("page");
    let bound = workspace::wasm_target().join("bound");
    let input = bound.join("input.wasm");
    let fresh = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    if fs::read(&input).ok().as_ref() != Some(&fresh) {
        page::clear(&bound)?;
        step::work("Binding the windows to their page", || bind(module, &bound.join("out"), Names::Removed))?;
        // Last, so that an interrupted run is not taken for a whole one.
        fs::write(&input, &fresh).with_context(|| format!("cannot write {}", input.display()))?;
    }
    page::clear(&folder)?;
    page::mirror(&bound.join("out"), &folder)?;
    let sources = workspace::path("src-ui");
    for entry in fs::read_dir(&sources).with_context(|| format!("cannot read {}", sources.display()))? {
        let file = entry?.path();
        let of_page = file.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known));
        if let (true, Some(name)) = (of_page && file.is_file(), file.file_name()) {
            page::copy(&file, &folder.join(name))?;
        }
    }
    let assets = sources.join("static");
    if assets.is_dir() {
        page::copy_tree(&assets, &folder)?;
    }
    Ok(folder)
}

/// Whether functions keep their names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Kept,
    Removed,
}

fn bind(module: &Path, into: &Path, names: Names) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .out_name(PACKAGE)
        .web(true)?
        .typescript(false)
        .remove_name_section(names == Names::Removed)
        .demangle(false)
        .remove_producers_section(true)
        .generate(into)
        .context("wasm-bindgen cannot read the module of the windows")
}

/// How many bytes these are as a server would send them.
pub(crate) fn gzip(bytes: &[u8]) -> usize {
    let mut counted = Counted(0);
    let mut encoder = GzEncoder::new(&mut counted, Compression::best());
    // A count refuses nothing.
    let _ = encoder.write_all(bytes).and_then(|()| encoder.try_finish());
    drop(encoder);
    counted.0
}

/// Takes bytes and keeps how many there were.
struct Counted(usize);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
