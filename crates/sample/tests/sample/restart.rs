use std::path::Path;

use oriel_sample::{Options, Sample, SampleError};
use rusqlite::Connection;
use serde_json::json;

use crate::client::Client;

fn with_file(path: &Path) -> Options {
    Options { database: Some(path.to_owned()), ..Options::default() }
}

async fn start(path: &Path) -> Sample {
    oriel_sample::start(with_file(path)).await.unwrap()
}

#[tokio::test]
async fn a_named_file_keeps_everything_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.db");
    let paths = [
        "/api/me",
        "/api/accounts/acc_1/balance",
        "/api/accounts/acc_1/transactions?limit=200",
        "/api/loans",
        "/api/notifications",
    ];
    let all = async |client: &Client| {
        let mut answers = Vec::new();
        for path in paths {
            answers.push(client.get(path).await.body);
        }
        answers
    };

    let sample = start(&path).await;
    let anyone = Client::new(sample.address(), "");
    let signed_in = anyone.post("/api/sign-in", json!({ "name": "ada" })).await;
    let token = signed_in.body["token"].as_str().unwrap().to_owned();
    let ada = Client::new(sample.address(), &token);
    ada.patch("/api/me", json!({ "name": "Ada B." })).await;
    let credit = json!({ "type": "credit", "amount": 7.5, "counterparty": "Mara" });
    ada.post("/api/accounts/acc_1/transactions", credit).await;
    for _ in 0..5 {
        ada.post("/api/sample/step", json!({})).await;
    }
    let before = all(&ada).await;
    sample.stop().await;

    let sample = start(&path).await;
    let ada = Client::new(sample.address(), &token);
    assert_eq!(all(&ada).await, before);
    let step = ada.post("/api/sample/step", json!({})).await;
    assert_eq!(step.body["step"], 6, "the story goes on where it was");
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("newer.db");
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    let error = oriel_sample::start(with_file(&path)).await.unwrap_err();
    assert!(matches!(error, SampleError::NewerDatabase { found: 99, known: 2, .. }), "{error}");
}

#[tokio::test]
async fn a_file_of_another_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("CREATE TABLE theirs (x)").unwrap();
    let error = oriel_sample::start(with_file(&path)).await.unwrap_err();
    assert!(matches!(error, SampleError::ForeignDatabase { .. }), "{error}");
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    assert_eq!(tables, 1);
}

#[tokio::test]
async fn what_is_no_database_or_no_place_for_one_is_named_in_the_error() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "no database, but long enough to be looked at ".repeat(30)).unwrap();
    for path in [text, folder.path().join("nowhere").join("sample.db")] {
        let error = oriel_sample::start(with_file(&path)).await.unwrap_err();
        assert!(matches!(error, SampleError::Database { .. }), "{error}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
}

#[tokio::test]
async fn a_taken_address_is_named_in_the_error() {
    let first = oriel_sample::start(Options::default()).await.unwrap();
    let options = Options { listen: first.address(), ..Options::default() };
    let error = oriel_sample::start(options).await.unwrap_err();
    assert!(error.to_string().contains(&first.address().to_string()), "{error}");
}
