//! Pages whose process is killed; all windows of a board share it. WebKit ends every session of a driver when the process
//! of a page ends: this comes after all else, and is judged by what is on the screen.

use super::person::close_dialogs;
use super::stage::Stage;
use oriel_tests::rude::Journal;
use oriel_tests::{Outcome, process, wait};
use reqwest::Method;
use rustix::process::Signal;
use std::collections::BTreeSet;

/// The rows without their buttons, of which one may have the focus.
const ROWS: &str = "560x420+20+240";

/// Every page is loaded again, shows what it showed, follows what changes, and has what was `chosen` in its window.
pub(super) async fn come_back(stage: &Stage, chosen: &[&str]) -> Outcome {
    for page in &stage.pages {
        close_dialogs(page).await?;
        // The pointer goes away with it, and so does what it hovered over.
        page.click("header h1").await?;
    }
    stage.display.rest().await?;
    let before = alike(stage, "every window to show the same before its page ends", |_| true).await?;
    for killed in stage.app.web_processes() {
        process::signal(killed, Signal::KILL)?;
        wait::until("another process for the pages", async || {
            let now = stage.app.web_processes();
            Ok((now.len() == 1 && !now.contains(&killed)).then_some(()))
        })
        .await?;
        alike(stage, "what was shown before", |now| *now == before).await?;
    }
    let asked_before = Journal::read(&stage.journal())?.len();
    stage.backend.tell(Method::POST, "/change/3").await?;
    alike(stage, "what changed since", |now| *now != before).await?;
    // Each window's rows are asked for with its own variable, and nobody else's.
    wait::until("the rows of what each window chose", async || {
        let asked = Journal::read(&stage.journal())?;
        let of: BTreeSet<_> = asked.iter().skip(asked_before).filter_map(|noted| of(&noted.target)).collect();
        Ok((of == chosen.iter().copied().collect()).then_some(()))
    })
    .await
}

/// Whose rows are asked for.
fn of(target: &str) -> Option<&str> {
    target.strip_prefix("/items?of=")
}

/// Waits until all windows look the same, and like this.
async fn alike(stage: &Stage, what: &str, is: impl Fn(&Vec<u8>) -> bool) -> Outcome<Vec<u8>> {
    wait::until(what, async || {
        let parts = stage.display.parts("Chaos", ROWS).await?;
        let same = parts.len() == stage.pages.len() && parts.windows(2).all(|pair| pair[0] == pair[1]);
        Ok(parts.into_iter().next().filter(|first| same && is(first)))
    })
    .await
}
