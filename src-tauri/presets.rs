//! Boards to start from in the terminal: `oriel presets`, and `oriel presets NAME > board.toml`.

use crate::Error;
use oriel_board::{PRESETS, Preset, nearest_preset};
use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

pub(crate) fn run(name: Option<&str>) -> Result<ExitCode, Error> {
    let text = match name {
        None => list(),
        Some(name) => match Preset::named(name) {
            Some(preset) => preset.starter(),
            None => return Err(unknown(name).into()),
        },
    };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever reads it has read enough, as `head` has.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(ExitCode::SUCCESS),
    }
}

/// Every preset with what it is for, in two columns.
fn list() -> String {
    let width = PRESETS.iter().map(|preset| preset.name.len()).max().unwrap_or_default();
    let lines = PRESETS.iter().map(|preset| format!("{:width$}  {}\n", preset.name, preset.about));
    lines.chain(["\n`oriel presets NAME` prints a board to start from.\n".to_owned()]).collect()
}

/// What to say about a preset that there is not.
pub(crate) fn unknown(name: &str) -> String {
    match nearest_preset(name) {
        Some(near) => format!("preset \"{name}\" is not known; did you mean \"{near}\"?"),
        None => format!("preset \"{name}\" is not known; `oriel presets` lists them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_a_line_for_each_and_its_columns_are_aligned() {
        let list = list();
        let lines: Vec<&str> = list.lines().take(PRESETS.len()).collect();
        let column = |line: &str, about: &str| line.find(about);
        let columns: Vec<_> = lines.iter().zip(PRESETS).map(|(line, preset)| column(line, preset.about)).collect();
        assert!(columns[0].is_some() && columns.iter().all(|column| *column == columns[0]), "{list}");
        assert!(lines.iter().all(|line| line.chars().count() <= 100), "{list}");
    }

    #[test]
    fn a_misspelt_name_is_answered_with_the_nearest() {
        assert_eq!(unknown("directos"), "preset \"directos\" is not known; did you mean \"directus\"?");
        assert_eq!(unknown("sharepoint"), "preset \"sharepoint\" is not known; `oriel presets` lists them");
    }
}
