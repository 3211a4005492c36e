//! The one process that the pages of all windows of a board run in.

use crate::bank::{SHOWN_UNREAD, all_equal, cell, credit, mark_read, unread};
use crate::reloaded::{choose, told};
use oriel_tests::{Outcome, Page, Setup, Stage, process, wait};
use rustix::process::Signal;
use serde_json::json;

/// The process, as soon as there is exactly one.
async fn the_one_process(stage: &Stage) -> Outcome<u32> {
    wait::until_is("the processes of pages", &1, async || Ok(stage.app.web_processes().len())).await?;
    Ok(stage.app.web_processes()[0])
}

#[tokio::test]
async fn all_windows_of_a_board_share_one_web_process_whichever_are_closed() -> Outcome {
    Stage::play("shared-process", Setup { windows: 1, ..Setup::default() }, async |stage| {
        let first = stage.pages[0].clone();
        let loans = stage.app.open_window(&first, "loans").await?;
        let another = stage.app.open_window(&first, "loans").await?;
        for page in [&loans, &another] {
            page.has(r#"[data-panel="loans"] [data-row]"#).await?;
        }
        let shared = the_one_process(stage).await?;

        // The window that the others were opened beside.
        stage.display.close("Accounts").await?;
        stage.app.windows(2).await?;
        let main = stage.app.open_window(&loans, "main").await?;
        let id = credit(&stage.backend, 12.5, "After the first").await?;
        main.shows(&cell(&id, "counterparty"), "After the first").await?;
        loans.has(r#"[data-panel="loans"] [data-row]"#).await?;
        assert_eq!(stage.app.web_processes(), [shared]);
        Ok(())
    })
    .await
}

/// Where an element is in a window, as a part of its picture: without its edges, which are blended with what is around.
async fn part(page: &Page, selector: &str) -> Outcome<String> {
    let script = "const { x, y, width, height } = document.querySelector(arguments[0]).getBoundingClientRect();
        const [w, h, left, top] = [width - 16, height - 8, x + 8, y + 4].map(Math.floor);
        return `${w}x${h}+${left}+${top}`";
    Ok(page.run(script, vec![json!(selector)]).await?.as_str().ok_or("no such element")?.to_owned())
}

/// A driver gives up when the process of a page ends: what comes after it is judged by what is on the screen.
#[tokio::test]
async fn when_the_process_ends_all_windows_come_back_with_their_variables_and_their_place() -> Outcome {
    // The first window is another one, and times of day stand where an age would go on.
    let edit = |text: String| {
        let first = "[[windows]]\nid = \"first\"\ntitle = \"First\"\nrows = [[\"balance\"]]\n\n[[windows]]";
        text.replacen("[[windows]]", first, 1).replace(r#"format = "ago""#, r#"format = "datetime""#)
    };
    let mut stage = Stage::set(&Setup { edit, ..Setup::default() }).await?;
    stage.arrange(4).await?;
    // They share the process without the one that they were opened beside.
    stage.display.close("First").await?;
    stage.pages = stage.app.windows(3).await?;
    let [chosen, scrolled, found] = &stage.pages[..] else { return Err("three windows".into()) };
    all_equal(&stage).await?;
    choose(chosen).await?;
    scrolled.click(r#"[data-panel="transactions"] [data-sort="amount"]"#).await?;
    found.click(r#"[data-panel="transactions"] [data-action="find"]"#).await?;
    found.fill(r#"[data-panel="transactions"] .find input"#, "r").await?;
    stage.display.tile("Accounts", (860, 860)).await?;
    scrolled.scroll("transactions", 0.5).await?;
    for page in &stage.pages {
        told(page).await?;
        // Nothing has the focus, which does not come back.
        page.run("document.activeElement.blur()", vec![]).await?;
    }
    let rows = part(scrolled, r#"[data-panel="transactions"] .scroll"#).await?;
    let number = part(scrolled, SHOWN_UNREAD).await?;
    let shown = async |part: &str| stage.display.parts("Accounts", part).await;
    let mut last = Vec::new();
    let before = wait::until("still windows", async || {
        let seen = shown(&rows).await?;
        let still = seen == last && seen.len() == 3;
        last.clone_from(&seen);
        Ok(still.then_some(seen))
    })
    .await?;
    assert!(before[0] != before[1] && before[1] != before[2] && before[0] != before[2], "each shows something else");
    let numbers = shown(&number).await?;

    let killed = the_one_process(&stage).await?;
    process::signal(killed, Signal::KILL)?;
    wait::until("another process", async || Ok((!stage.app.web_processes().contains(&killed)).then_some(()))).await?;
    the_one_process(&stage).await?;
    // A page that has ended leaves its picture: another number shows that it is a new one's.
    let one = unread(&stage.backend).await?.swap_remove(0);
    mark_read(&stage.backend, &one).await?;
    let back = wait::until("every window to come back as it was, and to follow what changes", async || {
        let (now, rows) = (shown(&number).await?, shown(&rows).await?);
        let follow = now.len() == 3 && now.iter().zip(&numbers).all(|(now, before)| now != before);
        Ok((follow && rows == before).then_some(()))
    })
    .await;
    if back.is_err() {
        let seen = std::env::temp_dir().join("oriel-app-failures");
        std::fs::create_dir_all(&seen)?;
        stage.display.picture(&seen.join("web-process.png")).await?;
    }
    back?;
    the_one_process(&stage).await.map(drop)
}
