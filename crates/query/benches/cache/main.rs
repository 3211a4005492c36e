//! What the cache costs: invalidating, notifying, and a storm of events in real time.
//!
//! `cargo xtask bench cache` runs this beside `@tanstack/query-core`, one case and size at a time, and prints both.
//! By itself, `cargo bench -p oriel-query --bench cache [-- CASE SIZE]` prints one line of JSON for each case and size.
//!
//! | file | idea |
//! | --- | --- |
//! | `measure` | warm-up, rounds, the lower quartile |
//! | `entries` | a cache full of loaded entries, and which of them are spoken of |
//! | `invalidate` | the cost of an invalidation |
//! | `notify` | the cost of one change that many show |
//! | `storm` | events faster than a fetch |
//! | `shell` | the small shell with a real clock that the storm runs in |

mod entries;
mod invalidate;
mod measure;
mod notify;
mod shell;
mod storm;

use serde_json::Value;
use std::process::ExitCode;

/// Entries at which an invalidation is measured.
const ENTRIES: [usize; 4] = [1_000, 10_000, 50_000, 100_000];
/// Observers at which a change is measured.
const OBSERVERS: [usize; 3] = [1, 100, 1_000];

/// Runs a case; `None` where there is no case of this name.
fn run(case: &str, size: usize) -> Option<Value> {
    invalidate::run(case, size).or_else(|| notify::run(case, size)).or_else(|| storm::run(case))
}

fn main() -> ExitCode {
    // Cargo itself adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [case, size] = words.as_slice() {
        let Some(line) = size.parse().ok().and_then(|size| run(case, size)) else {
            eprintln!("there is no case {case} of size {size}");
            return ExitCode::FAILURE;
        };
        println!("{line}");
        return ExitCode::SUCCESS;
    }
    let invalidations = invalidate::CASES.iter().flat_map(|case| ENTRIES.map(|size| (*case, size)));
    let notices = notify::CASES.iter().flat_map(|case| OBSERVERS.map(|size| (*case, size)));
    let storms = storm::CASES.iter().map(|case| (*case, 1));
    for (case, size) in invalidations.chain(notices).chain(storms) {
        if let Some(line) = run(case, size) {
            println!("{line}");
        }
    }
    ExitCode::SUCCESS
}
