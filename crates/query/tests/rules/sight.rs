//! Pages in sight come first, the others when they are scrolled to; one row for each identity; an end to
//! pages that bring nothing.

use crate::bench::{Bench, by_signal, failure, key};
use oriel_query::{
    ActionId, AskId, Effect, Failure, Filter, FlightId, Input, Key, Matching, Options, Page, Paging, Patch, Rev, Run,
    ServerId, Side,
};
use serde_json::{Value, json};
use std::ops::Range;

/// A server with rows in order, the newest first, in pages of two; a page is asked for by the last identity of
/// the one before it.
#[derive(Clone)]
struct Server {
    rows: Vec<(u64, u64)>,
}

impl Server {
    fn of(pages: u64) -> Self {
        Self { rows: (0..pages * 2).rev().map(|id| (id + 1_000, 1)).collect() }
    }

    fn page(&self, param: Option<&Value>) -> Page {
        let after = param.and_then(Value::as_u64).unwrap_or(u64::MAX);
        let rows: Vec<(u64, u64)> = self.rows.iter().copied().filter(|(id, _)| *id < after).collect();
        let more = rows.len() > 2;
        let rows: Vec<(u64, u64)> = rows.into_iter().take(2).collect();
        let next = rows.last().filter(|_| more).map(|(id, _)| json!(id));
        let rows: Vec<Value> = rows.iter().map(|(id, version)| json!({ "id": id, "version": version })).collect();
        Page { data: json!({ "items": rows }), next, previous: None }
    }

    fn touch(&mut self) {
        self.rows.iter_mut().for_each(|(_, version)| *version += 1);
    }
}

fn paged() -> Options {
    let paging = Paging { rows: "/items".into(), id: Some("/id".into()), ..Paging::default() };
    Options { pages: Some(paging), ..by_signal() }
}

/// The requests that have not been answered.
struct Wire {
    read: usize,
}

impl Wire {
    fn next(&mut self, bench: &Bench) -> Option<(FlightId, Option<Value>)> {
        while let Some((_, effect)) = bench.log.get(self.read) {
            self.read += 1;
            if let Effect::StartPage { flight, param, .. } = effect {
                return Some((*flight, param.clone()));
            }
        }
        None
    }

    /// Answers everything that is asked; what was asked for.
    fn serve(&mut self, bench: &mut Bench, server: &Server) -> Vec<Option<Value>> {
        let mut asked = Vec::new();
        while let Some((flight, param)) = self.next(bench) {
            bench.give(Input::Page { flight, page: server.page(param.as_ref()) });
            asked.push(param);
        }
        asked
    }
}

fn ask(bench: &mut Bench, window: &str) {
    bench.ask_for(window, &key(), Some(bench.rev()), false);
}

fn more(bench: &mut Bench) {
    let (ask, known) = (AskId(10_000 + u64::try_from(bench.log.len()).unwrap()), Some(Rev(bench.rev())));
    bench.give(Input::More { ask, window: "a".into(), key: key(), known, side: Side::Next });
}

fn in_sight(bench: &mut Bench, window: &str, pages: Range<usize>) {
    bench.give(Input::InSight { window: window.into(), key: key(), pages });
}

fn signal(bench: &mut Bench) {
    bench.give(Input::Invalidate {
        filter: Filter::exact(&key()),
        coalesce: Default::default(),
        refetch: Default::default(),
    });
}

/// A window with so many pages of a server.
fn loaded(pages: u64) -> (Bench, Wire, Server) {
    let (mut bench, mut wire, server) = (Bench::new(), Wire { read: 0 }, Server::of(pages + 1));
    bench.mount_with("a", &key(), paged());
    ask(&mut bench, "a");
    wire.serve(&mut bench, &server);
    for _ in 1..pages {
        more(&mut bench);
        wire.serve(&mut bench, &server);
    }
    bench.after(100);
    (bench, wire, server)
}

fn pages(bench: &Bench) -> Vec<Value> {
    bench.cache.data(&key()).unwrap()["pages"].as_array().unwrap().clone()
}

/// Identity and version of every row, in order.
fn rows(bench: &Bench) -> Vec<(u64, u64)> {
    let row = |row: &Value| (row["id"].as_u64().unwrap(), row["version"].as_u64().unwrap());
    pages(bench).iter().flat_map(|page| page["items"].as_array().unwrap().iter().map(row).collect::<Vec<_>>()).collect()
}

