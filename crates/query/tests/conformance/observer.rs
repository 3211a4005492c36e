//! What one window sees.

use crate::case::{Case, conforms};
use crate::step::{Step::*, by_signal, disabled, every, fixed, ms, plain, tried};
use oriel_query::{Options, Refetch as Wanted};
use serde_json::json;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        conforms(
            "queryObserver.test.tsx:122",
            "A disabled mount is not fetched, not even by an invalidation that wants all.",
            vec![
                Panel("a", "one", disabled()),
                Invalidate(every(), Wanted::All),
                Wait(10),
                Sees("a", "one", "- stale idle"),
                Starts("one", 0),
            ],
        ),
        conforms(
            "queryObserver.test.tsx:569",
            "Where selecting a part of the data fails, the window keeps the part it had, with the error.",
            vec![
                Panel("a", "one", by_signal()),
                Watch("a", "one", "count"),
                Land("one", json!({ "count": 3 })),
                Shows("a", "one", "3", true),
                Click("a", "one"),
                Land("one", json!({ "other": 1 })),
                Shows("a", "one", "3 refused", true),
                Sees("a", "one", r#"{"other":1} fresh idle"#),
            ],
        ),
        conforms(
            "queryObserver.test.tsx:877",
            "Retries stop when the last window leaves.",
            vec![
                Panel("a", "one", tried(10)),
                Fail("one", true),
                Wait(50),
                Starts("one", 2),
                Fail("one", true),
                Leave("a", "one"),
                Wait(1000),
                Starts("one", 2),
                Is("one", "- stale idle"),
            ],
        ),
        conforms(
            "queryObserver.test.tsx:954",
            "Who looks at the data alone is not woken when only the rest changes.",
            vec![
                Panel("a", "one", by_signal()),
                Watch("a", "one", "count"),
                Land("one", json!({ "count": 3 })),
                Shows("a", "one", "3", true),
                Click("a", "one"),
                Sees("a", "one", r#"{"count":3} fresh fetching"#),
                Shows("a", "one", "3", false),
                Land("one", json!({ "count": 3, "other": 1 })),
                Shows("a", "one", "3", false),
                Click("a", "one"),
                Land("one", json!({ "count": 4 })),
                Shows("a", "one", "4", true),
            ],
        ),
        conforms(
            "queryObserver.test.tsx:1000",
            "A placeholder is shown until there is data, and is never in the cache.",
            vec![
                Panel("a", "one", plain()),
                Place("a", "one", json!("placeholder")),
                Sees("a", "one", r#""placeholder" stale fetching placeholder"#),
                Is("one", "- stale fetching"),
                Panel("b", "one", plain()),
                Sees("b", "one", "- stale fetching"),
                Land("one", json!("data")),
                Sees("a", "one", r#""data" stale idle"#),
                Place("a", "one", json!("too late")),
                Sees("a", "one", r#""data" stale idle"#),
            ],
        ),
        conforms(
            "queryObserver.test.tsx:1089",
            "An interval does not fetch for a window that nobody looks at.",
            vec![
                Panel("a", "one", Options { refetch_interval: Some(ms(10)), ..by_signal() }),
                Land("one", json!("data")),
                Show("a", false),
                Wait(30),
                Starts("one", 1),
                Show("a", true),
                Starts("one", 2),
            ],
        ),
        conforms(
            "queryObserver.test.tsx:1434",
            "Static data is stale only while it is not there.",
            vec![
                Panel("a", "one", fixed()),
                Sees("a", "one", "- stale fetching"),
                Land("one", json!("data")),
                Sees("a", "one", r#""data" fresh idle"#),
                Wait(1_000_000),
                Is("one", r#""data" fresh idle"#),
            ],
        ),
    ]
}
