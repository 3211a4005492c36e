//! A board's pointer that leads to nothing in an answer that is there: what the answer has instead.
//!
//! An empty list and a list that is looked for in the wrong place look alike, and only the second
//! is for the board's author to mend.

use serde_json::Value;

/// As many pointers are named at most; the rest is in the answer itself.
const NAMED: usize = 4;

/// Why there are no rows at this pointer. `None` where that is no fault of the pointer: there is a
/// list, if an empty one, or null, or something on the way that may be there another time.
///
/// ```
/// use oriel_ui::astray::no_list;
/// use serde_json::json;
///
/// let answer = json!({ "items": [7], "total": 1 });
/// let said = no_list(&answer, "/itemz").expect("a pointer that leads to nothing");
/// assert_eq!(said, "The answer has no list at “/itemz”; it has “/items”.");
/// assert_eq!(no_list(&json!({ "items": [] }), "/items"), None);
/// ```
#[must_use]
pub fn no_list(answer: &Value, rows: &str) -> Option<String> {
    if !leads_astray(answer, rows, Value::is_array) {
        return None;
    }
    let what = if rows.is_empty() {
        "The answer is not a list".to_owned()
    } else {
        format!("The answer has no list at {}", quoted(rows))
    };
    if answer.is_array() {
        return Some(format!("{what}; it is a list itself."));
    }
    let lists = lists(answer);
    let has =
        if lists.is_empty() { ", and has none near its top".to_owned() } else { format!("; it has {}", named(&lists)) };
    Some(format!("{what}{has}."))
}

/// Why there is nothing at this pointer to a part of the answer. `None` where that is no fault of
/// the pointer, as with [`no_list`].
///
/// ```
/// use oriel_ui::astray::no_part;
/// use serde_json::json;
///
/// let said = no_part(&json!({ "user": {}, "rights": [] }), "/usr").expect("a pointer that leads to nothing");
/// assert_eq!(said, "The answer has nothing at “/usr”; it has “/rights” and “/user”.");
/// ```
#[must_use]
pub fn no_part(answer: &Value, at: &str) -> Option<String> {
    if !leads_astray(answer, at, |_| true) {
        return None;
    }
    let what = format!("The answer has nothing at {}", quoted(at));
    let members = members("", answer).map(|(pointer, _)| pointer).collect::<Vec<_>>();
    Some(if members.is_empty() { format!("{what}.") } else { format!("{what}; it has {}.", named(&members)) })
}

/// The pointer can never have led where it should: at some step there is something else than what it
/// names. Null and an empty object say nothing about where things are, and a place of a list may
/// well be empty.
fn leads_astray(answer: &Value, pointer: &str, is_right: impl Fn(&Value) -> bool) -> bool {
    let mut here = answer;
    for end in ends(pointer) {
        match answer.pointer(&pointer[..end]) {
            Some(next) => here = next,
            None => {
                let step = pointer[..end].rsplit('/').next().unwrap_or_default();
                return match here {
                    Value::Null => false,
                    Value::Array(_) => step.parse::<usize>().is_err(),
                    Value::Object(members) => !members.is_empty(),
                    _ => true,
                };
            }
        }
    }
    !here.is_null() && !is_right(here)
}

/// Where each step of a pointer ends in its text.
fn ends(pointer: &str) -> impl Iterator<Item = usize> {
    let inner = pointer.char_indices().skip(1).filter(|(_, c)| *c == '/').map(|(at, _)| at);
    inner.chain((!pointer.is_empty()).then_some(pointer.len()))
}

/// The pointers of the lists among the members of an answer, and among theirs.
fn lists(answer: &Value) -> Vec<String> {
    let (mut near, mut far) = (Vec::new(), Vec::new());
    for (pointer, member) in members("", answer) {
        far.extend(members(&pointer, member).filter(|(_, value)| value.is_array()).map(|(pointer, _)| pointer));
        if member.is_array() {
            near.push(pointer);
        }
    }
    near.append(&mut far);
    near
}

/// The members of an object, each with its pointer.
fn members<'a>(base: &'a str, value: &'a Value) -> impl Iterator<Item = (String, &'a Value)> {
    let members = value.as_object().into_iter().flatten();
    members.map(move |(name, value)| (format!("{base}/{}", name.replace('~', "~0").replace('/', "~1")), value))
}

fn named(pointers: &[String]) -> String {
    let mut shown: Vec<String> = pointers.iter().take(NAMED).map(|pointer| quoted(pointer)).collect();
    match pointers.len() - shown.len() {
        0 => {}
        more => shown.push(format!("{more} more")),
    }
    match shown.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => shown.concat(),
    }
}

fn quoted(pointer: &str) -> String {
    format!("\u{201c}{pointer}\u{201d}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_in_the_top_two_levels_are_named_the_nearer_first() {
        let answer = json!({ "data": { "rows": [], "deep": { "er": [] } }, "errors": [], "ok": true });
        let said = no_list(&answer, "/items").unwrap();
        assert_eq!(said, "The answer has no list at “/items”; it has “/errors” and “/data/rows”.");
        assert_eq!(no_list(&answer, "").unwrap(), "The answer is not a list; it has “/errors” and “/data/rows”.");
        let found = "The answer has no list at “/data”; it has “/errors” and “/data/rows”.";
        assert_eq!(no_list(&answer, "/data").unwrap(), found, "what is there is no list");
    }

    #[test]
    fn an_answer_without_any_list_says_so_and_one_of_many_names_a_few() {
        assert_eq!(
            no_list(&json!({ "ok": true }), "/items").unwrap(),
            "The answer has no list at “/items”, and has none near its top."
        );
        assert_eq!(no_list(&json!("done"), "").unwrap(), "The answer is not a list, and has none near its top.");
        assert_eq!(no_list(&json!([7]), "/items").unwrap(), "The answer has no list at “/items”; it is a list itself.");
        let many = json!({ "a": [], "b": [], "c/d": [], "e~f": [], "g": [], "h": [] });
        let said = no_list(&many, "/x").unwrap();
        assert_eq!(said, "The answer has no list at “/x”; it has “/a”, “/b”, “/c~1d”, “/e~0f” and 2 more.");
    }

    #[test]
    fn a_list_that_is_empty_or_null_or_not_there_yet_is_no_fault_of_the_pointer() {
        assert_eq!(no_list(&json!({ "items": [] }), "/items"), None);
        assert_eq!(no_list(&json!([]), ""), None);
        assert_eq!(no_list(&json!({ "items": null }), "/items"), None);
        assert_eq!(no_list(&json!(null), "/items"), None);
        assert_eq!(no_list(&json!({}), "/items"), None);
        assert_eq!(no_list(&json!({ "pages": [] }), "/pages/0/items"), None);
        assert_eq!(no_list(&json!({ "pages": null }), "/pages/items"), None);
        assert_eq!(no_part(&json!({ "user": null }), "/user/name"), None);
    }

    #[test]
    fn a_part_that_is_not_there_is_told_from_the_members_that_are() {
        assert_eq!(no_part(&json!({ "user": 7 }), "/user"), None);
        assert_eq!(no_part(&json!({ "user": 7 }), ""), None);
        assert_eq!(
            no_part(&json!({ "user": 7 }), "/user/name").unwrap(),
            "The answer has nothing at “/user/name”; it has “/user”."
        );
        assert_eq!(no_part(&json!("ok"), "/user").unwrap(), "The answer has nothing at “/user”.");
    }
}
