//! The simulated activity: at a human pace, paused, resumed, stepped.

mod happening;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Json, Router, routing};
use rusqlite::Transaction;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::backend::{Backend, Shared};
use crate::instant::Micros;
use crate::options::Activity;
use crate::population::{self, Lease};
use crate::refusal::Refusal;
use crate::seed::random::generator;
use crate::store::Committed;
use crate::token::Caller;

/// To whom things happen by themselves.
const PEOPLE: [&str; 3] = ["ada", "ben", "cleo"];

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/sample", routing::get(show))
        .route("/api/sample/pause", routing::post(pause))
        .route("/api/sample/resume", routing::post(resume))
        .route("/api/sample/step", routing::post(step))
}

/// How fast the simulation goes, and whether it does.
#[derive(Debug)]
pub(crate) struct Pace {
    running: watch::Sender<bool>,
    activity: Activity,
    /// Asked for before anything happens, where other processes serve the same people.
    lease: Option<Lease>,
    here: AtomicBool,
}

impl Pace {
    /// Without an activity it goes at the default pace when it is resumed.
    pub(crate) fn new(activity: Option<Activity>, running: bool, shared: bool) -> Self {
        let activity = activity.unwrap_or_default();
        let lease = shared.then(|| Lease::new(activity.longest));
        Self { running: watch::Sender::new(running), activity, here: AtomicBool::new(!shared), lease }
    }

    pub(crate) fn running(&self) -> bool {
        *self.running.borrow()
    }

    /// True where this process lets things happen, or would if the simulation ran.
    pub(crate) fn here(&self) -> bool {
        self.here.load(Ordering::Relaxed)
    }

    /// Pauses or resumes this process.
    pub(crate) fn set(&self, running: bool) {
        self.running.send_replace(running);
    }

    fn pause_length(&self, random: &mut fastrand::Rng) -> Duration {
        let Activity { shortest, longest } = self.activity;
        shortest + longest.saturating_sub(shortest).mul_f64(random.f64())
    }

    /// Asks for the lease, if there has to be one. False: it happens in another process.
    fn hold(&self, db: &Transaction<'_>) -> rusqlite::Result<bool> {
        let Some(lease) = &self.lease else { return Ok(true) };
        let here = lease.hold(db, Micros::now())?;
        self.here.store(here, Ordering::Relaxed);
        Ok(here)
    }
}

/// Lets things happen to everyone until it is dropped: one event a person after each pause.
pub(crate) async fn run(backend: Arc<Backend>) {
    // Of its own, so that pausing does not change what happens.
    let mut random = generator(backend.seed, "pace", 0);
    let mut running = backend.pace.running.subscribe();
    loop {
        if !backend.pace.running() {
            let resumed = running.wait_for(|running| *running);
            let resumed = tokio::time::timeout(backend.pace.activity.longest, resumed).await.is_ok();
            if !resumed && backend.pace.lease.is_some() {
                // Somebody is here, even while nothing happens: who starts now finds it paused.
                let pace = Arc::clone(&backend.pace);
                let _ = backend.store.write(move |db, _| Ok(pace.hold(db)?)).await;
            }
            continue;
        }
        tokio::select! {
            () = tokio::time::sleep(backend.pace.pause_length(&mut random)) => {}
            _ = running.wait_for(|running| !*running) => continue,
        }
        for person in PEOPLE {
            // A round that is paused in its middle ends there.
            if !backend.pace.running() {
                break;
            }
            match happen(&backend, person.to_owned(), true).await {
                Ok(Committed { value: Some(_), .. }) => {}
                Ok(_) => break,
                Err(refusal) => tracing::warn!(person, message = refusal.message, "the activity missed a step"),
            }
        }
    }
}

/// Lets another process go on with the simulation at once.
pub(crate) async fn give_up(backend: &Backend) {
    if let Some(lease) = backend.pace.lease.clone() {
        let _ = backend.store.write(move |db, _| Ok(lease.release(db)?)).await;
    }
}

/// One event for a person. What happens depends on the seed, on how many steps the person has had, and on the data.
/// With `by_itself` it happens in one process only; `None`: not in this one.
async fn happen(backend: &Backend, person: String, by_itself: bool) -> Result<Committed<Option<Value>>, Refusal> {
    let (seed, pace) = (backend.seed, Arc::clone(&backend.pace));
    backend
        .store
        .write(move |db, outbox| {
            if by_itself && !pace.hold(db)? {
                return Ok(None);
            }
            let step: i64 = db
                .prepare_cached("UPDATE people SET steps = steps + 1 WHERE id = ?1 RETURNING steps")?
                .query_row([&person], |row| row.get(0))?;
            let mut random = generator(seed, &person, step.unsigned_abs());
            let happened = happening::happen(db, outbox, &person, &mut random)?;
            Ok(Some(json!({ "person": person, "step": step, "happened": happened })))
        })
        .await
}

fn state(backend: &Backend) -> Json<Value> {
    Json(json!({ "running": backend.pace.running() }))
}

/// Pauses or resumes the simulation in every process, and for those that start later.
async fn set(backend: &Backend, running: bool) -> Result<Json<Value>, Refusal> {
    backend.store.write(move |db, _| Ok(population::pace(db, running)?)).await?;
    backend.pace.set(running);
    backend.fanout.paced(running);
    Ok(state(backend))
}

async fn show(State(backend): State<Shared>, _: Caller) -> Json<Value> {
    state(&backend)
}

async fn pause(State(backend): State<Shared>, _: Caller) -> Result<Json<Value>, Refusal> {
    set(&backend, false).await
}

async fn resume(State(backend): State<Shared>, _: Caller) -> Result<Json<Value>, Refusal> {
    set(&backend, true).await
}

/// One event for the person who asks, paused or not. Tells what happened and what was signalled.
async fn step(State(backend): State<Shared>, caller: Caller) -> Result<Response, Refusal> {
    let mut committed = happen(&backend, caller.person, false).await?;
    if let Some(value) = &mut committed.value {
        value["signals"] = json!(committed.signals);
    }
    Ok(committed.reply(StatusCode::OK))
}
