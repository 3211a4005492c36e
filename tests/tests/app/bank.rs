//! The sample's bank, as the tests know it: what it holds, and what the windows show of it.

use oriel_tests::{Backend, Outcome, Page, Stage, wait};
use reqwest::Method;
use serde_json::{Value, json};

/// The routes that the window `main` reads, as the backend counts them.
pub(crate) const BALANCE: &str = "GET /api/accounts/{id}/balance";
pub(crate) const TRANSACTIONS: &str = "GET /api/accounts/{id}/transactions";
pub(crate) const NOTIFICATIONS: &str = "GET /api/notifications";
pub(crate) const UNREAD: &str = "GET /api/notifications/unread-count";

/// Where a page shows them.
pub(crate) const SHOWN_BALANCE: &str = r#"[data-panel="balance"] [data-field="value"]"#;
pub(crate) const SHOWN_UNREAD: &str = r#"[data-panel="unread"] [data-field="value"]"#;

/// The selector of a transaction's row, or of a cell in it.
pub(crate) fn row(id: &str) -> String {
    format!(r#"[data-panel="transactions"] [data-row="{id}"]"#)
}

pub(crate) fn cell(id: &str, field: &str) -> String {
    format!(r#"{} [data-field="{field}"]"#, row(id))
}

/// Money in; returns the transaction's id.
pub(crate) async fn credit(bank: &Backend, amount: f64, from: &str) -> Outcome<String> {
    record(bank, "credit", amount, from).await
}

/// Money out.
pub(crate) async fn debit(bank: &Backend, amount: f64, to: &str) -> Outcome<String> {
    record(bank, "debit", amount, to).await
}

async fn record(bank: &Backend, side: &str, amount: f64, counterparty: &str) -> Outcome<String> {
    let body = json!({ "type": side, "amount": amount, "counterparty": counterparty });
    let reply = bank.send(Method::POST, "/api/accounts/acc_1/transactions", &body).await?;
    Ok(reply.body["id"].as_str().ok_or("the new transaction has no id")?.to_owned())
}

/// The account's balance, in hundredths.
pub(crate) async fn balance(bank: &Backend) -> Outcome<i64> {
    let balance = bank.get("/api/accounts/acc_1/balance").await?;
    let available = balance["available"].as_f64().ok_or("the balance has no number")?;
    #[allow(clippy::cast_possible_truncation)] // Far below 2^53.
    Ok((available * 100.0).round() as i64)
}

/// The notifications that are unread.
pub(crate) async fn unread(bank: &Backend) -> Outcome<Vec<String>> {
    let all = bank.get("/api/notifications").await?;
    let rows = all["rows"].as_array().ok_or("the notifications have no rows")?;
    let unread = rows.iter().filter(|row| row["read"] == json!(false));
    Ok(unread.filter_map(|row| row["id"].as_str().map(str::to_owned)).collect())
}

/// Marks a notification as read, from outside.
pub(crate) async fn mark_read(bank: &Backend, id: &str) -> Outcome {
    bank.send(Method::POST, &format!("/api/notifications/{id}/read"), &json!({})).await.map(drop)
}

/// The number in an amount as it is shown, in hundredths: its digits.
pub(crate) async fn shown_balance(page: &Page) -> Outcome<Option<i64>> {
    let text = page.text(SHOWN_BALANCE).await?.unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    Ok(digits.parse().ok())
}

/// What one window shows, beside what the server has.
#[derive(Debug, PartialEq)]
struct Sight {
    link: Option<String>,
    balance: Option<i64>,
    unread: Option<String>,
    newest: Vec<String>,
    /// Rows that the server does not have, or has in another state.
    wrong: Vec<(String, String)>,
}

/// The status of a transaction, as every window shows it.
pub(crate) async fn status_in_all(stage: &Stage, id: &str, wanted: &str) -> Outcome {
    for page in &stage.pages {
        wait::until_is(&format!("{id} in {}", page.label()), &wanted.to_owned(), async || {
            Ok(page.text(&cell(id, "status")).await?.unwrap_or_default().to_lowercase())
        })
        .await?;
    }
    Ok(())
}

/// Waits until every window is live and shows exactly what the server has.
pub(crate) async fn all_equal(stage: &Stage) -> Outcome {
    for page in &stage.pages {
        equal(&stage.backend, page).await?;
    }
    Ok(())
}

/// Waits until a window is live and shows exactly what the server has.
pub(crate) async fn equal(bank: &Backend, page: &Page) -> Outcome {
    let rows = bank.get("/api/accounts/acc_1/transactions?limit=50").await?;
    let rows = rows["rows"].as_array().ok_or("the transactions have no rows")?;
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let statuses: Vec<(String, String)> = rows.iter().map(|row| (text(row, "id"), text(row, "status"))).collect();
    let server = Sight {
        link: Some("live".to_owned()),
        balance: Some(balance(bank).await?),
        unread: Some(unread(bank).await?.len().to_string()),
        newest: statuses.iter().take(3).map(|(id, _)| id.clone()).collect(),
        wrong: Vec::new(),
    };
    wait::until_is(&format!("{} equals the server", page.label()), &server, async || {
        let script = r#"return [...document.querySelectorAll('[data-panel="transactions"] [data-row]')]
            .map((row) => [row.dataset.row, row.querySelector('[data-field="status"]').innerText.trim().toLowerCase()])"#;
        let shown: Vec<(String, String)> = serde_json::from_value(page.run(script, vec![]).await?)?;
        let newest = shown.iter().take(3).map(|(id, _)| id.clone()).collect();
        // A table may draw only the rows that can be seen: those it draws must be right.
        let wrong = shown.into_iter().filter(|row| !statuses.contains(row)).collect();
        Ok(Sight {
            link: page.attribute("[data-link]", "data-link").await?,
            balance: shown_balance(page).await?,
            unread: page.text(SHOWN_UNREAD).await?,
            newest,
            wrong,
        })
    })
    .await
}
