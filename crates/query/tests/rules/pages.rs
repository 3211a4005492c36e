//! Paged queries: one page at first, more when they are asked for, all of them anew when stale.

use crate::bench::{Bench, by_signal, data, failure, key};
use oriel_query::{
    ActionId, Answer, AskId, Call, Config, Effect, Input, Key, Matching, Mirror, Options, Page, Paging, Patch, Rev,
    Run, Side, Status, Time, VersionRule,
};
use serde_json::{Value, json};

fn paged(max_pages: usize) -> Options {
    Options { pages: Some(Paging { max_pages, ..Paging::default() }), ..by_signal() }
}

/// Page `number` of a server that counts from 0 to `last`, in its `version`.
fn page(number: i64, last: i64, version: i64) -> Page {
    Page {
        data: json!({ "page": number, "version": version }),
        next: (number < last).then(|| json!(number + 1)),
        previous: (number > 0).then(|| json!(number - 1)),
    }
}

/// The pages that were asked for, in order; `None`: the first. With the attempts that had failed.
fn asked(bench: &Bench) -> Vec<(Option<i64>, u32)> {
    let asked = |effect: &Effect| match effect {
        Effect::StartPage { param, attempt, .. } => Some((param.as_ref().and_then(Value::as_i64), *attempt)),
        _ => None,
    };
    bench.log.iter().filter_map(|(_, effect)| asked(effect)).collect()
}

/// The flight lands with the page that it asked for, of a server with pages up to `last`.
fn land(bench: &mut Bench, last: i64, version: i64) {
    let number = asked(bench).last().unwrap().0.unwrap_or(0);
    bench.give(Input::Page { flight: flight(bench), page: page(number, last, version) });
}

fn flight(bench: &Bench) -> oriel_query::FlightId {
    let flight = |effect: &Effect| match effect {
        Effect::StartPage { flight, .. } => Some(*flight),
        _ => None,
    };
    bench.log.iter().rev().find_map(|(_, effect)| flight(effect)).unwrap()
}

fn more(bench: &mut Bench, ask: u64, side: Side) -> AskId {
    let (ask, known) = (AskId(500 + ask), Some(Rev(bench.rev())));
    bench.give(Input::More { ask, window: "a".into(), key: key(), known, side });
    ask
}

/// The numbers of the pages that are shown, with their versions.
fn shown(bench: &Bench) -> Vec<(i64, i64)> {
    let data = bench.cache.data(&key()).unwrap();
    let number = |page: &Value, name: &str| page[name].as_i64().unwrap();
    data["pages"].as_array().unwrap().iter().map(|page| (number(page, "page"), number(page, "version"))).collect()
}

/// A window shows pages `0..=to` of ten, version 1.
fn loaded(max_pages: usize, to: i64) -> Bench {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), paged(max_pages));
    bench.ask("a", Some(0));
    land(&mut bench, 9, 1);
    for number in 1..=to {
        more(&mut bench, 1_000 + number.unsigned_abs(), Side::Next);
        land(&mut bench, 9, 1);
    }
    bench.after(100);
    bench
}

#[test]
fn the_first_page_is_fetched_and_tells_whether_there_are_more() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), paged(0));
    let ask = bench.ask("a", Some(0));
    assert_eq!(asked(&bench), [(None, 0)]);
    assert!(bench.starts().is_empty(), "a page is asked for as a page");
    land(&mut bench, 9, 1);
    let data = data(bench.answer(ask));
    assert_eq!(data["pages"], json!([{ "page": 0, "version": 1 }]));
    assert_eq!(data["turns"], json!([{ "param": null, "next": 1 }]));
}

#[test]
fn a_further_page_joins_those_that_are_there() {
    let mut bench = loaded(0, 0);
    let rev = bench.rev();
    let ask = more(&mut bench, 1, Side::Next);
    assert!(bench.answer(ask).is_none(), "answered when it is there");
    assert!(bench.status().fetching);
    land(&mut bench, 9, 1);
    assert_eq!(data(bench.answer(ask))["pages"].as_array().unwrap().len(), 2);
    assert_eq!(bench.rev(), rev + 1);
    assert_eq!(asked(&bench), [(None, 0), (Some(1), 0)]);
}

