//! Events faster than a fetch: shown as they land, bounded, and right in the end.

use crate::bench::{by_signal, ms};
use crate::world::{Nature, World};
use oriel_query::{Coalesce, Config, Key};

/// 100 ms a flight, an event each 50 ms for 3 s, three windows.
fn storm(coalesce: Coalesce) -> (World, Key) {
    let nature = Nature { request: (100, 100), message: (1, 1), lost: 0, failing: 0, coalesce, options: by_signal() };
    let key = Key::named("balance");
    let mut world = World::new(nature, Config::default(), std::slice::from_ref(&key), 3, 1);
    for window in 0..3 {
        world.mount(window, &key);
    }
    world.run(1000);
    for event in 0..60 {
        world.run(1000 + event * 50);
        world.write(&key, false);
    }
    (world, key)
}

fn longest_gap(world: &World, window: usize, until: u64) -> u64 {
    let mut times: Vec<u64> =
        world.panes[window].repaints.iter().map(|(at, _)| *at).filter(|at| (1000..until).contains(at)).collect();
    times.insert(0, 1000);
    times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(u64::MAX)
}

#[test]
fn in_a_storm_every_window_sees_an_update_every_flight_and_the_newest_in_the_end() {
    let (mut world, _) = storm(Coalesce::default());
    let end = world.now;
    for window in 0..3 {
        // A flight, and the few messages and the frame around it.
        assert!(longest_gap(&world, window, end) <= 130, "window {window}: {:?}", world.panes[window].repaints);
    }
    world.run(end + 1000);
    world.assert_at_rest();
    let flights = world.starts.iter().filter(|(at, _)| *at >= 1000).count();
    assert!((20..=3000 / 100 + 2).contains(&flights), "{flights} flights");
}

#[test]
fn in_a_storm_coalescing_spares_flights_and_still_updates_within_its_maximum() {
    let (mut world, _) = storm(Coalesce { gap: ms(100), within: ms(300) });
    let end = world.now;
    for window in 0..3 {
        assert!(longest_gap(&world, window, end) <= 300 + 100 + 30, "window {window}");
    }
    world.run(end + 2000);
    world.assert_at_rest();
    let flights = world.starts.iter().filter(|(at, _)| *at >= 1000).count();
    assert!((8..=13).contains(&flights), "{flights} flights");
}

#[test]
fn after_the_last_event_there_are_at_most_two_flights() {
    let (mut world, _) = storm(Coalesce::default());
    let last_event = world.now;
    world.run(last_event + 10_000);
    let after = world.starts.iter().filter(|(at, _)| *at > last_event).count();
    assert!((1..=2).contains(&after), "{after} flights");
}
