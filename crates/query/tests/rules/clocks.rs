//! Time that passes while the machine sleeps, and clocks that jump.

use crate::bench::{Bench, by_signal, failure, key, ms};
use oriel_query::{
    ActionId, AskId, Cache, Coalesce, Config, Effect, Filter, Input, Key, Matching, Options, Patch, Refetch, Rev, Run,
    ServerId, StaleTime, Time, VersionRule,
};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: u64 = 3_600_000;

fn eight_hours() -> Options {
    Options { stale_time: StaleTime::After(ms(8 * HOUR)), ..Options::default() }
}

/// A window shows what was fetched at the beginning, with a heartbeat as in the program.
fn loaded() -> Bench {
    let mut bench = Bench::with(Config::default());
    bench.mount_with("a", &key(), eight_hours());
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench
}

/// The machine sleeps, and nothing is rung meanwhile.
fn sleep(bench: &mut Bench, hours: u64) {
    bench.now += hours * HOUR;
}

#[test]
fn what_became_too_old_while_the_machine_slept_is_due_at_the_first_tick() {
    for (hours, due) in [(10, true), (8, true), (7, false)] {
        let mut bench = loaded();
        sleep(&mut bench, hours);
        bench.give(Input::Tick);
        assert_eq!(bench.status().due, due, "{hours} hours");
        assert_eq!(bench.status().age_ms, Some(hours * HOUR));
        assert!(bench.told("a").iter().any(|(_, note)| note.due) == due);
    }
}

#[test]
fn what_became_too_old_is_due_when_its_window_is_shown_or_focused() {
    for (hours, due) in [(10, true), (7, false)] {
        for shown in [true, false] {
            let mut bench = loaded();
            bench.show("a", false);
            bench.at(hours * HOUR);
            assert!(!bench.status().due);
            if shown {
                bench.show("a", true);
            } else {
                bench.give(Input::Focus { window: "a".into() });
            }
            assert_eq!(bench.status().due, due, "{hours} hours, shown: {shown}");
        }
    }
}

#[test]
fn a_window_that_is_shown_already_is_not_shown_again() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), Options::default());
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.after(1_000).show("a", true);
    assert!(!bench.status().due);
}

#[test]
fn what_grows_too_old_in_front_of_somebody_is_no_trigger() {
    let mut bench = loaded();
    bench.at(10 * HOUR);
    assert!(bench.status().stale && !bench.status().due);
}

#[test]
fn a_window_that_opens_after_a_sleep_is_owed_what_is_newest() {
    let mut bench = loaded();
    sleep(&mut bench, 10);
    bench.open("b");
    let status = crate::bench::status_of(bench.mount_with("b", &key(), eight_hours()));
    assert!(status.due && status.age_ms == Some(10 * HOUR));
}

#[test]
fn hidden_windows_sleep_on() {
    let mut bench = loaded();
    bench.show("a", false);
    sleep(&mut bench, 10);
    bench.give(Input::Tick);
    assert!(!bench.status().due);
}

/// Inputs as they may come, with what passes between them in milliseconds.
fn story(rng: &mut fastrand::Rng, step: u64) -> (u64, Input) {
    let keys = [key(), Key::named("other")];
    let key = keys[rng.usize(0..2)].clone();
    let window = if rng.bool() { "a" } else { "b" };
    let stale_time = [StaleTime::Infinite, StaleTime::After(ms(0)), StaleTime::After(ms(5_000))][rng.usize(0..3)];
    let options = Options { stale_time, settle: rng.bool().then_some(ms(300)), ..by_signal() };
    let ask = AskId(step);
    let input = match rng.u32(0..16) {
        0 => Input::Open { window: window.into() },
        1 | 2 => Input::Mount { ask, window: window.into(), key, options },
        3 | 4 => Input::Ask { ask, window: window.into(), key, known: Some(Rev(0)), force: rng.bool() },
        5 => Input::Show { window: window.into(), visible: rng.bool() },
        6 => Input::Focus { window: window.into() },
        7 | 8 => Input::Invalidate {
            filter: Filter::exact(&key),
            coalesce: Coalesce { gap: ms(50), within: ms(200) },
            refetch: Refetch::All,
        },
        9 => Input::Ready { server: ServerId::ONLY, resumed: rng.bool() },
        10 => Input::Gap { server: ServerId::ONLY },
        11 => {
            let set = json!({ "mark": step }).as_object().cloned().unwrap();
            let shows = vec![(Matching::Exact(key), Patch::Merge { set })];
            Input::Run { action: ActionId(step), run: Run { shows, ..Run::of(Value::Null) } }
        }
        12 => Input::Set {
            key,
            value: json!({ "seq": rng.u64(0..50) }),
            version: Some(VersionRule { pointer: "/seq".into() }),
        },
        _ => Input::Tick,
    };
    (*rng.choice(&[0, 1, 40, 700, 20_000, HOUR]).unwrap(), input)
}

