//! Building programs for this machine, and finding where cargo put them.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::{program::cargo, step};

/// How fast the built program shall be, and how long building it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build.
    Dev,
    /// As it is shipped.
    Release,
}

/// Builds a program of the workspace; answers its file.
pub(crate) fn binary(label: &str, package: &str, name: &str, profile: Profile) -> Result<PathBuf> {
    built(label, package, "--bin", name, profile)
}

/// Builds a benchmark of the workspace, which is always as fast as what is shipped; answers its file.
pub(crate) fn bench(label: &str, package: &str, name: &str) -> Result<PathBuf> {
    built(label, package, "--bench", name, Profile::Release)
}

fn built(label: &str, package: &str, kind: &str, name: &str, profile: Profile) -> Result<PathBuf> {
    let mut command = cargo();
    command.args(["build", "--package", package, kind, name]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    command.arg("--message-format=json-render-diagnostics");
    let messages = step::cargo(label, &mut command)?;
    executable(&messages, name).with_context(|| format!("cargo has built no program {name} of {package}"))
}

/// Builds the application.
pub(crate) fn application(profile: Profile) -> Result<PathBuf> {
    let label = match profile {
        Profile::Dev => "Building the application",
        Profile::Release => "Building the application as it is shipped",
    };
    binary(label, "oriel", "oriel", profile)
}

/// Builds the floor that the application's windows are held against: bare windows of the same toolkit, as they are
/// shipped.
/// The same package as the application's, so that nothing is built twice.
pub(crate) fn floor() -> Result<PathBuf> {
    built("Building bare windows", "oriel", "--example", "floor", Profile::Release)
}

/// One of cargo's messages, as far as it is read here.
#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// The file of this kind that cargo made for the target of this name.
pub(crate) fn artifact(messages: &str, name: &str, kind: &str) -> Option<PathBuf> {
    of_target(messages, name)
        .flat_map(|message| message.filenames)
        .find(|file| file.extension().is_some_and(|extension| extension == kind))
}

fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    of_target(messages, name).find_map(|message| message.executable)
}

fn of_target<'a>(messages: &'a str, name: &'a str) -> impl Iterator<Item = Message> + 'a {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter(|message| message.reason == "compiler-artifact")
        .filter(move |message| message.target.as_ref().is_some_and(|target| target.name == name))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const MESSAGES: &str = r#"
{"reason":"compiler-artifact","target":{"name":"serde"},"filenames":["/t/libserde.rlib"],"executable":null}
{"reason":"build-script-executed","package_id":"x"}
{"reason":"compiler-artifact","target":{"name":"oriel-ui"},"filenames":["/t/oriel-ui.js","/t/oriel-ui.wasm"],"executable":"/t/oriel-ui.wasm"}
not a message
"#;

    #[test]
    fn a_file_is_found_by_the_name_of_its_target_and_its_kind() {
        assert_eq!(artifact(MESSAGES, "oriel-ui", "wasm").as_deref(), Some(Path::new("/t/oriel-ui.wasm")));
        assert_eq!(artifact(MESSAGES, "serde", "wasm"), None);
    }

    #[test]
    fn a_library_has_no_program() {
        assert_eq!(executable(MESSAGES, "serde"), None);
        assert_eq!(executable(MESSAGES, "oriel-ui").as_deref(), Some(Path::new("/t/oriel-ui.wasm")));
    }
}
