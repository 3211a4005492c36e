//! Each kind shows what the backend has.

use super::{all_kinds, all_loaded};
use crate::bank::credit;
use oriel_tests::{Outcome, Stage, wait};
use serde_json::{Value, json};

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[tokio::test]
async fn a_record_and_a_text_show_the_fields_of_the_answer_and_follow_it() -> Outcome {
    Stage::play("panels-record", all_kinds(), async |stage| {
        let page = &stage.pages[0];
        let balance = stage.backend.get("/api/accounts/acc_1/balance").await?;
        let field = |name: &str| format!(r#"[data-panel="balance"] dd [data-field="{name}"]"#);
        page.shows(&field("account"), "acc_1").await?;
        page.shows(&field("currency"), &text(&balance["currency"])).await?;
        let note = page.text(r#"[data-panel="note"] .prose p"#).await?.unwrap_or_default();
        assert!(note.contains("The account acc_1 holds"), "{note}");
        assert_eq!(page.texts(r#"[data-panel="note"] .prose p"#).await?.len(), 2);
        page.has_no(r#"[data-panel="note"] a"#).await?;

        let before = page.text(&field("seq")).await?;
        credit(&stage.backend, 5.0, "Panels").await?;
        wait::until("the record follows", async || Ok((page.text(&field("seq")).await? != before).then_some(()))).await
    })
    .await
}

#[tokio::test]
async fn a_log_shows_the_newest_line_first_with_its_level_as_a_word() -> Outcome {
    Stage::play("panels-log", all_kinds(), async |stage| {
        let page = &stage.pages[0];
        let all = stage.backend.get("/api/notifications").await?;
        let mut rows = all["rows"].as_array().cloned().unwrap_or_default();
        rows.sort_by_key(|row| std::cmp::Reverse(text(&row["createdAt"])));
        let newest = r#"[data-panel="messages"] [data-row]"#;
        page.shows(&format!("{newest} [data-field=\"line\"]"), &text(&rows[0]["body"])).await?;
        page.shows(&format!("{newest} [data-field=\"level\"]"), &text(&rows[0]["title"])).await?;
        page.has(r#"[data-panel="messages"] [data-row] time"#).await
    })
    .await
}

#[tokio::test]
async fn a_tree_of_json_is_walked_and_folded_with_the_keys() -> Outcome {
    Stage::play("panels-json", all_kinds(), async |stage| {
        let page = &stage.app.open_window(&stage.pages[0], "records").await?;
        let line = |pointer: &str| format!(r#"[data-panel="server"] [data-row="{pointer}"]"#);
        page.has(&line("/sockets/now")).await?;
        page.press(&line("/sockets"), "ArrowLeft").await?;
        page.has_no(&line("/sockets/now")).await?;
        assert_eq!(page.attribute(&line("/sockets"), "aria-expanded").await?.as_deref(), Some("false"));
        page.press(&line("/sockets"), "ArrowRight").await?;
        page.has(&line("/sockets/now")).await?;
        page.press(&line("/sockets"), "ArrowRight").await?;
        let focus = "return document.activeElement.dataset.row";
        let first = stage.backend.status().await?["sockets"].as_object().and_then(|m| m.keys().next().cloned());
        let first = json!(format!("/sockets/{}", first.ok_or("the server counts no sockets")?));
        wait::until_is("the focus", &first, async || page.run(focus, vec![]).await).await?;
        page.press_here("ArrowLeft").await?;
        wait::until_is("the focus", &json!("/sockets"), async || page.run(focus, vec![]).await).await
    })
    .await
}

#[tokio::test]
async fn charts_draw_every_row_over_time_and_over_categories() -> Outcome {
    Stage::play("panels-charts", all_kinds(), async |stage| {
        let page = &stage.app.open_window(&stage.pages[0], "charts").await?;
        let loans = stage.backend.get("/api/loans").await?;
        let loans = loans["rows"].as_array().ok_or("no loans")?.len();
        // What is drawn has no text to wait for.
        for (drawn, wanted) in [
            (format!(r#"[data-panel="owed"] [data-points="{loans}"] path.area"#), 1),
            (format!(r#"[data-panel="by-loan"] [data-points="{loans}"] rect.bar"#), loans),
            (r#"[data-panel="course"] path.line"#.to_owned(), 1),
        ] {
            wait::until_is(&drawn, &wanted, async || page.count(&drawn).await).await?;
        }
        wait::until("the bars over time", async || {
            Ok((page.count(r#"[data-panel="flow"] rect.bar"#).await? > 1).then_some(()))
        })
        .await?;
        let words = page.attribute(r#"[data-panel="owed"] svg"#, "aria-label").await?.unwrap_or_default();
        assert!(words.starts_with(&format!("Owed by loan: {loans} values from")), "{words}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_chosen_row_sets_the_variable_and_is_marked_in_the_window() -> Outcome {
    Stage::play("panels-select", all_kinds(), async |stage| {
        let page = &stage.pages[0];
        let row = |id: &str| format!(r#"[data-panel="accounts"] [data-row="{id}"]"#);
        page.has(&format!(r#"{}[aria-selected="true"]"#, row("acc_1"))).await?;
        all_loaded(page).await?;
        page.click(&row("acc_2")).await?;
        page.has(&format!(r#"{}[aria-selected="true"]"#, row("acc_2"))).await?;
        page.has(&format!(r#"{}[aria-selected="false"]"#, row("acc_1"))).await?;
        page.shows(r#"[data-panel="balance"] [data-field="account"]"#, "acc_2").await?;
        page.press(&row("acc_1"), "Enter").await?;
        page.shows(r#"[data-panel="balance"] [data-field="account"]"#, "acc_1").await
    })
    .await
}
