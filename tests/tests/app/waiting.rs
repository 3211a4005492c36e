//! Actions that cannot be sent: they wait, all windows say so, and a person can take them back.

use crate::bank::{all_equal, debit, row, status_in_all};
use oriel_tests::backend::ADA;
use oriel_tests::board::Bearer;
use oriel_tests::{Outcome, Page, Setup, Stage, wait};
use serde_json::json;

const REFUNDS: &str = "POST /api/transactions/{id}/refund";
const DIALOG: &str = r#"[data-dialog="refund"]"#;
/// The button in the head of a window, and the list that it opens.
const WAITS: &str = "[data-waits]";
const LISTED: &str = "[data-waiting-action]";

async fn refund(page: &Page, id: &str) -> Outcome {
    page.click(&format!(r#"{} [data-action="refund"]"#, row(id))).await?;
    page.fill(&format!(r#"{DIALOG} [name="reason"]"#), "Charged twice").await?;
    page.click(&format!(r#"{DIALOG} [data-action="confirm"]"#)).await
}

/// Two debits that every window shows, and then no backend any more.
async fn two_debits_and_no_backend(stage: &mut Stage) -> Outcome<[String; 2]> {
    let debits = [debit(&stage.backend, 20.0, "First").await?, debit(&stage.backend, 30.0, "Second").await?];
    for id in &debits {
        status_in_all(stage, id, "posted").await?;
    }
    all_equal(stage).await?;
    stage.backend.kill().await?;
    Ok(debits)
}

async fn waiting_in_all(stage: &Stage, count: usize) -> Outcome {
    for page in &stage.pages {
        let wanted = (count > 0).then(|| count.to_string());
        wait::until_is(&format!("actions that wait in {}", page.label()), &wanted, async || {
            page.attribute(WAITS, "data-waits").await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_action_run_while_the_backend_is_away_waits_is_listed_can_be_taken_back_and_is_sent_when_it_is_back()
-> Outcome {
    Stage::play("waiting", Setup { windows: 2, ..Setup::default() }, async |stage| {
        let [first, second] = two_debits_and_no_backend(stage).await?;
        for id in [&first, &second] {
            refund(&stage.pages[0], id).await?;
            // Nobody is kept waiting: the dialog closes, and every window shows what is to come.
            stage.pages[0].has_no(DIALOG).await?;
            status_in_all(stage, id, "refunded").await?;
        }
        waiting_in_all(stage, 2).await?;

        // From another window than the one they were run in.
        let page = &stage.pages[1];
        page.click(WAITS).await?;
        page.has(LISTED).await?;
        let why = page.texts(&format!(r#"{LISTED} [data-field="why"]"#)).await?;
        assert!(why.len() == 2 && why[0].contains("cannot reach the backend"), "{why:?}");
        page.click(&format!(r#"{LISTED}:nth-child(2) [data-action="take-back"]"#)).await?;
        waiting_in_all(stage, 1).await?;
        status_in_all(stage, &second, "posted").await?;
        status_in_all(stage, &first, "refunded").await?;

        stage.backend.start_again().await?;
        waiting_in_all(stage, 0).await?;
        all_equal(stage).await?;
        status_in_all(stage, &first, "refunded").await?;
        assert_eq!(stage.backend.asked(REFUNDS).await?, 1, "sent once, and the other never");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_list_of_what_waits_is_walked_with_the_keyboard_and_gives_the_focus_back() -> Outcome {
    Stage::play("waiting-keys", Setup { windows: 1, ..Setup::default() }, async |stage| {
        let debits = two_debits_and_no_backend(stage).await?;
        let page = &stage.pages[0];
        for id in &debits {
            refund(page, id).await?;
            page.has_no(DIALOG).await?;
        }
        waiting_in_all(stage, 2).await?;
        let page = &stage.pages[0];
        let press = async |key: &str| {
            let script = "document.activeElement.dispatchEvent(
                new KeyboardEvent('keydown', { key: arguments[0], bubbles: true, cancelable: true }))";
            page.run(script, vec![json!(key)]).await
        };
        let focused = async || {
            let script = "const at = document.activeElement;
                return at.closest('[data-waiting-action]') ?
                    [...document.querySelectorAll('[data-waiting-action]')].indexOf(at.closest('[data-waiting-action]'))
                    : at.hasAttribute('data-waits') ? 'button' : 'elsewhere'";
            page.run(script, vec![]).await
        };
        let focus_is =
            async |wanted: serde_json::Value| wait::until_is("the focus", &wanted, async || focused().await).await;

        page.run("document.querySelector('[data-waits]').focus()", vec![]).await?;
        press("ArrowDown").await?;
        focus_is(json!(0)).await?;
        press("ArrowDown").await?;
        focus_is(json!(1)).await?;
        press("ArrowDown").await?;
        focus_is(json!(0)).await?;
        press("Escape").await?;
        page.has_no(LISTED).await?;
        focus_is(json!("button")).await
    })
    .await
}

#[tokio::test]
async fn signing_out_while_an_action_waits_asks_first() -> Outcome {
    let setup = Setup { windows: 1, bearer: Bearer::Asked, ..Setup::default() };
    Stage::play("waiting-leave", setup, async |stage| {
        stage.pages[0].fill("#token", ADA).await?;
        stage.pages[0].click(r#"[data-action="sign-in"]"#).await?;
        let [first, _] = two_debits_and_no_backend(stage).await?;
        let page = &stage.pages[0];
        refund(page, &first).await?;
        waiting_in_all(stage, 1).await?;
        let page = &stage.pages[0];
        page.click(r#"[data-action="menu"]"#).await?;
        page.click(r#"[data-action="sign-out"]"#).await?;
        page.has(r#"[data-dialog="sign-out"]"#).await?;
        // While a connection is tried for it, it is being sent, and could not be taken back.
        let asked = "1 action has not been sent. Signing out takes it back.".to_owned();
        wait::until_is("the question", &asked, async || Ok(page.text("#leave-lost").await?.unwrap_or_default()))
            .await?;
        page.click(r#"[data-dialog="sign-out"] [data-action="stay"]"#).await?;
        page.has_no(r#"[data-dialog="sign-out"]"#).await?;
        waiting_in_all(stage, 1).await?;
        let page = &stage.pages[0];
        page.click(r#"[data-action="menu"]"#).await?;
        page.click(r#"[data-action="sign-out"]"#).await?;
        page.click(r#"[data-dialog="sign-out"] [data-action="leave"]"#).await?;
        page.has(r#"[data-state="signed-out"]"#).await?;
        page.has_no(WAITS).await
    })
    .await
}

#[tokio::test]
async fn an_action_whose_answer_never_comes_says_that_it_may_have_happened_and_offers_no_second_try() -> Outcome {
    // Without a key the backend cannot tell a repetition from a second refund: nothing is sent twice.
    let edit = |text: String| text.replace("idempotency = \"Idempotency-Key\"\n", "");
    Stage::play("uncertain", Setup { windows: 1, edit, ..Setup::default() }, async |stage| {
        let id = debit(&stage.backend, 20.0, "Who knows").await?;
        status_in_all(stage, &id, "posted").await?;
        all_equal(stage).await?;
        stage.backend.freeze()?;
        refund(&stage.pages[0], &id).await?;
        status_in_all(stage, &id, "refunded").await?;
        stage.backend.kill().await?;
        let page = &stage.pages[0];
        page.has(&format!("{DIALOG} [data-uncertain]")).await?;
        let said = page.text(&format!("{DIALOG} [data-uncertain]")).await?.unwrap_or_default();
        assert!(said.contains("The server may have done this. Check before you do it again."), "{said}");
        page.has_no(&format!(r#"{DIALOG} [data-action="confirm"]"#)).await?;
        page.click(&format!(r#"{DIALOG} [data-action="cancel"]"#)).await?;
        page.has_no(DIALOG).await?;
        page.has_no(WAITS).await
    })
    .await
}