#[test]
fn where_there_is_no_further_page_the_answer_comes_at_once() {
    let mut bench = loaded(0, 9);
    let before = asked(&bench).len();
    let ask = more(&mut bench, 1, Side::Next);
    assert!(matches!(bench.answer(ask), Some(Answer::Unchanged { .. })));
    let ask = more(&mut bench, 2, Side::Previous);
    assert!(matches!(bench.answer(ask), Some(Answer::Unchanged { .. })), "nor one before the first");
    assert_eq!(asked(&bench).len(), before);
}

#[test]
fn what_is_not_paged_has_no_further_pages() {
    let mut bench = Bench::loaded(json!({ "pages": [1], "turns": [{ "next": 2 }] }));
    let ask = more(&mut bench, 1, Side::Next);
    assert!(matches!(bench.answer(ask), Some(Answer::Unchanged { .. })));
    assert!(asked(&bench).is_empty());
}

#[test]
fn a_window_that_does_not_show_the_key_gets_no_page_of_it() {
    let mut bench = loaded(0, 0);
    bench.open("b");
    let before = asked(&bench).len();
    bench.give(Input::More { ask: AskId(601), window: "b".into(), key: key(), known: None, side: Side::Next });
    assert_eq!(bench.answer(AskId(601)), Some(Answer::Gone));
    bench.give(Input::More {
        ask: AskId(602),
        window: "a".into(),
        key: Key::named("x"),
        known: None,
        side: Side::Next,
    });
    assert_eq!(bench.answer(AskId(602)), Some(Answer::Gone));
    assert_eq!(asked(&bench).len(), before);
}

#[test]
fn at_most_so_many_pages_are_kept_and_those_that_went_can_be_asked_for_again() {
    let mut bench = loaded(3, 4);
    assert_eq!(shown(&bench), [(2, 1), (3, 1), (4, 1)]);
    more(&mut bench, 1, Side::Previous);
    land(&mut bench, 9, 1);
    assert_eq!(shown(&bench), [(1, 1), (2, 1), (3, 1)]);
    more(&mut bench, 2, Side::Next);
    land(&mut bench, 9, 1);
    assert_eq!(shown(&bench), [(2, 1), (3, 1), (4, 1)]);
}

#[test]
fn a_signal_fetches_the_pages_anew_one_after_the_other_and_shows_each_as_it_comes() {
    let mut bench = loaded(0, 2);
    let rev = bench.rev();
    bench.invalidate();
    let ask = bench.ask("a", Some(rev));
    let before = asked(&bench).len() - 1;
    land(&mut bench, 9, 2);
    land(&mut bench, 9, 2);
    assert_eq!(shown(&bench), [(0, 2), (1, 2), (2, 1)]);
    assert!(matches!(bench.answer(ask), Some(Answer::Snapshot { status, .. }) if status.fetching), "with the first");
    land(&mut bench, 9, 2);
    assert_eq!(shown(&bench), [(0, 2), (1, 2), (2, 2)]);
    assert_eq!(bench.rev(), rev + 3);
    assert_eq!(asked(&bench)[before..], [(None, 0), (Some(1), 0), (Some(2), 0)]);
    assert!(!bench.status().stale && !bench.status().due);
}

#[test]
fn a_refetch_begins_with_the_first_page_that_is_kept() {
    let mut bench = loaded(2, 3);
    bench.invalidate();
    bench.ask("a", Some(bench.rev()));
    assert_eq!(asked(&bench).last(), Some(&(Some(2), 0)));
    land(&mut bench, 9, 2);
    land(&mut bench, 9, 2);
    assert_eq!(shown(&bench), [(2, 2), (3, 2)]);
}

#[test]
fn a_list_that_became_shorter_has_fewer_pages() {
    let mut bench = loaded(0, 2);
    bench.invalidate();
    bench.ask("a", Some(bench.rev()));
    land(&mut bench, 0, 2);
    assert_eq!(shown(&bench), [(0, 2)]);
}

