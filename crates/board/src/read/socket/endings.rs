//! `endings`: what each end of a connection means for one backend.

use super::super::fields::Fields;
use super::super::node::Node;
use super::super::scalar::{choice, some_time};
use super::fields::many;
use super::matching::matching;
use crate::shape::ENDING;
use oriel_protocol::{Ending, EndingRule, Refusal, Trigger};
use std::ops::RangeInclusive;

/// What can be done, in the words of a board.
const WORDS: [(&str, Ending); 7] = [
    ("renew", Ending::Refresh),
    ("retry", Ending::Retry),
    ("retry-at-once", Ending::RetryAtOnce),
    ("retry-slowly", Ending::RetrySlowly),
    ("stop", Ending::Stop(Refusal::Backend)),
    ("sign-in", Ending::Stop(Refusal::SignIn)),
    ("moved", Ending::Stop(Refusal::Address)),
];

/// `endings`, where the board has them. `closes`: this protocol has close codes.
pub(crate) fn endings(
    fields: &Fields<'_>,
    constants: &[&str],
    protocol: &str,
    closes: bool,
) -> Option<Vec<EndingRule>> {
    let node = fields.get("endings")?;
    Some(many(&node, |node| ending(node, constants, protocol, closes)))
}

/// One entry of `endings`.
fn ending(node: &Node<'_>, constants: &[&str], protocol: &str, closes: bool) -> Option<EndingRule> {
    let fields = Fields::of(node, &ENDING, "this ending", &node.at)?;
    if let Some(node) = fields.get("close").filter(|_| !closes) {
        let help = "use `status` or `message`".to_owned();
        node.error(format!("close codes are those of a WebSocket, and `{protocol}` has none"), help);
    }
    let close = fields.get("close").map(|node| numbers(&node, "close code", 1000..=4999).map(Trigger::Close));
    let status = fields.get("status").map(|node| numbers(&node, "HTTP status", 100..=599).map(Trigger::Status));
    let message = fields.get("message").map(|node| matching(&node, constants).map(Trigger::Message));
    let triggers: Vec<Option<Trigger>> = [close, status, message].into_iter().flatten().collect();
    if triggers.len() != 1 {
        node.error("an ending is recognised by one thing", "give it `close`, `status` or `message`".to_owned());
    }
    let then = fields.need("then").and_then(|node| choice(&node, "ending", &WORDS));
    let after = fields.get("after").and_then(|node| Some((some_time(&node)?, node)));
    let then = match (then, after) {
        (Some(Ending::Retry), Some((wait, _))) => Some(Ending::RetryAfter(wait)),
        (Some(_), Some((_, node))) => {
            node.error("`after` belongs to `then = \"retry\"`", None);
            None
        }
        (then, _) => then,
    };
    let say = fields.get("say").and_then(|node| node.words().map(str::to_owned));
    fields.done();
    Some(EndingRule { on: triggers.into_iter().next()??, then: then?, say })
}

/// A number, or the first and the last of some.
fn numbers(node: &Node<'_>, what: &str, all: RangeInclusive<u16>) -> Option<RangeInclusive<u16>> {
    let number = |node: &Node<'_>| {
        let number = u16::try_from(node.integer()?).ok().filter(|number| all.contains(number));
        if number.is_none() {
            node.error(format!("this is no {what}"), format!("from {} to {}", all.start(), all.end()));
        }
        number
    };
    if !node.is_list() {
        return number(node).map(|number| number..=number);
    }
    match node.list()?.as_slice() {
        [first, last] => {
            let (first, last) = (number(first)?, number(last)?);
            if first > last {
                node.error(format!("{} ends before it starts", node.label), None);
            }
            Some(first..=last)
        }
        _ => {
            node.error(format!("{} must be one number, or the first and the last", node.label), None);
            None
        }
    }
}
