//! Filters: what is asked for, and what of it is shown.

use super::{all_kinds, all_loaded};
use oriel_tests::{Outcome, Stage};

#[tokio::test]
async fn the_quick_filter_leaves_the_rows_that_show_the_words_and_says_when_there_are_none() -> Outcome {
    Stage::play("panels-find", all_kinds(), async |stage| {
        let page = &stage.app.open_window(&stage.pages[0], "records").await?;
        let loans = stage.backend.get("/api/loans").await?;
        let loans = loans["rows"].as_array().ok_or("no loans")?;
        let status = loans[0]["status"].as_str().ok_or("a loan without a status")?;
        let some = loans.iter().filter(|loan| loan["status"] == loans[0]["status"]).count();
        let count = |rows: usize| format!(r#"[data-panel="loans"] [data-count="{rows}"]"#);
        page.has(&count(loans.len())).await?;

        all_loaded(page).await?;
        page.click(r#"[data-panel="loans"] [data-action="find"]"#).await?;
        let input = r#"[data-panel="loans"] .find input"#;
        page.fill(input, &status.to_uppercase()).await?;
        page.has(&count(some)).await?;
        page.fill(input, "nothing holds this").await?;
        page.has(r#"[data-panel="loans"] [data-empty="not-found"]"#).await?;
        page.click(r#"[data-panel="loans"] [data-action="clear-find"]"#).await?;
        page.has(&count(loans.len())).await?;
        page.has_no(input).await
    })
    .await
}

#[tokio::test]
async fn escape_closes_the_quick_filter_and_gives_the_focus_back() -> Outcome {
    Stage::play("panels-find-keys", all_kinds(), async |stage| {
        let page = &stage.pages[0];
        let input = r#"[data-panel="accounts"] .find input"#;
        all_loaded(page).await?;
        page.click(r#"[data-panel="accounts"] [data-action="find"]"#).await?;
        page.fill(input, "acc_2").await?;
        page.has(r#"[data-panel="accounts"] [data-count="1"]"#).await?;
        page.press(input, "Escape").await?;
        page.has_no(input).await?;
        page.has(r#"[data-panel="accounts"] [data-count="2"]"#).await?;
        let script = "return document.activeElement.dataset.action ?? null";
        assert_eq!(page.run(script, vec![]).await?, "find");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_filter_with_values_asks_for_other_rows() -> Outcome {
    Stage::play("panels-filter", all_kinds(), async |stage| {
        let page = &stage.pages[0];
        page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        let script = r#"const select = document.querySelector('select[data-var="txType"]');
            select.selectedIndex = 1;
            select.dispatchEvent(new Event('change', { bubbles: true }))"#;
        page.run(script, vec![]).await?;
        let credits = stage.backend.get("/api/accounts/acc_1/transactions?type=credit&limit=1").await?;
        let newest = credits["rows"][0]["id"].as_str().ok_or("no credit")?;
        let first = r#"return document.querySelector('[data-panel="transactions"] [data-row]')?.dataset.row ?? null"#;
        oriel_tests::wait::until_is("the first row", &serde_json::json!(newest), async || page.run(first, vec![]).await)
            .await
    })
    .await
}
