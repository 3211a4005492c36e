//! Forms: what is wrong is said where it is wrong.

use super::{all_kinds, all_loaded};
use oriel_tests::{Outcome, Page, Setup, Stage, wait};
use serde_json::{Value, json};

const DIALOG: &str = r#"[data-dialog="new-transaction"]"#;

#[tokio::test]
async fn the_first_field_that_cannot_be_sent_takes_the_focus_and_says_why() -> Outcome {
    Stage::play("panels-form", all_kinds(), async |stage| {
        let page = &stage.pages[0];
        page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        all_loaded(page).await?;
        page.click(r#"[data-panel="transactions"] [data-action="new-transaction"]"#).await?;
        page.has(&format!("{DIALOG} textarea#field-reference")).await?;
        page.click(&format!(r#"{DIALOG} [data-action="confirm"]"#)).await?;
        page.shows("#field-amount-wrong", "Amount is required").await?;
        page.shows("#field-counterparty-wrong", "Counterparty is required").await?;
        let described = page.attribute("#field-amount", "aria-describedby").await?;
        assert_eq!(described.as_deref(), Some("field-amount-wrong"));
        let focus = "return document.activeElement.id";
        wait::until_is("the focus", &json!("field-amount"), async || page.run(focus, vec![]).await).await
    })
    .await
}

#[tokio::test]
async fn control_enter_sends_from_a_field_of_several_lines() -> Outcome {
    Stage::play("panels-form-keys", all_kinds(), async |stage| {
        let page = &stage.pages[0];
        page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        all_loaded(page).await?;
        page.click(r#"[data-panel="transactions"] [data-action="new-transaction"]"#).await?;
        page.fill("#field-amount", "12.50").await?;
        page.fill("#field-counterparty", "By keys").await?;
        // The driver types no new lines.
        let script = "const field = document.querySelector('#field-reference');
            field.value = 'two\\nlines';
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));
            await new Promise((done) => setTimeout(done));
            const keys = { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true };
            field.dispatchEvent(new KeyboardEvent('keydown', keys))";
        let script = &format!("return (async () => {{ {script} }})()");
        page.run(script, vec![]).await?;
        page.has_no(DIALOG).await?;
        let newest = stage.backend.get("/api/accounts/acc_1/transactions?limit=1").await?;
        assert_eq!(newest["rows"][0]["counterparty"], "By keys");
        assert_eq!(newest["rows"][0]["reference"], "two\nlines");
        Ok(())
    })
    .await
}

const CHANGE: &str = r#"[data-dialog="change-loan"]"#;

/// What stands in a field.
async fn value(page: &Page, field: &str) -> Outcome<Value> {
    let script = "const field = document.querySelector(arguments[0]);
        return field.type === 'checkbox' ? field.checked : field.selectedOptions?.[0].text ?? field.value";
    page.run(script, vec![json!(format!("#field-{field}"))]).await
}

/// Chooses an entry of a field by its place.
async fn choose(page: &Page, field: &str, place: usize) -> Outcome {
    let script = "const select = document.querySelector(arguments[0]);
        select.selectedIndex = arguments[1];
        select.dispatchEvent(new Event('change', { bubbles: true }))";
    page.run(script, vec![json!(format!("#field-{field}")), json!(place)]).await.map(drop)
}

#[tokio::test]
async fn a_form_that_edits_opens_with_the_row_and_sends_what_was_changed() -> Outcome {
    Stage::play("panels-form-edit", all_kinds(), async |stage| {
        let page = &stage.app.open_window(&stage.pages[0], "records").await?;
        let loans = stage.backend.get("/api/loans").await?;
        let loan = loans["rows"].as_array().and_then(|rows| rows.iter().find(|loan| loan["status"] != "active"));
        let loan = loan.ok_or("every loan is active")?;
        let (id, status) = (loan["id"].as_str().ok_or("no id")?, loan["status"].as_str().ok_or("no status")?);
        page.has(&format!(r#"[data-panel="loans"] [data-row="{id}"]"#)).await?;
        all_loaded(page).await?;
        page.click(&format!(r#"[data-panel="loans"] [data-row="{id}"] [data-action="change-loan"]"#)).await?;
        page.has(CHANGE).await?;
        let shown = value(page, "status").await?;
        assert_eq!(shown.as_str().map(str::to_lowercase).as_deref(), Some(status));
        choose(page, "status", 0).await?;
        page.click(&format!(r#"{CHANGE} [data-action="confirm"]"#)).await?;
        page.has_no(CHANGE).await?;
        let path = "/api/loans";
        wait::until_is("the loan", &json!("active"), async || {
            let loans = stage.backend.get(path).await?;
            let loan = loans["rows"].as_array().and_then(|rows| rows.iter().find(|loan| loan["id"] == id).cloned());
            Ok(loan.map(|loan| loan["status"].clone()).unwrap_or_default())
        })
        .await
    })
    .await
}

/// A form of every kind of field on the rows of transactions. What it sends stands in a new transaction.
fn every_field(text: &str) -> String {
    text.replace(r#"actions = ["refund", "new-transaction"]"#, r#"actions = ["again", "new-transaction"]"#)
        .replace(
            "[actions.refund]",
            r#"[actions.again]
post  = "/api/accounts/{row.account}/transactions"
body  = { type = "{form.type}", amount = "{form.amount}", counterparty = "{form.counterparty}", reference = "{form.due}" }

[actions.again.form]
counterparty = { kind = "text", default = "{row.counterparty}", required = true }
type         = { kind = "choice", values = ["debit", "credit"], default = "{row.type}" }
amount       = { kind = "number", default = "{row.amount}" }
due          = { kind = "date", default = "{row.createdAt}", required = true }
note         = { kind = "lines", default = "To {row.counterparty}" }
posted       = { kind = "flag", default = "{row.late}" }

[actions.refund]"#,
        )
}

#[tokio::test]
async fn fields_of_every_kind_begin_with_the_row_and_a_day_is_typed_and_checked() -> Outcome {
    let setup = Setup { edit: |text| every_field(&text), ..all_kinds() };
    Stage::play("panels-form-kinds", setup, async |stage| {
        let page = &stage.pages[0];
        let newest = stage.backend.get("/api/accounts/acc_1/transactions?limit=1").await?["rows"][0].clone();
        let id = newest["id"].as_str().ok_or("no transaction")?;
        let row = format!(r#"[data-panel="transactions"] [data-row="{id}"]"#);
        page.has(&row).await?;
        all_loaded(page).await?;
        page.click(&format!(r#"{row} [data-action="again"]"#)).await?;
        let dialog = r#"[data-dialog="again"]"#;
        page.has(dialog).await?;
        let text = |member: &str| newest[member].as_str().unwrap_or_default().to_owned();
        assert_eq!(value(page, "counterparty").await?, json!(text("counterparty")));
        assert_eq!(value(page, "type").await?.as_str().map(str::to_lowercase), Some(text("type")));
        let amount = value(page, "amount").await?;
        let amount: f64 = amount.as_str().unwrap_or_default().parse()?;
        assert_eq!(Some(amount), newest["amount"].as_f64().or_else(|| text("amount").parse().ok()));
        assert_eq!(value(page, "due").await?, json!(text("createdAt").get(..10)), "a moment's day");
        assert_eq!(value(page, "note").await?, json!(format!("To {}", text("counterparty"))));
        assert_eq!(value(page, "posted").await?, json!(false), "the row has no such member");

        let day = "#field-due";
        let empty = "const field = document.querySelector(arguments[0]);
            field.value = '';
            field.dispatchEvent(new InputEvent('input', { bubbles: true }))";
        page.run(empty, vec![json!(day)]).await?;
        page.click(&format!(r#"{dialog} [data-action="confirm"]"#)).await?;
        page.shows("#field-due-wrong", "Due is required").await?;
        let focus = "return document.activeElement.id";
        wait::until_is("the focus", &json!("field-due"), async || page.run(focus, vec![]).await).await?;
        // The web view's own field: month, day and year, one after the other, as the test's language has them.
        page.fill(day, "12-24-2026").await?;
        page.fill("#field-amount", "7.25").await?;
        page.click(&format!(r#"{dialog} [data-action="confirm"]"#)).await?;
        page.has_no(dialog).await?;
        let sent = stage.backend.get("/api/accounts/acc_1/transactions?limit=1").await?["rows"][0].clone();
        assert_eq!(sent["reference"], "2026-12-24");
        assert_eq!((&sent["counterparty"], &sent["type"]), (&newest["counterparty"], &newest["type"]));
        Ok(())
    })
    .await
}
