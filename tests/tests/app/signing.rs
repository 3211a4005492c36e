//! Signing out empties everything; whoever signs in next sees nothing of it.

use crate::bank::{SHOWN_BALANCE, all_equal, credit, row};
use oriel_tests::backend::{ADA, BEN};
use oriel_tests::board::Bearer;
use oriel_tests::{Outcome, Page, Setup, Stage, wait};
use reqwest::Method;
use serde_json::json;

const PROFILE: &str = r#"[data-panel="profile"] [data-field="value"]"#;
const SIGNED_OUT: &str = r#"[data-state="signed-out"]"#;

fn asked() -> Setup {
    Setup { bearer: Bearer::Asked, ..Setup::default() }
}

async fn sign_in(page: &Page, token: &str) -> Outcome {
    page.fill("#token", token).await?;
    page.click(r#"[data-action="sign-in"]"#).await
}

async fn sign_out(page: &Page) -> Outcome {
    page.click(r#"[data-action="menu"]"#).await?;
    page.click(r#"[data-action="sign-out"]"#).await
}

#[tokio::test]
async fn before_anybody_has_signed_in_there_is_no_socket_and_no_request() -> Outcome {
    Stage::play("signed-out", asked(), async |stage| {
        for page in &stage.pages {
            page.has(SIGNED_OUT).await?;
        }
        assert_eq!(stage.backend.sockets_ever().await?, 0);
        assert_eq!(stage.backend.asked(crate::bank::BALANCE).await?, 0);
        sign_in(&stage.pages[0], ADA).await?;
        all_equal(stage).await?;
        assert_eq!(stage.backend.sockets_ever().await?, 1, "all windows were signed in by one");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn signing_out_in_one_window_closes_the_socket_and_empties_all_windows() -> Outcome {
    Stage::play("sign-out", asked(), async |stage| {
        sign_in(&stage.pages[0], ADA).await?;
        let id = credit(&stage.backend, 12.0, "Nobody else's business").await?;
        for page in &stage.pages {
            page.has(&row(&id)).await?;
        }
        sign_out(&stage.pages[1]).await?;
        for page in &stage.pages {
            page.has(SIGNED_OUT).await?;
            page.has_no("[data-row]").await?;
            page.has_no(SHOWN_BALANCE).await?;
            assert!(!page.all().await?.contains("Nobody else's business"), "{} still shows data", page.label());
        }
        wait::until_is("no socket", &0, async || stage.backend.sockets_now().await).await
    })
    .await
}

#[tokio::test]
async fn who_signs_in_next_never_sees_what_the_one_before_saw() -> Outcome {
    Stage::play("next-person", asked(), async |stage| {
        sign_in(&stage.pages[0], ADA).await?;
        all_equal(stage).await?;
        let secret = credit(&stage.backend, 77.0, "Only Ada knows").await?;
        let mut names = Vec::new();
        for page in &stage.pages {
            page.has(&row(&secret)).await?;
            names.push(page.text(PROFILE).await?.ok_or("no profile")?);
        }
        sign_out(&stage.pages[0]).await?;
        for (page, name) in stage.pages.iter().zip(&names) {
            page.has(SIGNED_OUT).await?;
            // From here on every state of the page is looked at, however short.
            let watch = r#"window.orielTestLeaks = [];
                const look = () => {
                    const text = document.body.innerText;
                    for (const secret of arguments[0]) if (text.includes(secret)) window.orielTestLeaks.push(secret);
                };
                look();
                new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });"#;
            page.run(watch, vec![serde_json::json!(["Only Ada knows", name])]).await?;
        }
        sign_in(&stage.pages[2], BEN).await?;
        for (page, name) in stage.pages.iter().zip(&names) {
            wait::until("Ben's name", async || {
                Ok(page.text(PROFILE).await?.filter(|shown| !shown.is_empty() && shown != name))
            })
            .await?;
            // The account that the window is set to is not Ben's: the backend says so, and no more.
            wait::until("the backend's refusal of Ada's account", async || {
                let panel = page.text(r#"[data-panel="balance"]"#).await?.unwrap_or_default();
                Ok(panel.contains("404").then_some(()))
            })
            .await?;
            let leaks = page.run("return window.orielTestLeaks", vec![]).await?;
            assert_eq!(leaks, serde_json::json!([]), "{} showed Ada's data to Ben", page.label());
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_token_that_the_backend_does_not_know_is_refused_in_its_own_words() -> Outcome {
    Stage::play("bad-token", Setup { windows: 1, ..asked() }, async |stage| {
        let page = &stage.pages[0];
        sign_in(page, "wrong-token").await?;
        page.has(r#"[data-state="refused"]"#).await?;
        assert!(!page.all().await?.contains("wrong-token"), "the token is shown");
        Ok(())
    })
    .await
}

/// The sample board over the sample's Socket.IO in place of its plain socket.
fn over_socketio(text: &str) -> String {
    let plain = "/ws\"\nevent = \"/event\"\ndata  = \"/data\"\n";
    assert!(text.contains(plain), "the sample board's socket is written otherwise");
    text.replace(plain, "\"\nprotocol = \"socketio\"\n")
}

#[tokio::test]
async fn who_is_put_out_by_the_backend_is_told_so_and_keeps_what_is_shown() -> Outcome {
    Stage::play("put-out", Setup { windows: 1, edit: |text| over_socketio(&text), ..asked() }, async |stage| {
        let session = stage.backend.send(Method::POST, "/api/sign-in", &json!({ "name": "ada" })).await?.body;
        let token = session["token"].as_str().ok_or("no token")?;
        let page = &stage.pages[0];
        sign_in(page, token).await?;
        page.has(r#"[data-link="live"]"#).await?;
        page.has(SHOWN_BALANCE).await?;
        // It is accepted a second time, and after that nobody takes a refusal for one of the sign-in; and nothing is
        // asked for any more that would be refused first.
        stage.backend.kill().await?;
        page.has_no(r#"[data-link="live"]"#).await?;
        stage.backend.start_again().await?;
        page.has(r#"[data-link="live"]"#).await?;
        page.has_no(r#"[data-age="doubtful"]"#).await?;
        stage.backend.sign_out(token).await?;
        page.has("[data-refusing]").await?;
        let told = page.text("[data-refusing]").await?.unwrap_or_default();
        assert!(told.contains("The backend ended the session") && told.contains("Trying again"), "{told:?}");
        page.has(r#"[data-action="retry-refused"]"#).await?;
        page.has(SHOWN_BALANCE).await
    })
    .await
}
