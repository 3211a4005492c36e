//! An action with a form, shown in advance in every window.

use crate::bank::{all_equal, credit, debit, row, status_in_all};
use oriel_tests::{Outcome, Page, Setup, Stage, wait};

const REFUNDS: &str = "POST /api/transactions/{id}/refund";

/// Opens the refund of a row, gives a reason and sends it.
async fn refund(page: &Page, id: &str, reason: &str) -> Outcome {
    page.click(&format!(r#"{} [data-action="refund"]"#, row(id))).await?;
    page.fill(r#"[data-dialog="refund"] [name="reason"]"#, reason).await?;
    page.click(r#"[data-dialog="refund"] [data-action="confirm"]"#).await
}

#[tokio::test]
async fn a_refund_shows_in_all_windows_before_the_backend_has_answered() -> Outcome {
    Stage::play("optimistic", Setup::default(), async |stage| {
        let id = debit(&stage.backend, 20.0, "To be refunded").await?;
        status_in_all(stage, &id, "posted").await?;
        all_equal(stage).await?;
        stage.backend.freeze()?;
        refund(&stage.pages[0], &id, "Charged twice").await?;
        // The backend cannot have said anything yet.
        status_in_all(stage, &id, "refunded").await?;
        stage.backend.thaw()?;
        stage.pages[0].has_no(r#"[data-dialog="refund"]"#).await?;
        assert_eq!(stage.backend.asked(REFUNDS).await?, 1);
        status_in_all(stage, &id, "refunded").await?;
        for page in &stage.pages[1..] {
            crate::bank::equal(&stage.backend, page).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_refund_that_the_backend_refuses_is_taken_back_in_all_windows() -> Outcome {
    // The board offers what this backend will not do: money that came in cannot be refunded.
    let edit = |text: String| text.replace(r#""{row.type}" = ["debit"], "#, "");
    Stage::play("refused", Setup { edit, ..Setup::default() }, async |stage| {
        let id = credit(&stage.backend, 20.0, "Not refundable").await?;
        status_in_all(stage, &id, "posted").await?;
        all_equal(stage).await?;
        stage.backend.freeze()?;
        refund(&stage.pages[0], &id, "Why not").await?;
        status_in_all(stage, &id, "refunded").await?;
        stage.backend.thaw()?;
        status_in_all(stage, &id, "posted").await?;
        let dialog = r#"[data-dialog="refund"] [role="alert"]"#;
        stage.pages[0].has(dialog).await?;
        let said = stage.pages[0].text(dialog).await?.unwrap_or_default();
        assert!(said.contains("409") && said.contains("credit"), "the backend's own words, not: {said}");
        all_equal(stage).await
    })
    .await
}

#[tokio::test]
async fn a_refund_that_somebody_else_was_quicker_with_ends_as_the_server_says() -> Outcome {
    Stage::play("quicker", Setup::default(), async |stage| {
        let id = debit(&stage.backend, 20.0, "Twice").await?;
        status_in_all(stage, &id, "posted").await?;
        all_equal(stage).await?;
        // The dialog is open when the other one is done.
        let page = stage.pages[0].clone();
        page.click(&format!(r#"{} [data-action="refund"]"#, row(&id))).await?;
        page.has(r#"[data-dialog="refund"]"#).await?;
        let body = serde_json::json!({ "reason": "Quicker" });
        stage.backend.send(reqwest::Method::POST, &format!("/api/transactions/{id}/refund"), &body).await?;
        status_in_all(stage, &id, "refunded").await?;
        for page in &stage.pages[1..] {
            crate::bank::equal(&stage.backend, page).await?;
        }
        assert_eq!(stage.backend.asked(REFUNDS).await?, 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_form_refuses_a_required_field_that_is_empty_and_sends_nothing() -> Outcome {
    Stage::play("required", Setup { windows: 1, ..Setup::default() }, async |stage| {
        let id = debit(&stage.backend, 20.0, "No reason").await?;
        let page = &stage.pages[0];
        page.has(&row(&id)).await?;
        refund(page, &id, "   ").await?;
        page.has(r#"[data-dialog="refund"] [aria-invalid="true"]"#).await?;
        page.has(r#"[data-dialog="refund"] .error"#).await?;
        assert_eq!(stage.backend.asked(REFUNDS).await?, 0, "an empty form was sent");
        page.click(r#"[data-dialog="refund"] [data-action="cancel"]"#).await?;
        page.has_no(r#"[data-dialog="refund"]"#).await?;
        status_in_all(stage, &id, "posted").await
    })
    .await
}

#[tokio::test]
async fn an_action_that_the_board_does_not_have_is_refused_by_the_core() -> Outcome {
    Stage::play("no-such-action", Setup { windows: 1, ..Setup::default() }, async |stage| {
        let page = &stage.pages[0];
        page.has(r#"[data-panel="transactions"]"#).await?;
        let script = "window.__TAURI_INTERNALS__.invoke('act', { act: '{\"action\":\"empty-the-account\"}' })
            .then((acted) => { window.orielTestActed = JSON.parse(new TextDecoder().decode(acted)) })";
        page.run(script, vec![]).await?;
        let acted = wait::until("the core's answer", async || {
            Ok(Some(page.run("return window.orielTestActed ?? null", vec![]).await?).filter(|acted| !acted.is_null()))
        })
        .await?;
        let message = acted["failed"]["failure"]["message"].as_str().unwrap_or_default();
        assert!(message.contains("no action"), "{message}");
        Ok(())
    })
    .await
}
