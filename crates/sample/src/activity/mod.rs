//! The simulated activity: at a human pace, paused, resumed, stepped.

mod happening;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Json, Router, routing};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::backend::{Backend, Shared};
use crate::options::Activity;
use crate::refusal::Refusal;
use crate::seed::random::generator;
use crate::store::Committed;
use crate::token::Caller;

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
}

impl Pace {
    /// Without an activity it stands still, and goes at the default pace when it is resumed.
    pub(crate) fn new(activity: Option<Activity>) -> Self {
        Self { running: watch::Sender::new(activity.is_some()), activity: activity.unwrap_or_default() }
    }

    pub(crate) fn running(&self) -> bool {
        *self.running.borrow()
    }

    fn pause_length(&self, random: &mut fastrand::Rng) -> Duration {
        let Activity { shortest, longest } = self.activity;
        shortest + longest.saturating_sub(shortest).mul_f64(random.f64())
    }
}

/// Lets things happen to everyone until it is dropped: one event a person after each pause.
pub(crate) async fn run(backend: Arc<Backend>) {
    // Of its own, so that pausing does not change what happens.
    let mut random = generator(backend.seed, "pace", 0);
    let mut running = backend.pace.running.subscribe();
    loop {
        if running.wait_for(|running| *running).await.is_err() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(backend.pace.pause_length(&mut random)) => {}
            _ = running.wait_for(|running| !*running) => continue,
        }
        for person in ["ada", "ben", "cleo"] {
            // A round that is paused in its middle ends there.
            if !backend.pace.running() {
                break;
            }
            if let Err(refusal) = happen(&backend, person.to_owned()).await {
                tracing::warn!(person, message = refusal.message, "the activity missed a step");
            }
        }
    }
}

/// One event for a person. What happens depends on the seed, on how many steps the person has had,
/// and on the data.
async fn happen(backend: &Backend, person: String) -> Result<Committed<Value>, Refusal> {
    let seed = backend.seed;
    backend
        .store
        .write(move |db, outbox| {
            let step: i64 = db
                .prepare_cached("UPDATE people SET steps = steps + 1 WHERE id = ?1 RETURNING steps")?
                .query_row([&person], |row| row.get(0))?;
            let mut random = generator(seed, &person, step.unsigned_abs());
            let happened = happening::happen(db, outbox, &person, &mut random)?;
            Ok(json!({ "person": person, "step": step, "happened": happened }))
        })
        .await
}

fn state(backend: &Backend) -> Json<Value> {
    Json(json!({ "running": backend.pace.running() }))
}

async fn show(State(backend): State<Shared>, _: Caller) -> Json<Value> {
    state(&backend)
}

async fn pause(State(backend): State<Shared>, _: Caller) -> Json<Value> {
    backend.pace.running.send_replace(false);
    state(&backend)
}

async fn resume(State(backend): State<Shared>, _: Caller) -> Json<Value> {
    backend.pace.running.send_replace(true);
    state(&backend)
}

/// One event for the person who asks, paused or not. Tells what happened and what was signalled.
async fn step(State(backend): State<Shared>, caller: Caller) -> Result<Response, Refusal> {
    let mut committed = happen(&backend, caller.person).await?;
    committed.value["signals"] = json!(committed.signals);
    Ok(committed.reply(StatusCode::OK))
}
