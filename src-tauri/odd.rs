//! A message that makes no sense, and what of it would.

use oriel_board::Board;
use oriel_session::Strange;

/// What members with an event's name are usually called, the likeliest first.
const USUAL: [&str; 8] = ["event", "type", "name", "topic", "kind", "action", "method", "op"];

/// One line: what is wrong, what came, and what would help.
pub(crate) fn line(board: &Board, strange: &Strange) -> String {
    let heard = strange.heard.as_ref().map(|heard| format!(": {}", heard.text())).unwrap_or_default();
    let instead = instead(board, strange).map(|instead| format!("; {instead}")).unwrap_or_default();
    format!("{strange}{heard}{instead}")
}

/// Where a message without a name may have it: where a text is the name of an event that the board declares, else
/// where names usually are.
pub(crate) fn instead(board: &Board, strange: &Strange) -> Option<String> {
    let names = strange.heard.as_ref()?.names();
    if let Some((at, name)) = names.iter().find(|(_, name)| board.events.contains_key(name)) {
        return Some(format!("there is \"{at}\", with \"{name}\""));
    }
    let called = |at: &str, usual: &str| at.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(usual));
    let (at, _) = USUAL.iter().find_map(|usual| names.iter().find(|(at, _)| called(at, usual)))?;
    Some(format!("there is \"{at}\""))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_session::Excerpt;
    use serde_json::{Value, json};

    const BOARD: &str = r#"
board = 1
title = "Desk"
[backend]
base = "http://127.0.0.1:1"
socket = { url = "ws://127.0.0.1:1/live", event = "/event" }
[queries]
tickets = { get = "/tickets" }
[events]
"ticket.updated" = ["tickets"]
[panels.tickets]
kind = "json"
query = "tickets"
"#;

    #[allow(clippy::needless_pass_by_value)]
    fn said(message: Value) -> String {
        let board = oriel_board::parse("desk.toml", BOARD).unwrap_or_else(|problems| panic!("{}", problems[0])).board;
        line(&board, &Strange::new("odd").instead_of(Some(Excerpt::unnamed(&message, None))))
    }

    #[test]
    fn the_name_of_an_event_that_the_board_declares_tells_where_names_are() {
        let message = json!({ "op": "event", "subject": "ticket.updated" });
        assert_eq!(
            said(message),
            r#"odd: {"op":"event","subject":"ticket.updated"}; there is "/subject", with "ticket.updated""#
        );
    }

    #[test]
    fn else_the_place_where_names_usually_are_is_told() {
        assert_eq!(
            said(json!({ "op": "x", "msg": { "Type": "y" } })),
            r#"odd: {"msg":{"Type":"y"},"op":"x"}; there is "/msg/Type""#
        );
        assert_eq!(said(json!({ "no": 7, "who": "Ada" })), r#"odd: {"no":7,"who":"Ada"}"#);
        assert_eq!(said(json!({ "token": "ticket.updated" })), r#"odd: {"token":"…"}"#, "a secret is no name");
    }
}
