//! One socket for the board, and one GET of each query for each signal.

use crate::bank::{BALANCE, NOTIFICATIONS, TRANSACTIONS, UNREAD, all_equal, cell, credit, mark_read, row, unread};
use oriel_tests::{Outcome, Setup, Stage};

#[tokio::test]
async fn three_windows_on_one_board_make_one_socket() -> Outcome {
    Stage::play("one-socket", Setup::default(), async |stage| {
        all_equal(stage).await?;
        assert_eq!(stage.backend.sockets_now().await?, 1, "sockets now");
        assert_eq!(stage.backend.sockets_ever().await?, 1, "sockets ever");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn opening_three_windows_makes_one_get_of_each_query() -> Outcome {
    Stage::play("one-get-to-open", Setup::default(), async |stage| {
        for page in &stage.pages {
            page.has(crate::bank::SHOWN_BALANCE).await?;
            page.has(r#"[data-panel="transactions"] [data-row]"#).await?;
            page.has(crate::bank::SHOWN_UNREAD).await?;
        }
        for route in [BALANCE, TRANSACTIONS, NOTIFICATIONS, UNREAD] {
            assert_eq!(stage.backend.asked(route).await?, 1, "{route}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn one_signal_makes_one_get_of_each_shown_query_however_many_windows_show_it() -> Outcome {
    Stage::play("one-get", Setup::default(), async |stage| {
        all_equal(stage).await?;
        let counts = async |stage: &Stage| -> Outcome<[u64; 4]> {
            let bank = &stage.backend;
            Ok([
                bank.asked(NOTIFICATIONS).await?,
                bank.asked(UNREAD).await?,
                bank.asked(TRANSACTIONS).await?,
                bank.asked(BALANCE).await?,
            ])
        };
        // The tests read for themselves, too: only what is counted between their own reads counts.
        let mut messages = unread(&stage.backend).await?;
        let mut left = messages.len();
        for signal in 1..=2 {
            let before = counts(stage).await?;
            mark_read(&stage.backend, &messages.remove(0)).await?;
            left -= 1;
            for page in &stage.pages {
                page.shows(crate::bank::SHOWN_UNREAD, &left.to_string()).await?;
            }
            // A second GET of the first signal would be counted with the next one.
            let [notifications, unread, transactions, balance] = before;
            let expected = [notifications + 1, unread + 1, transactions, balance];
            assert_eq!(counts(stage).await?, expected, "signal {signal}: notifications, unread, transactions, balance");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn data_that_a_signal_carries_is_shown_without_a_get() -> Outcome {
    Stage::play("push", Setup::default(), async |stage| {
        all_equal(stage).await?;
        let (balance, transactions) = (stage.backend.asked(BALANCE).await?, stage.backend.asked(TRANSACTIONS).await?);
        let wanted = crate::bank::shown_balance(&stage.pages[0]).await?.ok_or("no balance")? + 4_321;
        let id = credit(&stage.backend, 43.21, "Pushed").await?;
        for page in &stage.pages {
            page.has(&row(&id)).await?;
            oriel_tests::wait::until_is("the pushed balance", &Some(wanted), async || {
                crate::bank::shown_balance(page).await
            })
            .await?;
        }
        assert_eq!(stage.backend.asked(BALANCE).await?, balance, "the balance came with the signal");
        assert_eq!(stage.backend.asked(TRANSACTIONS).await?, transactions + 1, "the list was fetched once");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_window_that_is_loaded_again_follows_again_on_the_same_socket() -> Outcome {
    Stage::play("reload", Setup { windows: 2, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        stage.pages[1].mark().await?;
        stage.pages[1].run("location.reload()", vec![]).await?;
        oriel_tests::wait::until("the page to be loaded again", async || {
            Ok((!stage.pages[1].is_marked().await.unwrap_or(true)).then_some(()))
        })
        .await?;
        let id = credit(&stage.backend, 1.5, "After the reload").await?;
        for page in &stage.pages {
            page.shows(&cell(&id, "counterparty"), "After the reload").await?;
        }
        assert_eq!(stage.backend.sockets_ever().await?, 1);
        all_equal(stage).await
    })
    .await
}
