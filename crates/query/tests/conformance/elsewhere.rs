//! Actions, pages, and what an earlier run of the program kept.

use crate::case::{Case, conforms, differs, does_not_apply};
use crate::step::{Step::*, by_signal, every, paged};
use oriel_query::{Refetch as Wanted, Side};
use serde_json::json;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        conforms(
            "mutations.test.tsx:431",
            "Actions of one scope run one after the other, in the order in which they were run.",
            vec![
                Act(1, Some("scope"), "one"),
                Act(2, Some("scope"), "one"),
                Act(3, None, "one"),
                Sent(vec![1, 3]),
                Done(1),
                Sent(vec![1, 3, 2]),
            ],
        ),
        does_not_apply(
            "mutations.test.tsx:899",
            "Where the callback after an action's success throws, the callback for its failure is called.",
            "Actions have no callbacks: what follows one is data (what it shows, what it makes stale), and cannot throw.",
        ),
        conforms(
            "infiniteQueryBehavior.test.tsx:51",
            "A paged query keeps at most so many pages: a new one at one end pushes one out at the other.",
            vec![
                Panel("a", "list", paged(2)),
                LandPage("list", json!("p0"), Some(1)),
                More("a", "list", Side::Next),
                LandPage("list", json!("p1"), Some(2)),
                More("a", "list", Side::Next),
                LandPage("list", json!("p2"), Some(3)),
                Is("list", r#"{"pages":["p1","p2"],"turns":[{"next":2,"param":1},{"next":3,"param":2}]} fresh idle"#),
                Pages("list", vec![0, 1, 2]),
            ],
        ),
        conforms(
            "infiniteQueryBehavior.test.tsx:376",
            "A page that fails and is retried does not make the pages before it be fetched for ever.",
            vec![
                Panel("a", "list", paged(0)),
                LandPage("list", json!("p0"), Some(1)),
                More("a", "list", Side::Next),
                LandPage("list", json!("p1"), Some(2)),
                Invalidate(every(), Wanted::Active),
                LandPage("list", json!("p0"), Some(1)),
                Fail("list", true),
                Wait(5_000),
                Fail("list", true),
                Wait(5_000),
                LandPage("list", json!("p1"), Some(2)),
                Pages("list", vec![0, 1, 0, 1, 1, 1]),
                Wait(60_000),
                Pages("list", vec![0, 1, 0, 1, 1, 1]),
            ],
        ),
        conforms(
            "hydration.test.tsx:449",
            "Data that is read back and older than what is there does not replace it.",
            vec![
                Panel("a", "one", by_signal()),
                Land("one", json!("new")),
                Restored("one", json!("old"), 0),
                Is("one", r#""new" fresh idle"#),
                Rev("one", 1),
            ],
        ),
        conforms(
            "hydration.test.tsx:864",
            "Reading data back does not end the flight under way.",
            vec![
                Panel("a", "one", by_signal()),
                Restored("one", json!("old"), 0),
                Sees("a", "one", r#""old" stale fetching"#),
                Aborts(0),
                Land("one", json!("new")),
                Sees("a", "one", r#""new" fresh idle"#),
                Starts("one", 1),
            ],
        ),
        differs(
            "streamedQuery.test.tsx:269",
            "A query that arrives in pieces shows the old whole during a refetch, until the new one is there.",
            "Each page is shown as it comes: of forty pages the first would be kept from the person for as long as the last takes.",
            vec![
                Panel("a", "list", paged(0)),
                LandPage("list", json!("old 0"), Some(1)),
                More("a", "list", Side::Next),
                LandPage("list", json!("old 1"), None),
                Rev("list", 2),
                Invalidate(every(), Wanted::Active),
                LandPage("list", json!("new 0"), Some(1)),
                Is(
                    "list",
                    r#"{"pages":["new 0","old 1"],"turns":[{"next":1,"param":null},{"param":1}]} stale fetching"#,
                ),
                LandPage("list", json!("new 1"), None),
                Is("list", r#"{"pages":["new 0","new 1"],"turns":[{"next":1,"param":null},{"param":1}]} fresh idle"#),
                Rev("list", 4),
            ],
        ),
    ]
}
