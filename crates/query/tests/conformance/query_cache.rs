//! Finding entries, and entries that come back.

use crate::case::{Case, conforms};
use crate::step::{AT_ONCE, KEPT, Step::*, any, every, only};
use oriel_query::{Activity, Filter, Matching, Refetch};
use serde_json::json;

pub(crate) fn cases() -> Vec<Case> {
    let posts = Filter::of(Matching::Prefix(vec![json!("posts")]));
    let wrapped = Filter::of(Matching::Prefix(vec![json!(["one"])]));
    let half = Filter::of(Matching::Prefix(vec![json!({ "b": "b" })]));
    let active = Filter { activity: Activity::Active, ..only("one") };
    let inactive = Filter { activity: Activity::Inactive, ..only("one") };
    let fresh = |filter: Filter| Filter { stale: Some(false), ..filter };
    let stale = |filter: Filter| Filter { stale: Some(true), ..filter };
    let object = r#"[{"a":"a","b":"b"}]"#;
    let all = vec![r#"["one"]"#, r#"["posts",1]"#, r#"["two"]"#, object];
    vec![
        conforms(
            "queryCache.test.tsx:181",
            "Entries are found by key, by the beginning of a key, by a part of an object in it, by whether somebody shows \
             them, by staleness and by any look at their state; conditions add up.",
            vec![
                Load("one", AT_ONCE, KEPT),
                Load("two", AT_ONCE, KEPT),
                Load(object, AT_ONCE, KEPT),
                Load(r#"["posts",1]"#, AT_ONCE, KEPT),
                Land("one", json!(1)),
                Land("two", json!(2)),
                Land(object, json!(3)),
                Land(r#"["posts",1]"#, json!(4)),
                Invalidate(only("two"), Refetch::Active),
                Finds(only("one"), any, vec!["one"]),
                Finds(wrapped, any, vec![]),
                Finds(every(), any, all),
                Finds(inactive, any, vec!["one"]),
                Finds(active, any, vec![]),
                Finds(stale(only("one")), any, vec![]),
                Finds(fresh(only("one")), any, vec!["one"]),
                Finds(stale(every()), any, vec!["two"]),
                Finds(fresh(only("two")), any, vec![]),
                Finds(half, any, vec![object]),
                Finds(posts, any, vec![r#"["posts",1]"#]),
                Finds(every(), |entry| entry.status.fetching, vec![]),
                Finds(every(), |entry| entry.status.stale, vec!["two"]),
            ],
        ),
        conforms(
            "queryCache.test.tsx:387",
            "What is left of an entry that was removed does not touch the one made anew under its key.",
            vec![
                Load("one", AT_ONCE, KEPT),
                Remove(every()),
                Aborts(1),
                Load("one", AT_ONCE, KEPT),
                LandFlight(1, json!("of the first")),
                Is("one", "- stale fetching"),
                LandFlight(2, json!("of the second")),
                Is("one", r#""of the second" fresh idle"#),
            ],
        ),
    ]
}
