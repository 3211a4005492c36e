use std::collections::HashSet;
use std::time::Duration;

use oriel_sample::{Activity, Options, Sample};
use serde_json::{Value, json};

use crate::client::{Client, still};

async fn steps(sample: &Sample, count: usize) -> Vec<Value> {
    let ada = Client::ada(sample);
    let mut steps = Vec::new();
    for _ in 0..count {
        let step = ada.post("/api/sample/step", json!({})).await;
        assert_eq!(step.status, 200, "{}", step.body);
        steps.push(step.body);
    }
    steps
}

/// What happened, without the times.
fn story(steps: &[Value]) -> Vec<Value> {
    let tell = |signal: &Value| {
        let data = &signal["data"];
        let told = ["transactionId", "loanId", "status", "title", "metadata"].map(|field| data[field].clone());
        json!([signal["event"], told, data["balance"]["available"]])
    };
    let step = |step: &Value| {
        let signals = step["signals"].as_array().unwrap();
        json!([step["happened"], signals.iter().map(tell).collect::<Vec<_>>()])
    };
    steps.iter().map(step).collect()
}

#[tokio::test]
async fn a_step_tells_what_happened_and_signals_the_same() {
    let sample = still().await;
    let mut socket = Client::ada(&sample).socket().await;
    for step in steps(&sample, 12).await {
        let signals = step["signals"].as_array().unwrap();
        assert!(!signals.is_empty(), "{step}");
        for signal in signals {
            assert_eq!(socket.frame().await, *signal);
        }
    }
}

#[tokio::test]
async fn the_same_seed_lets_the_same_things_happen() {
    let (one, two) = (still().await, still().await);
    let other = oriel_sample::start(Options { seed: 99, ..Options::default() }).await.unwrap();
    let told = story(&steps(&one, 40).await);
    assert_eq!(told, story(&steps(&two, 40).await));
    assert_ne!(told, story(&steps(&other, 40).await));
}

#[tokio::test]
async fn a_long_run_brings_everything_and_never_an_overdrawn_account() {
    let sample = still().await;
    let steps = steps(&sample, 400).await;
    let happened: HashSet<&str> = steps.iter().map(|step| step["happened"].as_str().unwrap()).collect();
    for kind in ["payment", "incoming", "settled", "failed", "notification", "loan_status", "profile"] {
        assert!(happened.contains(kind), "no {kind} in {happened:?}");
    }
    for account in ["acc_1", "acc_2"] {
        let balance = Client::ada(&sample).get(&format!("/api/accounts/{account}/balance")).await;
        assert!(balance.body["available"].as_f64().unwrap() >= 0.0, "{}", balance.body);
    }
}

#[tokio::test]
async fn a_still_backend_does_nothing_until_it_is_resumed() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    assert_eq!(ada.get("/api/sample").await.body, json!({ "running": false }));
    assert_eq!(ada.get("/status").await.body["signals"]["ever"], 0);
    assert_eq!(ada.post("/api/sample/resume", json!({})).await.body, json!({ "running": true }));
    assert_eq!(ada.get("/status").await.body["activity"]["running"], true);
}

#[tokio::test]
async fn activity_goes_on_by_itself_for_everyone_until_it_is_paused() {
    let pace = Duration::from_millis(2);
    let sample = oriel_sample::start(Options {
        activity: Some(Activity { shortest: pace, longest: pace }),
        ..Options::default()
    })
    .await
    .unwrap();
    let (ada, ben) = (Client::ada(&sample), Client::ben(&sample));
    let (mut hers, mut his) = (ada.socket().await, ben.socket().await);
    for _ in 0..5 {
        hers.frame().await;
        his.frame().await;
    }
    assert_eq!(ada.post("/api/sample/pause", json!({})).await.body, json!({ "running": false }));
    // The database does one thing after the other: what had begun is done when a later step is.
    steps(&sample, 1).await;
    let signals = async || ada.get("/status").await.body["signals"]["ever"].as_u64().unwrap();
    let after = signals().await;
    tokio::time::sleep(pace * 20).await;
    assert_eq!(signals().await, after);
}
