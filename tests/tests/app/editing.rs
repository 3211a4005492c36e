//! The board's file is changed while its windows are open.

use crate::bank::all_equal;
use oriel_tests::{Outcome, Setup, Stage, wait};
use std::path::Path;

fn edit(board: &Path, from: &str, to: &str) -> Outcome {
    let text = std::fs::read_to_string(board)?;
    if !text.contains(from) {
        return Err(format!("the board does not say {from}").into());
    }
    // As editors do: a new file takes the old one's place.
    let new = board.with_extension("new");
    std::fs::write(&new, text.replace(from, to))?;
    Ok(std::fs::rename(new, board)?)
}

#[tokio::test]
async fn saving_the_board_changes_its_open_windows_and_keeps_data_and_link() -> Outcome {
    Stage::play("edited", Setup { windows: 2, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        for page in &stage.pages {
            page.mark().await?;
        }
        let asked = stage.backend.asked("GET /api/accounts/{id}/transactions").await?;
        edit(&stage.board, r#"title   = "Available""#, r#"title   = "To spend""#)?;
        for page in &stage.pages {
            page.shows(r#"[data-panel="balance"] h2"#, "To spend").await?;
            assert!(page.is_marked().await?, "{} was loaded again", page.label());
        }
        assert_eq!(stage.backend.asked("GET /api/accounts/{id}/transactions").await?, asked);
        assert_eq!(stage.backend.sockets_ever().await?, 1);
        all_equal(stage).await
    })
    .await
}

#[tokio::test]
async fn an_error_in_the_file_keeps_the_last_good_board_up_and_says_where_it_is() -> Outcome {
    Stage::play("edited-badly", Setup { windows: 2, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        edit(&stage.board, "loans         = { get", "loans         = { gett")?;
        for page in &stage.pages {
            page.has("[data-edited]").await?;
            page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
        }
        edit(&stage.board, "loans         = { gett", "loans         = { get")?;
        for page in &stage.pages {
            page.has_no("[data-edited]").await?;
        }
        all_equal(stage).await
    })
    .await
}

#[tokio::test]
async fn a_window_that_is_added_opens_and_one_that_is_taken_away_closes() -> Outcome {
    Stage::play("edited-windows", Setup { windows: 1, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        let before = stage.app.pages().await?.len();
        let text = std::fs::read_to_string(&stage.board)?;
        edit(&stage.board, &text, &format!("{text}\n[[windows]]\nid   = \"profile\"\nrows = [[\"profile\"]]\n"))?;
        let opened = stage.app.windows(before + 1).await?;
        let labels: Vec<&str> = opened.iter().map(|page| page.label()).collect();
        assert!(labels.contains(&"profile"), "{labels:?}");
        edit(&stage.board, &format!("{text}\n[[windows]]\nid   = \"profile\"\nrows = [[\"profile\"]]\n"), &text)?;
        stage.app.windows(before).await?;
        all_equal(stage).await
    })
    .await
}

/// The panel "loans" as every kind that there is: what it says, and what it shows then.
#[rustfmt::skip]
const KINDS: [(&str, &str); 9] = [
    ("kind = \"list\"\nprimary = \"{row.product}\"", "ul.rows [data-row]"),
    ("kind = \"log\"\nline = \"{row.product}\"\ntime = \"nextPayment\"", "[data-row] [data-field=line]"),
    ("kind = \"chart\"\nx = \"product\"\ny = \"outstanding\"\nmark = \"bar\"", "svg rect.bar"),
    ("kind = \"stat\"\nvalue = \"/rows/0/outstanding\"", "[data-field=value]"),
    ("kind = \"detail\"\nfields = [\"rows\"]", "dl dd"),
    ("kind = \"json\"", "[role=treeitem]"),
    ("kind = \"text\"\ntext = \"There are loans.\"", ".prose p"),
    ("kind = \"table\"\ncolumns = [\"product\", \"rate\"]", "[data-row] [data-field=rate]"),
    ("kind = \"list\"\nprimary = \"{row.id}\"", "ul.rows [data-row]"),
];

#[tokio::test]
async fn a_panel_becomes_another_kind_while_its_window_is_open() -> Outcome {
    Stage::play("edited-kinds", Setup { windows: 1, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        let page = stage.app.open_window(&stage.pages[0], "loans").await?;
        page.has(r#"[data-panel="loans"] [data-row]"#).await?;
        page.mark().await?;
        let asked = stage.backend.asked("GET /api/loans").await?;
        let text = std::fs::read_to_string(&stage.board)?;
        let (head, rest) = text.split_once("[panels.loans]\n").ok_or("the board has no panel loans")?;
        let (_, tail) = rest.split_once("\n[").ok_or("nothing follows the panel loans")?;
        for (kind, shown) in KINDS {
            let board = format!("{head}[panels.loans]\nquery = \"loans\"\n{kind}\n\n[{tail}");
            edit(&stage.board, &std::fs::read_to_string(&stage.board)?, &board)?;
            let selector = format!(r#"[data-panel="loans"] {shown}"#);
            wait::until(&format!("the panel as {kind}"), async || {
                Ok((page.count(&selector).await? > 0 && page.count("[data-edited]").await? == 0).then_some(()))
            })
            .await?;
        }
        assert!(page.is_marked().await?, "the window was loaded again");
        assert_eq!(stage.backend.asked("GET /api/loans").await?, asked, "the data was there already");

        // And it still follows.
        let first = stage.backend.get("/api/loans").await?["rows"].as_array().map_or(0, Vec::len);
        wait::until_is("the rows", &first, async || page.count(r#"[data-panel="loans"] [data-row]"#).await).await?;
        all_equal(stage).await
    })
    .await
}
