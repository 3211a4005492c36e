//! The fingerprint of a state: everything that there is to see of it, without what only tells the
//! way that led to it.

use crate::world::World;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};

/// States with the same fingerprint go on alike. Of fences and asks only the order counts, not the
/// numbers: worlds that differ in nothing else are one.
pub(crate) fn print(world: &World) -> u64 {
    let mut prints = Prints::default();
    write!(prints, "{world:?}").unwrap();
    rank(&prints.fences).hash(&mut prints.text);
    rank(&prints.asks).hash(&mut prints.text);
    prints.text.finish()
}

/// Each number's place among all of them.
fn rank(numbers: &[u64]) -> Vec<usize> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    numbers.iter().map(|number| sorted.binary_search(number).unwrap()).collect()
}

#[derive(Default)]
struct Prints {
    text: DefaultHasher,
    fences: Vec<u64>,
    asks: Vec<u64>,
    next: Next,
}

/// What the next number is.
#[derive(Default, Clone, Copy, PartialEq)]
enum Next {
    #[default]
    Itself,
    Fence,
    /// The last number that a fence gave out: the next is greater than all others anyhow.
    Last,
    Ask,
}

/// What is printed of a structure comes piece by piece: its names, its numbers.
impl Write for Prints {
    fn write_str(&mut self, piece: &str) -> std::fmt::Result {
        match piece {
            "changed" | "wanted" | "ordered" | "pushed" | "attempted" | "confirmed" | "seen_wanted" | "committed" => {
                self.next = Next::Fence;
            }
            "last" => self.next = Next::Last,
            "AskId" => self.next = Next::Ask,
            "None" => self.next = Next::Itself,
            _ if self.next != Next::Itself => {
                if let Ok(number) = piece.parse() {
                    match std::mem::take(&mut self.next) {
                        Next::Fence => self.fences.push(number),
                        Next::Ask => self.asks.push(number),
                        Next::Last | Next::Itself => {}
                    }
                    return Ok(());
                }
            }
            _ => {}
        }
        self.text.write(piece.as_bytes());
        Ok(())
    }
}
