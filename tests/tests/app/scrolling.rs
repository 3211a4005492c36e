//! A board that is taller than its window.

use oriel_tests::{Outcome, Setup, Stage, wait};
use serde_json::json;

const PAGE_DOWN: char = '\u{e00f}';

#[tokio::test]
async fn a_board_that_is_taller_than_its_window_is_scrolled_by_the_keys_before_anything_was_clicked() -> Outcome {
    Stage::play("taller", Setup { windows: 1, ..Setup::default() }, async |stage| {
        let page = &stage.pages[0];
        page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        page.resize(700, 400).await?;
        let script = "const board = document.querySelector('main'); return board.scrollHeight > board.clientHeight";
        wait::until_is("a board that does not fit", &json!(true), async || page.run(script, vec![]).await).await?;
        page.key(PAGE_DOWN).await?;
        let script = "return document.querySelector('main').scrollTop > 0 && scrollY === 0";
        wait::until_is("the board to be scrolled, and not the page", &json!(true), async || {
            page.run(script, vec![]).await
        })
        .await
    })
    .await
}
