//! Forms: what is wrong is said where it is wrong.

use super::{all_kinds, all_loaded};
use oriel_tests::{Outcome, Stage, wait};
use serde_json::json;

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
        page.shows("#field-amount-wrong", "Amount is needed").await?;
        page.shows("#field-counterparty-wrong", "Counterparty is needed").await?;
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
