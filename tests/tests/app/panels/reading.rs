//! What a person reads stays where it is, whatever comes in meanwhile.

use oriel_tests::display::Display;
use oriel_tests::rows::row;
use oriel_tests::stage::Theme;
use oriel_tests::{App, ManyRows, Outcome, Page, board, wait};
use serde_json::json;
use std::time::Duration;

const TITLE: &str = "Reading";
const PAUSE: Duration = Duration::from_millis(20);
const PILL: &str = "[data-waiting]";

/// One panel, and an action that makes its rows stale.
fn board_over(rows: &ManyRows, panel: &str) -> String {
    format!(
        r#"
board = 1
title = "{TITLE}"
[backend]
base = "http://{}"
[queries]
rows  = {{ get = "/rows", rows = "/rows", id = "/id" }}
pages = {{ get = "/pages", rows = "/rows", id = "/id", page = {{ by = "offset", size = 50 }} }}
[actions.touch]
post       = "/touch"
invalidate = ["rows", "pages"]
[panels.read]
actions = ["touch"]
{panel}
[[windows]]
id    = "read"
title = "{TITLE}"
size  = [700, 500]
rows  = [["read"]]
"#,
        rows.address()
    )
}

const LOG: &str = "kind = \"log\"\nquery = \"rows\"\nline = \"{row.name}\"";
const PAGED: &str = "kind = \"list\"\nquery = \"pages\"\nprimary = \"{row.name}\"";

async fn play(panel: &str, rows: usize, test: impl AsyncFnOnce(&ManyRows, &Page, &Display) -> Outcome) -> Outcome {
    let backend = ManyRows::start(rows).await?;
    let folder = tempfile::tempdir()?;
    let display = Display::start().await?;
    let file = board::write(folder.path(), &board_over(&backend, panel))?;
    let app = App::start(folder.path(), &display, &file, Theme::Light).await?;
    let page = app.page("read").await?;
    page.has("[data-row]").await?;
    // Before a list is measured it has room for the painted rows alone.
    wait::until("the list to be measured", async || {
        let room = "const at = document.querySelector('.scroll'); return at.scrollHeight > 49 * 24";
        Ok((page.run(room, vec![]).await? == json!(true)).then_some(()))
    })
    .await?;
    if let Err(error) = test(&backend, &page, &display).await {
        return Err(format!("{error}; the window shows:\n{}", page.all().await.unwrap_or_default()).into());
    }
    app.close().await
}

