//! The size of the windows' wasm: its budget, and what takes it, by crate and by function.

use std::{collections::BTreeMap, fmt::Write as _, ops::Range};

use anyhow::{Context as _, Result, bail};
use wasmparser::{KnownCustom, Name, Parser, Payload};

use crate::ui;

/// How many bytes the module of the windows may have as gzip: what was reached, and a little. Every window compiles all of
/// it before it shows anything.
const BUDGET: usize = 420_000;
/// How many it should have.
const GOAL: usize = 400_000;
/// How many crates and functions are named.
const CRATES: usize = 25;
const FUNCTIONS: usize = 40;
/// Crates that every program has: a function that was made for another crate counts there.
const STANDARD: &[&str] = &["core", "alloc", "std", "hashbrown", "compiler_builtins"];
/// How the names of this repository's crates begin.
const OWN: &str = "oriel_";
/// Of functions without a name, and of those whose name is none of Rust's.
const OTHER: &str = "(other)";

/// Builds the windows and prints what takes their size.
pub(crate) fn size(all: bool) -> Result<()> {
    let module = ui::named()?;
    print!("{}", Table::read(&module)?.text(all));
    Ok(())
}

/// Fails where the windows that were built last are larger than they may be.
pub(crate) fn within_budget() -> Result<()> {
    let size = ui::gzip(&ui::shipped()?);
    println!("{}", verdict(size)?);
    Ok(())
}

fn verdict(size: usize) -> Result<String> {
    let (is, may, goal) = (size.div_ceil(1000), BUDGET / 1000, GOAL / 1000);
    if size > BUDGET {
        bail!(
            "the wasm of the windows is {is} kB as gzip; it may have {may} kB, and {goal} kB are the goal: `cargo \
             xtask size` shows what takes it, and docs/contributing.md (\"What a window loads\") what has helped before"
        );
    }
    Ok(format!("the wasm of the windows is {is} kB as gzip, of {may} kB that it may have; the goal is {goal} kB"))
}

/// A function and the bytes of its body.
struct Function {
    name: String,
    body: Range<usize>,
}

/// What a module consists of.
struct Table<'a> {
    module: &'a [u8],
    functions: Vec<Function>,
    data: &'a [u8],
}

impl<'a> Table<'a> {
    fn read(module: &'a [u8]) -> Result<Self> {
        let mut imported = 0;
        let mut bodies = Vec::new();
        let mut names = BTreeMap::new();
        let mut data: &[u8] = &[];
        for payload in Parser::new(0).parse_all(module) {
            match payload.context("the module of the windows cannot be read")? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.range()),
                Payload::DataSection(section) => data = module.get(section.range()).unwrap_or_default(),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(subsections) = section.as_known() {
                        for subsection in subsections {
                            if let Name::Function(map) = subsection? {
                                for name in map {
                                    let name = name?;
                                    names.insert(name.index, name.name.to_owned());
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let functions = (imported..)
            .zip(bodies)
            .map(|(index, body)| Function {
                name: names.get(&index).map_or_else(String::new, |name| plain(name)),
                body,
            })
            .collect();
        Ok(Self { module, functions, data })
    }

    fn body(&self, function: &Function) -> &'a [u8] {
        self.module.get(function.body.clone()).unwrap_or_default()
    }

    /// The tables as text; `all` functions, or the largest.
    fn text(&self, all: bool) -> String {
        let mut crates: BTreeMap<&str, Vec<&Function>> = BTreeMap::new();
        for function in &self.functions {
            crates.entry(made_for(&function.name)).or_default().push(function);
        }
        let mut rows: Vec<_> = crates
            .into_iter()
            .map(|(name, functions)| {
                let code: Vec<u8> = functions.iter().flat_map(|function| self.body(function)).copied().collect();
                (code.len(), ui::gzip(&code), functions.len(), name)
            })
            .collect();
        rows.push((self.data.len(), ui::gzip(self.data), 0, "(data)"));
        rows.sort_unstable_by(|a, b| b.cmp(a));
        let limit = |few: usize| if all { usize::MAX } else { few };
        let mut text = format!("{:>9} {:>9} {:>9}  crate\n", "bytes", "as gzip", "functions");
        for (bytes, gzip, functions, name) in rows.iter().take(limit(CRATES)) {
            let _ = writeln!(text, "{bytes:>9} {gzip:>9} {functions:>9}  {name}");
        }
        let mut largest: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for function in &self.functions {
            let (bytes, copies) = largest.entry(&function.name).or_default();
            *bytes += function.body.len();
            *copies += 1;
        }
        let mut largest: Vec<_> = largest.into_iter().collect();
        largest.sort_unstable_by_key(|(_, (bytes, _))| std::cmp::Reverse(*bytes));
        let _ = writeln!(text, "\n{:>9} {:>9}  function", "bytes", "copies");
        for (name, (bytes, copies)) in largest.iter().take(limit(FUNCTIONS)) {
            let _ = writeln!(text, "{bytes:>9} {copies:>9}  {name}");
        }
        text
    }
}

/// A name as it stands in the source, without the compiler's hash.
fn plain(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

/// The crate that a function was made for: a type of this repository that its name holds, or else of another crate, says
/// more than the crate of the generic function that it is an instance of.
fn made_for(name: &str) -> &str {
    let heads = || heads(name);
    heads()
        .find(|head| head.starts_with(OWN))
        .or_else(|| heads().find(|head| !STANDARD.contains(head)))
        .or_else(|| heads().next())
        .unwrap_or(OTHER)
}

/// The first words of the paths in a name.
fn heads(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices("::").filter_map(|(end, _)| {
        let before = name.get(..end)?;
        let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
        // A path that goes on is no head, and neither is what stands after `>::`.
        let is_head = !before.get(..start)?.ends_with("::") && start < end;
        is_head.then(|| before.get(start..)).flatten()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_function_counts_with_the_crate_that_it_was_made_for() {
        assert_eq!(made_for("oriel_ui::panels::table::table"), "oriel_ui");
        assert_eq!(made_for("<serde_json::de::Deserializer<R>>::parse_value"), "serde_json");
        assert_eq!(made_for("core::ptr::drop_in_place::<oriel_board::model::View>"), "oriel_board");
        assert_eq!(made_for("<alloc::vec::Vec<yew::virtual_dom::VNode>>::push"), "yew");
        assert_eq!(made_for("alloc::fmt::format"), "alloc");
        assert_eq!(made_for("memcpy"), OTHER);
    }

    #[test]
    fn what_is_larger_than_the_budget_is_an_error_that_says_what_to_do() {
        assert!(verdict(BUDGET).is_ok());
        let error = verdict(BUDGET + 1).unwrap_err().to_string();
        assert!(error.contains("is 421 kB") && error.contains("cargo xtask size"), "{error}");
    }

    #[test]
    fn a_name_loses_the_hash_of_the_compiler() {
        assert_eq!(plain("_ZN4core3fmt5write17h0123456789abcdefE"), "core::fmt::write");
        assert_eq!(plain("_RNvNtC3foo3bar3baz"), "foo::bar::baz");
    }
}
