//! The header `Link`.

/// The target of `rel="next"` in a header `Link` (RFC 8288): `<address>; rel="next", <address>; …`.
pub(super) fn next_of(link: &str) -> Option<&str> {
    let mut rest = link;
    loop {
        let (_, after) = rest.split_once('<')?;
        let (target, after) = after.split_once('>')?;
        let (parameters, after) = unquoted(after, ',');
        let mut left = Some(parameters);
        let each = std::iter::from_fn(|| {
            let (parameter, rest) = unquoted(left?, ';');
            left = rest;
            Some(parameter)
        });
        let relations = each.filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"'))
        });
        if relations.flat_map(str::split_whitespace).any(|relation| relation.eq_ignore_ascii_case("next")) {
            return Some(target);
        }
        rest = after?;
    }
}

/// What stands before and after the first such character that is in no quotes.
fn unquoted(text: &str, end: char) -> (&str, Option<&str>) {
    let mut quoted = false;
    for (at, char) in text.char_indices() {
        if char == '"' {
            quoted = !quoted;
        } else if char == end && !quoted {
            return (&text[..at], Some(&text[at + char.len_utf8()..]));
        }
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_the_links_of_an_answer() {
        for (link, next) in [
            (r#"<https://a/b?page=2>; rel="next""#, Some("https://a/b?page=2")),
            (r#"<?page=1>; rel="prev", <?page=3>; rel="next", <?page=9>; rel="last""#, Some("?page=3")),
            (r#"<?a=1,2>; title="one, two; rel=next"; rel=prev,<?a=3>;rel=next"#, Some("?a=3")),
            (r#"<?a=4>; rel="last Next""#, Some("?a=4")),
            (r#"<?page=1>; rel="prev""#, None),
            ("nothing", None),
            ("<unclosed", None),
            ("", None),
        ] {
            assert_eq!(next_of(link), next, "{link}");
        }
    }
}