#[test]
fn whatever_the_clock_said_at_first_the_same_happens() {
    for seed in 0..200 {
        // The same, on a machine that believes in another year, or in one before the clock's origin.
        let run = |origin: Duration| {
            let mut rng = fastrand::Rng::with_seed(seed);
            let mut cache = Cache::new(Config { keep: true, ..Config::default() }, seed);
            let mut now = origin;
            let mut seen = Vec::new();
            let kept = Input::Restore {
                key: key(),
                value: json!({ "seq": 3 }).into(),
                confirmed_at: Time::since_origin(origin.saturating_sub(ms(5_000))),
                gc_time: Duration::MAX,
            };
            let mut inputs = vec![kept];
            for step in 0..60 {
                while let Some(input) = inputs.pop() {
                    for effect in cache.handle(input, Time::since_origin(now)) {
                        match &effect {
                            Effect::Start { flight, .. } => {
                                let outcome = if rng.u32(0..3) == 0 {
                                    Err(failure(rng.bool()))
                                } else {
                                    Ok(json!({ "seq": rng.u64(0..50) }))
                                };
                                inputs.push(Input::Settled { flight: *flight, outcome: outcome.map(Into::into) });
                            }
                            Effect::Send { action, .. } => {
                                inputs.push(Input::Sent { action: *action, outcome: Ok(Value::Null) });
                            }
                            _ => {}
                        }
                        seen.push(match effect {
                            Effect::Keep { key, data, confirmed_at } => {
                                format!("keep {key} {data} {:?}", confirmed_at.elapsed().checked_sub(origin))
                            }
                            effect => format!("{effect:?}"),
                        });
                    }
                    let wake = cache.next_wake().map(|at| at.elapsed().checked_sub(origin));
                    seen.push(format!("wakes {wake:?}"));
                }
                let (after, input) = story(&mut rng, step);
                now += ms(after);
                inputs.push(input);
            }
            seen
        };
        let year = Duration::from_secs(365 * 86_400);
        let (one, other) = (run(year), run(40 * year));
        for (at, (one, other)) in one.iter().zip(&other).enumerate() {
            assert_eq!(one, other, "seed {seed}, line {at}");
        }
        assert_eq!(one.len(), other.len());
    }
}

#[test]
fn a_clock_that_jumps_back_and_forth_changes_no_order() {
    for seed in 0..200 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut bench = Bench::loaded(json!({ "seq": 1 }));
        let (mut seen, mut rev) = (1, 0);
        for _ in 0..40 {
            // The cache is told a time that jumps; what it was told last still holds.
            bench.now = rng.u64(0..100_000);
            let starts = bench.starts().len();
            bench.invalidate();
            bench.ask("a", Some(bench.rev()));
            if bench.starts().len() > starts {
                seen += 1;
                bench.land(json!({ "seq": seen }));
            }
            let shown = bench.cache.data(&key()).unwrap()["seq"].as_i64().unwrap();
            assert_eq!(shown, seen, "seed {seed}");
            assert!(bench.rev() >= rev, "seed {seed}: a revision went back");
            rev = bench.rev();
        }
    }
}