fn turn(bench: &Bench, at: usize) -> Value {
    bench.cache.data(&key()).unwrap()["turns"][at].clone()
}

#[test]
fn of_forty_pages_a_signal_fetches_those_in_sight_and_the_others_when_they_are_scrolled_to() {
    let (mut bench, mut wire, mut server) = loaded(40);
    in_sight(&mut bench, "a", 10..12);
    assert!(!bench.status().due, "they are what the server has");
    server.touch();
    signal(&mut bench);
    ask(&mut bench, "a");
    let asked = wire.serve(&mut bench, &server);
    assert_eq!(asked, [turn(&bench, 10)["param"].clone(), turn(&bench, 11)["param"].clone()].map(Some));
    assert!(!bench.status().due && !bench.status().stale);
    let fresh: Vec<usize> = (0..40).filter(|page| pages(&bench)[*page]["items"][0]["version"] == 2).collect();
    assert_eq!(fresh, [10, 11]);
    in_sight(&mut bench, "a", 11..14);
    assert!(bench.status().due && bench.status().stale);
    ask(&mut bench, "a");
    assert_eq!(wire.serve(&mut bench, &server).len(), 2, "12 and 13");
    in_sight(&mut bench, "a", 10..13);
    assert!(!bench.status().due);
    in_sight(&mut bench, "a", 0..40);
    ask(&mut bench, "a");
    assert_eq!(wire.serve(&mut bench, &server).len(), 36);
    assert_eq!(rows(&bench), server.rows[..80]);
}

#[test]
fn a_signal_a_second_over_forty_pages_costs_what_is_in_sight_and_shows_it_at_once() {
    let (mut bench, mut wire, mut server) = loaded(40);
    in_sight(&mut bench, "a", 0..2);
    for second in 1..=60 {
        bench.at(second * 1_000);
        server.touch();
        signal(&mut bench);
        ask(&mut bench, "a");
        let (flight, param) = wire.next(&bench).unwrap();
        bench.give(Input::Page { flight, page: server.page(param.as_ref()) });
        assert_eq!(rows(&bench)[0].1, second + 1, "with the first answer");
        assert_eq!(wire.serve(&mut bench, &server).len(), 1);
    }
}

#[test]
fn each_page_is_shown_as_it_comes() {
    let (mut bench, mut wire, mut server) = loaded(3);
    server.touch();
    signal(&mut bench);
    let rev = bench.rev();
    ask(&mut bench, "a");
    for page in 0..3 {
        let (flight, param) = wire.next(&bench).unwrap();
        bench.give(Input::Page { flight, page: server.page(param.as_ref()) });
        assert_eq!(bench.rev(), rev + 1 + page);
        assert_eq!(bench.status().fetching, page < 2);
    }
    assert!(!bench.status().stale);
}

#[test]
fn of_a_window_that_does_not_say_what_it_has_in_sight_the_first_three_pages_are() {
    let (mut bench, mut wire, mut server) = loaded(8);
    server.touch();
    signal(&mut bench);
    ask(&mut bench, "a");
    assert_eq!(wire.serve(&mut bench, &server).len(), 3);
    assert!(!bench.status().stale);
}

#[test]
fn where_rows_moved_on_the_pages_follow_one_another_and_each_row_is_there_once() {
    let (mut bench, mut wire, mut server) = loaded(6);
    in_sight(&mut bench, "a", 0..1);
    // Three new rows: everything moves by a page and a half.
    for id in [5_001, 5_002, 5_003] {
        server.rows.insert(0, (id, 1));
    }
    signal(&mut bench);
    ask(&mut bench, "a");
    assert_eq!(wire.serve(&mut bench, &server).len(), 1);
    assert_eq!(rows(&bench)[..2], [(5_003, 1), (5_002, 1)]);
    in_sight(&mut bench, "a", 0..6);
    ask(&mut bench, "a");
    wire.serve(&mut bench, &server);
    assert_eq!(rows(&bench), server.rows[..12]);
    server.rows.drain(1..6);
    signal(&mut bench);
    ask(&mut bench, "a");
    wire.serve(&mut bench, &server);
    assert_eq!(rows(&bench), server.rows[..rows(&bench).len()]);
}

