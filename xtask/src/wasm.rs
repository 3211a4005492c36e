//! The toolchain that builds the windows for `wasm32-unknown-unknown`.
//!
//! A person's rustup has the target, or adds it. Where rustup cannot (no rustup, no way to its server), Debian has a
//! newer compiler than its own release in the packages `rustc-web` and `cargo-web`, without the target's standard library
//! but with its sources (`rust-web-src`), which cargo then builds along.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Result, bail};

use crate::{
    debian,
    program::{self, cargo, program},
    step, workspace,
};

/// The target of the windows.
const TARGET: &str = "wasm32-unknown-unknown";
/// How long rustup may take to add the target: it is a download of 20 MB, or a server that never answers.
const PATIENCE: Duration = Duration::from_secs(180);
/// Debian's compiler and what it builds the standard library from.
const DEBIAN_PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src"];
/// Clippy of that compiler.
const DEBIAN_CLIPPY: &[&str] = &["rust-web-clippy"];
/// A linker for that compiler, where no rustup toolchain brings one.
const DEBIAN_LINKER: &[&str] = &["lld"];

/// A toolchain that can build the windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The one on PATH: it has the target.
    OnPath,
    /// Debian's, which builds the standard library along and borrows this linker.
    Debian {
        /// `rust-lld` of a rustup toolchain, or `wasm-ld`.
        linker: PathBuf,
    },
}

impl Toolchain {
    /// The toolchain this machine has, asked of the machine each time: it takes milliseconds and is never out of date.
    pub(crate) fn find() -> Option<Self> {
        if target_is_on_path() {
            return Some(Self::OnPath);
        }
        let sources = Path::new("/usr/lib/rustlib/src/rust/library/std/Cargo.toml");
        let debian = Path::new("/usr/bin/rustc").is_file() && Path::new("/usr/bin/cargo").is_file();
        if !debian || !(sources.is_file() || debian::installed("rust-web-src")) {
            return None;
        }
        linker().map(|linker| Self::Debian { linker })
    }

    /// `cargo COMMAND` of this toolchain for the windows, with its own target folder.
    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let mut command = match self {
            Self::OnPath => cargo(),
            // Cargo looks for its subcommands beside rustup first and would find the other clippy.
            Self::Debian { .. } if subcommand == "clippy" => debian_program("/usr/bin/cargo-clippy"),
            Self::Debian { .. } => debian_program("/usr/bin/cargo"),
        };
        command.arg(subcommand).args(["--target", TARGET]).arg("--target-dir");
        command.arg(workspace::wasm_target());
        if let Self::Debian { linker } = self {
            command.args(["-Z", "build-std=std,panic_abort"]);
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        command
    }

    /// The name of the toolchain in a message.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::OnPath => "the toolchain on PATH",
            Self::Debian { .. } => "Debian's rustc-web",
        }
    }
}

/// Sees to it that there is a toolchain for the windows, and its clippy when asked for.
pub(crate) fn set_up(with_clippy: bool) -> Result<()> {
    if Toolchain::find().is_none() {
        let added = program::find("rustup").is_some() && rustup_adds_target();
        if !added && debian::is_here() {
            debian::install("Installing Debian's compiler for the windows", DEBIAN_PACKAGES)?;
            if linker().is_none() {
                debian::install("Installing a linker for the windows", DEBIAN_LINKER)?;
            }
        }
    }
    let Some(toolchain) = Toolchain::find() else {
        bail!(
            "no toolchain here can build the windows: the target {TARGET} is missing.\n\
             With rustup: rustup target add {TARGET}\n\
             Fedora: sudo dnf install rust-std-static-{TARGET}    Arch: sudo pacman -S rust-wasm"
        );
    };
    if with_clippy && matches!(toolchain, Toolchain::Debian { .. }) {
        debian::install("Installing clippy for the windows", DEBIAN_CLIPPY)?;
    }
    Ok(())
}

fn debian_program(file: &str) -> Command {
    let mut command = program(file);
    program::without_own_traces(&mut command);
    command.env("CARGO", "/usr/bin/cargo").env("RUSTC", "/usr/bin/rustc");
    // A released compiler takes -Z only so.
    command.env("RUSTC_BOOTSTRAP", "1");
    // rustup names its toolchain to all it starts; nothing of it may reach this compiler's build scripts.
    command.env_remove("RUSTUP_TOOLCHAIN");
    command
}

fn target_is_on_path() -> bool {
    let folder = program::capture(program("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_ok_and(|folder| Path::new(&folder).is_dir())
}

/// `rust-lld` of the compiler on PATH, or LLVM's own for wasm.
fn linker() -> Option<PathBuf> {
    let sysroot = program::capture(program("rustc").args(["--print", "sysroot"])).ok()?;
    let host = program::capture(program("rustc").args(["--print", "host-tuple"])).ok()?;
    let own = Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/rust-lld");
    if own.is_file() {
        return Some(own);
    }
    program::find("wasm-ld")
}

/// Asks rustup for the target. It may have no way to its server, and then fails, or waits: both mean no.
fn rustup_adds_target() -> bool {
    let mut rustup = program("rustup");
    rustup.args(["target", "add", TARGET]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let asked = step::work("Asking rustup for the target of the windows", || {
        let mut child = rustup.spawn()?;
        let ended = program::wait(&mut child, PATIENCE)?;
        if ended.is_none() {
            program::end(&mut child);
        }
        Ok(ended.is_some_and(|status| status.success()))
    });
    let added = asked.unwrap_or(false) && target_is_on_path();
    if !added {
        eprintln!("rustup cannot add it here");
    }
    added
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    fn words(command: &Command) -> Vec<String> {
        command.get_args().map(|word| word.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn debians_compiler_builds_the_standard_library_and_borrows_the_linker() {
        let toolchain = Toolchain::Debian { linker: PathBuf::from("/somewhere/rust-lld") };
        let command = toolchain.cargo("build");
        assert_eq!(command.get_program(), "/usr/bin/cargo");
        assert!(words(&command).contains(&"build-std=std,panic_abort".to_owned()));
        let linker =
            (OsStr::new("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER"), Some(OsStr::new("/somewhere/rust-lld")));
        assert!(command.get_envs().any(|set| set == linker), "the linker is not handed on");
    }

    #[test]
    fn a_toolchain_with_the_target_is_used_as_it_is() {
        let command = Toolchain::OnPath.cargo("build");
        assert_eq!(command.get_program(), "cargo");
        assert!(!words(&command).contains(&"-Z".to_owned()));
    }

    #[test]
    fn debians_clippy_is_started_by_its_path_because_cargo_would_find_the_other() {
        let toolchain = Toolchain::Debian { linker: PathBuf::from("/somewhere/rust-lld") };
        let command = toolchain.cargo("clippy");
        assert_eq!(command.get_program(), "/usr/bin/cargo-clippy");
        assert_eq!(words(&command).first().map(String::as_str), Some("clippy"));
    }
}
