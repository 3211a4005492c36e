//! Very many rows, and pages that fail.

use super::all_loaded;
use oriel_tests::display::Display;
use oriel_tests::rows::row;
use oriel_tests::stage::Theme;
use oriel_tests::{App, ManyRows, Outcome, Page, board, wait};
use serde_json::json;

fn board_over(rows: &ManyRows) -> String {
    format!(
        r#"
board = 1
title = "Many"
[vars]
name = {{ any = "any" }}
[backend]
base = "http://{}"
[queries]
rows  = {{ get = "/rows", rows = "/rows", id = "/id" }}
pages = {{ get = "/pages", params = {{ name = "{{var.name}}" }}, rows = "/rows", id = "/id", page = {{ by = "offset", size = 50 }} }}
[panels.all]
kind    = "table"
query   = "rows"
columns = [{{ field = "n", format = "number" }}, "name", {{ field = "amount", format = "number" }}]
[panels.paged]
kind    = "list"
query   = "pages"
filter  = ["name"]
primary = "{{row.name}}"
[[windows]]
id   = "all"
rows = [["all"]]
[[windows]]
id   = "paged"
open = false
rows = [["paged"]]
"#,
        rows.address()
    )
}

/// Opens a window of the board and plays a test in it.
async fn play(window: &str, rows: usize, test: impl AsyncFnOnce(&ManyRows, &Page) -> Outcome) -> Outcome {
    // The board's other queries are asked only by the windows that show them.
    let backend = ManyRows::start(rows).await?;
    let folder = tempfile::tempdir()?;
    let display = Display::start().await?;
    let file = board::write(folder.path(), &board_over(&backend))?;
    let app = App::start(folder.path(), &display, &file, Theme::Light).await?;
    let first = app.page("all").await?;
    let page = if window == "all" { first } else { app.open_window(&first, window).await? };
    if let Err(error) = test(&backend, &page).await {
        return Err(format!("{error}; the window shows:\n{}", page.all().await.unwrap_or_default()).into());
    }
    app.close().await
}

/// The row elements of a panel that are on the page.
async fn painted(page: &Page, panel: &str) -> Outcome<usize> {
    page.count(&format!(r#"[data-panel="{panel}"] [data-row]"#)).await
}

#[tokio::test]
async fn a_hundred_thousand_rows_are_scrolled_sorted_and_walked_and_few_of_them_are_painted() -> Outcome {
    const ROWS: usize = 100_000;
    play("all", ROWS, async |_, page| {
        let cell = |n: usize| format!(r#"[data-panel="all"] [data-row="row_{n}"] [data-field="name"]"#);
        let name = |n: usize| row(n)["name"].as_str().unwrap_or_default().to_owned();
        page.has(&format!(r#"[data-panel="all"] [data-count="{ROWS}"]"#)).await?;
        page.shows(&cell(0), &name(0)).await?;
        assert_eq!(page.attribute(r#"[data-panel="all"] table"#, "aria-rowcount").await?.as_deref(), Some("100001"));
        let few = async || {
            let count = painted(page, "all").await?;
            assert!((10..150).contains(&count), "{count} rows are painted");
            Ok::<(), oriel_tests::Problem>(())
        };
        few().await?;
        for share in [0.1, 0.5, 0.77] {
            page.scroll("all", share).await?;
            few().await?;
        }
        page.scroll("all", 1.0).await?;
        page.shows(&cell(ROWS - 1), &name(ROWS - 1)).await?;
        let last = format!(r#"[data-panel="all"] [data-row="row_{}"]"#, ROWS - 1);
        assert_eq!(page.attribute(&last, "aria-rowindex").await?.as_deref(), Some("100001"));
        // The last row stands at the end of what is scrolled, not beside it.
        let script = r#"const rows = [...document.querySelectorAll('[data-panel="all"] [data-row]')];
            const frame = document.querySelector('[data-panel="all"] .scroll').getBoundingClientRect();
            return Math.abs(rows.at(-1).getBoundingClientRect().bottom - frame.bottom)"#;
        let off: f64 = serde_json::from_value(page.run(script, vec![]).await?)?;
        assert!(off < 20.0, "the last row ends {off} px from the end");

        // Keys lead to rows that were not painted.
        let focus = "return document.activeElement.dataset.row";
        page.press(&last, "Home").await?;
        wait::until_is("the focus", &json!("row_0"), async || page.run(focus, vec![]).await).await?;
        page.press_here("PageDown").await?;
        page.press_here("End").await?;
        wait::until_is("the focus", &json!(format!("row_{}", ROWS - 1)), async || page.run(focus, vec![]).await)
            .await?;
        few().await?;

        page.scroll("all", 0.0).await?;
        all_loaded(page).await?;
        page.click(r#"[data-panel="all"] [data-sort="amount"]"#).await?;
        page.shows(r#"[data-panel="all"] [data-row] [data-field="amount"]"#, "0").await?;
        few().await
    })
    .await
}

#[tokio::test]
async fn a_page_that_fails_is_a_row_with_retry_and_the_rows_before_it_stay() -> Outcome {
    play("paged", 120, async |backend, page| {
        page.has(r#"[data-panel="paged"] [data-row="row_0"]"#).await?;
        backend.break_pages(true);
        wait::until("the page that fails", async || {
            page.scroll("paged", 1.0).await?;
            Ok(page.text(r#"[data-panel="paged"] [data-end="failed"]"#).await?.map(drop))
        })
        .await?;
        let shown = painted(page, "paged").await?;
        assert!(shown >= 50, "{shown} rows are still there");
        page.has_no(r#"[data-panel="paged"] > .failure"#).await?;
        backend.break_pages(false);
        all_loaded(page).await?;
        page.click(r#"[data-panel="paged"] [data-action="retry-page"]"#).await?;
        wait::until("the rest", async || {
            page.scroll("paged", 1.0).await?;
            page.text(r#"[data-panel="paged"] [data-end="all"]"#).await
        })
        .await
        .map(|end| assert_eq!(end, "That is all: 120 rows"))
    })
    .await
}

#[tokio::test]
async fn a_filter_that_is_typed_takes_effect_when_typing_pauses_and_can_be_cleared() -> Outcome {
    play("paged", 40, async |_, page| {
        let count = |rows: usize| format!(r#"[data-panel="paged"] [data-count="{rows}"]"#);
        page.has(&count(40)).await?;
        let elms = (0..40).filter(|n| row(*n)["name"].as_str().is_some_and(|name| name.contains("elm"))).count();
        page.fill(r#"[data-panel="paged"] input[data-var="name"]"#, "elm").await?;
        page.has(&count(elms)).await?;
        page.fill(r#"[data-panel="paged"] input[data-var="name"]"#, "oak").await?;
        page.has(r#"[data-panel="paged"] [data-body="filtered"]"#).await?;
        all_loaded(page).await?;
        page.click(r#"[data-panel="paged"] [data-action="clear-filter"]"#).await?;
        page.has(&count(40)).await?;
        assert_eq!(page.run("return document.querySelector('input[data-var]').value", vec![]).await?, "");
        Ok(())
    })
    .await
}
