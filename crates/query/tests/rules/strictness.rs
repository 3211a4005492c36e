//! Of two mounts with different wishes the stricter one counts, wish by wish.

use crate::bench::ms;
use oriel_query::{NetworkMode, Options, Retry, StaleTime};

fn both(a: &Options, b: &Options) -> Options {
    let strictest = a.strictest(b);
    let turned = b.strictest(a);
    assert_eq!(strictest, turned, "whichever comes first");
    strictest
}

#[test]
fn a_trigger_that_one_of_them_wants_is_a_trigger() {
    let off = Options {
        enabled: false,
        refetch_on_mount: false,
        refetch_on_focus: false,
        refetch_on_reconnect: false,
        ..Options::default()
    };
    assert_eq!(both(&off, &Options::default()), Options::default());
    assert_eq!(both(&off, &off), off);
}

#[test]
fn the_shorter_stale_time_and_interval_and_the_longer_collection_and_settle_time_count() {
    let a = Options {
        stale_time: StaleTime::After(ms(10)),
        gc_time: ms(10),
        refetch_interval: Some(ms(10)),
        settle: Some(ms(10)),
        ..Options::default()
    };
    let b = Options {
        stale_time: StaleTime::Infinite,
        gc_time: ms(20),
        refetch_interval: Some(ms(20)),
        settle: Some(ms(20)),
        network: NetworkMode::Always,
        ..Options::default()
    };
    let expected = Options {
        stale_time: StaleTime::After(ms(10)),
        gc_time: ms(20),
        refetch_interval: Some(ms(10)),
        settle: Some(ms(20)),
        network: NetworkMode::Always,
        ..Options::default()
    };
    assert_eq!(both(&a, &b), expected);
    let none = Options { refetch_interval: None, settle: None, ..b };
    assert_eq!(both(&a, &none).refetch_interval, Some(ms(10)), "any interval is shorter than none");
    assert_eq!(both(&a, &none).settle, Some(ms(10)));
}

#[test]
fn who_tries_again_more_often_decides_how() {
    let retry = |limit, base| Options { retry: Retry { limit, base: ms(base), cap: ms(1_000) }, ..Options::default() };
    assert_eq!(both(&retry(1, 50), &retry(2, 10)).retry, retry(2, 10).retry);
}

#[test]
fn of_two_retries_with_as_many_attempts_the_longer_wait_counts() {
    let with = |retry| Options { retry, ..Options::default() };
    let (short, long) = (Retry { cap: ms(50), ..Retry::default() }, Retry { cap: ms(90_000), ..Retry::default() });
    assert_eq!(both(&with(short), &with(long)).retry, long);
}
