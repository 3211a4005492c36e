//! Capitals and small letters. The page knows those of every script, so its own are asked for all that is not plain ASCII:
//! the tables of the standard library would be 24 kB of what a window loads.

/// The text in small letters.
///
/// ```
/// assert_eq!(oriel_ui::case::lower("Ärger in OSLO"), "ärger in oslo");
/// ```
#[must_use]
pub fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { page::lower(text) }
}

/// The text with a capital at its beginning.
///
/// ```
/// assert_eq!(oriel_ui::case::capitalised("élan vital"), "Élan vital");
/// ```
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    let first = match rest.next() {
        Some(first) if first.is_ascii() => first.to_ascii_uppercase().to_string(),
        Some(first) => page::upper(first.encode_utf8(&mut [0; 4])),
        None => String::new(),
    };
    first + rest.as_str()
}

#[cfg(target_arch = "wasm32")]
mod page {
    use js_sys::JsString;

    pub(super) fn lower(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }

    pub(super) fn upper(text: &str) -> String {
        JsString::from(text).to_upper_case().into()
    }
}

/// On the host there is no page: tests read what a window in English would.
#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub(super) fn lower(text: &str) -> String {
        text.to_lowercase()
    }

    pub(super) fn upper(text: &str) -> String {
        text.to_uppercase()
    }
}
