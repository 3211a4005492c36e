//! Values are compared as keys mean them, wherever a filter names them.

use crate::bench::{Bench, by_signal};
use oriel_query::{Key, Matching};
use serde_json::{Value, json};

/// Which of these keys a cache that holds them all finds.
fn found(keys: &[Value], prefix: Value) -> Vec<Value> {
    let mut bench = Bench::new();
    for key in keys {
        bench.mount_with("a", &Key::from_parts(key.as_array().cloned().unwrap()), by_signal());
    }
    let found = bench.cache.keys(&Matching::Prefix(prefix.as_array().cloned().unwrap()));
    found.iter().map(|key| Value::from(key.parts().to_vec())).collect()
}

fn could_contain(held: Value, about: Value) -> bool {
    let params = json!({ "p": about }).as_object().cloned().unwrap();
    Matching::CouldContain { name: "q".into(), params }.matches(&Key::new("q", [("p", held)]))
}

fn starts_with(held: Value, prefix: Value) -> bool {
    Matching::Prefix(vec![json!("q"), json!({ "p": prefix })]).matches(&Key::new("q", [("p", held)]))
}

#[test]
fn a_number_is_met_by_its_value_however_it_is_written() {
    for compare in [could_contain, starts_with] {
        assert!(compare(json!(1), json!(1.0)));
        assert!(compare(json!(1.0), json!(1)));
        assert!(compare(json!(1), json!(1)));
        assert!(compare(json!([1]), json!([1.0])));
        assert!(!compare(json!(1), json!(2)));
        assert!(!compare(json!(1), json!("1")));
    }
}

#[test]
fn what_a_signal_is_about_is_met_whole() {
    assert!(could_contain(json!([1, 2]), json!([1, 2])));
    assert!(!could_contain(json!([1, 2]), json!([1])), "no prefix");
    assert!(!could_contain(json!([1]), json!([1, 2])));
    assert!(!could_contain(json!([1, 2]), json!([1, 3])));
    assert!(could_contain(json!({"a": 1, "b": 2}), json!({"b": 2.0, "a": 1})));
    assert!(!could_contain(json!({"a": 1, "b": 2}), json!({"a": 1})), "no subset");
    assert!(!could_contain(json!({"a": 1}), json!({"b": 1})));
    assert!(!could_contain(json!({"a": 1}), json!({"a": 2})));
}

#[test]
fn numbers_beyond_what_a_float_tells_apart_keep_their_own_texts() {
    let text = |value: Value| Key::from_parts(vec![value]).as_str().to_owned();
    assert_eq!(text(json!(9_007_199_254_740_992.0)), "[9007199254740992]", "the last that every float can tell");
    assert_ne!(text(json!(1e300)), text(json!(2e300)));
    assert_ne!(text(json!(1e19)), text(json!(2e19)));
    assert_eq!(text(json!(-2.0)), "[-2]");
    assert_eq!(text(json!(-2.5)), "[-2.5]");
}

#[test]
fn keys_that_begin_with_no_name_are_found_by_what_they_begin_with() {
    let keys = [json!([{"a": 1, "b": 2}]), json!([[1, 2], "x"]), json!([7]), json!([null]), json!(["name"])];
    assert_eq!(found(&keys, json!([{"a": 1}])), [keys[0].clone()], "an object as a subset");
    assert_eq!(found(&keys, json!([[1]])), [keys[1].clone()], "an array as a prefix");
    assert_eq!(found(&keys, json!([7.0])), [keys[2].clone()]);
    assert_eq!(found(&keys, json!([null])), [keys[3].clone()]);
    assert_eq!(found(&keys, json!([])).len(), keys.len());
}

#[test]
fn a_parameter_that_is_an_object_or_an_array_is_found_by_a_part_of_it() {
    let held = [json!(["q", {"f": {"a": 1, "b": 2}}]), json!(["q", {"f": [1, 2]}]), json!(["q", {"f": 1, "g": 2}])];
    assert_eq!(found(&held, json!(["q", {"f": {"a": 1}}])), [held[0].clone()]);
    assert_eq!(found(&held, json!(["q", {"f": [1]}])), [held[1].clone()]);
    assert_eq!(found(&held, json!(["q", {"f": 1}])), [held[2].clone()]);
    assert_eq!(found(&held, json!(["q", {"g": 2.0, "f": 1}])), [held[2].clone()]);
    assert!(found(&held, json!(["q", {"f": {"a": 2}}])).is_empty());
}
