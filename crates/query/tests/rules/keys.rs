//! Equal keys have equal texts, and only they.

use oriel_query::Key;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Small JSON, so that equal values are met often.
pub(crate) fn small_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2_i64..3).prop_map(Value::from),
        "[ab\"\\\\]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[abc]", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The same value with the members of its objects put in from the other end.
fn turned(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(turned).collect(),
        Value::Object(members) => {
            let mut other = Map::new();
            for (name, value) in members.iter().rev() {
                other.insert(name.clone(), turned(value));
            }
            Value::Object(other)
        }
        scalar => scalar.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn texts_are_equal_exactly_where_values_are(a in small_json(), b in small_json()) {
        let (x, y) = (Key::from_parts(vec![a.clone()]), Key::from_parts(vec![b.clone()]));
        prop_assert_eq!(x == y, a == b);
        prop_assert_eq!(x.as_str() == y.as_str(), a == b);
    }

    #[test]
    fn the_order_of_members_does_not_count(a in small_json()) {
        prop_assert_eq!(Key::from_parts(vec![turned(&a)]), Key::from_parts(vec![a]));
    }

    #[test]
    fn the_text_is_json_of_the_same_value(a in small_json()) {
        let key = Key::from_parts(vec![a.clone()]);
        prop_assert_eq!(serde_json::from_str::<Value>(key.as_str()).unwrap(), json!([a]));
        let again: Key = serde_json::from_str(&serde_json::to_string(&key).unwrap()).unwrap();
        prop_assert_eq!(again, key);
    }
}

#[test]
fn a_number_is_its_value() {
    let key = |value| Key::new("q", [("n", value)]);
    assert_eq!(key(json!(1)), key(json!(1.0)));
    assert_eq!(key(json!(0)), key(json!(-0.0)));
    assert_ne!(key(json!(1)), key(json!(1.5)));
    assert_ne!(key(json!(1)), key(json!("1")));
    assert_ne!(key(json!(9_007_199_254_740_993_u64)), key(json!(9_007_199_254_740_992_u64)));
}

#[test]
fn the_order_of_an_array_counts() {
    assert_ne!(Key::from_parts(vec![json!([1, 2])]), Key::from_parts(vec![json!([2, 1])]));
}
