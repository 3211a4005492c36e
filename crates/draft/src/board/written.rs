//! The sections as text.

use super::Board;
use crate::toml;

/// A line longer than this gets a table of its own.
const LINE: usize = 140;

impl Board {
    /// `[queries]`.
    pub(crate) fn queries_written(&self) -> String {
        let mut text = "# What is shown: a name, and a GET below `base`.\n".to_owned();
        for query in self.queries.iter().filter(|query| !query.others.is_empty()) {
            let others: Vec<String> = query.others.iter().take(8).map(|name| toml::one_line(name, 40)).collect();
            let more = if query.others.len() > 8 { ", …" } else { "" };
            text.push_str(&format!("# {} could also be asked with {}{more}\n", query.name, others.join(", ")));
        }
        text.push_str("[queries]\n");
        let mut long = String::new();
        for query in &self.queries {
            let members: Vec<(&str, String)> =
                query.members.iter().map(|(name, value)| (*name, value.clone())).collect();
            let alone = members.first().filter(|_| members.len() == 1).map(|(_, get)| get.clone());
            let line = format!("{} = {}\n", query.name, alone.unwrap_or_else(|| toml::table(&members)));
            if line.chars().count() <= LINE {
                text.push_str(&line);
            } else {
                long.push_str(&format!("\n[queries.{}]\n", query.name));
                query.members.iter().for_each(|(name, value)| long.push_str(&format!("{name} = {value}\n")));
            }
        }
        text + &long
    }

    /// `[panels]`.
    pub(crate) fn panels_written(&self) -> String {
        let mut text = String::new();
        for panel in &self.panels {
            text.push_str(&format!("\n[panels.{}]\n", panel.name));
            panel.members.iter().for_each(|(name, value)| text.push_str(&format!("{name} = {value}\n")));
        }
        text
    }
}
