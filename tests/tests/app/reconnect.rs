//! The backend goes away and comes back.

use crate::bank::{all_equal, cell, credit};
use oriel_tests::stage::Theme;
use oriel_tests::{Outcome, Page, Setup, Stage, wait};
use serde_json::json;

#[tokio::test]
async fn when_the_backend_is_killed_and_started_again_every_window_reconnects_without_a_reload() -> Outcome {
    Stage::play("restart", Setup::default(), async |stage| {
        all_equal(stage).await?;
        for page in &stage.pages {
            page.mark().await?;
        }
        stage.backend.kill().await?;
        for page in &stage.pages {
            wait::until("the window to notice", async || {
                Ok((page.attribute("[data-link]", "data-link").await?.as_deref() != Some("live")).then_some(()))
            })
            .await?;
            page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        }
        stage.backend.start_again().await?;
        let id = credit(&stage.backend, 3.75, "Since the restart").await?;
        for page in &stage.pages {
            page.shows(&cell(&id, "counterparty"), "Since the restart").await?;
            assert!(page.is_marked().await?, "{} was loaded again", page.label());
        }
        all_equal(stage).await?;
        assert_eq!(stage.backend.sockets_ever().await?, 1, "the new backend was connected to once");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_change_made_while_the_socket_is_down_is_shown_after_it_is_back() -> Outcome {
    Stage::play("missed", Setup::default(), async |stage| {
        all_equal(stage).await?;
        stage.backend.kill().await?;
        // Nobody signals this one, neither now nor later.
        let elsewhere = stage.backend.behind().await?;
        let id = credit(&elsewhere, 5.25, "While you were away").await?;
        drop(elsewhere);
        stage.backend.start_again().await?;
        for page in &stage.pages {
            page.shows(&cell(&id, "counterparty"), "While you were away").await?;
        }
        all_equal(stage).await
    })
    .await
}

#[tokio::test]
async fn retry_now_connects_at_once_from_any_window() -> Outcome {
    Stage::play("retry-now", Setup { windows: 2, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        stage.backend.kill().await?;
        // Trouble is shown when it lasts, with the way out beside it.
        stage.pages[1].has(r#"[data-action="retry-link"]"#).await?;
        stage.backend.start_again().await?;
        // It may have come back by itself in this very moment; then there is nothing to click.
        let _ = stage.pages[1].run("document.querySelector('[data-action=\"retry-link\"]')?.click()", vec![]).await;
        all_equal(stage).await
    })
    .await
}

/// The colour that the style sheet has for this, and the colours of the pill, its lamp and the age of a panel.
async fn colours(page: &Page, name: &str) -> Outcome<(String, [String; 3])> {
    let script = r#"const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(${arguments[0]})`;
        const wanted = getComputedStyle(probe).color;
        probe.remove();
        const of = (selector, property) => getComputedStyle(document.querySelector(selector))[property];
        return [wanted, [of('[data-link]', 'color'), of('[data-link] .lamp', 'borderTopColor'), of('[data-age]', 'color')]]"#;
    Ok(serde_json::from_value(page.run(script, vec![json!(name)]).await?)?)
}

async fn a_link_that_is_down_is_amber(name: &str, theme: Theme) -> Outcome {
    Stage::play(name, Setup { windows: 2, theme, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        for page in &stage.pages {
            page.shows("[data-link]", "Live").await?;
            page.has_no(r#"[data-age="doubtful"]"#).await?;
            let (amber, shown) = colours(page, "--warn").await?;
            assert!(!shown.contains(&amber), "{} is amber while all is well: {shown:?}", page.label());
        }
        stage.backend.kill().await?;
        for page in &stage.pages {
            wait::until("words for the trouble", async || {
                let said = page.text("[data-link]").await?.unwrap_or_default();
                Ok((said.starts_with("Reconnecting") && said.ends_with("Retry now")).then_some(()))
            })
            .await?;
            page.has_no(r#"[data-age="live"]"#).await?;
            page.has(r#"[data-panel="transactions"] [data-age="doubtful"]"#).await?;
            let why = page.attribute("[data-link]", "title").await?.unwrap_or_default();
            assert!(!why.is_empty(), "nobody says why");
            let (amber, shown) = colours(page, "--warn").await?;
            assert!(shown.iter().all(|colour| *colour == amber), "{}: {shown:?} and not {amber}", page.label());
        }
        stage.backend.start_again().await?;
        for page in &stage.pages {
            page.shows("[data-link]", "Live").await?;
            page.has_no(r#"[data-age="doubtful"]"#).await?;
            let (amber, shown) = colours(page, "--warn").await?;
            assert!(!shown.contains(&amber), "{} is still amber: {shown:?}", page.label());
        }
        all_equal(stage).await
    })
    .await
}

#[tokio::test]
async fn while_the_backend_is_away_lamp_words_and_ages_are_amber_in_every_window_and_not_after() -> Outcome {
    a_link_that_is_down_is_amber("amber", Theme::Light).await
}

#[tokio::test]
async fn the_amber_of_a_dark_window_is_its_own() -> Outcome {
    a_link_that_is_down_is_amber("amber-dark", Theme::Dark).await
}
