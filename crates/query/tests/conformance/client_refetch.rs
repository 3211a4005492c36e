//! Refetches, invalidations and resets of many keys.

use crate::case::{Case, conforms, differs};
use crate::step::{AT_ONCE, KEPT, Step, Step::*, any, by_signal, disabled, every, fixed, only, plain};
use oriel_query::{Activity, Filter, Options, Refetch as Wanted};
use serde_json::json;

/// Two keys that nobody shows, each fetched once.
fn two() -> Vec<Step> {
    vec![Load("one", AT_ONCE, KEPT), Load("two", AT_ONCE, KEPT), Land("one", json!(1)), Land("two", json!(2))]
}

/// Two keys, a window that shows the first, then an invalidation.
fn invalidated(options: Options, filter: Filter, wanted: Wanted, then: Vec<Step>) -> Vec<Step> {
    let mut steps = two();
    steps.extend([Panel("a", "one", options), Starts("one", 1), Invalidate(filter, wanted)]);
    steps.extend(then);
    steps
}

pub(crate) fn cases() -> Vec<Case> {
    let starts = |one, two| vec![Starts("one", one), Starts("two", two)];
    let stale_and_active = Filter { activity: Activity::Active, stale: Some(true), ..every() };
    let mut refetched = two();
    refetched.extend([
        Invalidate(only("one"), Wanted::Active),
        Panel("a", "one", plain()),
        Refetch(stale_and_active),
        Land("one", json!(3)),
        Starts("one", 2),
        Starts("two", 1),
    ]);
    vec![
        conforms(
            "queryClient.test.tsx:2128",
            "A refetch of what is stale and shown joins the flight of a mount, and leaves the rest alone.",
            refetched,
        ),
        conforms(
            "queryClient.test.tsx:2268",
            "A refetch while offline holds nobody up: it waits by itself until it can start.",
            vec![
                Load("one", AT_ONCE, KEPT),
                Land("one", json!(1)),
                Online(false),
                Refetch(only("one")),
                Is("one", "1 fresh paused"),
                Starts("one", 1),
                Online(true),
                Starts("one", 2),
            ],
        ),
        conforms(
            "queryClient.test.tsx:2299",
            "A refetch of everything passes static data over.",
            vec![
                Load("one", AT_ONCE, KEPT),
                Land("one", json!(1)),
                Panel("a", "one", fixed()),
                Refetch(every()),
                Starts("one", 1),
            ],
        ),
        conforms(
            "queryClient.test.tsx:2320",
            "An invalidation fetches what is shown, and nothing beside it.",
            invalidated(by_signal(), only("one"), Wanted::default(), starts(2, 1)),
        ),
        conforms(
            "queryClient.test.tsx:2343",
            "By default it does not fetch what only disabled mounts show.",
            invalidated(Options { enabled: false, ..by_signal() }, only("one"), Wanted::default(), starts(1, 1)),
        ),
        conforms(
            "queryClient.test.tsx:2366",
            "With `none` it fetches nothing; the data is stale.",
            invalidated(by_signal(), only("one"), Wanted::None, vec![Starts("one", 1), Is("one", "1 stale idle")]),
        ),
        conforms(
            "queryClient.test.tsx:2420",
            "With `all` it fetches what is shown and what is not.",
            invalidated(by_signal(), every(), Wanted::All, starts(2, 2)),
        ),
        conforms(
            "queryClient.test.tsx:2445",
            "Not even with `all` does it fetch what never was: its only window had it disabled, and is gone.",
            vec![Panel("a", "one", disabled()), Leave("a", "one"), Invalidate(every(), Wanted::All), Starts("one", 0)],
        ),
        differs(
            "queryClient.test.tsx:2485",
            "A refetch aborts the flight under way and starts another.",
            "A flight is never restarted: requests faster than their answers would starve the window for ever. It joins.",
            vec![Panel("a", "one", plain()), Refetch(every()), Aborts(0), Land("one", json!(5)), Starts("one", 1)],
        ),
        conforms(
            "queryClient.test.tsx:2508",
            "A refetch that may not abort joins the flight under way.",
            vec![
                Panel("a", "one", plain()),
                Refetch(every()),
                Aborts(0),
                Starts("one", 1),
                Is("one", "- stale fetching"),
            ],
        ),
        conforms(
            "queryClient.test.tsx:2532",
            "An invalidation of everything does not fetch static data.",
            vec![
                Load("one", AT_ONCE, KEPT),
                Land("one", json!(1)),
                Panel("a", "one", fixed()),
                Invalidate(every(), Wanted::All),
                Starts("one", 1),
                Is("one", "1 fresh idle"),
            ],
        ),
        conforms(
            "queryClient.test.tsx:2612",
            "A reset of what is in error fetches it anew, though after the reset it is in error no more.",
            vec![
                Panel("a", "one", plain()),
                Fail("one", false),
                Is("one", "- stale idle error"),
                ResetWhere(every(), |entry| entry.status.error.is_some()),
                Starts("one", 2),
                Land("one", json!("data")),
                Sees("a", "one", r#""data" stale idle"#),
                Finds(every(), any, vec!["one"]),
            ],
        ),
        conforms(
            "queryClient.test.tsx:2755",
            "Actions that wait offline run when the network is back.",
            vec![
                Online(false),
                Act(1, None, "one"),
                Act(2, None, "one"),
                Wait(1000),
                Sent(vec![]),
                Online(true),
                Sent(vec![1, 2]),
            ],
        ),
        conforms(
            "queryClient.test.tsx:2817",
            "Actions of one scope that waited run one after the other, however often they are told to.",
            vec![
                Online(false),
                Act(1, Some("scope"), "one"),
                Act(2, Some("scope"), "one"),
                Online(true),
                Online(true),
                Sent(vec![1]),
                Done(1),
                Sent(vec![1, 2]),
            ],
        ),
        differs(
            "queryClient.test.tsx:2931",
            "Back online, what waited is done before what is shown is fetched, so that it shows the actions' work.",
            "Nothing that is shown waits for an action. It is fetched at once, and once more after each action that \
             makes it stale; what the action shows in advance lies over it meanwhile.",
            vec![
                Panel("a", "one", by_signal()),
                Land("one", json!("before")),
                Online(false),
                Act(1, None, "one"),
                Invalidate(every(), Wanted::Active),
                Online(true),
                Sent(vec![1]),
                Starts("one", 2),
                Land("one", json!("meanwhile")),
                Done(1),
                Starts("one", 3),
                Land("one", json!("after")),
                Sees("a", "one", r#""after" fresh idle"#),
                Starts("one", 3),
            ],
        ),
    ]
}
