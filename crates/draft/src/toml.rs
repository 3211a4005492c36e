//! Values as a board writes them.

/// A text in quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            char if char.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(char))),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// A number. A float keeps a point, so that it stays one.
pub(crate) fn number(number: &serde_json::Number) -> String {
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(float) => format!("{float:?}"),
        None => number.to_string(),
    }
}

/// A key: bare where it may be.
pub(crate) fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if bare { name.to_owned() } else { quoted(name) }
}

/// A list of texts.
pub(crate) fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

/// `{ a = 1, b = 2 }` of members that are written already.
pub(crate) fn table<N: AsRef<str>>(members: &[(N, String)]) -> String {
    if members.is_empty() {
        return "{}".to_owned();
    }
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("{} = {value}", key(name.as_ref()))).collect();
    format!("{{ {} }}", members.join(", "))
}

/// A list of values that are written already: an entry a line where one line would be too long.
pub(crate) fn lines(values: &[String]) -> String {
    let line = format!("[{}]", values.join(", "));
    if line.chars().count() <= 96 { line } else { format!("[\n  {},\n]", values.join(",\n  ")) }
}

/// The first paragraph of a text in Markdown, as plain words.
pub(crate) fn prose(text: &str, most: usize) -> String {
    let is_prose = |line: &&str| !line.trim_start().starts_with(['#', '|', '<', '`', '!', '-', '*', '=', '>']);
    let mut lines = text.lines().filter(is_prose).skip_while(|line| line.trim().is_empty());
    let paragraph: Vec<&str> = lines.by_ref().take_while(|line| !line.trim().is_empty()).collect();
    one_line(&paragraph.join(" "), most)
}

/// Text of the document in a comment or a sentence of the board: one line, no more than so many characters.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let words: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most).collect();
    let end = cut
        .rfind(". ")
        .filter(|end| *end > most / 3)
        .map_or_else(|| cut.rfind(' ').unwrap_or(cut.len()), |dot| dot + 1);
    if cut[..end].ends_with('.') { cut[..end].to_owned() } else { format!("{} …", cut[..end].trim_end()) }
}
