//! What a window shows of a rude backend, and what the server has.

use oriel_tests::{Outcome, Page};
use serde::Deserialize;
use serde_json::{Value, json};

/// What a window shows of one backend.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Shown {
    /// Identity, name and amount of each row.
    pub(crate) rows: Vec<[String; 3]>,
    pub(crate) balance: String,
}

/// A text of a window that tells of trouble.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) struct Trouble {
    pub(crate) text: String,
    /// The buttons beside it that lead on.
    pub(crate) buttons: Vec<String>,
}

/// A whole window.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Sight {
    pub(crate) link: Option<String>,
    pub(crate) waits: Option<String>,
    /// Of each suffix that was asked for.
    pub(crate) shown: Vec<Shown>,
    pub(crate) troubles: Vec<Trouble>,
    pub(crate) notices: Vec<String>,
    /// When the page was loaded.
    pub(crate) loaded: f64,
}

const LOOK: &str = r#"
const text = (e) => e?.innerText?.trim() ?? '';
const digits = (e) => text(e).replace(/[^0-9.]/g, '');
const panel = (name) => document.querySelector(`[data-panel="${name}"]`);
const shown = arguments[0].map((suffix) => ({
    rows: [...(panel('items' + suffix)?.querySelectorAll('[data-row]') ?? [])].map((row) => [
        row.dataset.row, text(row.querySelector('[data-field="name"]')), digits(row.querySelector('[data-field="amount"]'))]),
    balance: digits(panel('balance' + suffix)?.querySelector('[data-field="value"] bdi')),
}));
// A notice is dismissed, which leads nowhere.
const buttons = (e) => [...(e.closest('dialog, .card, .failure, .stopped') ?? e).querySelectorAll('button:not([aria-label="Dismiss"])')].map(text);
const troubles = [...document.querySelectorAll('.failure, .stopped, .card, .notice.bad, .end.bad, [role=alert]')]
    .filter((e) => !e.parentElement.closest('.failure, .stopped, .card'))
    .map((e) => ({ text: text(e), buttons: buttons(e) }));
return {
    link: document.querySelector('[data-link]')?.dataset.link ?? null,
    waits: document.querySelector('[data-waits]')?.dataset.waits ?? null,
    shown, troubles,
    notices: [...document.querySelectorAll('.notice')].map(text),
    loaded: performance.timeOrigin,
};"#;

/// Looks at a window; the names of its panels end with these.
pub(crate) async fn look(page: &Page, suffixes: &[String]) -> Outcome<Sight> {
    Ok(serde_json::from_value(page.run(LOOK, vec![json!(suffixes)]).await?)?)
}

/// What a window has to show, where the server has this.
pub(crate) fn of_server(items: &Value, balance: &Value) -> Shown {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let rows = items["items"].as_array().into_iter().flatten();
    let rows = rows.map(|row| [text(&row["id"]), text(&row["name"]), text(&row["amount"])]).collect();
    Shown { rows, balance: text(&balance["amount"]) }
}

impl Trouble {
    /// A person knows what comes next, or what to do.
    pub(crate) fn leads_on(&self) -> bool {
        const NEXT: &[&str] = &[
            "Asking again",
            "asks again",
            "Trying again",
            "Check before you do it again",
            "will be sent",
            "free some space",
            "look before you do it again",
            // It can be pressed again.
            "did not happen",
            "does not try again by itself; correct",
            "press Retry",
        ];
        !self.buttons.is_empty() || NEXT.iter().any(|words| self.text.contains(words))
    }
}
