//! Who presses buttons meanwhile, and what they were told.

use crate::sight::{Sight, look};
use oriel_tests::rude::Noted;
use oriel_tests::{Outcome, Page};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::timeout;

/// How long a person waits for a window that does not do what it should.
const PATIENCE: Duration = Duration::from_secs(6);

/// A press of a button, with its form.
#[derive(Debug, Clone)]
pub(crate) struct Press {
    pub(crate) action: &'static str,
    pub(crate) mark: String,
    /// The dialog closed by itself: it was done, or will be.
    pub(crate) promised: bool,
}

/// Everything that was pressed.
#[derive(Debug, Default)]
pub(crate) struct Person {
    pub(crate) presses: Vec<Press>,
    /// Presses that a window did not take: it was being loaded, or its row was not there.
    pub(crate) in_vain: usize,
}

impl Person {
    /// Presses a button of a row, fills in its form and sends it.
    pub(crate) async fn press(&mut self, page: &Page, action: &'static str, row: &'static str) {
        let mark = format!("c{}.", self.presses.len());
        self.presses.push(Press { action, mark: mark.clone(), promised: false });
        match timeout(PATIENCE, sends(page, action, row, &mark)).await {
            Ok(Ok(promised)) => {
                if let Some(press) = self.presses.last_mut() {
                    press.promised = promised;
                }
            }
            Ok(Err(_)) | Err(_) => self.in_vain += 1,
        }
    }
}

/// What an earlier press left open is closed, by its own button.
pub(super) async fn close_dialogs(page: &Page) -> Outcome {
    let script =
        "document.querySelectorAll('dialog[open] [data-action=\"cancel\"]').forEach((button) => button.click())";
    page.run(script, vec![]).await?;
    page.has_no("dialog[open]").await
}

/// Whether the window promised that it is done, or will be.
async fn sends(page: &Page, action: &str, row: &str, mark: &str) -> Outcome<bool> {
    close_dialogs(page).await?;
    let before = look(page, &[]).await?.loaded;
    page.click(&format!(r#"[data-panel="items"] [data-row="{row}"] [data-action="{action}"]"#)).await?;
    let dialog = format!(r#"[data-dialog="{action}"]"#);
    page.fill(&format!(r#"{dialog} [name="mark"]"#), mark).await?;
    page.click(&format!(r#"{dialog} [data-action="confirm"]"#)).await?;
    for _ in 0..20 {
        if page.count(&dialog).await? == 0 {
            // A page that was loaded again promised nothing.
            return Ok((look(page, &[]).await?.loaded - before).abs() < 1.0);
        }
        if page.count(&format!("{dialog} .failure")).await? > 0 {
            return Ok(false);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(false)
}

/// Everything that windows said of trouble, from the beginning.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// Each text once, with the buttons beside it.
    pub(crate) troubles: BTreeMap<String, Vec<String>>,
    /// What led nowhere.
    pub(crate) dead_ends: BTreeSet<String>,
    pub(crate) notices: BTreeSet<String>,
    /// How often a window said that an action did not happen, or may have.
    pub(crate) unkept: usize,
    last: BTreeMap<String, Vec<String>>,
}

impl Heard {
    pub(crate) fn hear(&mut self, label: &str, sight: Sight) {
        for trouble in sight.troubles {
            if !trouble.leads_on() {
                self.dead_ends.insert(trouble.text.clone());
            }
            self.troubles.insert(trouble.text, trouble.buttons);
        }
        let before = self.last.insert(label.to_owned(), sight.notices.clone()).unwrap_or_default();
        for notice in sight.notices {
            let is_new = !before.contains(&notice);
            let unkept = ["may have", "did not happen", "failed"].iter().any(|words| notice.contains(words));
            self.unkept += usize::from(is_new && unkept);
            self.notices.insert(notice);
        }
    }
}

/// How often a piece of work was sent, by the names of its tries.
pub(crate) fn tries<'a>(asked: &'a [Noted], mark: &str) -> Vec<&'a str> {
    let of = format!("\"{mark}\"");
    let its = asked.iter().filter(|noted| noted.method != "GET" && noted.body.contains(&of));
    its.map(|noted| noted.key.as_str()).collect()
}