#[test]
fn a_row_that_moved_to_another_page_is_there_once_and_the_page_that_came_later_is_right() {
    // A server that counts pages: what follows a page does not depend on its rows.
    let page = |rows: &[(u64, &str)], next: u64| {
        let rows: Vec<Value> = rows.iter().map(|(id, state)| json!({ "id": id, "state": state })).collect();
        Page { data: json!({ "items": rows }), next: Some(json!(next)), previous: None }
    };
    let mut bench = Bench::new();
    let mut wire = Wire { read: 0 };
    bench.mount_with("a", &key(), paged());
    ask(&mut bench, "a");
    let (flight, _) = wire.next(&bench).unwrap();
    bench.give(Input::Page { flight, page: page(&[(4, "old"), (3, "old")], 2) });
    more(&mut bench);
    let (flight, _) = wire.next(&bench).unwrap();
    bench.give(Input::Page { flight, page: page(&[(2, "old"), (1, "old")], 3) });
    in_sight(&mut bench, "a", 0..1);
    // The second row of the second page was moved to the top.
    signal(&mut bench);
    ask(&mut bench, "a");
    let (flight, _) = wire.next(&bench).unwrap();
    bench.give(Input::Page { flight, page: page(&[(1, "new"), (4, "old")], 2) });
    assert_eq!(wire.next(&bench), None);
    assert_eq!(pages(&bench)[0]["items"], json!([{ "id": 1, "state": "new" }, { "id": 4, "state": "old" }]));
    assert_eq!(pages(&bench)[1]["items"], json!([{ "id": 2, "state": "old" }]));
    // And on, to a page that comes after it.
    more(&mut bench);
    let (flight, _) = wire.next(&bench).unwrap();
    bench.give(Input::Page { flight, page: page(&[(4, "newer"), (9, "new")], 4) });
    assert_eq!(pages(&bench)[0]["items"], json!([{ "id": 1, "state": "new" }]));
    assert_eq!(pages(&bench)[2]["items"], json!([{ "id": 4, "state": "newer" }, { "id": 9, "state": "new" }]));
}

#[test]
fn pages_that_bring_nothing_have_an_end_and_a_person_may_ask_for_more() {
    let empty = |_: u64| json!({ "items": [] });
    let same = |_: u64| json!({ "items": [{ "id": 1 }] });
    for brings in [empty, same] {
        let mut bench = Bench::new();
        let mut wire = Wire { read: 0 };
        bench.mount_with("a", &key(), paged());
        ask(&mut bench, "a");
        let mut cursor = 0;
        let mut serve = |bench: &mut Bench, brings: &dyn Fn(u64) -> Value| {
            let mut asked = 0;
            while let Some((flight, _)) = wire.next(bench) {
                cursor += 1;
                asked += 1;
                assert!(asked < 50, "for ever");
                let page = Page { data: brings(cursor), next: Some(json!(cursor)), previous: None };
                bench.give(Input::Page { flight, page });
            }
            asked
        };
        assert_eq!(serve(&mut bench, &|_| json!({ "items": [{ "id": 1 }] })), 1);
        assert_eq!(turn(&bench, 0).get("dry"), None);
        more(&mut bench);
        assert_eq!(serve(&mut bench, &brings), 3);
        assert_eq!((turn(&bench, 3)["dry"].clone(), turn(&bench, 3)["next"].clone()), (json!(true), json!(4)));
        assert!(!bench.status().fetching);
        bench.after(600_000);
        assert_eq!(serve(&mut bench, &brings), 0, "nothing by itself");
        more(&mut bench);
        assert_eq!(serve(&mut bench, &brings), 3);
        more(&mut bench);
        let second = |cursor: u64| if cursor == 9 { json!({ "items": [{ "id": 2 }] }) } else { brings(cursor) };
        assert_eq!(serve(&mut bench, &second), 2, "up to the first that brings something");
        assert_eq!(turn(&bench, 8).get("dry"), None);
        let ids: Vec<Value> = pages(&bench).iter().flat_map(|page| page["items"].as_array().unwrap().clone()).collect();
        assert_eq!(ids, [json!({ "id": 1 }), json!({ "id": 2 })], "each row once");
    }
}

#[test]
fn an_empty_page_that_is_the_last_is_the_end() {
    let (mut bench, mut wire, _) = loaded(1);
    more(&mut bench);
    let (flight, _) = wire.next(&bench).unwrap();
    bench.give(Input::Page { flight, page: Page { data: json!({ "items": [] }), next: None, previous: None } });
    assert_eq!(wire.next(&bench), None);
    assert_eq!(turn(&bench, 1).get("dry"), None);
}

