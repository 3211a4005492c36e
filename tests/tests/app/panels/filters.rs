//! Filters: what is asked for, and what of it is shown.

use super::{all_kinds, all_loaded};
use oriel_tests::{Outcome, Stage, wait};
use serde_json::json;
use std::time::Duration;

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
async fn ctrl_f_finds_rows_of_the_panel_that_has_the_focus_with_the_keyboard_alone() -> Outcome {
    Stage::play("panels-ctrl-f", all_kinds(), async |stage| {
        let page = &stage.pages[0];
        all_loaded(page).await?;
        let input = r#"[data-panel="transactions"] .find input"#;
        let press = async |key: &str| stage.display.keys("Panels", key, 1, Duration::from_millis(20)).await;
        let focus_is = async |script: &str, wanted: &str| {
            wait::until_is("the focus", &json!(wanted), async || page.run(script, vec![]).await).await
        };
        // Not the first panel that could be searched, but the one where the person is.
        let row = r#"document.querySelector('[data-panel="transactions"] [data-row]').focus()"#;
        page.run(row, vec![]).await?;
        press("ctrl+f").await?;
        page.has(input).await?;
        focus_is("return document.activeElement.name ?? null", "find").await?;

        let all = page.count(r#"[data-panel="transactions"] [data-row]"#).await?;
        let name = page.text(r#"[data-panel="transactions"] [data-row] [data-field="counterparty"]"#).await?;
        let name = name.ok_or("the table has no rows")?;
        for letter in name.chars().take(4).filter(char::is_ascii_alphabetic) {
            press(&letter.to_lowercase().to_string()).await?;
        }
        wait::until("some of the rows", async || {
            let shown = page.texts(r#"[data-panel="transactions"] [data-row]"#).await?;
            let word: String = name.chars().take(4).filter(char::is_ascii_alphabetic).collect();
            let fit = shown.iter().all(|row| row.to_lowercase().contains(&word.to_lowercase()));
            Ok((fit && !shown.is_empty() && shown.len() < all).then_some(()))
        })
        .await?;

        // Pressed again it takes what was typed, so that the next letter replaces it.
        press("ctrl+f").await?;
        for letter in ["x", "q", "z", "x"] {
            press(letter).await?;
        }
        page.has(r#"[data-panel="transactions"] [data-empty="not-found"]"#).await?;
        press("Escape").await?;
        page.has_no(input).await?;
        page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        focus_is("return document.activeElement.dataset.action ?? null", "find").await
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
        wait::until_is("the first row", &json!(newest), async || page.run(first, vec![]).await).await
    })
    .await
}
