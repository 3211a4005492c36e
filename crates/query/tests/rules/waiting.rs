//! A flight that waits for its turn starts only if it is still wanted when its turn comes.

use crate::bench::{Bench, by_signal, key, ms, status_of};
use oriel_query::{Coalesce, Config, Effect, Filter, Input, Key, Options, Refetch};
use serde_json::json;
use std::time::Duration;

/// A bench with one place in the air, which is taken, and `key()` mounted behind it.
fn behind_another(options: Options, force: bool) -> Bench {
    let mut bench = Bench::with(Config { max_flights: 1, heartbeat: Duration::ZERO, ..Config::default() });
    bench.open("b");
    bench.mount_with("b", &Key::named("first"), by_signal());
    bench.ask_for("b", &Key::named("first"), Some(0), false);
    bench.mount_with("a", &key(), options);
    bench.ask_for("a", &key(), Some(0), force);
    assert_eq!(bench.starts().len(), 1);
    bench
}

#[test]
fn a_flight_whose_window_was_hidden_before_its_turn_is_not_started_and_stays_due() {
    for force in [false, true] {
        let mut bench = behind_another(by_signal(), force);
        bench.show("a", false);
        bench.land(json!(1));
        bench.after(1_000);
        assert_eq!(bench.starts().len(), 1, "forced: {force}");
        assert!(bench.status().due && !bench.status().fetching);
        bench.show("a", true);
        assert_eq!(bench.starts().len(), 2, "its ask waits still");
    }
}

#[test]
fn a_flight_whose_mount_was_switched_off_before_its_turn_is_not_started_unless_a_person_wants_it() {
    for force in [false, true] {
        let mut bench = behind_another(by_signal(), force);
        bench.mount_with("a", &key(), Options { enabled: false, ..by_signal() });
        bench.land(json!(1));
        assert_eq!(bench.starts().len(), if force { 2 } else { 1 }, "forced: {force}");
    }
}

#[test]
fn a_retry_goes_on_though_its_window_was_hidden() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.ask("a", Some(1));
    bench.fail(true);
    bench.show("a", false);
    bench.after(1_000);
    assert_eq!(bench.starts().len(), 3, "what was begun is brought to its end");
}

#[test]
fn an_ask_that_is_no_persons_wish_waits_for_the_retry_like_the_others() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.fail(true);
    bench.ask("a", Some(0));
    assert_eq!(bench.starts().len(), 1);
    bench.after(1_000);
    assert_eq!(bench.starts().len(), 2);
}

#[test]
fn what_is_gathered_is_not_fetched_before_it_counts_whoever_comes() {
    let coalesce = Coalesce { gap: ms(100), within: ms(1_000) };
    let mut bench = Bench::loaded(json!(1));
    bench.at(1_000).invalidate_with(coalesce);
    bench.ask("a", Some(1));
    bench.land(json!(2));
    bench.at(1_010).give(Input::Invalidate { filter: Filter::default(), coalesce, refetch: Refetch::Active });
    bench.ask("a", Some(2));
    assert_eq!(bench.starts().len(), 2, "nothing is due yet");
    bench.open("b");
    assert!(status_of(bench.mount("b")).due, "but a window that opens meanwhile is owed what is newest");
}

#[test]
fn the_focus_stays_when_another_window_closes_and_goes_with_its_own() {
    for closed in ["c", "b"] {
        let mut bench = behind_another(by_signal(), false);
        bench.open("c");
        let shown = Key::named("shown");
        bench.mount_with("b", &shown, by_signal());
        bench.give(Input::Focus { window: "b".into() });
        bench.give(Input::Close { window: closed.into() });
        bench.open(closed);
        bench.mount_with("b", &shown, by_signal());
        bench.ask_for("b", &shown, Some(0), false);
        let effects = bench.land(json!(1));
        let first = effects.iter().find_map(|effect| match effect {
            Effect::Start { key, .. } => Some(key.clone()),
            _ => None,
        });
        assert_eq!(first, Some(if closed == "b" { key() } else { shown }), "closed: {closed}");
    }
}