#[test]
fn a_page_that_cannot_be_asked_for_any_more_is_looked_for_from_the_first_on_once() {
    for status in [400, 404, 410] {
        let (mut bench, mut wire, mut server) = loaded(5);
        in_sight(&mut bench, "a", 3..4);
        server.touch();
        signal(&mut bench);
        ask(&mut bench, "a");
        let gone = || Failure { status: Some(status), ..failure(false) };
        let (flight, param) = wire.next(&bench).unwrap();
        assert_eq!(param, Some(turn(&bench, 3)["param"].clone()));
        bench.give(Input::Settled { flight, outcome: Err(gone()) });
        assert_eq!(bench.status().error, None);
        assert_eq!(wire.serve(&mut bench, &server).len(), 4, "{status}");
        assert!(rows(&bench)[..8].iter().all(|(_, version)| *version == 2));
        assert!(!bench.status().stale);
        signal(&mut bench);
        ask(&mut bench, "a");
        for _ in 0..2 {
            let (flight, _) = wire.next(&bench).unwrap();
            bench.give(Input::Settled { flight, outcome: Err(gone()) });
        }
        assert_eq!(wire.next(&bench), None, "once");
        assert!(bench.status().error.is_some());
    }
}

#[test]
fn a_list_that_became_shorter_ends_where_the_server_says() {
    let (mut bench, mut wire, mut server) = loaded(6);
    in_sight(&mut bench, "a", 4..6);
    server.rows.truncate(9);
    server.touch();
    signal(&mut bench);
    ask(&mut bench, "a");
    wire.serve(&mut bench, &server);
    assert_eq!(pages(&bench).len(), 5);
    in_sight(&mut bench, "a", 7..9);
    signal(&mut bench);
    ask(&mut bench, "a");
    assert_eq!(wire.serve(&mut bench, &server).len(), 1, "beyond the end the last is in sight");
    assert!(!bench.status().stale);
}

#[test]
fn what_a_hidden_window_has_in_sight_is_fetched_when_it_is_shown() {
    let (mut bench, mut wire, mut server) = loaded(10);
    bench.open("b");
    bench.mount_with("b", &key(), paged());
    in_sight(&mut bench, "a", 8..9);
    in_sight(&mut bench, "b", 4..5);
    bench.show("b", false);
    server.touch();
    signal(&mut bench);
    ask(&mut bench, "a");
    assert_eq!(wire.serve(&mut bench, &server).len(), 1);
    assert!(!bench.status().due);
    bench.show("b", true);
    assert!(bench.status().due);
    ask(&mut bench, "b");
    assert_eq!(wire.serve(&mut bench, &server).len(), 1);
    assert!(!bench.status().due && !bench.status().stale);
}

#[test]
fn a_window_that_opens_on_pages_that_nobody_had_in_sight_is_owed_them() {
    let (mut bench, mut wire, mut server) = loaded(10);
    in_sight(&mut bench, "a", 8..9);
    server.touch();
    signal(&mut bench);
    ask(&mut bench, "a");
    wire.serve(&mut bench, &server);
    bench.open("b");
    assert!(crate::bench::status_of(bench.mount_with("b", &key(), paged())).due);
    ask(&mut bench, "b");
    assert_eq!(wire.serve(&mut bench, &server).len(), 3);
    assert!(!bench.status().due);
}

#[test]
fn what_comes_into_sight_during_a_flight_is_fetched_by_it() {
    let (mut bench, mut wire, mut server) = loaded(10);
    in_sight(&mut bench, "a", 0..1);
    server.touch();
    signal(&mut bench);
    ask(&mut bench, "a");
    in_sight(&mut bench, "a", 5..7);
    assert_eq!(wire.serve(&mut bench, &server).len(), 3);
    assert!(!bench.status().due && !bench.status().stale);
}

#[test]
fn a_signal_between_two_pages_is_followed_by_those_that_it_came_too_late_for() {
    let (mut bench, mut wire, mut server) = loaded(3);
    signal(&mut bench);
    ask(&mut bench, "a");
    let (flight, param) = wire.next(&bench).unwrap();
    bench.give(Input::Page { flight, page: server.page(param.as_ref()) });
    // The second page is under way, the third is not.
    server.touch();
    signal(&mut bench);
    wire.serve(&mut bench, &server);
    assert!(bench.status().due);
    ask(&mut bench, "a");
    assert_eq!(wire.serve(&mut bench, &server).len(), 2);
    assert_eq!(rows(&bench), server.rows[..6]);
    assert!(!bench.status().due);
}

