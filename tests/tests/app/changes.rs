//! What somebody else changes appears in every window.

use crate::bank::{all_equal, cell, credit};
use oriel_tests::{Outcome, Setup, Stage};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_change_by_another_client_appears_in_every_window() -> Outcome {
    Stage::play("another-client", Setup::default(), async |stage| {
        all_equal(stage).await?;
        let id = credit(&stage.backend, 99.99, "Another client").await?;
        for page in &stage.pages {
            page.shows(&cell(&id, "counterparty"), "Another client").await?;
        }
        let name = json!({ "name": "Ada Elsewhere" });
        stage.backend.send(Method::PATCH, "/api/me", &name).await?;
        for page in &stage.pages {
            page.shows(r#"[data-panel="profile"] [data-field="value"]"#, "Ada Elsewhere").await?;
        }
        all_equal(stage).await
    })
    .await
}

#[tokio::test]
async fn after_a_storm_of_changes_every_window_equals_the_server() -> Outcome {
    Stage::play("storm", Setup::default(), async |stage| {
        all_equal(stage).await?;
        let before = stage.backend.asked(crate::bank::TRANSACTIONS).await?;
        for _ in 0..60 {
            credit(&stage.backend, 0.01, "Storm").await?;
        }
        let bound = 60;
        for page in &stage.pages {
            let wanted = crate::bank::balance(&stage.backend).await?;
            oriel_tests::wait::until_is("the balance", &Some(wanted), async || crate::bank::shown_balance(page).await)
                .await?;
        }
        let asked = stage.backend.asked(crate::bank::TRANSACTIONS).await? - before;
        assert!(asked < bound, "60 signals in a row made {asked} GETs: they were not gathered");
        all_equal(stage).await
    })
    .await
}

#[tokio::test]
async fn windows_of_different_kinds_share_the_data_they_both_show() -> Outcome {
    let owed = r#"[data-panel="owed"] [data-field="value"]"#;
    Stage::play("kinds", Setup { windows: 1, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        // Through the menu, as a person would.
        stage.pages[0].click(r#"[data-action="menu"]"#).await?;
        stage.pages[0].click(r#"[data-open-window="loans"]"#).await?;
        let loans = stage.app.page("loans").await?;
        let shown = stage.pages[0].text(owed).await?.ok_or("main shows nothing owed")?;
        loans.shows(owed, &shown).await?;
        assert_eq!(stage.backend.asked("GET /api/loans/summary").await?, 1, "both show it, one fetched it");
        assert_eq!(stage.backend.sockets_ever().await?, 1);
        Ok(())
    })
    .await
}
