//! Small worlds, exhausted: one key, two windows, two writes, and every order in which what is
//! under way can happen. `world.rs` is the world, `explore.rs` goes through all its states.
#![allow(clippy::unwrap_used, clippy::panic)]

mod explore;
mod print;
mod rest;
mod world;

use explore::explore;
use oriel_query::{Options, Patch, StaleTime};
use serde_json::json;
use world::{Habits, World};

/// Data that only a signal makes stale.
fn by_signal() -> Options {
    Options { stale_time: StaleTime::Infinite, ..Options::default() }
}

fn two_writes() -> Habits {
    Habits { writes: 2, ..Habits::of(&by_signal()) }
}

#[test]
fn two_windows_that_show_the_key_and_two_writes_in_every_order() {
    let found = explore(&World::settled(two_writes()));
    // The first fetch, and one for each signal at most.
    assert_eq!(found.most_starts, 3);
    assert!(found.ends > 0 && found.states > 1000, "{found:?}");
}

#[test]
fn two_windows_that_open_and_a_write_in_every_order() {
    let found = explore(&World::new(Habits { writes: 1, ..two_writes() }));
    assert_eq!(found.most_starts, 2);
    assert!(found.ends > 0 && found.states > 1000, "{found:?}");
}

#[test]
#[ignore = "takes many minutes: cargo test -p oriel-query --release --test small_world -- --ignored"]
fn two_windows_that_open_and_two_writes_in_every_order() {
    assert_eq!(explore(&World::new(two_writes())).most_starts, 3);
}

#[test]
fn a_window_that_opens_and_two_writes_in_every_order() {
    let found = explore(&World::new(Habits { alone: true, ..two_writes() }));
    assert_eq!(found.most_starts, 3);
    assert!(found.ends > 0 && found.states > 100, "{found:?}");
}

/// What is broken is found: a search that finds nothing would prove nothing.
fn is_found(habits: Habits) {
    let searched = std::panic::catch_unwind(|| explore(&World::settled(habits)));
    assert!(searched.is_err(), "every order went well: {searched:?}");
}

#[test]
fn a_signal_that_is_dropped_during_a_flight_is_found() {
    is_found(Habits { deaf: true, ..two_writes() });
}

#[test]
fn an_answer_that_is_thrown_away_is_found() {
    is_found(Habits { silent: true, writes: 1, ..two_writes() });
}

#[test]
fn pushes_with_a_version_in_every_order() {
    let found = explore(&World::settled(Habits { pushes: true, ..two_writes() }));
    assert!(found.most_starts <= 3 && found.ends > 0, "{found:?}");
}

#[test]
fn a_window_that_leaves_and_returns_in_every_order() {
    let found = explore(&World::settled(Habits { writes: 1, leaves: 1, ..two_writes() }));
    assert!(found.most_starts <= 2 && found.ends > 0, "{found:?}");
}

#[test]
fn a_window_that_is_hidden_and_shown_in_every_order() {
    let found = explore(&World::settled(Habits { writes: 1, hides: 1, ..two_writes() }));
    assert!(found.most_starts <= 2 && found.ends > 0, "{found:?}");
}

#[test]
fn a_message_that_is_lost_anywhere_is_mended_by_the_heartbeat() {
    let found = explore(&World::settled(Habits { writes: 1, losses: 1, ..two_writes() }));
    assert!(found.most_starts <= 2 && found.ends > 0, "{found:?}");
}

#[test]
fn an_attempt_that_fails_anywhere_is_tried_again() {
    let found = explore(&World::settled(Habits { writes: 1, failures: 1, ..two_writes() }));
    assert!(found.most_starts <= 3 && found.ends > 0, "{found:?}");
}

#[test]
fn an_action_shown_in_advance_in_every_order() {
    let patch = Patch::Merge { set: json!({ "mark": true }).as_object().cloned().unwrap() };
    let found = explore(&World::settled(Habits { alone: true, writes: 1, action: Some(patch), ..two_writes() }));
    // The first fetch, one for each signal, one for the commit.
    assert!(found.most_starts <= 4 && found.ends > 0, "{found:?}");
}

#[test]
fn a_load_by_the_shell_in_every_order() {
    let found = explore(&World::settled(Habits { writes: 1, loads: 1, ..two_writes() }));
    assert!(found.most_starts <= 3 && found.ends > 0, "{found:?}");
}
