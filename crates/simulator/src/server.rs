//! The backend: rows, two single values, and what each query answered at every commit.

use crate::clock::Millis;
use fastrand::Rng;
use oriel_query::{Key, VersionRule};
use serde_json::{Map, Value, json};

/// How many queries there are.
pub(crate) const KEYS: usize = 6;
const ROWS: usize = 4;
/// The queries whose values may be pushed.
const BALANCE: usize = 0;
const PROFILE: usize = 1;

/// A number that grows with every commit; data carries that of the last commit that changed it.
pub(crate) type Seq = u64;

/// What a frame of the link says.
#[derive(Debug, Clone)]
pub(crate) enum Saying {
    /// Whatever these parameters describe has changed.
    Changed { name: &'static str, params: Map<String, Value> },
    /// The value itself; the person's number is put in when it is sent.
    Pushed { key: usize, seq: Seq, value: Value, version: Option<VersionRule> },
}

/// What a commit changes.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// A row gets a new amount, and perhaps becomes one of the other type.
    Row {
        row: usize,
        flips: bool,
    },
    Balance {
        push: bool,
    },
    Profile {
        push: bool,
    },
    /// An action leaves its mark on a row, or on the profile.
    Mark {
        row: Option<usize>,
        mark: String,
    },
}

#[derive(Debug, Clone)]
struct Row {
    credit: bool,
    amount: Seq,
    marks: Vec<String>,
}

#[derive(Debug)]
struct Version {
    at: Millis,
    seq: Seq,
    data: Value,
}

/// The server.
#[derive(Debug)]
pub(crate) struct Server {
    keys: Vec<Key>,
    seq: Seq,
    rows: Vec<Row>,
    balance: Seq,
    profile: Seq,
    marks: Vec<String>,
    /// What each query answers, from commit to commit.
    past: Vec<Vec<Version>>,
    /// The replicas show at least the state of this moment: they never go back.
    replica: Millis,
    versioned: bool,
    /// Goes up whenever the process is started.
    life: u64,
    /// The commit at which the versions that it tells began anew.
    base: Seq,
}

/// What of a backend outlives its process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outlives {
    /// Everything: a deploy.
    All,
    /// Its data. Versions are counted in memory.
    Data,
    /// Nothing.
    Nothing,
}

impl Server {
    pub(crate) fn new(versioned: bool) -> Self {
        let keys = vec![
            Key::named("balance"),
            Key::named("profile"),
            Key::named("transactions"),
            Key::new("transactions", [("type", json!("credit"))]),
            Key::new("transactions", [("type", json!("debit"))]),
            Key::new("transactions", [("account", json!(1)), ("type", json!("credit"))]),
        ];
        let mut server = Self {
            past: keys.iter().map(|_| Vec::new()).collect(),
            keys,
            seq: 0,
            rows: first_rows(),
            balance: 0,
            profile: 0,
            marks: Vec::new(),
            replica: 0,
            versioned,
            life: 0,
            base: 0,
        };
        server.keep(0);
        server
    }

    /// Which process answers.
    pub(crate) fn life(&self) -> u64 {
        self.life
    }

    /// The process dies, and another begins, on all replicas.
    pub(crate) fn restart(&mut self, outlives: Outlives, now: Millis) {
        self.life += 1;
        self.pin(now);
        if outlives == Outlives::Nothing {
            self.rows = first_rows();
            (self.balance, self.profile) = (0, 0);
            self.marks.clear();
            self.seq += 1;
            self.keep(now);
        }
        if outlives != Outlives::All {
            self.base = self.seq;
        }
    }

    /// All queries.
    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// A change that a writer may make.
    pub(crate) fn some_change(rng: &mut Rng) -> Change {
        match rng.u32(0..10) {
            0..=5 => Change::Row { row: rng.usize(0..ROWS), flips: rng.u32(0..4) == 0 },
            6 => Change::Balance { push: false },
            7 => Change::Balance { push: true },
            8 => Change::Profile { push: true },
            _ => Change::Profile { push: false },
        }
    }

    /// A row that an action may concern; `None`: the profile.
    pub(crate) fn some_row(rng: &mut Rng) -> Option<usize> {
        (rng.u32(0..4) != 0).then(|| rng.usize(0..ROWS))
    }

    /// Commits, and only then says what changed.
    pub(crate) fn commit(&mut self, change: &Change, now: Millis) -> Vec<Saying> {
        self.seq += 1;
        let seq = self.seq;
        let sayings = match change {
            Change::Row { row, flips } => {
                let changed = &mut self.rows[*row];
                changed.amount = seq;
                let before = kind(changed.credit);
                changed.credit ^= flips;
                let after = kind(changed.credit);
                self.balance = seq;
                let mut kinds = vec![before];
                if before != after {
                    kinds.push(after);
                }
                let mut sayings: Vec<Saying> = kinds.iter().map(|kind| changed_rows(*row, kind)).collect();
                sayings.insert(0, changed_named("balance"));
                sayings
            }
            Change::Balance { .. } => {
                self.balance = seq;
                vec![changed_named("balance")]
            }
            Change::Profile { .. } => {
                self.profile = seq;
                vec![changed_named("profile")]
            }
            Change::Mark { row: Some(row), mark } => {
                self.rows[*row].marks.push(mark.clone());
                vec![changed_rows(*row, kind(self.rows[*row].credit))]
            }
            Change::Mark { row: None, mark } => {
                self.marks.push(mark.clone());
                vec![changed_named("profile")]
            }
        };
        self.keep(now);
        match change {
            Change::Balance { push: true } => vec![self.push(BALANCE, self.versioned)],
            Change::Profile { push: true } => vec![self.push(PROFILE, true)],
            _ => sayings,
        }
    }

