//! The profiles of a backend: chosen in a window, in force in all of them.

use oriel_tests::display::Display;
use oriel_tests::stage::Theme;
use oriel_tests::{App, ManyRows, Outcome, Page, board};

fn board_over(here: &ManyRows, there: &ManyRows) -> String {
    format!(
        r#"
board = 1
title = "Profiles"
[backend]
base = "http://{}"
[backend.there]
base = "http://{}"
[queries]
rows = {{ get = "/rows", rows = "/rows", id = "/id" }}
[panels.all]
kind    = "table"
query   = "rows"
columns = ["name"]
[[windows]]
id   = "all"
rows = [["all"]]
"#,
        here.address(),
        there.address()
    )
}

async fn shows(pages: &[Page], rows: usize) -> Outcome {
    for page in pages {
        page.has(&format!(r#"[data-panel="all"] [data-count="{rows}"]"#)).await?;
    }
    Ok(())
}

async fn choose(page: &Page, profile: &str) -> Outcome {
    page.click(r#"[data-action="menu"]"#).await?;
    page.click(&format!(r#"[data-profile="{profile}"]"#)).await
}

#[tokio::test]
async fn choosing_another_profile_in_a_window_opens_the_board_on_it_in_all_windows() -> Outcome {
    let (here, there) = (ManyRows::start(7).await?, ManyRows::start(11).await?);
    let folder = tempfile::tempdir()?;
    let display = Display::start().await?;
    let file = board::write(folder.path(), &board_over(&here, &there))?;
    let app = App::start(folder.path(), &display, &file, Theme::Light).await?;
    let first = app.page("all").await?;
    let pages = [first.clone(), app.open_window(&first, "all").await?];
    shows(&pages, 7).await?;
    choose(&pages[1], "there").await?;
    shows(&pages, 11).await?;

    // The one in force is marked, in the other window too, and the way back is beside it.
    pages[0].click(r#"[data-action="menu"]"#).await?;
    pages[0].has(r#"[data-profile="there"][aria-checked="true"]"#).await?;
    pages[0].has(r#"[data-profile=""][aria-checked="false"]"#).await?;
    pages[0].click(r#"[data-profile=""]"#).await?;
    shows(&pages, 7).await?;

    // What is saved later is read on the profile that is chosen.
    choose(&pages[0], "there").await?;
    shows(&pages, 11).await?;
    let text = std::fs::read_to_string(&file)?;
    std::fs::write(&file, text.replace("kind    = \"table\"", "title   = \"Over there\"\nkind    = \"table\""))?;
    for page in &pages {
        page.shows(r#"[data-panel="all"] h2"#, "Over there").await?;
    }
    shows(&pages, 11).await?;
    app.close().await
}
