//! Names as people read them.

/// A name of a board or a field as a label: `createdAt` is "Created at", `loan-summary` is "Loan
/// summary", `accountID` is "Account ID".
#[must_use]
pub fn label(name: &str) -> String {
    let mut label = String::new();
    for word in words(name) {
        if !label.is_empty() {
            label.push(' ');
        }
        let acronym = word.chars().count() > 1 && !word.contains(char::is_lowercase);
        if acronym {
            label.push_str(&word);
        } else if label.is_empty() {
            let mut chars = word.chars();
            label.extend(chars.next().into_iter().flat_map(char::to_uppercase));
            label.extend(chars.flat_map(char::to_lowercase));
        } else {
            label.push_str(&word.to_lowercase());
        }
    }
    label
}

/// Cut at separators, and where small letters turn into capitals.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (i, &char) in chars.iter().enumerate() {
        let separator = matches!(char, '-' | '_' | '.' | ' ' | '/');
        let before = i.checked_sub(1).and_then(|i| chars.get(i));
        let small = |char: Option<&char>| char.is_some_and(|char| char.is_lowercase());
        // "createdAt" before A; "IDCard" before C.
        let turn = char.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit()) || small(chars.get(i + 1)));
        if (separator || turn) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !separator {
            word.push(char);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
