//! Variables without a value at first: the panels that need one say what to choose, and nothing is asked for.

use super::{all_kinds, all_loaded};
use oriel_tests::{Outcome, Page, Setup, Stage, wait};
use serde_json::json;

const RECORD: &str = r#"[data-panel="chosen"]"#;
const CREDIT: &str = r#"[data-panel="chosen"] [data-action="credit"]"#;

const BALANCE: &str = "GET /api/accounts/{id}/balance";

/// The window with a list, and the record of what is chosen in it.
async fn choosing(stage: &Stage) -> Outcome<Page> {
    let page = stage.app.open_window(&stage.pages[0], "choosing").await?;
    page.has(r#"[data-panel="choices"] [data-row="acc_2"]"#).await?;
    Ok(page)
}

fn row(account: &str) -> String {
    format!(r#"[data-panel="choices"] [data-row="{account}"]"#)
}

#[tokio::test]
async fn a_record_beside_a_list_says_what_to_choose_and_shows_the_row_that_is_chosen() -> Outcome {
    Stage::play("panels-unset", all_kinds(), async |stage| {
        let page = &choosing(stage).await?;
        page.shows(&format!("{RECORD} [data-body=\"unset\"]"), "Choose a row in Accounts").await?;
        page.shows(r#"[data-panel="remark"] [data-body="unset"]"#, "Choose a row in Accounts").await?;
        page.has_no(&format!("{RECORD} .failure")).await?;
        assert_eq!(page.attribute(RECORD, "aria-busy").await?.as_deref(), Some("false"));
        assert_eq!(page.attribute(CREDIT, "title").await?.as_deref(), Some("Choose a row in Accounts first"));
        assert!(page.attribute(CREDIT, "disabled").await?.is_some());
        page.has_no(r#"[data-panel="choices"] [aria-selected="true"]"#).await?;

        all_loaded(page).await?;
        page.click(&row("acc_2")).await?;
        page.shows(&format!("{RECORD} [data-field=\"account\"]"), "acc_2").await?;
        let name = stage.backend.get("/api/me").await?["name"].as_str().ok_or("nobody")?.to_owned();
        page.shows(r#"[data-panel="remark"] .prose p"#, &format!("{name} looks at acc_2.")).await?;
        assert!(page.attribute(CREDIT, "disabled").await?.is_none());
        page.click(CREDIT).await?;
        page.shows(r#"[data-dialog="credit"] p"#, "Credit account acc_2?").await
    })
    .await
}

#[tokio::test]
async fn each_window_chooses_for_itself() -> Outcome {
    Stage::play("panels-unset-windows", all_kinds(), async |stage| {
        let (one, other) = (choosing(stage).await?, choosing(stage).await?);
        all_loaded(&one).await?;
        one.click(&row("acc_1")).await?;
        one.shows(&format!("{RECORD} [data-field=\"account\"]"), "acc_1").await?;
        other.shows(&format!("{RECORD} [data-body=\"unset\"]"), "Choose a row in Accounts").await
    })
    .await
}

#[tokio::test]
async fn signals_of_what_is_not_chosen_ask_for_nothing() -> Outcome {
    Stage::play("panels-unset-signals", all_kinds(), async |stage| {
        let page = &choosing(stage).await?;
        page.has(&format!("{RECORD} [data-body=\"unset\"]")).await?;
        stage.pages[0].has(r#"[data-panel="balance"] [data-field="account"]"#).await?;
        let asked = stage.backend.asked(BALANCE).await?;
        // The panels of the first window follow the same event: when they have, this window has passed it over.
        crate::bank::credit(&stage.backend, 5.0, "Unset").await?;
        let newest = r#"[data-panel="transactions"] [data-row] [data-field="counterparty"]"#;
        wait::until("the signal", async || {
            Ok(stage.pages[0].texts(newest).await?.contains(&"Unset".to_owned()).then_some(()))
        })
        .await?;
        page.has(&format!("{RECORD} [data-body=\"unset\"]")).await?;
        page.has_no(&format!("{RECORD} .failure")).await?;
        assert_eq!(stage.backend.asked(BALANCE).await?, asked, "the first window's balance came with the signal");
        Ok(())
    })
    .await
}

/// The accounts are filtered by a type that nobody has chosen yet.
fn by_type(text: &str) -> String {
    text.replace(
        r#"txType  = { label = "Type", any = "all", values = ["credit", "debit"] }"#,
        r#"txType  = { label = "Type", default = "{null}", values = ["credit", "debit"] }"#,
    )
}

#[tokio::test]
async fn a_filter_without_a_value_says_so_and_offers_its_values() -> Outcome {
    let setup = Setup { edit: |text| by_type(&text), ..all_kinds() };
    Stage::play("panels-unset-filter", setup, async |stage| {
        let page = &stage.pages[0];
        let select = r#"select[data-var="txType"]"#;
        page.shows(r#"[data-panel="transactions"] [data-body="unset"]"#, "Choose a value for Type").await?;
        let options = page.texts(&format!("{select} option")).await?;
        assert_eq!(options, ["Choose…", "Credit", "Debit"]);
        let script = "const select = document.querySelector(arguments[0]);
            select.selectedIndex = 1;
            select.dispatchEvent(new Event('change', { bubbles: true }))";
        page.run(script, vec![json!(select)]).await?;
        page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        assert_eq!(page.texts(&format!("{select} option")).await?, ["Credit", "Debit"]);
        Ok(())
    })
    .await
}
