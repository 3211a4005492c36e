//! What wakes a panel: exactly what it looks at.

use crate::bench::failure;
use oriel_query::{Looks, Observer, Rev, Select, Shown, Status, Time, ViewState};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Picks `n`, and counts how often it was run.
fn counted() -> (Select<i64>, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&runs);
    let select = Select::new(move |data| {
        count.fetch_add(1, Ordering::Relaxed);
        data["n"].as_i64().ok_or_else(|| "no n".to_owned())
    });
    (select, runs)
}

fn n() -> Select<i64> {
    counted().0
}

fn view(data: Value) -> ViewState {
    ViewState { data: Some(data.into()), rev: Some(Rev(1)), ..ViewState::default() }
}

fn part(observer: &Observer<i64>) -> Option<i64> {
    observer.shown().and_then(|shown| shown.part.as_deref().copied())
}

#[test]
fn a_selector_runs_once_for_the_same_data_and_again_for_other_data_or_another_selector() {
    let (select, runs) = counted();
    let mut observer = Observer::new(select.clone(), Looks::ALL);
    let one = view(json!({ "n": 1 }));
    observer.show(&one, None);
    observer.select(select);
    observer.moved(&one, None);
    observer.show(&ViewState { asking: true, ..one.clone() }, None);
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    observer.moved(&view(json!({ "n": 1 })), None);
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    let (other, runs) = counted();
    observer.select(other);
    observer.show(&one, None);
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}

#[test]
fn an_equal_part_of_other_data_keeps_its_identity_and_wakes_nobody() {
    let mut observer = Observer::new(n(), Looks::default());
    let before = observer.show(&view(json!({ "n": 1, "m": 1 })), None);
    let other = view(json!({ "n": 1, "m": 2 }));
    assert!(!observer.moved(&other, None));
    let after = observer.show(&other, None);
    assert!(before.part.zip(after.part).is_some_and(|(before, after)| Arc::ptr_eq(&before, &after)));
}

#[test]
fn what_moves_there_and_back_between_two_paintings_wakes_nobody() {
    let mut observer = Observer::new(n(), Looks::default());
    let before = observer.show(&view(json!({ "n": 1 })), None);
    assert!(observer.moved(&view(json!({ "n": 2 })), None));
    let back = view(json!({ "n": 1 }));
    assert!(!observer.moved(&back, None));
    let after = observer.show(&back, None);
    assert!(before.part.zip(after.part).is_some_and(|(before, after)| Arc::ptr_eq(&before, &after)));
}

#[test]
fn where_selecting_fails_the_last_good_part_stays_with_the_reason_and_goes_with_the_next_good_one() {
    // After queryObserver.test.tsx:569 of TanStack Query.
    let mut observer = Observer::new(n(), Looks::default());
    observer.show(&view(json!({ "n": 1 })), None);
    let broken = view(json!({ "m": 2 }));
    assert!(observer.moved(&broken, None));
    let shown = observer.show(&broken, None);
    assert_eq!((shown.part.as_deref(), shown.refused.as_deref()), (Some(&1), Some("no n")));
    let good = view(json!({ "n": 3 }));
    assert!(observer.moved(&good, None));
    let shown = observer.show(&good, None);
    assert_eq!((shown.part.as_deref(), shown.refused), (Some(&3), None));
}

#[test]
fn the_last_good_part_of_one_selector_is_not_that_of_another() {
    let mut observer = Observer::new(n(), Looks::default());
    observer.show(&view(json!({ "n": 1 })), None);
    observer.select(Select::new(|_| Err("never".to_owned())));
    let shown = observer.show(&view(json!({ "n": 1 })), None);
    assert_eq!((shown.part, shown.refused.as_deref()), (None, Some("never")));
}

#[test]
fn a_part_does_not_outlive_the_data_it_was_picked_from() {
    let mut observer = Observer::new(n(), Looks::default());
    observer.show(&view(json!({ "n": 1 })), None);
    assert!(observer.moved(&ViewState::default(), None));
    assert_eq!(observer.show(&ViewState::default(), None).part, None);
    // Nor does it come back with data that nothing can be picked from.
    assert_eq!(observer.show(&view(json!({})), None).part, None);
}

#[test]
fn what_is_looked_at_may_change_at_any_time_and_is_compared_with_what_was_last_shown() {
    // After queryObserver.test.tsx:954 of TanStack Query, where the properties are a function.
    let mut observer = Observer::new(n(), Looks::DATA);
    let one = view(json!({ "n": 1 }));
    observer.show(&one, None);
    let asking = ViewState { asking: true, ..one };
    assert!(!observer.moved(&asking, None));
    observer.look_at(Looks::DATA | Looks::FETCHING);
    assert!(observer.moved(&asking, None), "it moved while nobody looked");
    observer.show(&asking, None);
    assert!(!observer.moved(&asking, None));
    assert_eq!(part(&observer), Some(1));
}

#[test]
fn the_default_is_not_woken_by_age_failed_attempts_and_revisions_alone() {
    let mut observer = Observer::new(n(), Looks::default());
    let one = view(json!({ "n": 1 }));
    observer.show(&one, Some(Time::from_millis(1)));
    let status = Status { failures: 2, age_ms: Some(7), ..Status::default() };
    let moved = ViewState { rev: Some(Rev(9)), status, ..one };
    assert!(!observer.moved(&moved, Some(Time::from_millis(2))));
    for looks in [Looks::AGE, Looks::FAILURES, Looks::REV] {
        observer.look_at(looks);
        assert!(observer.moved(&moved, Some(Time::from_millis(2))), "{looks:?}");
    }
}

