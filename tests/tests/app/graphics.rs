//! What windows are drawn with.

use oriel_tests::{Outcome, Setup, Stage, oriel_bin};
use std::path::Path;

/// The variables that the application runs with.
fn variables(process: u32) -> Outcome<Vec<String>> {
    let read = std::fs::read(format!("/proc/{process}/environ"))?;
    Ok(String::from_utf8_lossy(&read).split_terminator('\0').map(str::to_owned).collect())
}

#[tokio::test]
async fn without_a_graphics_card_the_application_begins_anew_without_compositing() -> Outcome {
    Stage::play("graphics", Setup { windows: 1, ..Setup::default() }, async |stage| {
        let variables = variables(stage.app.process())?;
        let ours = format!("ORIEL_GRAPHICS_SET_BY={}", stage.app.process());
        let has = |wanted: &str| variables.iter().any(|variable| variable == wanted);
        let chosen = variables.iter().any(|variable| variable.starts_with("WEBKIT_FORCE_COMPOSITING_MODE="));
        if has(&ours) {
            assert!(has("WEBKIT_DISABLE_COMPOSITING_MODE=1"), "{variables:?}");
        } else {
            let chosen = chosen || variables.iter().any(|one| one.starts_with("WEBKIT_DISABLE_COMPOSITING_MODE="));
            assert!(chosen || Path::new("/dev/dri").exists(), "neither a card nor a choice: {variables:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_version_tells_what_a_report_needs() -> Outcome {
    let said = |words: &[&str]| -> Outcome<String> {
        let output = std::process::Command::new(oriel_bin()?).args(words).output()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    };
    let short = said(&["--version"])?;
    assert!(short.starts_with("oriel ") && short.lines().count() == 1, "{short}");
    let long = said(&["--version", "--verbose"])?;
    for fact in ["  WebKitGTK ", "  GTK ", "  session ", "  render nodes ", "  renderer "] {
        assert!(long.starts_with(&short) && long.contains(fact), "{long}");
    }
    Ok(())
}
