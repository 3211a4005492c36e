//! What came, as it stood, for panels that show that: beside the data, never in its place.
//!
//! A text is kept for as long as the cache holds the very data that was read of it: whatever replaces the data, or
//! takes it away, takes the text too.

use oriel_query::{Cache, Data, Key, Rev};
use std::collections::HashMap;
use std::sync::Arc;

/// The longest text that is kept, in bytes: nobody reads through more, and a window parses it again.
const LONGEST: usize = 4 << 20;
/// The most that is kept of all queries together, in bytes.
const MOST: usize = 32 << 20;

/// The answer that a window shows, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Its text.
    Text(Arc<Vec<u8>>),
    /// Nothing was kept of it, or an action shows its result over it: there is only the data.
    Unkept,
    /// There is newer data, of which the window hears in a moment.
    MovedOn,
}

/// The texts of answers, by key.
#[derive(Default)]
pub(super) struct Texts {
    kept: HashMap<Key, Text>,
}

struct Text {
    bytes: Arc<Vec<u8>>,
    /// The server's data that was read of it.
    data: Data,
}

impl Texts {
    /// An answer came with this text, and the cache was told.
    ///
    /// - `before`: the server's data of the key until then.
    pub(super) fn keep(&mut self, cache: &Cache, key: Key, text: Vec<u8>, before: Option<&Data>) {
        let Some(data) = cache.confirmed(&key).filter(|_| text.len() <= LONGEST) else { return };
        if before.is_some_and(|before| before.same(&data)) {
            // The answer was equal, or was not taken. What windows show of this data stays as they have it.
            let known = self.kept.contains_key(&key);
            if known || !oriel_json::read(&text).is_ok_and(|read| data == read) {
                return;
            }
        }
        let size: usize = self.kept.values().map(|text| text.bytes.len()).sum();
        if size + text.len() <= MOST {
            self.kept.insert(key, Text { bytes: Arc::new(text), data });
        }
    }

    /// What windows see of a key at this revision, as it came.
    pub(super) fn of(&self, cache: &Cache, key: &Key, rev: Rev) -> Came {
        if cache.rev(key) != Some(rev) {
            return Came::MovedOn;
        }
        match self.kept.get(key) {
            // With an action's result over it, it is nothing that came.
            Some(text) if cache.data(key) == cache.confirmed(key) => Came::Text(Arc::clone(&text.bytes)),
            _ => Came::Unkept,
        }
    }

    /// Forgets the texts of data that is there no more.
    pub(super) fn forget_old(&mut self, cache: &Cache) {
        self.kept.retain(|key, text| text.is_of(cache, key));
    }

    /// Keeps only those of keys of which `which` holds.
    pub(super) fn retain(&mut self, which: impl Fn(&Key) -> bool) {
        self.kept.retain(|key, _| which(key));
    }
}

impl Text {
    fn is_of(&self, cache: &Cache, key: &Key) -> bool {
        cache.confirmed(key).is_some_and(|data| data.same(&self.data))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_query::{AskId, Config, Effect, FlightId, Input, Options, ServerId, Time};
    use serde_json::Value;

    struct Bench {
        cache: Cache,
        texts: Texts,
        flights: Vec<FlightId>,
        asks: u64,
    }

    impl Bench {
        fn new() -> Self {
            let cache = Cache::new(Config::default(), 1);
            let mut bench = Self { cache, texts: Texts::default(), flights: Vec::new(), asks: 0 };
            bench.give(Input::Open { window: "w".into() });
            bench
        }

        fn give(&mut self, input: Input) {
            for effect in self.cache.handle(input, Time::ORIGIN) {
                if let Effect::Start { flight, .. } = effect {
                    self.flights.push(flight);
                }
            }
            self.texts.forget_old(&self.cache);
        }

        /// Fetches a key, and is answered with this text.
        fn fetch(&mut self, key: &Key, text: &str) {
            self.asks += 2;
            let (mount, ask) = (AskId(self.asks), AskId(self.asks + 1));
            let window = || "w".into();
            self.give(Input::Mount { ask: mount, window: window(), key: key.clone(), options: Options::default() });
            self.give(Input::Ask { ask, window: window(), key: key.clone(), known: None, force: true });
            let flight = self.flights.pop().unwrap();
            let before = self.cache.confirmed(key);
            let data = oriel_json::read(text.as_bytes()).unwrap();
            self.give(Input::Settled { flight, outcome: Ok(data.into()) });
            self.texts.keep(&self.cache, key.clone(), text.as_bytes().to_vec(), before.as_ref());
        }
    }

    #[test]
    fn a_text_is_kept_as_long_as_its_data() {
        let (mut bench, key) = (Bench::new(), Key::named("order"));
        bench.fetch(&key, r#"{"z":1,"a":2}"#);
        assert_eq!(bench.texts.kept.len(), 1);
        bench.give(Input::Set { key: key.clone(), value: Value::from(7), version: None });
        assert!(bench.texts.kept.is_empty(), "it was pushed, and came as no answer");
        bench.fetch(&key, "[1]");
        bench.give(Input::Clear { server: ServerId::default() });
        assert!(bench.texts.kept.is_empty(), "nothing of one person is left for the next");
    }

    #[test]
    fn an_answer_that_was_not_taken_leaves_no_text() {
        let (mut bench, key) = (Bench::new(), Key::named("order"));
        bench.give(Input::Restore {
            key: key.clone(),
            value: Value::from(7).into(),
            confirmed_at: Time::ORIGIN,
            gc_time: Options::default().gc_time,
        });
        let before = bench.cache.confirmed(&key);
        bench.texts.keep(&bench.cache, key.clone(), b"8".to_vec(), before.as_ref());
        assert!(bench.texts.kept.is_empty());
        bench.texts.keep(&bench.cache, key, b" 7".to_vec(), before.as_ref());
        assert_eq!(bench.texts.kept.len(), 1, "it says what was there already");
    }

    #[test]
    fn all_texts_together_have_a_limit() {
        let mut bench = Bench::new();
        let long = format!("\"{}\"", "x".repeat(LONGEST - 2));
        for n in 0..=MOST / LONGEST {
            bench.fetch(&Key::named(&n.to_string()), &long);
        }
        assert_eq!(bench.texts.kept.len(), MOST / LONGEST);
    }
}
