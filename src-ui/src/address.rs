//! Addresses on screen: broken at their joints where they do not fit, not within a word.

use yew::prelude::*;

/// The parts of an address that stay in one line while there is room for them: each ends with the
/// slash, question mark or ampersand after which it may break.
///
/// ```
/// use oriel_ui::address::parts;
///
/// let parts: Vec<_> = parts("GET http://h/api/messages?page=1&of=2").collect();
/// assert_eq!(parts, ["GET http://", "h/", "api/", "messages?", "page=1&", "of=2"]);
/// ```
pub fn parts(address: &str) -> impl Iterator<Item = &str> {
    let mut rest = address;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices().peekable();
        let end = loop {
            match (chars.next(), chars.peek()) {
                // Slashes that follow each other stay together.
                (Some((_, '/')), Some((_, '/'))) => {}
                (Some((_, '/' | '?' | '&')), Some((next, _))) => break *next,
                (Some(_), _) => {}
                (None, _) => break rest.len(),
            }
        };
        let (part, after) = rest.split_at(end);
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

/// An address, with a place for a break after each of its [`parts`].
pub fn breakable(address: &str) -> Html {
    parts(address).map(|part| html! { <>{ part.to_owned() }<wbr /></> }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_an_address_is_lost_whatever_is_in_it() {
        for address in ["", "/", "///", "GET /a//b/", "wss://ü.example/é?x=/&y", "no joints"] {
            assert_eq!(parts(address).collect::<String>(), address);
            assert!(parts(address).all(|part| !part.is_empty()));
        }
        assert_eq!(parts("/messages").collect::<Vec<_>>(), ["/", "messages"]);
    }
}
