//! A board over two backends: each signs in, breaks and is told of by itself.

use oriel_tests::backend::BEN;
use oriel_tests::{Outcome, Page, Setup, Stage};

const HERE: &str = r#"[data-panel="here"] [data-field="value"]"#;
const THERE: &str = r#"[data-panel="there"] [data-field="value"]"#;
const FORM: &str = r#"[data-state="signed-out"]"#;

/// Two names for the test's backend: who is there at one need not be at the other.
fn two(text: &str) -> String {
    let base = text.lines().find_map(|line| line.strip_prefix("base = \"http://")).unwrap_or_default();
    let address = base.split('/').next().unwrap_or_default();
    let socket =
        format!(r#"socket = {{ url = "ws://{address}/ws", event = "/event", data = "/data", ready = "subscribed" }}"#);
    format!(
        r#"board = 1
title = "Two banks"

[backend]
label = "The bank"
base  = "http://{address}/api"
auth  = {{ bearer = "env:ORIEL_TEST_TOKEN" }}
{socket}

[backends.branch]
label = "The branch"
base  = "http://{address}/api"
auth  = {{ bearer = "secret:branch", hint = "Ask at the branch." }}
{socket}

[queries]
here  = {{ get = "/me" }}
there = {{ get = "/me", backend = "branch" }}

[events]
profile_updated = ["here", "there"]

[panels]
here  = {{ kind = "stat", query = "here", value = "/name" }}
there = {{ kind = "stat", query = "there", value = "/name" }}
"#
    )
}

fn one_window() -> Setup {
    Setup { windows: 1, edit: |text| two(&text), ..Setup::default() }
}

async fn connection(page: &Page) -> Outcome<String> {
    Ok(page.attribute(".connection", "title").await?.unwrap_or_default())
}

#[tokio::test]
async fn who_is_signed_in_to_one_backend_can_look_at_it_and_sign_in_to_the_other_later() -> Outcome {
    Stage::play("two-backends", one_window(), async |stage| {
        let page = &stage.pages[0];
        page.has(FORM).await?;
        let asked = page.text("form h1").await?.unwrap_or_default();
        assert_eq!(asked, "Sign in to The branch");
        page.click(r#"[data-action="later"]"#).await?;
        page.shows(HERE, "Ada Brandt").await?;
        page.has(r#"[data-panel="there"][data-signed-out="true"]"#).await?;
        assert!(connection(page).await?.contains("The branch: Signed out"));

        page.click(r#"[data-action="sign-in-to"]"#).await?;
        page.fill("#token", BEN).await?;
        page.click(r#"[data-action="sign-in"]"#).await?;
        page.shows(THERE, "Ben Okafor").await?;
        page.shows(HERE, "Ada Brandt").await?;
        page.has(r#"[data-link="live"]"#).await
    })
    .await
}

#[tokio::test]
async fn a_token_that_one_backend_refuses_leaves_the_other_alone_and_another_can_be_given() -> Outcome {
    Stage::play("two-backends-refused", one_window(), async |stage| {
        let page = &stage.pages[0];
        page.fill("#token", "wrong-token").await?;
        page.click(r#"[data-action="sign-in"]"#).await?;
        page.has(r#"[data-stopped="branch"]"#).await?;
        page.shows(HERE, "Ada Brandt").await?;
        page.click(r#"[data-stopped="branch"] [data-action="another-token"]"#).await?;
        page.fill("#token", BEN).await?;
        page.click(r#"[data-action="sign-in"]"#).await?;
        page.shows(THERE, "Ben Okafor").await?;
        page.has_no(".stopped").await
    })
    .await
}
