#![allow(clippy::unwrap_used)]

use axum::extract::ws::Utf8Bytes;
use serde_json::json;
use tokio::sync::mpsc;

use super::*;
use crate::instant::Micros;
use crate::signal::Outbox;

fn signals(count: usize, person: &str) -> Vec<Signal> {
    let mut outbox = Outbox::default();
    for n in 0..count {
        outbox.add(person, "test", json!({ "n": n }));
    }
    outbox.committed(Micros(5))
}

fn join(groups: &Arc<Groups>, person: &str, token: &str) -> (Membership, mpsc::Receiver<Utf8Bytes>) {
    let (outlet, frames) = Outlet::plain(3);
    let hello = Signal::new(person, "hello", json!({}));
    (groups.join(Token::new(token), outlet, &hello), frames)
}

#[test]
fn the_first_frame_of_a_queue_is_the_acknowledgement() {
    let groups = Arc::new(Groups::default());
    let (_ada, mut frames) = join(&groups, "ada", "t");
    groups.publish(&signals(1, "ada"));
    assert_eq!(frames.try_recv().unwrap().as_str(), r#"{"event":"hello","data":{}}"#);
    assert_eq!(frames.try_recv().unwrap().as_str(), r#"{"event":"test","data":{"committedAt":5,"n":0}}"#);
}

#[test]
fn a_full_queue_ends_its_own_socket_and_no_other() {
    let groups = Arc::new(Groups::default());
    let (mut slow, _unread) = join(&groups, "ada", "slow");
    let (mut quick, mut frames) = join(&groups, "ada", "quick");
    assert!(frames.try_recv().is_ok());
    groups.publish(&signals(3, "ada"));
    assert_eq!(slow.ended.try_recv(), Ok(Ending::Overflow));
    assert!(quick.ended.try_recv().is_err());
    assert_eq!(groups.counts().overflowed, 1);
    assert_eq!(groups.counts().delivered, 5);
}

#[test]
fn signals_go_to_the_group_of_their_person_only() {
    let groups = Arc::new(Groups::default());
    let (_ben, mut frames) = join(&groups, "ben", "b");
    assert!(frames.try_recv().is_ok());
    groups.publish(&signals(2, "ada"));
    assert!(frames.try_recv().is_err());
}

#[test]
fn a_dropped_membership_leaves_its_group() {
    let groups = Arc::new(Groups::default());
    let (one, two) = (join(&groups, "ada", "1"), join(&groups, "ada", "2"));
    drop(one);
    assert_eq!((groups.counts().now, groups.counts().ever), (1, 2));
    drop(two);
    assert!(groups.lock().by_person.is_empty());
}

#[test]
fn signing_out_ends_the_sockets_of_that_token() {
    let groups = Arc::new(Groups::default());
    let (mut one, _one) = join(&groups, "ada", "1");
    let (mut two, _two) = join(&groups, "ada", "2");
    groups.sign_out(&Token::new("1"));
    assert_eq!(one.ended.try_recv(), Ok(Ending::SignedOut));
    assert!(two.ended.try_recv().is_err());
}

#[test]
fn where_signals_may_be_missing_every_socket_ends_and_none_is_served() {
    let groups = Arc::new(Groups::default());
    let (mut before, _before) = join(&groups, "ada", "1");
    groups.shut();
    let (mut meanwhile, mut frames) = join(&groups, "ben", "2");
    groups.open();
    let (mut after, _after) = join(&groups, "ada", "3");
    assert_eq!(before.ended.try_recv(), Ok(Ending::Gap));
    assert_eq!(meanwhile.ended.try_recv(), Ok(Ending::Gap));
    assert!(frames.try_recv().is_err(), "it is not told that it is subscribed");
    assert!(after.ended.try_recv().is_err());
}