#[test]
fn a_part_that_equals_nothing_equals_itself() {
    let mut observer = Observer::new(Select::new(|_| Ok(f64::NAN)), Looks::ALL);
    let one = view(json!({}));
    observer.show(&one, None);
    assert!(!observer.moved(&one, None));
}

#[test]
fn the_whole_data_is_shown_without_a_copy() {
    let mut observer = Observer::new(Select::whole(), Looks::default());
    let one = view(json!({ "n": 1 }));
    let shown = observer.show(&one, None);
    assert!(shown.part.zip(one.data).is_some_and(|(part, data)| part.same(&data)));
}

/// One bit a property, in the order of `PROPERTIES`.
const PROPERTIES: [Looks; 10] = [
    Looks::DATA,
    Looks::ERROR,
    Looks::FETCHING,
    Looks::PAUSED,
    Looks::STALE,
    Looks::OPTIMISTIC,
    Looks::RESTORED,
    Looks::AGE,
    Looks::FAILURES,
    Looks::REV,
];

/// What a painting says of each property, written without the observer's own comparison.
fn said(shown: &Shown<i64>) -> [String; 10] {
    let status = &shown.status;
    [
        format!("{:?} {}", shown.part.as_deref(), shown.placeholder),
        format!("{:?} {:?}", status.error, shown.refused),
        format!("{} {}", shown.asking, status.fetching),
        format!("{}", status.paused),
        format!("{} {}", status.stale, status.due),
        format!("{}", status.optimistic),
        format!("{}", status.restored),
        format!("{:?}", shown.confirmed),
        format!("{}", status.failures),
        format!("{:?}", shown.rev),
    ]
}

fn any_looks() -> impl Strategy<Value = Looks> {
    proptest::collection::vec(any::<bool>(), PROPERTIES.len()).prop_map(|chosen| {
        let chosen = PROPERTIES.into_iter().zip(chosen).filter(|(_, chosen)| *chosen);
        chosen.fold(Looks::NONE, |all, (one, _)| all | one)
    })
}

/// Views that are often equal in most properties.
fn any_view() -> impl Strategy<Value = (ViewState, Option<Time>)> {
    let data = prop_oneof![
        1 => Just(None),
        1 => Just(Some(json!({ "other": 1 }))),
        6 => (0..2_i64, 0..2_i64).prop_map(|(n, other)| Some(json!({ "n": n, "other": other }))),
    ];
    let flags = proptest::collection::vec(proptest::bool::weighted(0.2), 9);
    let counts = (0..2_u64, proptest::option::of(0..2_u64), 0..2_u32);
    (data, flags, counts).prop_map(|(data, flag, (rev, confirmed, failures))| {
        let status = Status {
            due: flag[0],
            stale: flag[1],
            fetching: flag[2],
            paused: flag[3],
            age_ms: confirmed,
            error: flag[4].then(|| failure(true)),
            failures,
            again_ms: None,
            optimistic: flag[5],
            restored: flag[6],
        };
        let data = data.map(Into::into);
        let view = ViewState { rev: Some(Rev(rev)), data, status, asking: flag[7], placeholder: flag[8] };
        (view, confirmed.map(Time::from_millis))
    })
}

proptest! {
    #[test]
    fn a_panel_is_woken_exactly_when_what_it_looks_at_differs_from_what_it_was_last_shown(
        steps in proptest::collection::vec((any_view(), any_looks(), any::<bool>()), 1..40),
    ) {
        let mut observer = Observer::new(n(), Looks::NONE);
        // What is picked, reckoned anew: the last good part, until there is no data.
        let mut good = None;
        let mut painted: Option<Shown<i64>> = None;
        for ((view, confirmed), looks, paint) in steps {
            let picked = view.data.as_ref().map(|data| data["n"].as_i64());
            good = match picked {
                None => None,
                Some(n) => n.or(good),
            };
            let wanted = Shown {
                part: good.map(Arc::new),
                refused: (picked == Some(None)).then(|| "no n".to_owned()),
                rev: view.rev,
                status: view.status.clone(),
                asking: view.asking,
                placeholder: view.placeholder,
                confirmed,
            };
            observer.look_at(looks);
            let differs = painted.as_ref().is_none_or(|before| {
                let both = said(before).into_iter().zip(said(&wanted));
                PROPERTIES.iter().zip(both).any(|(property, (a, b))| looks.contains(*property) && a != b)
            });
            prop_assert_eq!(observer.moved(&view, confirmed), differs);
            if paint {
                let shown = observer.show(&view, confirmed);
                prop_assert_eq!(&shown, &wanted);
                if let Some(before) = painted.as_ref().and_then(|painted| painted.part.as_ref())
                    && shown.part.as_ref() == Some(before)
                {
                    let part = shown.part.as_ref().map(Arc::as_ptr);
                    prop_assert_eq!(part, Some(Arc::as_ptr(before)), "an equal part is the same one");
                }
                painted = Some(shown);
                prop_assert!(!observer.moved(&view, confirmed), "what was just shown is not news");
            }
        }
    }
}
