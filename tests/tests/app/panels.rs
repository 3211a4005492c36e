//! The kinds of panel, in real windows.

mod filters;
mod forms;
mod kinds;
mod many;
mod reading;
mod sorting;
mod unset;

use oriel_tests::board::Shipped;
use oriel_tests::{Outcome, Page, Setup, wait};

/// The board of all panels, in one window.
fn all_kinds() -> Setup {
    Setup { board: Shipped::Panels, windows: 1, ..Setup::default() }
}

/// Waits until every panel has what it shows: what loads moves what is below it, and a pointer that is on its way
/// there hits something else.
async fn all_loaded(page: &Page) -> Outcome {
    page.has("[data-panel] [data-body]").await?;
    page.has_no(r#"[data-body="loading"]"#).await
}

/// Waits until these are the texts of a field, from the top; of as many rows as are named.
async fn column_is(page: &Page, panel: &str, field: &str, wanted: &[&str]) -> Outcome {
    let selector = format!(r#"[data-panel="{panel}"] [data-row] [data-field="{field}"]"#);
    let wanted: Vec<String> = wanted.iter().map(|text| (*text).to_owned()).collect();
    wait::until_is(&format!("{field} of {panel}"), &wanted, async || {
        let mut texts = page.texts(&selector).await?;
        texts.truncate(wanted.len());
        Ok(texts)
    })
    .await
}
