//! A window that opens while a fetch is under way.

use crate::bank::{TRANSACTIONS, all_equal, cell, credit, equal, row};
use oriel_tests::{Outcome, Setup, Stage, wait};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

/// Long enough to freeze the backend meanwhile.
const SLOW: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_window_opened_during_a_fetch_joins_it_and_ends_equal() -> Outcome {
    Stage::play("during-a-fetch", Setup { windows: 1, latency: Some(SLOW), ..Setup::default() }, async |stage| {
        let main = stage.pages[0].clone();
        main.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        let before = stage.backend.asked(TRANSACTIONS).await?;
        let id = credit(&stage.backend, 8.5, "In flight").await?;
        wait::until_is("the fetch to be under way", &(before + 1), async || stage.backend.asked(TRANSACTIONS).await)
            .await?;
        // Now its answer comes when we say so.
        stage.backend.freeze()?;
        let second = stage.app.open_window(&main, "main").await?;
        // It opens on what is there.
        second.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        for page in [&main, &second] {
            assert!(page.text(&row(&id)).await?.is_none(), "the fetch landed before the backend was frozen");
        }
        stage.backend.thaw()?;
        for page in [&main, &second] {
            page.shows(&cell(&id, "counterparty"), "In flight").await?;
        }
        assert_eq!(stage.backend.asked(TRANSACTIONS).await?, before + 1, "the new window made a GET of its own");
        equal(&stage.backend, &second).await
    })
    .await
}

#[tokio::test]
async fn a_change_during_a_fetch_is_fetched_once_more_and_shown() -> Outcome {
    let setup = Setup { windows: 2, latency: Some(Duration::from_secs(2)), ..Setup::default() };
    Stage::play("dirty", setup, async |stage| {
        for page in &stage.pages {
            page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        }
        let before = stage.backend.asked(TRANSACTIONS).await?;
        credit(&stage.backend, 1.0, "First").await?;
        wait::until_is("the fetch to be under way", &(before + 1), async || stage.backend.asked(TRANSACTIONS).await)
            .await?;
        // The answer on its way was read before these.
        credit(&stage.backend, 2.0, "Second").await?;
        let third = credit(&stage.backend, 3.0, "Third").await?;
        for page in &stage.pages {
            page.shows(&cell(&third, "counterparty"), "Third").await?;
        }
        assert_eq!(stage.backend.asked(TRANSACTIONS).await?, before + 2, "one flight, and exactly one more");
        all_equal(stage).await
    })
    .await
}

#[tokio::test]
async fn a_window_that_a_person_closed_is_forgotten() -> Outcome {
    Stage::play("closed", Setup { windows: 1, ..Setup::default() }, async |stage| {
        let main = stage.pages[0].clone();
        let loans = stage.app.open_window(&main, "loans").await?;
        loans.has(r#"[data-panel="loans"] [data-row]"#).await?;
        stage.display.close("Loans").await?;
        stage.app.windows(1).await?;

        // Nobody shows the loans any more: their change is fetched by nobody. The loan's summary is
        // on the window that is left, and tells when the signal was heard.
        let fetched = stage.backend.asked("GET /api/loans").await?;
        let summaries = stage.backend.asked("GET /api/loans/summary").await?;
        let first = stage.backend.get("/api/loans").await?["rows"][0].clone();
        let id = first["id"].as_str().ok_or("a loan without an id")?.to_owned();
        let status = if first["status"] == "late" { "active" } else { "late" };
        stage.backend.send(Method::PATCH, &format!("/api/loans/{id}"), &json!({ "status": status })).await?;
        wait::until("the summary to be fetched", async || {
            Ok((stage.backend.asked("GET /api/loans/summary").await? > summaries).then_some(()))
        })
        .await?;
        // One of them was this test's own.
        assert_eq!(stage.backend.asked("GET /api/loans").await?, fetched + 1, "a closed window fetched");

        // Its name is free again.
        let again = stage.app.open_window(&main, "loans").await?;
        assert_eq!(again.label(), "loans");
        Ok(())
    })
    .await
}