#[test]
fn equal_pages_raise_no_revision() {
    let mut bench = loaded(0, 1);
    let rev = bench.rev();
    bench.invalidate();
    bench.ask("a", Some(rev));
    land(&mut bench, 9, 1);
    land(&mut bench, 9, 1);
    assert_eq!(bench.rev(), rev);
}

#[test]
fn a_signal_after_the_first_page_has_started_causes_one_more_round() {
    let mut bench = loaded(0, 1);
    bench.invalidate();
    bench.ask("a", Some(bench.rev()));
    land(&mut bench, 9, 2);
    bench.invalidate();
    land(&mut bench, 9, 2);
    assert!(bench.status().due, "the first page is from before the signal");
    bench.ask("a", Some(bench.rev()));
    land(&mut bench, 9, 3);
    land(&mut bench, 9, 3);
    assert!(!bench.status().due && !bench.status().stale);
}

#[test]
fn a_further_page_does_not_count_for_the_others() {
    let mut bench = loaded(0, 0);
    bench.after(5_000);
    bench.invalidate();
    more(&mut bench, 1, Side::Next);
    land(&mut bench, 9, 2);
    assert_eq!(shown(&bench), [(0, 1), (1, 2)]);
    assert!(bench.status().stale && bench.status().due, "the first page is old still");
    assert_eq!(bench.status().age_ms, Some(5_100), "and so is the whole");
}

#[test]
fn a_page_wanted_during_a_flight_is_fetched_after_it() {
    let mut bench = loaded(0, 0);
    bench.invalidate();
    bench.ask("a", Some(bench.rev()));
    let ask = more(&mut bench, 1, Side::Next);
    more(&mut bench, 2, Side::Next);
    assert!(bench.answer(ask).is_none());
    land(&mut bench, 9, 2);
    assert_eq!(asked(&bench).last(), Some(&(Some(1), 0)));
    assert!(matches!(bench.answer(ask), Some(Answer::Snapshot { status, .. }) if status.fetching), "and goes on");
    land(&mut bench, 9, 2);
    assert_eq!(shown(&bench), [(0, 2), (1, 2)]);
    assert!(!bench.status().fetching, "however often it was wanted");
}

#[test]
fn windows_that_want_the_same_page_share_its_request() {
    let mut bench = loaded(0, 0);
    bench.open("b");
    bench.mount_with("b", &key(), paged(0));
    more(&mut bench, 1, Side::Next);
    let known = Some(Rev(bench.rev()));
    bench.give(Input::More { ask: AskId(602), window: "b".into(), key: key(), known, side: Side::Next });
    land(&mut bench, 9, 1);
    assert_eq!(data(bench.answer(AskId(602)))["pages"].as_array().unwrap().len(), 2);
    assert!(!bench.status().fetching);
}

#[test]
fn a_page_that_fails_is_tried_again_by_itself() {
    let mut bench = loaded(0, 2);
    bench.invalidate();
    bench.ask("a", Some(bench.rev()));
    let before = asked(&bench).len();
    land(&mut bench, 9, 2);
    bench.give(Input::Settled { flight: flight(&bench), outcome: Err(failure(true)) });
    bench.after(1_000);
    bench.give(Input::Settled { flight: flight(&bench), outcome: Err(failure(true)) });
    bench.after(2_000);
    land(&mut bench, 9, 2);
    land(&mut bench, 9, 2);
    assert_eq!(asked(&bench)[before..], [(Some(1), 0), (Some(1), 1), (Some(1), 2), (Some(2), 0)]);
    assert_eq!(shown(&bench), [(0, 2), (1, 2), (2, 2)]);
}

#[test]
fn a_page_that_fails_for_good_stays_as_it_was_and_the_others_are_new() {
    let mut bench = loaded(0, 1);
    bench.invalidate();
    bench.ask("a", Some(bench.rev()));
    land(&mut bench, 9, 2);
    let refused = oriel_query::Failure { status: Some(403), ..failure(false) };
    bench.give(Input::Settled { flight: flight(&bench), outcome: Err(refused) });
    assert_eq!(shown(&bench), [(0, 2), (1, 1)]);
    assert!(bench.status().error.is_some() && bench.status().stale && !bench.status().fetching);
    bench.ask_for("a", &key(), Some(bench.rev()), true);
    assert_eq!(asked(&bench).last(), Some(&(None, 0)), "the next flight begins at the beginning");
}

