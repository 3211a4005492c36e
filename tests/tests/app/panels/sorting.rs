//! Sorting and paging of a table.

use super::{all_kinds, all_loaded, column_is};
use oriel_tests::{Outcome, Stage, wait};
use serde_json::Value;

#[tokio::test]
async fn a_head_sorts_up_and_down_and_back_to_the_boards_own_order() -> Outcome {
    Stage::play("panels-sorting", all_kinds(), async |stage| {
        let page = &stage.app.open_window(&stage.pages[0], "records").await?;
        let loans = stage.backend.get("/api/loans").await?;
        let loans = loans["rows"].as_array().ok_or("no loans")?;
        let products = |by: &dyn Fn(&Value, &Value) -> std::cmp::Ordering| {
            let mut loans = loans.clone();
            loans.sort_by(by);
            loans.iter().filter_map(|loan| loan["product"].as_str().map(str::to_owned)).collect::<Vec<_>>()
        };
        let number = |loan: &Value, field: &str| loan[field].as_f64().unwrap_or_default();
        let own = products(&|a, b| number(b, "outstanding").total_cmp(&number(a, "outstanding")));
        let up = products(&|a, b| number(a, "rate").total_cmp(&number(b, "rate")));
        let down = products(&|a, b| number(b, "rate").total_cmp(&number(a, "rate")));
        let shows = async |wanted: &[String]| {
            let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
            column_is(page, "loans", "product", &wanted).await
        };
        let rate = r#"[data-panel="loans"] [data-sort="rate"]"#;
        shows(&own).await?;
        all_loaded(page).await?;
        page.click(rate).await?;
        shows(&up).await?;
        page.has(r#"[data-panel="loans"] th[aria-sort="ascending"] [data-sort="rate"]"#).await?;
        page.click(rate).await?;
        shows(&down).await?;
        page.click(rate).await?;
        shows(&own).await?;
        page.has(r#"[data-panel="loans"] th[aria-sort="descending"] [data-sort="outstanding"]"#).await
    })
    .await
}

#[tokio::test]
async fn scrolling_loads_page_after_page_until_all_rows_are_there() -> Outcome {
    Stage::play("panels-paging", all_kinds(), async |stage| {
        let page = &stage.pages[0];
        let (mut all, mut cursor) = (0, String::new());
        loop {
            let answer = stage.backend.get(&format!("/api/accounts/acc_1/transactions?limit=200{cursor}")).await?;
            all += answer["rows"].as_array().map_or(0, Vec::len);
            match answer["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        let count = async || {
            let count = page.attribute(r#"[data-panel="transactions"] [data-count]"#, "data-count").await?;
            Ok::<usize, oriel_tests::Problem>(count.unwrap_or_default().parse().unwrap_or_default())
        };
        assert!(all > 60, "{all} rows come in several pages of 30");
        assert!(count().await? < all, "not all are loaded before anybody wants them");
        wait::until("all pages", async || {
            page.scroll("transactions", 1.0).await?;
            Ok((count().await? == all).then_some(()))
        })
        .await?;
        page.scroll("transactions", 1.0).await?;
        page.shows(r#"[data-panel="transactions"] [data-end="all"]"#, &format!("That is all: {all} rows")).await
    })
    .await
}
