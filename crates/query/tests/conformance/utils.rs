//! Keys, matching, and what counts as equal data.

use crate::case::{Case, conforms, differs, does_not_apply};
use crate::step::{Step::*, by_signal};
use serde_json::json;

pub(crate) fn cases() -> Vec<Case> {
    let rich = json!([{ "a": { "b": "b" }, "c": "c", "d": [{ "d": 1 }] }]);
    let poorer = json!([{ "a": { "b": "b" }, "c": "c", "d": [] }]);
    vec![
        conforms(
            "utils.test.tsx:129",
            "An object within a key is matched by any part of it, at every depth; not the other way round.",
            vec![Begins(poorer.clone(), rich.clone(), true), Begins(rich, poorer, false)],
        ),
        conforms(
            "utils.test.tsx:141",
            "A key is matched by its beginning.",
            vec![
                Begins(json!([1, 2]), json!([1, 2, 3]), true),
                Begins(json!([2]), json!([1, 2, 3]), false),
                Begins(json!([1, 2, 3]), json!([1, 2]), false),
            ],
        ),
        does_not_apply(
            "utils.test.tsx:171",
            "A parameter that is undefined matches one that is absent.",
            "Keys are JSON, which has no undefined; whoever makes a key leaves the parameter out.",
        ),
        conforms(
            "utils.test.tsx:219",
            "An answer that equals the data keeps the very same data, so that nobody sees a change.",
            vec![
                Panel("a", "list", by_signal()),
                Land("list", json!([1, 2])),
                Same("list"),
                Click("a", "list"),
                Land("list", json!([1, 2])),
                Same("list"),
                Rev("list", 1),
            ],
        ),
        differs(
            "utils.test.tsx:349",
            "Where one nested value changes, its parents are replaced and everything beside them is kept.",
            "Data crosses the border of a process, where no nested part keeps its identity. The whole is kept where it \
             is equal, and so is the part that a panel selects: who shows a part is not woken by what is beside it.",
            vec![
                Panel("a", "one", by_signal()),
                Watch("a", "one", "kept"),
                Land("one", json!({ "kept": [1, 2], "changed": 1 })),
                Shows("a", "one", "[1,2]", true),
                Click("a", "one"),
                Land("one", json!({ "kept": [1, 2], "changed": 2 })),
                Rev("one", 2),
                Shows("a", "one", "[1,2]", false),
            ],
        ),
        conforms(
            "utils.test.tsx:399",
            "An object with as many members, but not the same ones, is other data.",
            vec![
                Panel("a", "pair", by_signal()),
                Land("pair", json!({ "a": 2, "c": 123 })),
                Click("a", "pair"),
                Land("pair", json!({ "a": 2, "b": null })),
                Is("pair", r#"{"a":2,"b":null} fresh idle"#),
                Rev("pair", 2),
            ],
        ),
        conforms(
            "utils.test.tsx:551",
            "The order of an object's members does not count in a key; that of an array does.",
            vec![
                Equal(json!([{ "b": 2, "a": 1 }]), json!([{ "a": 1, "b": 2 }]), true),
                Equal(json!([[1, 2]]), json!([[2, 1]]), false),
            ],
        ),
        does_not_apply(
            "utils.test.tsx:576",
            "A key with an undefined parameter is the key without it.",
            "Keys are JSON, which has no undefined. A null is a value, and makes another key.",
        ),
    ]
}
