//! How a table is printed, and how figures read in it.

/// Prints rows below a head: the first column to the left, figures to the right.
pub(super) fn print(head: &[&str], rows: Vec<Vec<String>>) {
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let widths: Vec<usize> = (0..lines[0].len())
        .map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default())
        .collect();
    for line in &lines {
        let cells = line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}

/// A time, from nanoseconds, with three figures or so.
pub(super) fn time(ns: f64) -> String {
    match ns {
        ..1e1 => format!("{ns:.1} ns"),
        ..1e3 => format!("{ns:.0} ns"),
        ..1e4 => format!("{:.2} µs", ns / 1e3),
        ..1e6 => format!("{:.1} µs", ns / 1e3),
        ..1e7 => format!("{:.2} ms", ns / 1e6),
        _ => format!("{:.1} ms", ns / 1e6),
    }
}

/// How many times.
pub(super) fn times(times: f64) -> String {
    // Rounded, not negative, and far below the most that fits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = times.round() as usize;
    match times {
        ..1e1 => format!("{times:.2}×"),
        ..1e2 => format!("{times:.1}×"),
        _ => format!("{}×", grouped(whole)),
    }
}

/// A number with its thousands apart.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Whether an aim was met, where there is one.
pub(super) fn met(met: Option<bool>) -> String {
    match met {
        Some(true) => "yes",
        Some(false) => "NO",
        None => "",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well_at_every_size() {
        assert_eq!(time(7.25), "7.2 ns");
        assert_eq!(time(73.4), "73 ns");
        assert_eq!(time(1_234.0), "1.23 µs");
        assert_eq!(time(93_294_039.0), "93.3 ms");
        assert_eq!(times(1.5), "1.50×");
        assert_eq!(times(85_714.3), "85,714×");
        assert_eq!(grouped(100_000), "100,000");
        assert_eq!(grouped(1), "1");
    }
}
