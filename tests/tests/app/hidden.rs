//! A window that nobody can see asks for nothing.

use crate::bank::{BALANCE, TRANSACTIONS, all_equal, credit, equal, row};
use oriel_tests::{Outcome, Setup, Stage, wait};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_hidden_window_fetches_only_when_it_is_shown() -> Outcome {
    Stage::play("hidden", Setup { windows: 1, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        let main = stage.pages[0].clone();
        // It shows other queries, and tells when a later signal has gone all the way.
        let witness = stage.app.open_window(&main, "loans").await?;
        let loan = stage.backend.get("/api/loans").await?["rows"][0].clone();
        let id = loan["id"].as_str().ok_or("a loan without an id")?;
        let cell = format!(r#"[data-row="{id}"] [data-field="status"]"#);
        witness.has(&cell).await?;
        main.minimise().await?;

        let before = stage.backend.asked(TRANSACTIONS).await?;
        let mut last = String::new();
        for (n, status) in ["late", "review", "active", "late"].into_iter().enumerate() {
            last = credit(&stage.backend, 1.25, &format!("Unseen {n}")).await?;
            // Signals keep their order: once the witness shows this one, the one before was heard.
            let change = json!({ "status": status });
            stage.backend.send(Method::PATCH, &format!("/api/loans/{id}"), &change).await?;
            wait::until("the witness to repaint", async || {
                let shown = witness.text(&cell).await?.unwrap_or_default().to_lowercase();
                Ok((shown == status).then_some(()))
            })
            .await?;
        }
        assert_eq!(stage.backend.asked(TRANSACTIONS).await?, before, "a hidden window fetched");

        let balances = stage.backend.asked(BALANCE).await?;
        main.restore().await?;
        main.has(&row(&last)).await?;
        assert_eq!(stage.backend.asked(TRANSACTIONS).await?, before + 1, "shown again it fetches once");
        assert_eq!(stage.backend.asked(BALANCE).await?, balances, "the pushed balance needs no GET");
        equal(&stage.backend, &main).await
    })
    .await
}
