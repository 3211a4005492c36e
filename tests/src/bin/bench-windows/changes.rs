//! What is changed on the backend, and at which pace.

use crate::record::Commit;
use oriel_tests::{Backend, Outcome};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// The account that windows show.
const ACCOUNT: &str = "/api/accounts/acc_1";

/// A backend, and how many changes it has seen from here: each has a number that no other has.
#[derive(Debug)]
pub(crate) struct Changes<'a> {
    backend: &'a Backend,
    made: u64,
}

/// What was committed by changes that are pushed.
#[derive(Debug, Default)]
pub(crate) struct Pushed {
    /// The balance in cents, which the signal carries.
    pub(crate) balance: Vec<Commit>,
    /// The list, which is fetched.
    pub(crate) list: Vec<Commit>,
}

impl<'a> Changes<'a> {
    pub(crate) fn new(backend: &'a Backend) -> Self {
        Self { backend, made: 0 }
    }

    /// Changes the profile's name so many times; windows have to fetch it.
    pub(crate) async fn fetched(&mut self, count: usize, pace: Duration) -> Outcome<Vec<Commit>> {
        let mut commits = Vec::with_capacity(count);
        let mut clock = clock(pace);
        for _ in 0..count {
            clock.tick().await;
            self.made += 1;
            commits.push(Commit { number: self.made, at: name(self.backend, self.made).await? });
        }
        Ok(commits)
    }

    /// Adds so many transactions of a cent: the balance is pushed, and the list has to be fetched.
    pub(crate) async fn pushed(&mut self, count: usize, pace: Duration) -> Outcome<Pushed> {
        let mut balance = cents(self.backend).await?;
        let mut pushed = Pushed::default();
        let mut clock = clock(pace);
        for _ in 0..count {
            clock.tick().await;
            self.made += 1;
            balance += 1;
            let at = transaction(self.backend, self.made).await?;
            pushed.balance.push(Commit { number: balance, at });
            pushed.list.push(Commit { number: self.made, at });
        }
        Ok(pushed)
    }
}

/// Gives the profile a name with this number; answers when it was committed, in milliseconds since 1970.
pub(crate) async fn name(backend: &Backend, number: u64) -> Outcome<f64> {
    commit(backend, Method::PATCH, "/api/me", &json!({ "name": format!("Ada {number}") })).await
}

/// Adds a cent, with this number in the reference; answers when it was committed.
pub(crate) async fn transaction(backend: &Backend, number: u64) -> Outcome<f64> {
    let reference = format!("bench {number}");
    let body = json!({ "type": "credit", "amount": 0.01, "counterparty": "Bench", "reference": reference });
    commit(backend, Method::POST, &format!("{ACCOUNT}/transactions"), &body).await
}

/// The balance in cents.
pub(crate) async fn cents(backend: &Backend) -> Outcome<u64> {
    let balance = backend.get(&format!("{ACCOUNT}/balance")).await?;
    let available = balance["available"].as_f64().filter(|sum| *sum >= 0.0).ok_or("the balance is no sum of money")?;
    // Rounded, not negative, and far below 2^53.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Ok((available * 100.0).round() as u64)
}

async fn commit(backend: &Backend, method: Method, path: &str, body: &serde_json::Value) -> Outcome<f64> {
    let reply = backend.send(method, path, body).await?;
    let micros = reply.committed_at.ok_or("the backend does not say when it committed")?;
    // Microseconds since 1970 are below 2^53 for another two centuries.
    #[allow(clippy::cast_precision_loss)]
    Ok(micros as f64 / 1000.0)
}

/// Ticks that are never nearer to each other, also where one was late.
fn clock(pace: Duration) -> tokio::time::Interval {
    let mut clock = tokio::time::interval(pace);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    clock
}
