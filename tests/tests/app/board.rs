//! A board that cannot be opened says why, in the window, and opens when it is mended.

use crate::bank::equal;
use oriel_tests::{Outcome, Setup, Stage};

#[tokio::test]
async fn a_broken_board_shows_its_errors_with_their_lines_and_opens_when_it_is_mended() -> Outcome {
    let edit = |text: String| {
        text.replace(r#"profile_updated       = ["profile"]"#, r#"profile_updated       = ["profil"]"#)
            .replace(r#"actions = ["refund", "new-transaction"]"#, r#"actions = ["refnd", "new-transaction"]"#)
    };
    Stage::play("broken", Setup { windows: 0, edit, ..Setup::default() }, async |stage| {
        let page = stage.app.page("broken").await?;
        page.has(r#"[data-state="broken"]"#).await?;
        let text = std::fs::read_to_string(&stage.board)?;
        for wrong in ["\"profil\"", "\"refnd\""] {
            let line = text.lines().position(|line| line.contains(wrong)).ok_or("the edit did not take")? + 1;
            page.has(&format!(r#"[data-severity="error"][data-line="{line}"]"#)).await?;
            let shown = page.all().await?;
            assert!(shown.contains(&format!("board.toml:{line}:")), "the place of {wrong} in:\n{shown}");
        }
        let shown = page.all().await?;
        assert!(shown.contains("did you mean"), "the mend, in:\n{shown}");
        assert_eq!(stage.backend.sockets_ever().await?, 0, "nothing of a broken board is opened");

        // Half mended is still broken.
        std::fs::write(&stage.board, text.replace("\"profil\"", "\"profile\""))?;
        page.click(r#"[data-state="broken"] button.primary"#).await?;
        page.has_no(&format!(r#"[data-line="{}"]"#, line_of(&text, "\"profil\"")?)).await?;
        page.has(r#"[data-state="broken"]"#).await?;

        std::fs::write(&stage.board, text.replace("\"profil\"", "\"profile\"").replace("\"refnd\"", "\"refund\""))?;
        page.click(r#"[data-state="broken"] button.primary"#).await?;
        equal(&stage.backend, &page).await?;
        assert_eq!(stage.backend.sockets_ever().await?, 1);
        Ok(())
    })
    .await
}

fn line_of(text: &str, part: &str) -> Outcome<usize> {
    Ok(text.lines().position(|line| line.contains(part)).ok_or("no such line")? + 1)
}