#[test]
fn when_the_last_window_leaves_the_pages_that_are_left_are_not_asked_for() {
    let mut bench = loaded(0, 2);
    bench.invalidate();
    bench.ask("a", Some(bench.rev()));
    let before = asked(&bench).len();
    bench.unmount("a");
    land(&mut bench, 9, 2);
    assert_eq!(asked(&bench).len(), before);
    assert!(!bench.status().fetching);
    bench.mount_with("a", &key(), paged(0));
    bench.ask("a", Some(bench.rev()));
    assert_eq!(asked(&bench).len(), before + 1, "whoever comes back starts a flight of its own");
}

#[test]
fn what_an_action_shows_lies_over_the_rows_of_every_page() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), paged(0));
    bench.ask("a", Some(0));
    let rows = |ids: [i64; 2]| json!(ids.map(|id| json!({ "id": id, "status": "posted" })));
    let (next, previous) = (Some(json!("c")), None);
    bench.give(Input::Page { flight: flight(&bench), page: Page { data: rows([1, 2]), next, previous } });
    more(&mut bench, 1, Side::Next);
    bench.give(Input::Page { flight: flight(&bench), page: Page { data: rows([3, 4]), next: None, previous: None } });
    let set = json!({ "status": "refunded" }).as_object().cloned().unwrap();
    let patch = Patch::Row { rows: String::new(), id: "/id".into(), value: json!(4), set };
    let run = Run { shows: vec![(Matching::Exact(key()), patch)], ..Run::of(Value::Null) };
    bench.give(Input::Run { action: ActionId(1), run });
    let data = bench.cache.data(&key()).unwrap();
    assert_eq!(data["pages"][1][1]["status"], "refunded");
    assert_eq!(data["pages"][0], rows([1, 2]));
}

#[test]
fn a_push_makes_paged_data_stale_and_replaces_nothing() {
    let mut bench = loaded(0, 1);
    for version in [None, Some(VersionRule { pointer: "/v".into() })] {
        bench.give(Input::Set { key: key(), value: json!({ "v": 1 }), version });
        assert_eq!(shown(&bench), [(0, 1), (1, 1)]);
        assert!(bench.status().stale && bench.status().due);
    }
}

#[test]
fn pages_that_were_kept_are_shown_and_fetched_anew() {
    let bench = loaded(0, 1);
    let kept = Value::clone(&bench.cache.data(&key()).unwrap());
    let mut bench = Bench::new();
    let confirmed_at = Time::ORIGIN;
    bench.give(Input::Restore { key: key(), value: kept.into(), confirmed_at, gc_time: std::time::Duration::MAX });
    bench.mount_with("a", &key(), paged(0));
    assert_eq!(shown(&bench), [(0, 1), (1, 1)]);
    more(&mut bench, 1, Side::Next);
    land(&mut bench, 9, 2);
    assert!(bench.status().restored, "the others are of the run before");
    bench.ask("a", Some(bench.rev()));
    for _ in 0..3 {
        land(&mut bench, 9, 2);
    }
    assert_eq!(shown(&bench), [(0, 2), (1, 2), (2, 2)]);
    assert!(!bench.status().restored);
}

#[test]
fn what_was_loaded_in_one_piece_is_nothing_to_a_window_that_wants_pages() {
    let mut bench = Bench::new();
    let push = |value| Input::Set { key: key(), value, version: None };
    for value in [json!([1, 2]), json!({ "pages": [] }), json!({ "pages": [1], "turns": [] }), json!("text")] {
        bench.give(push(value));
        let answer = bench.mount_with("a", &key(), paged(0));
        let Answer::Snapshot { data: None, status, .. } = answer else { panic!("{answer:?}") };
        assert!(status.due);
        bench.unmount("a");
        bench.give(Input::Remove { filter: oriel_query::Filter::default() });
    }
}

