//! What that suite lacks: events during a fetch, storms, several windows.

use crate::case::{Case, conforms};
use crate::step::{AT_ONCE, KEPT, Step, Step::*, by_signal, every, fixed, ms, only, plain};
use oriel_query::{Options, Refetch as Wanted, Retry, StaleTime};
use serde_json::json;

/// A fetch takes 100 ms and an event comes each 50 ms, for 3 s.
fn storm() -> Vec<Step> {
    let mut steps = vec![Panel("a", "one", by_signal()), Land("one", json!(0))];
    let event = || Invalidate(only("one"), Wanted::Active);
    for n in 1..=30 {
        steps.extend([event(), Wait(50), event(), Wait(50), Land("one", json!(n)), Rev("one", n + 1)]);
    }
    steps.extend([Starts("one", 32), Land("one", json!("last")), Sees("a", "one", r#""last" fresh idle"#)]);
    steps.extend([Wait(60_000), Starts("one", 32), Aborts(0)]);
    steps
}

pub(crate) fn cases() -> Vec<Case> {
    let strict = Options { stale_time: StaleTime::After(ms(500)), ..plain() };
    vec![
        conforms(
            "TanStack/query#8530",
            "An event during the first fetch is not lost: the fetch lands and is shown, and one more follows.",
            vec![
                Panel("a", "one", by_signal()),
                Invalidate(only("one"), Wanted::Active),
                Starts("one", 1),
                Land("one", json!("old")),
                Sees("a", "one", r#""old" stale fetching"#),
                Land("one", json!("new")),
                Sees("a", "one", r#""new" fresh idle"#),
                Starts("one", 2),
                Aborts(0),
            ],
        ),
        conforms(
            "own: a storm",
            "Events faster than a fetch: every answer is shown as it lands, nothing is restarted, the last event is seen.",
            storm(),
        ),
        conforms(
            "own: an event while nobody shows it",
            "An `all` invalidation during the flight of a key that nobody shows is followed by one more flight.",
            vec![
                Load("one", AT_ONCE, KEPT),
                Invalidate(every(), Wanted::All),
                Land("one", json!("old")),
                Starts("one", 2),
                Land("one", json!("new")),
                Is("one", r#""new" fresh idle"#),
                Starts("one", 2),
            ],
        ),
        conforms(
            "own: only inactive",
            "An `inactive` invalidation makes all it names stale, and fetches only what nobody shows.",
            vec![
                Load("one", AT_ONCE, KEPT),
                Land("one", json!(1)),
                Load("two", AT_ONCE, KEPT),
                Land("two", json!(2)),
                Panel("a", "two", by_signal()),
                Invalidate(every(), Wanted::Inactive),
                Is("one", "1 stale fetching"),
                Is("two", "2 stale idle"),
                Starts("two", 1),
            ],
        ),
        conforms(
            "own: two windows, one flight",
            "Windows that show a key share its flight and its answer, and are both told.",
            vec![
                Panel("a", "one", by_signal()),
                Panel("b", "one", by_signal()),
                Starts("one", 1),
                Land("one", json!(1)),
                Sees("a", "one", "1 fresh idle"),
                Sees("b", "one", "1 fresh idle"),
                Click("b", "one"),
                Land("one", json!(2)),
                Sees("a", "one", "2 fresh idle"),
                Sees("b", "one", "2 fresh idle"),
                Starts("one", 2),
            ],
        ),
        conforms(
            "own: two windows, two ages",
            "Of two windows with different staleness the stricter decides for the entry; when it leaves, the other does.",
            vec![
                Panel("a", "one", by_signal()),
                Panel("b", "one", strict),
                Land("one", json!(1)),
                Wait(499),
                Is("one", "1 fresh idle"),
                Wait(1),
                Is("one", "1 stale idle"),
                Leave("b", "one"),
                Is("one", "1 fresh idle"),
            ],
        ),
        conforms(
            "own: static for one window only",
            "What was invalidated while every window held it static is stale for the first that does not.",
            vec![
                Panel("a", "one", fixed()),
                Land("one", json!(1)),
                Invalidate(every(), Wanted::Active),
                Is("one", "1 fresh idle"),
                Panel("b", "one", by_signal()),
                Is("one", "1 stale fetching"),
                Starts("one", 2),
            ],
        ),
        conforms(
            "own: a load in a hidden window's key",
            "A load starts by itself, though the only window that shows the key is hidden, and waits for the network.",
            vec![
                Panel("a", "one", by_signal()),
                Land("one", json!(1)),
                Show("a", false),
                Online(false),
                Invalidate(only("one"), Wanted::Active),
                Starts("one", 1),
                Load("one", AT_ONCE, KEPT),
                Loaded(1, "waits"),
                Leave("a", "one"),
                Online(true),
                Starts("one", 2),
                Land("one", json!(2)),
                Loaded(1, "2"),
            ],
        ),
        conforms(
            "own: a load that is cancelled before it starts",
            "A cancelled load is answered with what is there, and does not start by itself later.",
            vec![
                Online(false),
                Load("one", AT_ONCE, KEPT),
                Cancel(every()),
                Loaded(1, "-"),
                Online(true),
                Wait(1000),
                Starts("one", 0),
            ],
        ),
        conforms(
            "own: a reset of what is shown",
            "A reset takes the data from every window and fetches it anew, though a flight was under way.",
            vec![
                Panel("a", "one", by_signal()),
                Land("one", json!(1)),
                Click("a", "one"),
                Reset(only("one")),
                Aborts(1),
                Sees("a", "one", "- stale fetching"),
                Land("one", json!(2)),
                Sees("a", "one", "2 fresh idle"),
                Starts("one", 3),
            ],
        ),
        conforms(
            "own: a placeholder and an error",
            "A placeholder gives way to an error: nobody takes it for data.",
            vec![
                Panel("a", "one", plain()),
                Place("a", "one", json!("outline")),
                Fail("one", false),
                Sees("a", "one", "- stale idle error"),
            ],
        ),
        conforms(
            "own: an outage longer than the retries",
            "What is shown is asked again for as long as it is shown, at most every 30 s.",
            vec![
                Panel("a", "one", Options { retry: Retry { limit: 1, base: ms(50), cap: ms(50) }, ..by_signal() }),
                Fail("one", true),
                Wait(50),
                Fail("one", true),
                Sees("a", "one", "- stale idle error"),
                Wait(14_999),
                Starts("one", 2),
                Wait(15_001),
                Starts("one", 3),
                Fail("one", true),
                Wait(30_000),
                Starts("one", 4),
                Land("one", json!(1)),
                Sees("a", "one", "1 fresh idle"),
                Wait(300_000),
                Starts("one", 4),
            ],
        ),
    ]
}