#[test]
fn a_person_who_wants_it_anew_gets_all_that_is_in_sight() {
    let (mut bench, mut wire, server) = loaded(6);
    in_sight(&mut bench, "a", 2..5);
    let rev = bench.rev();
    bench.ask_for("a", &key(), Some(rev), true);
    assert_eq!(wire.serve(&mut bench, &server).len(), 3);
}

#[test]
fn what_an_action_did_to_a_row_out_of_sight_stays_until_its_page_is_fetched() {
    let (mut bench, mut wire, mut server) = loaded(6);
    in_sight(&mut bench, "a", 0..1);
    let (id, _) = server.rows[10];
    let set = json!({ "version": 50 }).as_object().cloned().unwrap();
    let patch = Patch::Row { rows: "/items".into(), id: "/id".into(), value: json!(id), set };
    let run = Run { shows: vec![(Matching::Exact(key()), patch)], ..Run::of(Value::Null) };
    bench.give(Input::Run { action: ActionId(1), run });
    bench.give(Input::Sent { action: ActionId(1), outcome: Ok(Value::Null) });
    server.rows[10].1 = 50;
    ask(&mut bench, "a");
    assert_eq!(wire.serve(&mut bench, &server).len(), 1);
    assert_eq!(rows(&bench)[10], (id, 50), "not what it was before the action");
    assert!(!bench.status().optimistic);
    server.rows[10].1 = 51;
    in_sight(&mut bench, "a", 5..6);
    ask(&mut bench, "a");
    wire.serve(&mut bench, &server);
    assert_eq!(rows(&bench)[10], (id, 51));
}

#[test]
fn a_server_that_wants_to_be_left_alone_is_between_two_pages() {
    let (mut bench, mut wire, server) = loaded(3);
    bench.mount_with("a", &Key::named("other"), by_signal());
    bench.ask_for("a", &Key::named("other"), Some(0), false);
    bench.give(Input::Invalidate {
        filter: Filter::exact(&key()),
        coalesce: Default::default(),
        refetch: Default::default(),
    });
    bench.ask_for("a", &key(), None, false);
    bench.fail_with(Failure { status: Some(429), retry_after_ms: Some(30_000), ..failure(true) });
    let asked = wire.serve(&mut bench, &server).len();
    bench.after(29_000);
    assert_eq!(asked + wire.serve(&mut bench, &server).len(), 1);
    bench.after(2_000);
    assert_eq!(wire.serve(&mut bench, &server).len(), 2);
}

#[test]
fn pages_of_another_life_are_fetched_when_they_are_scrolled_to() {
    let (mut bench, mut wire, mut server) = loaded(6);
    in_sight(&mut bench, "a", 0..1);
    server.touch();
    bench.give(Input::Ready { server: ServerId::ONLY, resumed: false });
    bench.after(1);
    ask(&mut bench, "a");
    assert_eq!(wire.serve(&mut bench, &server).len(), 1);
    in_sight(&mut bench, "a", 0..6);
    ask(&mut bench, "a");
    wire.serve(&mut bench, &server);
    assert_eq!(rows(&bench), server.rows[..12]);
}