#[test]
fn what_was_kept_in_one_piece_is_gone_with_its_age_and_its_mark() {
    let mut bench = Bench::new();
    let gc_time = std::time::Duration::MAX;
    bench.give(Input::Restore { key: key(), value: json!([1]).into(), confirmed_at: Time::ORIGIN, gc_time });
    bench.mount_with("a", &key(), paged(0));
    let status = bench.status();
    assert!(!status.restored && status.age_ms.is_none() && status.due);
}

#[test]
fn an_answer_in_one_piece_is_a_page_without_neighbours() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), paged(0));
    bench.ask("a", Some(0));
    bench.give(Input::Settled { flight: flight(&bench), outcome: Ok(json!([1]).into()) });
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!({ "pages": [[1]], "turns": [{ "param": null }] })));
}

#[test]
fn of_two_windows_the_larger_number_of_pages_counts() {
    let pages = |a, b| paged(a).strictest(&paged(b)).pages.unwrap().max_pages;
    assert_eq!((pages(2, 5), pages(0, 5), pages(5, 0)), (5, 0, 0));
    assert_eq!(paged(3).strictest(&by_signal()).pages, Some(Paging { max_pages: 3, ..Paging::default() }));
}

#[test]
fn a_window_asks_for_one_page_at_a_time() {
    let mut mirror = Mirror::new(true);
    let mount = mirror.mount(&key()).calls.remove(0);
    let snapshot = |rev| Answer::Snapshot { rev: Rev(rev), data: Some(json!(rev).into()), status: Status::default() };
    assert!(mirror.answered(&mount, snapshot(1)).calls.is_empty());
    let call = |known| Call::More { key: key(), known: Some(Rev(known)), side: Side::Next };
    assert_eq!(mirror.more(&key(), Side::Next).calls, [call(1)]);
    assert!(mirror.view(&key()).unwrap().asking);
    assert!(mirror.more(&key(), Side::Next).calls.is_empty(), "one call at a time");
    assert_eq!(mirror.answered(&call(1), snapshot(2)).calls, [call(2)], "and then the next");
    assert!(mirror.answered(&call(2), snapshot(3)).calls.is_empty());
    assert_eq!(mirror.view(&key()).unwrap().rev, Some(Rev(3)));
}

#[test]
fn a_lost_call_for_a_page_is_not_repeated_by_itself() {
    let mut mirror = Mirror::new(true);
    let mount = mirror.mount(&key()).calls.remove(0);
    mirror.answered(&mount, Answer::Snapshot { rev: Rev(1), data: None, status: Status::default() });
    let call = mirror.more(&key(), Side::Previous).calls.remove(0);
    assert!(mirror.lost(&call, Some(failure(true))).calls.is_empty());
    assert!(mirror.view(&key()).unwrap().status.error.is_some());
}

#[test]
fn a_paged_flight_takes_one_place_in_the_air_and_gives_it_back() {
    for leaves in [false, true] {
        let mut bench =
            Bench::with(Config { max_flights: 1, heartbeat: std::time::Duration::ZERO, ..Config::default() });
        bench.open("b");
        bench.mount_with("a", &key(), paged(0));
        bench.ask("a", Some(0));
        land(&mut bench, 9, 1);
        more(&mut bench, 1, Side::Next);
        land(&mut bench, 9, 1);
        bench.invalidate();
        bench.ask("a", Some(bench.rev()));
        for name in ["x", "y"] {
            bench.mount_with("b", &Key::named(name), by_signal());
            bench.ask_for("b", &Key::named(name), Some(0), false);
        }
        assert!(bench.starts().is_empty(), "its place is taken");
        if leaves {
            bench.unmount("a");
        }
        land(&mut bench, 9, 2);
        if !leaves {
            assert!(bench.starts().is_empty(), "from its first page to its last");
            land(&mut bench, 9, 2);
        }
        assert_eq!(bench.starts().len(), 1, "its place is free again, and no other; left: {leaves}");
    }
}
