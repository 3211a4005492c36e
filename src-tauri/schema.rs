//! `oriel schema`: the JSON Schema of boards, for editors.

use crate::{Error, terminal};
use std::process::ExitCode;

pub(crate) fn run() -> Result<ExitCode, Error> {
    terminal::print(&text())?;
    Ok(ExitCode::SUCCESS)
}

fn text() -> String {
    format!("{:#}\n", oriel_board::schema())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_schema_is_json_with_the_sections_of_a_board() {
        let schema: serde_json::Value = serde_json::from_str(&text()).unwrap();
        for section in ["vars", "backend", "queries", "events", "panels", "actions", "windows"] {
            assert!(schema["properties"].get(section).is_some(), "{section}");
        }
    }
}