    fn push(&self, key: usize, versioned: bool) -> Saying {
        let (seq, value) = self.latest(key);
        let version = versioned.then(|| VersionRule { pointer: "/version".to_owned() });
        Saying::Pushed { key, seq, value, version }
    }

    /// An action was done: whoever did it reads no state from before, on any replica.
    pub(crate) fn pin(&mut self, now: Millis) {
        self.replica = self.replica.max(now);
    }

    /// A read of a replica that is up to `lag` behind: the data, and whether there is newer.
    pub(crate) fn read(&mut self, key: &Key, person: u32, now: Millis, lag: Millis) -> (Value, bool) {
        self.replica = self.replica.max(now.saturating_sub(lag));
        let past = &self.past[self.position(key)];
        let version = past.iter().rev().find(|version| version.at <= self.replica).unwrap_or(&past[0]);
        let behind = past.last().is_some_and(|last| last.seq > version.seq);
        (signed(&self.told(version).1, person), behind)
    }

    /// What a query answers to this person now.
    pub(crate) fn current(&self, key: &Key, person: u32) -> Value {
        signed(&self.latest(self.position(key)).1, person)
    }

    /// The commit that a query's answer is of.
    pub(crate) fn seq_of(&self, key: &Key) -> Seq {
        self.latest(self.position(key)).0
    }

    /// The last commit of all.
    pub(crate) fn latest_seq(&self) -> Seq {
        self.seq
    }

    /// When the first commit after `seen` changed what the query answers.
    pub(crate) fn changed_after(&self, key: &Key, seen: Seq) -> Option<Millis> {
        let past = &self.past[self.position(key)];
        let first = past.partition_point(|version| version.seq <= seen);
        past.get(first).map(|version| version.at)
    }

    fn latest(&self, key: usize) -> (Seq, Value) {
        self.past[key].last().map_or((0, Value::Null), |version| self.told(version))
    }

    /// A state as this process tells it. Beside its version, which counts from the process's own beginning,
    /// it has the number of its commit, which the core knows nothing of.
    fn told(&self, state: &Version) -> (Seq, Value) {
        let mut data = state.data.clone();
        data["version"] = state.seq.saturating_sub(self.base).into();
        (state.seq, data)
    }

    fn position(&self, key: &Key) -> usize {
        self.keys.iter().position(|known| known == key).unwrap_or(0)
    }

    /// Keeps what each query answers from this commit on, where it is different.
    fn keep(&mut self, now: Millis) {
        for key in 0..self.keys.len() {
            let mut data = self.answer(key);
            let same = self.past[key].last().is_some_and(|last| without_seq(&last.data) == without_seq(&data));
            if !same {
                data["seq"] = self.seq.into();
                self.past[key].push(Version { at: now, seq: self.seq, data });
            }
        }
    }

    fn answer(&self, key: usize) -> Value {
        match key {
            BALANCE => json!({ "seq": 0, "amount": self.balance }),
            PROFILE => {
                let mut data = json!({ "seq": 0, "name": self.profile });
                mark(&mut data, &self.marks);
                data
            }
            _ => {
                let params = self.keys[key].params();
                let wanted = |name: &str| params.and_then(|params| params.get(name));
                let rows = self.rows.iter().enumerate().filter(|(row, held)| {
                    wanted("type").is_none_or(|wanted| wanted == kind(held.credit))
                        && wanted("account").is_none_or(|wanted| *wanted == json!(account(*row)))
                });
                let rows: Vec<Value> = rows
                    .map(|(row, held)| {
                        let mut data = json!({ "id": row, "type": kind(held.credit), "amount": held.amount });
                        mark(&mut data, &held.marks);
                        data
                    })
                    .collect();
                json!({ "seq": 0, "rows": rows })
            }
        }
    }
}

fn first_rows() -> Vec<Row> {
    (0..ROWS).map(|row| Row { credit: row % 2 == 0, amount: 0, marks: Vec::new() }).collect()
}

fn kind(credit: bool) -> &'static str {
    if credit { "credit" } else { "debit" }
}

fn account(row: usize) -> usize {
    row / 2
}

fn changed_named(name: &'static str) -> Saying {
    Saying::Changed { name, params: Map::new() }
}

fn changed_rows(row: usize, kind: &str) -> Saying {
    let mut params = Map::new();
    params.insert("type".to_owned(), kind.into());
    params.insert("account".to_owned(), account(row).into());
    Saying::Changed { name: "transactions", params }
}

fn mark(data: &mut Value, marks: &[String]) {
    for mark in marks {
        data[mark.as_str()] = true.into();
    }
}

/// Data as a person is given it.
pub(crate) fn signed(data: &Value, person: u32) -> Value {
    let mut data = data.clone();
    data["of"] = person.into();
    data
}

fn without_seq(data: &Value) -> Value {
    let mut data = data.clone();
    data["seq"] = Value::Null;
    data
}

/// The commit that data is of.
pub(crate) fn seq(data: &Value) -> Seq {
    data.get("seq").and_then(Value::as_u64).unwrap_or(0)
}

/// The version that the server told with data.
pub(crate) fn version(data: &Value) -> Seq {
    data.get("version").and_then(Value::as_u64).unwrap_or(0)
}

/// The person that data was given to.
pub(crate) fn person(data: &Value) -> u32 {
    data.get("of").and_then(Value::as_u64).and_then(|of| u32::try_from(of).ok()).unwrap_or(0)
}

/// Whether an action's mark is in the data; `None` where its row is not.
pub(crate) fn has_mark(data: &Value, row: Option<usize>, mark: &str) -> Option<bool> {
    let place = match row {
        None => data,
        Some(row) => data.get("rows")?.as_array()?.iter().find(|held| held["id"] == json!(row))?,
    };
    Some(place.get(mark).is_some())
}
