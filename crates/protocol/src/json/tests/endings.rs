//! What ends a connection, and what the person reads.
use super::*;
use crate::{Ended, Refusal};

#[test]
fn the_first_rule_that_fits_counts() {
    let endings = vec![on(is([("/code", json!(1))]), Ending::RetryAtOnce), on(has("/code"), Ending::RetrySlowly)];
    let mut dialogue = Dialogue::with(Json { endings, ..Json::default() });
    assert_eq!(dialogue.hears(json!({"code": 1, "reason": "moved"})), [over(Ending::RetryAtOnce, "moved")]);
    dialogue.open();
    assert_eq!(dialogue.hears(json!({"code": 2, "reason": "full"})), [over(Ending::RetrySlowly, "full")]);
}

#[test]
fn a_rule_may_say_it_in_its_own_words() {
    let say = Some("you were banned".to_owned());
    let then = Ending::Stop(Refusal::Backend);
    let rule = |on| EndingRule { on, then, say: say.clone() };
    let endings = vec![
        rule(Trigger::Message(Match::Event("ban".to_owned()))),
        rule(Trigger::Close(4100..=4110)),
        rule(Trigger::Status(451..=451)),
    ];
    let mut dialogue = Dialogue::with(Json { endings, ..Json::default() });
    let banned = Ended::new(then, "you were banned");
    assert_eq!(dialogue.hears(json!({"event": "ban"})), [Step::End(banned.clone())]);
    assert_eq!(dialogue.0.closed(4105, "bye"), Some(banned.clone()));
    assert_eq!(dialogue.0.rejected(451), Some(banned));
    assert_eq!((dialogue.0.closed(4111, "bye"), dialogue.0.rejected(403)), (None, None));
}

#[test]
fn without_words_of_its_own_a_rule_repeats_the_backends() {
    let endings = vec![
        on_close(4100..=4100, Ending::RetryAtOnce),
        EndingRule { on: Trigger::Status(404..=404), then: Ending::Stop(Refusal::Address), say: None },
    ];
    let mut dialogue = Dialogue::with(Json { endings, ..Json::default() });
    dialogue.open();
    let closed = |reason: &str| Some(Ended::new(Ending::RetryAtOnce, reason));
    assert_eq!(dialogue.0.closed(4100, ""), closed("the backend closed the connection (4100)"));
    let repeated = "the backend closed the connection (4100): token … is\u{20}\u{20}old";
    assert_eq!(dialogue.0.closed(4100, "token s3cret is\r\nold"), closed(repeated));
    let rejected = Ended::new(Ending::Stop(Refusal::Address), "the backend answered the handshake with HTTP 404");
    assert_eq!(dialogue.0.rejected(404), Some(rejected));
}

#[test]
fn a_backends_explanation_is_short_and_never_shows_the_token() {
    let endings = vec![on(Match::Event("denied".to_owned()), Ending::Refresh)];
    let mut dialogue = Dialogue::with(Json { endings, ..Json::default() });
    dialogue.open();
    let denied = json!({"event": "denied", "data": {"error": {"message": "s3cret is wrong"}}});
    assert_eq!(dialogue.hears(denied), [refused("… is wrong")]);
    dialogue.open();
    let long = dialogue.hears(json!({"event": "denied", "data": "a".repeat(100_000)}));
    let [Step::End(ended)] = &long[..] else { panic!("{long:?}") };
    assert!(ended.reason.len() < 300);
    dialogue.open();
    let silent = dialogue.hears(json!({"event": "denied", "data": ["a", "b"]}));
    assert_eq!(silent, [Step::end(Ending::Refresh, "the backend refused the sign-in")]);
}

#[test]
fn an_expired_token_without_a_way_to_renew_it_needs_a_new_connection() {
    let expired = Some(Match::Event("expired".to_owned()));
    let mut dialogue = Dialogue::with(Json { expired, ..Json::default() });
    dialogue.open();
    let end = Step::end(Ending::Refresh, "the token expired: at noon");
    assert_eq!(dialogue.hears(json!({"event": "expired", "data": "at noon"})), [end]);
}
