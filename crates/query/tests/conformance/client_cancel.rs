//! Flights that are cancelled.

use crate::case::{Case, conforms, differs};
use crate::step::{AT_ONCE, KEPT, Step::*, every, only};
use serde_json::json;

pub(crate) fn cases() -> Vec<Case> {
    let loaded = || vec![Load("one", AT_ONCE, KEPT), Land("one", json!("old"))];
    let cancelled = || vec![Load("one", AT_ONCE, KEPT), Wait(10), Cancel(every()), Aborts(1)];
    let mut reverted = loaded();
    reverted.extend(cancelled());
    reverted.extend([Loaded(2, r#""old""#), Is("one", r#""old" fresh idle"#)]);
    let mut kept = loaded();
    kept.extend(cancelled());
    kept.extend([Is("one", r#""old" fresh idle"#), LandFlight(2, json!("late")), Rev("one", 1)]);
    vec![
        conforms(
            "queryClient.test.tsx:1942",
            "A cancelled refetch leaves the entry as it was before, and who waited for it is answered with that.",
            reverted,
        ),
        differs(
            "queryClient.test.tsx:1965",
            "A refetch cancelled without reverting leaves an error.",
            "A flight changes nothing before it lands, so there is nothing to revert; and that somebody called it off is no \
             fault to show a person.",
            kept,
        ),
        differs(
            "queryClient.test.tsx:1983",
            "Who waits for a first fetch that is cancelled gets an error to catch; the entry is as if never fetched.",
            "The entry is; who waits is answered with it, as always: no data, no error. The difference is in the answer.",
            vec![
                Load("one", AT_ONCE, KEPT),
                Loaded(1, "waits"),
                Wait(10),
                Cancel(only("one")),
                Loaded(1, "-"),
                Is("one", "- stale idle"),
            ],
        ),
    ]
}
