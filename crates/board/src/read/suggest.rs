//! "did you mean": the nearest name.

/// Help for a name that is not among those known: the nearest, or a short list.
pub(crate) fn suggest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>, quote: char) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(name) = nearest(wrong, known.iter().copied()) {
        return Some(format!("did you mean {quote}{name}{quote}?"));
    }
    (1..=8).contains(&known.len()).then(|| one_of(&known, quote))
}

/// The known name that was likely meant: one that a slip or two of the keyboard make of it. `None` where none is near.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let far = |name: &str| strsim::damerau_levenshtein(&folded(wrong), &folded(name));
    let near = known.into_iter().map(|name| (far(name), name));
    near.filter(|(distance, name)| *distance <= (name.chars().count() / 3).max(1)).min().map(|(_, name)| name)
}

/// "one of a, b"; a single name is "only a".
pub(crate) fn one_of(known: &[&str], quote: char) -> String {
    let names: Vec<String> = known.iter().map(|name| format!("{quote}{name}{quote}")).collect();
    match names.as_slice() {
        [only] => format!("there is only {only}"),
        _ => format!("one of {}", names.join(", ")),
    }
}

/// `loan_summary`, `loan-summary` and `loanSummary` are near.
fn folded(name: &str) -> String {
    name.chars().filter(|char| !matches!(char, '-' | '_')).flat_map(char::to_lowercase).collect()
}