/// A row that was not there, before all others, and the window is told that the rows are stale.
async fn comes_in(backend: &ManyRows, page: &Page, name: &str) -> Outcome {
    backend.put_first(json!({ "id": name, "name": name, "amount": 0 }));
    page.run(r#"document.querySelector('[data-action="touch"]').click()"#, vec![]).await.map(drop)
}

/// The row in the middle of the list, and where on the screen it is, to the pixel.
async fn middle(page: &Page) -> Outcome<(String, f64)> {
    let script = r#"const frame = document.querySelector('.scroll').getBoundingClientRect();
        const row = document.elementFromPoint(frame.left + 60, frame.top + frame.height / 2)?.closest('[data-row]');
        return row ? [row.dataset.row, Math.round(row.getBoundingClientRect().top)] : ['none', 0]"#;
    Ok(serde_json::from_value(page.run(script, vec![]).await?)?)
}

/// The rows at the top of what can be seen.
async fn top(page: &Page) -> Outcome<Option<String>> {
    let script = r#"const frame = document.querySelector('.scroll').getBoundingClientRect();
        return document.elementFromPoint(frame.left + 60, frame.top + 8)?.closest('[data-row]')?.dataset.row ?? null"#;
    Ok(page.run(script, vec![]).await?.as_str().map(str::to_owned))
}

async fn top_is(page: &Page, id: &str) -> Outcome {
    wait::until_is("the row at the top", &Some(id.to_owned()), async || top(page).await).await
}

async fn waiting_is(page: &Page, text: &str) -> Outcome {
    page.shows(PILL, text).await
}

/// Scrolls a log to its middle, and has two lines come in.
async fn scrolled_away(backend: &ManyRows, page: &Page) -> Outcome {
    page.scroll("read", 0.5).await?;
    wait::until("the middle of the log", async || Ok((middle(page).await?.0 != "none").then_some(()))).await?;
    let before = middle(page).await?;
    comes_in(backend, page, "first").await?;
    waiting_is(page, "1 new line").await?;
    comes_in(backend, page, "second").await?;
    waiting_is(page, "2 new lines").await?;
    assert_eq!(middle(page).await?, before, "what is read has moved");
    Ok(())
}

#[tokio::test]
async fn new_lines_of_a_log_wait_while_it_is_scrolled_away_and_a_click_leads_to_the_newest() -> Outcome {
    play(LOG, 300, async |backend, page, _| {
        scrolled_away(backend, page).await?;
        // A click that leaves no pointer behind: where it stays over the rows, they go on standing still.
        let click = "document.querySelector('[data-waiting]').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }))";
        page.run(click, vec![]).await?;
        page.has_no(PILL).await?;
        top_is(page, "second").await?;
        // Nobody reads any more: what comes in now is shown at once.
        comes_in(backend, page, "third").await?;
        top_is(page, "third").await?;
        assert_eq!(page.count(PILL).await?, 0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_keyboard_leads_to_the_newest_line_too_and_goes_on_from_there() -> Outcome {
    play(LOG, 300, async |backend, page, display| {
        scrolled_away(backend, page).await?;
        page.run("document.querySelector('[data-row][tabindex=\"0\"]').focus({ preventScroll: true })", vec![]).await?;
        display.keys(TITLE, "shift+Tab", 1, PAUSE).await?;
        let pill = "return document.activeElement.hasAttribute('data-waiting')";
        wait::until_is("the focus on the pill", &json!(true), async || page.run(pill, vec![]).await).await?;
        display.keys(TITLE, "Return", 1, PAUSE).await?;
        page.has_no(PILL).await?;
        top_is(page, "second").await?;
        let focus = "return document.activeElement.dataset.row ?? null";
        wait::until_is("the focus", &json!("second"), async || page.run(focus, vec![]).await).await?;
        display.keys(TITLE, "Down", 1, PAUSE).await?;
        wait::until_is("the focus", &json!("first"), async || page.run(focus, vec![]).await).await
    })
    .await
}

#[tokio::test]
async fn a_log_that_is_scrolled_back_to_its_top_shows_the_new_lines_by_itself() -> Outcome {
    play(LOG, 300, async |backend, page, _| {
        scrolled_away(backend, page).await?;
        page.scroll("read", 0.0).await?;
        top_is(page, "second").await?;
        page.has_no(PILL).await
    })
    .await
}

#[tokio::test]
async fn rows_stand_still_under_the_pointer_while_further_pages_come_in() -> Outcome {
    play(PAGED, 220, async |backend, page, display| {
        let rows = async || {
            let count = page.attribute("[data-count]", "data-count").await?;
            Ok::<usize, oriel_tests::Problem>(count.and_then(|count| count.parse().ok()).unwrap_or_default())
        };
        page.scroll("read", 0.5).await?;
        display.point(TITLE, (200, 300)).await?;
        wait::until("the pointer", async || Ok(page.text("[data-row]:hover").await?.map(drop))).await?;
        let before = at_rest(page).await?;
        comes_in(backend, page, "new").await?;
        waiting_is(page, "1 new row").await?;
        assert_eq!(middle(page).await?, before, "what is under the pointer has moved");

        // The pages are another cut of the rows now: each of them is still there, and once.
        while rows().await? < 220 {
            let (here, count) = (at_rest(page).await?, rows().await?);
            page.run(
                "document.querySelector('.scroll').scrollTop = document.querySelector('.scroll').scrollHeight",
                vec![],
            )
            .await?;
            wait::until("the next page", async || Ok((rows().await? > count).then_some(()))).await?;
            let painted = page.count(&format!(r#"[data-row="{}"]"#, here.0)).await?;
            assert!(painted <= 1, "{} is shown {painted} times", here.0);
        }
        page.has(r#"[data-end="all"]"#).await?;
        waiting_is(page, "1 new row").await?;
        assert_eq!(rows().await?, 220, "the new one waits");
        let mut seen = std::collections::BTreeSet::new();
        for step in 0..=20 {
            page.scroll("read", f64::from(step) / 20.0).await?;
            at_rest(page).await?;
            let ids =
                page.run("return [...document.querySelectorAll('[data-row]')].map((row) => row.dataset.row)", vec![]);
            seen.extend(serde_json::from_value::<Vec<String>>(ids.await?)?);
        }
        let all: std::collections::BTreeSet<String> =
            (0..220).filter_map(|n| row(n)["id"].as_str().map(str::to_owned)).collect();
        assert_eq!(seen, all, "no row is lost, none is twice");

        display.rest().await?;
        page.has_no(PILL).await?;
        page.scroll("read", 0.0).await?;
        top_is(page, "new").await
    })
    .await
}

/// What is in the middle, once two frames agree about it.
async fn at_rest(page: &Page) -> Outcome<(String, f64)> {
    let mut last = None::<(String, f64)>;
    wait::until("the list to rest", async || {
        let now = middle(page).await?;
        let rests = last.as_ref() == Some(&now) && now.0 != "none";
        last = Some(now.clone());
        Ok(rests.then_some(now))
    })
    .await
}
