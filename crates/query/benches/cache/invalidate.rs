//! What an invalidation costs that wants no flight: finding what is meant, and marking it.

use crate::entries::{Entries, PAGES, TARGETS, account, accounts, key};
use crate::measure;
use oriel_query::{Coalesce, Filter, Input, Key, Matching, Refetch, Time};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The cases: by a name that no entry has; by a parameter that none has; by a key that is not there; by one that is;
/// by an account, which ten entries have; and every entry by its key, in an order that no processor foresees.
pub(crate) const CASES: [&str; 6] =
    ["no-match-name", "no-match-parameter", "no-match-exact", "exact", "prefix", "exact-everywhere"];

/// Measures a case at so many entries.
pub(crate) fn run(case: &str, entries: usize) -> Option<Value> {
    let by_account = |name: String| Matching::Prefix(vec![json!("transactions"), json!({ "account": name })]);
    let targets = 0..TARGETS;
    let meant: Vec<Matching> = match case {
        "no-match-name" => targets.map(|target| Matching::Prefix(vec![json!(format!("nothing_{target}"))])).collect(),
        "no-match-parameter" => targets.map(|target| by_account(format!("nobody_{target}"))).collect(),
        "no-match-exact" => targets.map(|target| Matching::Exact(key(entries + target))).collect(),
        "exact" => accounts(entries).map(|account| Matching::Exact(key(account * PAGES))).collect(),
        "prefix" => accounts(entries).map(|number| by_account(account(number))).collect(),
        "exact-everywhere" => {
            let mut order: Vec<usize> = (0..entries).collect();
            fastrand::Rng::with_seed(7).shuffle(&mut order);
            order.into_iter().map(|entry| Matching::Exact(key(entry))).collect()
        }
        _ => return None,
    };
    let mut filled = Entries::new(entries);
    let matched: Vec<Vec<Key>> = meant.iter().map(|matching| filled.cache.keys(matching)).collect();
    let matches = matched[0].len();
    assert!(matched.iter().all(|keys| keys.len() == matches), "every target has as many matches");
    let mut turns = meant.chunks(TARGETS).zip(matched.chunks(TARGETS)).cycle();
    let (time, rounds) = measure::quartile(|| {
        let Some((meant, matched)) = turns.next() else { return Duration::ZERO };
        filled.now = filled.now + Duration::from_micros(1);
        round(&mut filled, meant, matched)
    });
    // Chunks are of one size but for the last, which the quartile does not see.
    let ns = measure::nanos(time, TARGETS);
    Some(json!({ "case": case, "size": entries, "ns": ns, "matches": matches, "rounds": rounds }))
}

/// Invalidates what each target means; only that is measured. Then everything is loaded anew, so that the next
/// round finds nothing invalid, as with the peer.
fn round(filled: &mut Entries, meant: &[Matching], matched: &[Vec<Key>]) -> Duration {
    let now: Time = filled.now;
    let inputs: Vec<Input> = meant
        .iter()
        .map(|matching| Input::Invalidate {
            filter: Filter::of(matching.clone()),
            coalesce: Coalesce::default(),
            refetch: Refetch::None,
        })
        .collect();
    let started = Instant::now();
    for input in inputs {
        std::hint::black_box(filled.cache.handle(input, now));
    }
    let time = started.elapsed();
    for key in matched.iter().flatten() {
        filled.load(key);
    }
    time
}
