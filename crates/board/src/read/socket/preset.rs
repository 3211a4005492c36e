//! A preset's own text.

use super::super::fields::Fields;
use super::super::names::Names;
use super::super::node::{Cx, Node};
use super::super::report::Report;
use super::super::suggest::suggest;
use super::super::syntax;
use super::layer::Layer;
use crate::Problem;
use crate::preset::{PRESETS, Preset};
use crate::shape::{Kind, PRESET};
use std::collections::BTreeMap;
use toml_edit::Document;

/// The preset that the board names.
pub(crate) fn named(node: &Node<'_>, token: &BTreeMap<String, String>) -> Option<Layer> {
    node.meant(|kind| matches!(kind, Kind::Preset));
    let name = node.text()?;
    let Some(preset) = PRESETS.iter().find(|preset| preset.name == name) else {
        let help = suggest(name, PRESETS.iter().map(|preset| preset.name), '"')
            .unwrap_or_else(|| "`oriel presets` lists them".to_owned());
        node.error(format!("preset \"{name}\" is not known"), help);
        return None;
    };
    match read(preset, token) {
        Ok(layer) => Some(layer),
        // It is shipped, and tested; but nothing that a board names may end the process.
        Err(_) => {
            node.error(format!("preset \"{name}\" is broken"), "write its fields yourself, and tell us".to_owned());
            None
        }
    }
}

/// What a preset says.
fn read(preset: &Preset, token: &BTreeMap<String, String>) -> Result<Layer, Vec<Problem>> {
    let report = Report::new(preset.text);
    let names = Names::default();
    let document = match Document::parse(preset.text) {
        Ok(document) => document,
        Err(error) => {
            syntax::report(&report, preset.text, &error);
            return Err(report.into_problems(preset.name));
        }
    };
    let fields =
        Fields::of_table(Cx { report: &report, names: &names }, document.as_table(), &PRESET, "the preset", 0..0);
    let needs = fields.get("needs").and_then(|node| node.entries()).unwrap_or_default();
    let needs =
        needs.iter().filter_map(|entry| Some((entry.name.to_owned(), entry.node.words()?.to_owned()))).collect();
    let layer = Layer::read(&fields, None, needs, token);
    fields.done();
    let problems = report.into_problems(preset.name);
    layer.filter(|_| problems.is_empty()).ok_or(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_read_without_a_word() {
        for preset in PRESETS {
            if let Err(problems) = read(preset, &BTreeMap::new()) {
                panic!("{}: {}", preset.name, problems.iter().map(Problem::to_string).collect::<String>());
            }
        }
    }
}