#[test]
fn whatever_happens_what_is_in_sight_at_rest_is_what_the_server_has_and_no_row_is_there_twice() {
    for seed in 0..400 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (mut bench, mut wire, mut server) = loaded(4);
        let mut fresh = 10_000;
        for _ in 0..40 {
            match rng.u32(0..8) {
                0 => {
                    fresh += 1;
                    server.rows.insert(0, (fresh, 1));
                    signal(&mut bench);
                }
                1 if server.rows.len() > 2 => {
                    server.rows.remove(rng.usize(0..server.rows.len()));
                    signal(&mut bench);
                }
                2 => {
                    let at = rng.usize(0..server.rows.len());
                    server.rows[at].1 += 1;
                    signal(&mut bench);
                }
                3 => more(&mut bench),
                4 => {
                    let start = rng.usize(0..6);
                    in_sight(&mut bench, "a", start..start + rng.usize(1..4));
                }
                5 => ask(&mut bench, "a"),
                _ => {
                    if let Some((flight, param)) = wire.next(&bench) {
                        bench.give(Input::Page { flight, page: server.page(param.as_ref()) });
                    }
                }
            }
            let mut ids: Vec<u64> = rows(&bench).into_iter().map(|(id, _)| id).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "seed {seed}: a row is there twice");
        }
        let start = rng.usize(0..4);
        in_sight(&mut bench, "a", start..start + 2);
        for _ in 0..10 {
            wire.serve(&mut bench, &server);
            ask(&mut bench, "a");
        }
        wire.serve(&mut bench, &server);
        assert!(!bench.status().due && !bench.status().stale && !bench.status().fetching, "seed {seed}");
        let shown = pages(&bench);
        for page in shown.iter().skip(start.min(shown.len() - 1)).take(2).filter(|_| start < shown.len()) {
            for row in page["items"].as_array().unwrap() {
                let row = (row["id"].as_u64().unwrap(), row["version"].as_u64().unwrap());
                assert!(server.rows.contains(&row), "seed {seed}: {row:?} is not the server's");
            }
        }
        in_sight(&mut bench, "a", 0..100);
        for _ in 0..10 {
            ask(&mut bench, "a");
            wire.serve(&mut bench, &server);
        }
        let shown = rows(&bench);
        assert_eq!(shown, server.rows[..shown.len()], "seed {seed}");
    }
}

/// The pages in sight fail until nothing is tried any more, and meanwhile a person scrolls to the end.
fn failed_then_more(during: bool, answer: impl Fn(&mut Bench, &Server, FlightId, Option<Value>)) -> (Bench, Server) {
    let (mut bench, mut wire, mut server) = loaded(2);
    server.touch();
    signal(&mut bench);
    ask(&mut bench, "a");
    for attempt in 0..4 {
        let (flight, _) = wire.next(&bench).unwrap();
        bench.give(Input::Settled { flight, outcome: Err(failure(true)) });
        if during && attempt == 2 {
            more(&mut bench);
        }
        if attempt < 3 {
            bench.after(8_000);
        }
    }
    if !during {
        bench.after(1_000);
        more(&mut bench);
    }
    let (flight, param) = wire.next(&bench).unwrap();
    assert!(param.is_some(), "the page after the last");
    answer(&mut bench, &server, flight, param);
    // The window asks for what it is told is due.
    for _ in 0..60 {
        if bench.status().due {
            ask(&mut bench, "a");
        }
        wire.serve(&mut bench, &server);
        bench.after(1_000);
    }
    (bench, server)
}

#[test]
fn pages_in_sight_that_failed_are_asked_again_whatever_another_page_brings() {
    for during in [true, false] {
        let (bench, server) = failed_then_more(during, |bench, server, flight, param| {
            bench.give(Input::Page { flight, page: server.page(param.as_ref()) });
            assert!(bench.status().error.is_some(), "they are not what the server has");
        });
        assert_eq!(rows(&bench), server.rows[..6], "scrolled during the retries: {during}");
        assert_eq!(bench.status().error, None);
        let (bench, server) = failed_then_more(during, |bench, _, flight, _| {
            bench.give(Input::Settled { flight, outcome: Err(failure(false)) });
        });
        assert_eq!(rows(&bench), server.rows[..4], "another page is not there, during the retries: {during}");
    }
}

#[test]
fn rows_without_an_identity_stay_and_a_number_is_one_identity_however_it_is_written() {
    let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let rows = |rows: Vec<Value>| Page { data: json!({ "items": rows }), next: Some(json!("on")), previous: None };
    let anonymous = || vec![json!({ "id": null, "name": "a" }), json!({ "id": null, "name": "b" }), json!({})];
    let (mut bench, mut wire) = (Bench::new(), Wire { read: 0 });
    bench.mount_with("a", &key(), paged());
    ask(&mut bench, "a");
    let mut first = anonymous();
    first.push(json!({ "id": number("1.0") }));
    let (flight, _) = wire.next(&bench).unwrap();
    bench.give(Input::Page { flight, page: rows(first) });
    more(&mut bench);
    let (flight, _) = wire.next(&bench).unwrap();
    let mut second = anonymous();
    second.push(json!({ "id": number("1") }));
    bench.give(Input::Page { flight, page: rows(second) });
    assert_eq!(wire.next(&bench), None, "rows that nothing tells apart may be new");
    let items = |page: usize| pages(&bench)[page]["items"].as_array().unwrap().clone();
    assert_eq!(items(0), anonymous(), "the row that came twice is where it came last");
    assert_eq!(items(1).len(), 4);
}
