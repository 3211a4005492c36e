//! Which entries a filter means, against a naive model; the index finds the same.

use crate::keys::small_json;
use oriel_query::{AskId, Cache, Config, Input, Key, Matching, Options, Time};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn key_in_a_small_world() -> impl Strategy<Value = Key> {
    let parameters = prop::collection::btree_map("[xyz]", small_json(), 0..3);
    ("[pq]", parameters).prop_map(|(name, parameters)| Key::new(&name, parameters))
}

/// "Includes", written the long way round.
fn model_includes(have: &Value, want: &Value) -> bool {
    if let (Some(have), Some(want)) = (have.as_object(), want.as_object()) {
        for (name, value) in want {
            match have.get(name) {
                Some(held) if model_includes(held, value) => {}
                _ => return false,
            }
        }
        return true;
    }
    if let (Some(have), Some(want)) = (have.as_array(), want.as_array()) {
        for (place, value) in want.iter().enumerate() {
            match have.get(place) {
                Some(held) if model_includes(held, value) => {}
                _ => return false,
            }
        }
        return true;
    }
    have == want
}

fn model(matching: &Matching, key: &Key) -> bool {
    match matching {
        Matching::All => true,
        Matching::Exact(exact) => exact.parts() == key.parts(),
        Matching::Prefix(prefix) => model_includes(&Value::from(key.parts().to_vec()), &Value::from(prefix.clone())),
        Matching::CouldContain { name, params } => {
            key.parts()[0] == json!(name)
                && !params.iter().any(|(param, value)| {
                    key.params().and_then(|held| held.get(param)).is_some_and(|held| held != value)
                })
        }
    }
}

fn any_matching() -> impl Strategy<Value = Matching> {
    prop_oneof![
        Just(Matching::All),
        key_in_a_small_world().prop_map(Matching::Exact),
        key_in_a_small_world().prop_map(|key| Matching::Prefix(key.parts().to_vec())),
        small_json().prop_map(|part| Matching::Prefix(vec![part])),
        Just(Matching::Prefix(Vec::new())),
        key_in_a_small_world().prop_map(|key| Matching::CouldContain {
            name: key.name().unwrap_or_default().to_owned(),
            params: key.params().cloned().unwrap_or_default(),
        }),
    ]
}

/// A cache in which one window mounts these keys.
fn cache_of(keys: &[Key]) -> Cache {
    let mut cache = Cache::new(Config::default(), 1);
    cache.handle(Input::Open { window: "w".into() }, Time::ORIGIN);
    for (n, key) in (0..).zip(keys) {
        let options = Options::default();
        cache.handle(Input::Mount { ask: AskId(n), window: "w".into(), key: key.clone(), options }, Time::ORIGIN);
    }
    cache
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn matching_is_what_the_model_says(matching in any_matching(), key in key_in_a_small_world()) {
        prop_assert_eq!(matching.matches(&key), model(&matching, &key));
    }

    #[test]
    fn the_index_finds_exactly_what_matches(
        keys in prop::collection::btree_set(key_in_a_small_world(), 0..12),
        gone in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        matching in any_matching(),
    ) {
        let mut keys: Vec<Key> = keys.into_iter().collect();
        let mut cache = cache_of(&keys);
        for index in gone {
            if keys.is_empty() {
                break;
            }
            let key = keys.remove(index.index(keys.len()));
            cache.handle(Input::Unmount { window: "w".into(), key: key.clone() }, Time::ORIGIN);
            let filter = oriel_query::Filter::exact(&key);
            cache.handle(Input::Remove { filter }, Time::ORIGIN);
        }
        let expected: Vec<Key> = keys.into_iter().filter(|key| model(&matching, key)).collect();
        prop_assert_eq!(cache.keys(&matching), expected);
    }
}

fn params(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

#[test]
fn a_signal_about_one_type_reaches_the_unfiltered_list_too() {
    let list = Key::named("transactions");
    let credit = Key::new("transactions", [("type", json!("credit"))]);
    let debit = Key::new("transactions", [("type", json!("debit"))]);
    let other = Key::new("loans", [("type", json!("credit"))]);
    let about = |value| Matching::CouldContain { name: "transactions".into(), params: params(value) };
    let cache = cache_of(&[list.clone(), credit.clone(), debit, other]);
    assert_eq!(cache.keys(&about(json!({"type": "credit"}))), [credit, list], "in the order of the texts");
    assert_eq!(cache.keys(&about(json!({}))).len(), 3, "a signal that says nothing widens to the family");
    assert_eq!(cache.keys(&about(json!({"account": 7}))).len(), 3, "nobody holds that parameter");
}

#[test]
fn a_prefix_matches_objects_as_subsets_at_any_depth() {
    let key = Key::from_parts(vec![json!("a"), json!({"b": {"c": 1, "d": 2}, "e": [1, 2]})]);
    let prefix = |value: Value| Matching::Prefix(vec![json!("a"), value]).matches(&key);
    assert!(prefix(json!({"b": {"c": 1}})));
    assert!(prefix(json!({"e": [1]})));
    assert!(!prefix(json!({"b": {"c": 2}})));
    assert!(!prefix(json!({"e": [2]})));
    assert!(!Matching::Prefix(vec![json!("a"), json!({}), json!(1)]).matches(&key));
}
