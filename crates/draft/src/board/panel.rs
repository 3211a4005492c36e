//! A panel, as it is written down.

use crate::toml;

/// A panel that is written down.
#[derive(Debug)]
pub(crate) struct Panel {
    pub(crate) name: String,
    pub(crate) members: Vec<(&'static str, String)>,
    /// How much of a row of panels it takes, of 4.
    pub(crate) width: usize,
    /// The resource that it belongs to, by its place among those that were chosen.
    pub(crate) group: usize,
}

impl Panel {
    /// It is of this kind.
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.members.iter().any(|(name, value)| *name == "kind" && *value == toml::quoted(kind))
    }
}

/// The panel with the variables that a person chooses above it, each once.
pub(super) fn with_filter(mut panel: Vec<(&'static str, String)>, filter: &[String]) -> Vec<(&'static str, String)> {
    let mut names: Vec<&String> = Vec::new();
    for name in filter {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    panel.extend((!names.is_empty()).then(|| ("filter", toml::list(&names))));
    panel
}
