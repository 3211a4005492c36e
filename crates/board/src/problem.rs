//! One thing wrong with a board, and where.

use serde::{Deserialize, Serialize};
use std::fmt::{self, Write};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The board is not opened.
    Error,
    /// The board opens; this is likely not what was meant.
    Warning,
}

/// One error or warning. `Display` draws it with its line underlined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to mend it, written behind the underline.
    pub help: Option<String>,
    /// The file as it was named.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column, counted from 1 in characters.
    pub column: usize,
    /// How many characters are underlined; at least 1.
    pub length: usize,
    /// The line itself.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let gutter = " ".repeat(self.line.to_string().len());
        writeln!(f, "{severity}: {}", self.message)?;
        writeln!(f, "{gutter}--> {}:{}:{}", self.file, self.line, self.column)?;
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{} | {}", self.line, self.text)?;
        write!(f, "{gutter} | ")?;
        // A tab before the underline is as wide as the one above it.
        for char in self.text.chars().take(self.column.saturating_sub(1)) {
            f.write_char(if char == '\t' { '\t' } else { ' ' })?;
        }
        f.write_str(&"^".repeat(self.length.max(1)))?;
        self.help.iter().try_for_each(|help| write!(f, " {help}"))
    }
}

impl std::error::Error for Problem {}
