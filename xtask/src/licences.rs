//! Every crate in the build must have a licence that `deny.toml` allows.
//!
//! `cargo deny` reads the same file and checks more; it takes minutes to compile, so it is used where it is installed.

use std::{collections::BTreeMap, fs};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use spdx::{Expression, LicenseReq, ParseMode};

use crate::{
    program::{self, cargo, find},
    workspace,
};

/// The part of `deny.toml` that is read here.
#[derive(Deserialize)]
struct Deny {
    licenses: Licences,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
    #[serde(default)]
    clarify: Vec<Clarification>,
}

/// Licences that are allowed for one crate only.
#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

/// The licence of a crate that does not say it in its manifest.
#[derive(Deserialize)]
struct Clarification {
    #[serde(rename = "crate")]
    name: String,
    expression: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
}

/// Checks the licence of every crate in `Cargo.lock`.
pub(crate) fn check() -> Result<()> {
    let file = workspace::path("deny.toml");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let deny: Deny = toml::from_str(&text).with_context(|| format!("cannot read {}", file.display()))?;
    let listed = program::capture(cargo().args(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Metadata = serde_json::from_str(&listed).context("cargo metadata says something unknown")?;
    let refused: Vec<_> = metadata
        .packages
        .iter()
        .filter_map(|package| {
            refusal(package, &deny.licenses).map(|why| format!("{} {}: {why}", package.name, package.version))
        })
        .collect();
    if !refused.is_empty() {
        bail!("these crates may not be used, see deny.toml:\n  {}", refused.join("\n  "));
    }
    println!("{} crates, every licence is allowed", metadata.packages.len());
    for exception in unused(&deny.licenses, &metadata.packages) {
        println!("note: the exception for {exception} in deny.toml is not needed any more");
    }
    if find("cargo-deny").is_some() {
        program::show(cargo().args(["deny", "check", "licenses", "bans", "sources"]))?;
    }
    Ok(())
}

/// Why a crate may not be used; none: it may.
fn refusal(package: &Package, licences: &Licences) -> Option<String> {
    let clarified = licences.clarify.iter().find(|known| known.name == package.name);
    let said = clarified.map(|known| &known.expression).or(package.license.as_ref());
    let Some(said) = said else {
        return Some("it names no licence".to_owned());
    };
    // Old manifests write MIT/Apache-2.0.
    let expression = match Expression::parse_mode(said, ParseMode::LAX) {
        Ok(expression) => expression,
        Err(error) => return Some(format!("its licence cannot be read: {said} ({})", error.reason)),
    };
    let exceptions = licences.exceptions.iter().filter(|exception| exception.name == package.name);
    let allowed: Vec<&String> =
        licences.allow.iter().chain(exceptions.flat_map(|exception| &exception.allow)).collect();
    let is_allowed = |wanted: &LicenseReq| allowed.iter().any(|licence| **licence == wanted.to_string());
    (!expression.evaluate(is_allowed)).then(|| said.clone())
}

/// Exceptions for crates that are not used any more.
fn unused(licences: &Licences, packages: &[Package]) -> Vec<String> {
    let used: BTreeMap<_, _> = packages.iter().map(|package| (package.name.as_str(), ())).collect();
    let named = licences.exceptions.iter().map(|exception| &exception.name);
    named.filter(|name| !used.contains_key(name.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn licences() -> Licences {
        Licences {
            allow: vec!["MIT".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()],
            exceptions: vec![Exception { name: "css".to_owned(), allow: vec!["MPL-2.0".to_owned()] }],
            clarify: Vec::new(),
        }
    }

    fn package(name: &str, license: Option<&str>) -> Package {
        Package { name: name.to_owned(), version: "1.0.0".to_owned(), license: license.map(str::to_owned) }
    }

    #[test]
    fn one_allowed_licence_of_a_choice_is_enough_and_all_of_a_conjunction_are_needed() {
        assert_eq!(refusal(&package("a", Some("GPL-3.0-only OR MIT")), &licences()), None);
        assert_eq!(refusal(&package("a", Some("MIT/GPL-3.0")), &licences()), None);
        assert!(refusal(&package("a", Some("MIT AND GPL-3.0-only")), &licences()).is_some());
    }

    #[test]
    fn a_licence_with_an_exception_is_not_the_licence_alone() {
        assert_eq!(refusal(&package("a", Some("Apache-2.0 WITH LLVM-exception")), &licences()), None);
        assert!(refusal(&package("a", Some("Apache-2.0")), &licences()).is_some());
    }

    #[test]
    fn an_exception_is_for_its_own_crate_only() {
        assert_eq!(refusal(&package("css", Some("MPL-2.0")), &licences()), None);
        assert!(refusal(&package("other", Some("MPL-2.0")), &licences()).is_some());
    }

    #[test]
    fn a_crate_without_a_licence_is_refused() {
        assert!(refusal(&package("a", None), &licences()).is_some());
    }
}
