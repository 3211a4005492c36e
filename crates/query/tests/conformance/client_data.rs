//! Data that is read, set and loaded without a window.

use crate::case::{Case, conforms, differs, does_not_apply};
use crate::step::{AT_ONCE, KEPT, Step::*, by_signal, ms, only};
use oriel_query::{Refetch, StaleTime};
use serde_json::json;

pub(crate) fn cases() -> Vec<Case> {
    let ten = StaleTime::After(ms(10));
    vec![
        does_not_apply(
            "queryClient.test.tsx:94",
            "Options can be given once for all keys with a beginning.",
            "The cache has no defaults by key: every mount and load brings its own, which a board keeps by query.",
        ),
        conforms(
            "queryClient.test.tsx:247",
            "An updater that finds nothing and sets nothing leaves no entry behind. (It is the caller's: it reads the data \
             and sets what comes of it.)",
            vec![Nothing("one"), Finds(only("one"), |_| true, vec![])],
        ),
        differs(
            "queryClient.test.tsx:335",
            "Data that is set during a flight is shown and the flight goes on; its answer then replaces what was set.",
            "The answer may be older than what was set: it is not shown, and one more flight decides.",
            vec![
                Panel("a", "one", by_signal()),
                Set("one", json!(42)),
                Is("one", "42 stale fetching"),
                Land("one", json!(23)),
                Sees("a", "one", "42 stale fetching"),
                Starts("one", 2),
                Land("one", json!(42)),
                Sees("a", "one", "42 fresh idle"),
            ],
        ),
        conforms(
            "queryClient.test.tsx:492",
            "What is there is handed out at once, and fetched anew behind it where it is stale. (Two loads: one content \
             with any data, one only with fresh data.)",
            vec![
                Set("one", json!("old")),
                Load("one", StaleTime::Static, KEPT),
                Loaded(1, r#""old""#),
                Starts("one", 0),
                Load("one", AT_ONCE, KEPT),
                Starts("one", 1),
                Land("one", json!("new")),
                Load("one", StaleTime::Static, KEPT),
                Loaded(3, r#""new""#),
                Starts("one", 1),
            ],
        ),
        conforms(
            "queryClient.test.tsx:778",
            "A load that fails is not retried.",
            vec![
                Load("one", AT_ONCE, KEPT),
                Loaded(1, "waits"),
                Fail("one", true),
                Loaded(1, "error"),
                Wait(60_000),
                Starts("one", 1),
            ],
        ),
        conforms(
            "queryClient.test.tsx:807",
            "A load that wants static data takes what is there even if it was invalidated.",
            vec![
                Load("one", StaleTime::Static, KEPT),
                Land("one", json!(1)),
                Invalidate(only("one"), Refetch::None),
                Load("one", StaleTime::Static, KEPT),
                Loaded(2, "1"),
                Starts("one", 1),
            ],
        ),
        conforms(
            "queryClient.test.tsx:876",
            "A load fetches only where the data is older than it allows.",
            vec![
                Load("one", AT_ONCE, KEPT),
                Land("one", json!(0)),
                Load("one", StaleTime::After(ms(100)), KEPT),
                Loaded(2, "0"),
                Wait(10),
                Load("one", ten, KEPT),
                Loaded(3, "waits"),
                Land("one", json!(1)),
                Loaded(3, "1"),
                Wait(9),
                Load("one", ten, KEPT),
                Loaded(4, "1"),
                Wait(1),
                Load("one", ten, KEPT),
                Land("one", json!(2)),
                Loaded(5, "2"),
                Starts("one", 3),
            ],
        ),
    ]
}
