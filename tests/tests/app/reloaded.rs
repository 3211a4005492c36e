//! A page that is loaded anew.

use crate::bank::{SHOWN_BALANCE, all_equal, debit, row, status_in_all};
use oriel_tests::{Outcome, Page, Setup, Stage, wait};
use serde_json::{Value, json};
use std::time::Duration;

const ACCOUNT: &str = r#"[data-var="account"]"#;

/// Loads the page anew. The call may end with the page that it was made in.
async fn reload(page: &Page) -> Outcome {
    page.mark().await?;
    let _ = page.run("setTimeout(() => location.reload())", vec![]).await;
    wait::until("another page", async || Ok((!page.is_marked().await.unwrap_or(true)).then_some(()))).await
}

/// Waits until the core knows where a person is in this window: it is told a moment later, and this after it.
pub(crate) async fn told(page: &Page) -> Outcome {
    let script = "window.orielTestTold = false;
        setTimeout(() => window.__TAURI_INTERNALS__.invoke('show', { visible: true }).then(() => { window.orielTestTold = true }), arguments[0])";
    page.run(script, vec![json!(TOLD_AFTER.as_millis())]).await?;
    wait::until("the core to know", async || {
        Ok((page.run("return window.orielTestTold", vec![]).await? == json!(true)).then_some(()))
    })
    .await
}

/// Twice as long as a page waits until it tells.
const TOLD_AFTER: Duration = Duration::from_millis(400);

/// How far the rows of the transactions are scrolled.
async fn top(page: &Page) -> Outcome<i64> {
    let script = r#"return Math.round(document.querySelector('[data-panel="transactions"] .scroll')?.scrollTop ?? -1)"#;
    Ok(page.run(script, vec![]).await?.as_i64().unwrap_or(-1))
}

/// Chooses the second value that the board has for the account, as a person does.
pub(crate) async fn choose(page: &Page) -> Outcome {
    let script = "const select = document.querySelector(arguments[0]);
        select.selectedIndex = 1;
        select.dispatchEvent(new Event('change', { bubbles: true }));
        document.activeElement.blur()";
    page.run(script, vec![json!(ACCOUNT)]).await.map(drop)
}

async fn account(page: &Page) -> Outcome<Value> {
    let script = "return document.querySelector(arguments[0])?.selectedOptions[0]?.textContent ?? null";
    page.run(script, vec![json!(ACCOUNT)]).await
}

#[tokio::test]
async fn how_an_action_ends_whose_page_was_loaded_anew_meanwhile_is_told() -> Outcome {
    Stage::play("reloaded-action", Setup { windows: 2, ..Setup::default() }, async |stage| {
        let id = debit(&stage.backend, 20.0, "To be refunded").await?;
        status_in_all(stage, &id, "posted").await?;
        all_equal(stage).await?;
        stage.backend.freeze()?;
        let page = &stage.pages[0];
        page.click(&format!(r#"{} [data-action="refund"]"#, row(&id))).await?;
        page.fill(r#"[data-dialog="refund"] [name="reason"]"#, "Charged twice").await?;
        page.click(r#"[data-dialog="refund"] [data-action="confirm"]"#).await?;
        status_in_all(stage, &id, "refunded").await?;
        reload(page).await?;
        for page in &stage.pages {
            page.shows("[data-waits]", "1 action waits").await?;
        }
        stage.backend.thaw()?;
        wait::until("how it ended", async || {
            let mut told = Vec::new();
            for page in &stage.pages {
                told.extend(page.texts("[data-notice]").await?);
            }
            Ok(told.iter().any(|text| text.contains("Refund: done")).then_some(()))
        })
        .await?;
        for page in &stage.pages {
            page.has_no("[data-waits]").await?;
        }
        all_equal(stage).await
    })
    .await
}

#[tokio::test]
async fn a_page_that_is_loaded_anew_has_the_variables_that_were_chosen_in_its_window() -> Outcome {
    Stage::play("reloaded-vars", Setup { windows: 2, ..Setup::default() }, async |stage| {
        let [page, other] = &stage.pages[..] else { return Err("two windows".into()) };
        page.has(SHOWN_BALANCE).await?;
        let by_default = account(page).await?;
        choose(page).await?;
        let chosen = account(page).await?;
        assert_ne!(chosen, by_default);
        page.has(SHOWN_BALANCE).await?;
        reload(page).await?;
        page.has(SHOWN_BALANCE).await?;
        wait::until_is("the account", &chosen, async || account(page).await).await?;
        assert_eq!(account(other).await?, by_default, "each window has its own");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_that_is_loaded_anew_is_sorted_scrolled_and_filtered_as_it_was() -> Outcome {
    Stage::play("reloaded-place", Setup { windows: 2, ..Setup::default() }, async |stage| {
        let [page, other] = &stage.pages[..] else { return Err("two windows".into()) };
        let ascending = r#"[data-panel="transactions"] th[aria-sort="ascending"] [data-sort="amount"]"#;
        let find = r#"[data-panel="notifications"] .find input"#;
        all_equal(stage).await?;
        page.click(r#"[data-panel="transactions"] [data-sort="amount"]"#).await?;
        page.has(ascending).await?;
        page.scroll("transactions", 0.5).await?;
        page.click(r#"[data-panel="notifications"] [data-action="find"]"#).await?;
        page.fill(find, "no row has this").await?;
        page.has(r#"[data-panel="notifications"] [data-empty="not-found"]"#).await?;
        let scrolled = top(page).await?;
        assert!(scrolled > 100, "{scrolled}");
        told(page).await?;

        reload(page).await?;
        page.has(ascending).await?;
        page.has(r#"[data-panel="notifications"] [data-empty="not-found"]"#).await?;
        wait::until_is("the rows to be where they were", &scrolled, async || top(page).await).await?;
        let script = "const field = document.querySelector(arguments[0]);
            return [field.value, document.activeElement === field]";
        let value = page.run(script, vec![json!(find)]).await?;
        assert_eq!(value, json!(["no row has this", false]), "the field takes no focus that nobody gave it");
        other.has_no(ascending).await?;
        assert_eq!(top(other).await?, 0, "each window has its own");

        // Of another account they begin at their top, as ever.
        choose(page).await?;
        wait::until_is("the top", &0, async || top(page).await).await
    })
    .await
}
