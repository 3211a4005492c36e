//! A page whose program fails: loaded again, with its variables and its place.

use crate::bank::{SHOWN_BALANCE, all_equal, cell, credit};
use crate::reloaded::{choose, told};
use oriel_tests::{Outcome, Page, Setup, Stage, wait};
use serde_json::json;

/// Overwrites what the program of a page has in its memory: whatever it does next ends in a fault, wherever that is.
async fn spoil(page: &Page) -> Outcome {
    page.mark().await?;
    let script = "import('./oriel-ui.js').then((program) => program.default()).then(({ memory }) => {
        new Uint8Array(memory.buffer).fill(0xff, 1024)
    })";
    page.run(script, vec![]).await.map(drop)
}

async fn another_page(page: &Page) -> Outcome {
    wait::until("another page", async || Ok((!page.is_marked().await.unwrap_or(true)).then_some(()))).await
}

#[tokio::test]
async fn a_page_whose_program_fails_is_loaded_again_with_its_variables_and_its_place() -> Outcome {
    Stage::play("failing", Setup { windows: 2, ..Setup::default() }, async |stage| {
        let [page, other] = &stage.pages[..] else { return Err("two windows".into()) };
        all_equal(stage).await?;
        choose(page).await?;
        page.click(r#"[data-panel="transactions"] [data-sort="amount"]"#).await?;
        told(page).await?;
        let account = r#"[data-var="account"]"#;
        let chosen = page.text(&format!("{account} option:checked")).await?;
        other.mark().await?;

        spoil(page).await?;
        // A change, for it to do something.
        let id = credit(&stage.backend, 12.5, "After the fault").await?;
        another_page(page).await?;
        page.has(SHOWN_BALANCE).await?;
        page.has(r#"[data-panel="transactions"] th[aria-sort="ascending"] [data-sort="amount"]"#).await?;
        assert_eq!(page.text(&format!("{account} option:checked")).await?, chosen);
        other.shows(&cell(&id, "counterparty"), "After the fault").await?;
        assert!(other.is_marked().await?, "the page of another window is not concerned");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_that_fails_again_at_once_says_so_and_can_be_loaded_by_hand() -> Outcome {
    Stage::play("failing-again", Setup { windows: 1, ..Setup::default() }, async |stage| {
        let page = &stage.pages[0];
        page.has(SHOWN_BALANCE).await?;
        // As if it had failed five times already, and had been loaded a second ago.
        let script = "performance.now = () => 1_000; sessionStorage.setItem('failed', arguments[0])";
        page.run(script, vec![json!(r#"{"wait":16000}"#)]).await?;
        spoil(page).await?;
        credit(&stage.backend, 12.5, "After the fault").await?;
        page.shows(r#"[data-state="failed"] h1"#, "This window failed").await?;
        let words = page.text(r#"[data-state="failed"] .next"#).await?.unwrap_or_default();
        assert!(words.contains("in 32 s"), "{words}");
        page.click(r#"[data-state="failed"] button"#).await?;
        another_page(page).await?;
        page.has(SHOWN_BALANCE).await
    })
    .await
}
