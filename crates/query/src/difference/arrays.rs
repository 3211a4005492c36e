//! Arrays: rows come, go, move and change.

use super::{Difference, Piece, weight};
use serde_json::Value;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The pieces that make `new` of `old`.
///
/// An item that was there is kept, wherever it was. One that was not is compared with the item
/// that followed the last one: a row that changed stands among the rows that did not.
pub(super) fn pieces(old: &[Value], new: &[Value]) -> Vec<Piece> {
    let same = |(old, new): &(&Value, &Value)| old == new;
    let before = old.iter().zip(new).take_while(same).count();
    let (old_rest, new_rest) = (&old[before..], &new[before..]);
    let after = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count();
    let mut pieces = Pieces::default();
    pieces.keep(0, before);
    let middle = &old[before..old.len() - after];
    if !middle.is_empty() {
        let places = places(middle, before);
        let mut expected = before;
        for item in &new_rest[..new_rest.len() - after] {
            let known = places.get(&hash(item)).into_iter().flatten().copied().filter(|at| old[*at] == *item);
            if let Some(at) = known.min_by_key(|at| at.abs_diff(expected)) {
                pieces.keep(at, 1);
                expected = at + 1;
            } else if let Some(change) = old.get(expected).and_then(|old| change(old, item)) {
                pieces.list.push(Piece::Change(expected, Box::new(change)));
                expected += 1;
            } else {
                pieces.put(item);
            }
        }
    } else {
        new_rest[..new_rest.len() - after].iter().for_each(|item| pieces.put(item));
    }
    pieces.keep(old.len() - after, after);
    pieces.list
}

/// The newer array.
pub(super) fn apply(pieces: &[Piece], old: &[Value]) -> Option<Vec<Value>> {
    let mut new = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Keep(from, count) => new.extend_from_slice(old.get(*from..from.checked_add(*count)?)?),
            Piece::Change(from, change) => new.push(change.apply(old.get(*from)?)?),
            Piece::Put(items) => new.extend_from_slice(items),
        }
    }
    Some(new)
}

/// How an item became another, where that says less than the other itself.
fn change(old: &Value, new: &Value) -> Option<Difference> {
    let alike = (old.is_object() && new.is_object()) || (old.is_array() && new.is_array());
    let change = alike.then(|| Difference::between(old, new))?;
    (change.weight() < weight(new)).then_some(change)
}

#[derive(Default)]
struct Pieces {
    list: Vec<Piece>,
}

impl Pieces {
    fn keep(&mut self, at: usize, count: usize) {
        match self.list.last_mut() {
            _ if count == 0 => {}
            Some(Piece::Keep(from, kept)) if *from + *kept == at => *kept += count,
            _ => self.list.push(Piece::Keep(at, count)),
        }
    }

    fn put(&mut self, item: &Value) {
        if let Some(Piece::Put(items)) = self.list.last_mut() {
            items.push(item.clone());
        } else {
            self.list.push(Piece::Put(vec![item.clone()]));
        }
    }
}

/// Where which items are, by their hashes.
fn places(items: &[Value], first: usize) -> HashMap<u64, Vec<usize>> {
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        let known = places.entry(hash(item)).or_default();
        // Many equal items: any of them will do, and looking through all would cost their square.
        if known.len() < 4 {
            known.push(first + at);
        }
    }
    places
}

/// Equal values have equal hashes; the same in every run.
fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    take(value, &mut hasher);
    hasher.finish()
}

fn take(value: &Value, hasher: &mut DefaultHasher) {
    std::mem::discriminant(value).hash(hasher);
    match value {
        Value::Null => {}
        Value::Bool(flag) => flag.hash(hasher),
        Value::Number(number) => number.hash(hasher),
        Value::String(text) => text.hash(hasher),
        Value::Array(items) => {
            items.len().hash(hasher);
            items.iter().for_each(|item| take(item, hasher));
        }
        Value::Object(members) => {
            members.len().hash(hasher);
            // Maps of equal members may differ in their order: what they add up to does not.
            let sum = members.iter().fold(0_u64, |sum, (name, item)| {
                let mut member = DefaultHasher::new();
                name.hash(&mut member);
                take(item, &mut member);
                sum.wrapping_add(member.finish())
            });
            sum.hash(hasher);
        }
    }
}
