//! A server's words as a person may see them: one line, of bounded length, without the token.

use oriel_socket::Token;

/// How much is shown, in characters.
pub(super) const SHOWN: usize = 300;

/// One line of it. The token goes first: cut in two it would not be known again.
pub(super) fn line(text: &str, token: Option<&Token>) -> String {
    let hidden = token.map(|token| token.hidden_in(text));
    let text = hidden.as_deref().unwrap_or(text);
    let visible = text.split(|char: char| char.is_whitespace() || char.is_control());
    let mut line = String::new();
    let mut left = SHOWN;
    for word in visible.filter(|word| !word.is_empty()) {
        if !line.is_empty() && left > 0 {
            line.push(' ');
            left -= 1;
        }
        for char in word.chars().filter(|char| !turns(*char)) {
            if left == 0 {
                line.push('…');
                return line;
            }
            line.push(char);
            left -= 1;
        }
    }
    line.trim_end().to_owned()
}

/// It turns the direction of what is written after it, which belongs to no message of ours.
fn turns(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_one_bounded_line_without_the_token() {
        let token = Token::new("s3cret-t0ken");
        let line = |text: &str| super::line(text, Some(&token));
        assert_eq!(line(" two\r\n\tlines\0 \u{1b}[31mred "), "two lines [31mred");
        assert_eq!(line("Bearer s3cret-t0ken is unknown"), "Bearer … is unknown");
        assert_eq!(line("abc \u{202e}cba"), "abc cba");
        assert_eq!(line(""), "");
        let cut = line(&format!("{}s3cret-t0ken", "x".repeat(SHOWN - 3)));
        assert!(!cut.contains("s3c"), "{cut}");
        assert_eq!(line(&"long ".repeat(1000)).chars().count(), SHOWN + 1);
    }
}
