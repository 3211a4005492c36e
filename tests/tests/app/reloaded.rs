//! A page that is loaded anew.

use crate::bank::{SHOWN_BALANCE, all_equal, debit, row, status_in_all};
use oriel_tests::{Outcome, Page, Setup, Stage, wait};
use serde_json::{Value, json};

const ACCOUNT: &str = r#"[data-var="account"]"#;

/// Loads the page anew. The call may end with the page that it was made in.
async fn reload(page: &Page) -> Outcome {
    page.mark().await?;
    let _ = page.run("setTimeout(() => location.reload())", vec![]).await;
    wait::until("another page", async || Ok((!page.is_marked().await.unwrap_or(true)).then_some(()))).await
}

/// Chooses the second value that the board has for the account, as a person does.
async fn choose(page: &Page) -> Outcome {
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
