//! A board's errors and warnings in the terminal.

use crate::Error;
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn run(path: &Path) -> Result<ExitCode, Error> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    let (problems, opens) = match oriel_board::parse(&name, &text) {
        Ok(parsed) => (parsed.warnings, true),
        Err(problems) => (problems, false),
    };
    for problem in &problems {
        println!("{problem}\n");
    }
    if opens {
        println!("{name}: the board opens ({} warnings)", problems.len());
        Ok(ExitCode::SUCCESS)
    } else {
        println!("{name}: the board does not open");
        Ok(ExitCode::FAILURE)
    }
}
