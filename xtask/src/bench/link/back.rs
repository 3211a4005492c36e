//! How soon all is live again after the backend was gone: from the server that listens again to a link that is live
//! and everything that is shown fetched anew. Both sides wait a random time before each attempt, so there are many
//! clients on each, all of one outage.

use std::{
    io::{BufRead as _, BufReader, Lines},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;

use super::{Both, Side, Sides, server::Server, table};

/// How many clients there are on each side.
pub(super) const CLIENTS: usize = 20;
/// How many items each shows.
const SHOWN: usize = 3;
/// How long the server is gone.
const GONE_S: [u64; 3] = [0, 2, 10];

/// The columns.
pub(super) const HEAD: [&str; 8] = ["the server was gone for", "", "first", "median", "9 of 10", "last", "aim", "met"];

/// A server that was gone, and when the clients were back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    gone_s: u64,
    /// Seconds after the server listened again, in order.
    back_s: Both<Vec<f64>>,
    /// The most that the median may be.
    aim_s: f64,
    /// The aim was met, and every client came back.
    pub(super) met: Option<bool>,
}

/// Every outage once, with the clients of both sides in it.
pub(super) fn measure(sides: &Sides) -> Result<Vec<Row>> {
    GONE_S.iter().map(|gone_s| outage(sides, *gone_s)).collect()
}

fn outage(sides: &Sides, gone_s: u64) -> Result<Row> {
    let server = Server::start(sides.oriel(), 0)?;
    let address = server.address();
    let order = json!({ "address": address, "clients": CLIENTS, "shown": SHOWN, "boot": 2 }).to_string();
    let mut clients = Both::of(|side| Clients::start(sides.command(side, &["back", &order])))?;
    drop(server);
    thread::sleep(Duration::from_secs(gone_s));
    let server = Server::start_at(sides.oriel(), address, 2, 0)?;
    let since = server.listens_since_us();
    let back_s = Both { oriel: clients.oriel.back(since)?, peer: clients.peer.back(since)? };
    let waits = clients.oriel.waits.context("the clients do not say how long they wait")?;
    Ok(Row::of(gone_s, waits, back_s))
}

/// The waits between two attempts, in seconds: the upper ends of the random ones, which double from the first to the
/// longest. The clients say them, since they are the crate's and not this program's.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Waits {
    first_s: f64,
    longest_s: f64,
}

/// The clients of one side, in one process; it is ended with this.
struct Clients {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// Ours say them.
    waits: Option<Waits>,
}

impl Clients {
    /// Starts them; all are live when this returns.
    fn start(mut command: Command) -> Result<Self> {
        #[derive(Deserialize)]
        struct Live {
            live: usize,
            waits: Option<Waits>,
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().context("cannot start the clients")?;
        let Some(stdout) = child.stdout.take() else { anyhow::bail!("the clients have no standard output") };
        let mut clients = Self { child, lines: BufReader::new(stdout).lines(), waits: None };
        let Live { live, waits } = clients.next()?;
        clients.waits = waits;
        anyhow::ensure!(live == CLIENTS, "only {live} of {CLIENTS} clients are live");
        Ok(clients)
    }

    /// When they were back, in seconds since then, in order.
    fn back(&mut self, since_us: u64) -> Result<Vec<f64>> {
        #[derive(Deserialize)]
        struct Back {
            back_us: u64,
        }
        let mut back = Vec::new();
        for _ in 0..CLIENTS {
            let Back { back_us } = self.next()?;
            back.push(back_us.saturating_sub(since_us) as f64 / 1e6);
        }
        back.sort_by(f64::total_cmp);
        Ok(back)
    }

    fn next<T: DeserializeOwned>(&mut self) -> Result<T> {
        let line = self.lines.next().context("the clients ended early")??;
        serde_json::from_str(&line).with_context(|| format!("the clients said {line:?}"))
    }
}

impl Drop for Clients {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Row {
    fn of(gone_s: u64, waits: Waits, back_s: Both<Vec<f64>>) -> Self {
        let aim_s = waits.longest_after(gone_s) / 2.0 + SLACK_S;
        let met = Some(quantile(&back_s.oriel, 0.5) <= aim_s);
        Self { gone_s, back_s, aim_s, met }
    }

    /// As text, under [`HEAD`]: a line for each side.
    pub(super) fn lines(&self) -> Vec<Vec<String>> {
        let line = |about: String, side: Side, back: &[f64], aim: String, met| {
            let seconds = |part| format!("{:.2} s", quantile(back, part));
            let mut cells = vec![about, side.name().to_owned()];
            cells.extend([0.0, 0.5, 0.9, 1.0].map(seconds));
            cells.extend([aim, table::met(met)]);
            cells
        };
        let aim = format!("median ≤ {:.1} s", self.aim_s);
        vec![
            line(format!("{} s", self.gone_s), Side::Oriel, &self.back_s.oriel, aim, self.met),
            line(String::new(), Side::Peer, &self.back_s.peer, String::new(), None),
        ]
    }
}

/// The fetches, and what a busy machine adds.
const SLACK_S: f64 = 0.25;

impl Waits {
    /// The longest wait that a client can be in when the server comes back: half of each upper end is waited for on
    /// average.
    fn longest_after(self, gone_s: u64) -> f64 {
        let (mut waited, mut end) = (self.first_s / 2.0, self.first_s);
        while waited <= gone_s as f64 && end < self.longest_s {
            end = (end * 2.0).min(self.longest_s);
            waited += end / 2.0;
        }
        end
    }
}

/// A part of sorted figures: 0 the least, 1 the most.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    // Within the list, and not negative.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let at = (part * sorted.len().saturating_sub(1) as f64).round() as usize;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAITS: Waits = Waits { first_s: 1.0, longest_s: 5.0 };

    #[test]
    fn the_waits_grow_with_the_outage_to_the_longest() {
        let longest = |gone_s| WAITS.longest_after(gone_s);
        assert!((longest(0) - 1.0).abs() < 1e-9);
        assert!((longest(2) - 4.0).abs() < 1e-9, "0.5 + 1 s are over, the third wait is under way");
        assert!((longest(10) - 5.0).abs() < 1e-9, "they do not grow any more");
    }

    #[test]
    fn a_link_that_waits_three_times_as_long_as_it_says_does_not_meet_the_aim() {
        // Evenly spread over a wait of 16 s, as after 0.5 + 1 + 2 + 4 s where nothing ends the doubling.
        let slow: Vec<f64> = (0..20).map(|client| 0.8 * f64::from(client)).collect();
        let row = Row::of(10, WAITS, Both { oriel: slow, peer: vec![9.0] });
        assert_eq!(row.met, Some(false), "the aim is {} s", row.aim_s);
    }

    #[test]
    fn the_median_of_ours_is_judged() {
        let row = |oriel: &[f64]| Row::of(0, WAITS, Both { oriel: oriel.to_vec(), peer: vec![9.0] }).met;
        assert_eq!(row(&[0.1, 0.2, 30.0]), Some(true));
        assert_eq!(row(&[0.1, 0.9, 1.0]), Some(false));
    }
}
