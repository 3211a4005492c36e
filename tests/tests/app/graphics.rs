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
        let of = |name: &str| {
            let value = |one: &String| Some(one.strip_prefix(name)?.strip_prefix('=')?.to_owned());
            variables.iter().find_map(value)
        };
        let mark = of("ORIEL_GRAPHICS_SET_BY").unwrap_or_default();
        let names = mark.strip_prefix(&format!("{}:", stage.app.process())).unwrap_or_default();
        let (compositing, optimizer) = ("WEBKIT_DISABLE_COMPOSITING_MODE", "JSC_useOMGJIT");
        for (name, value) in [(compositing, "1"), (optimizer, "0")] {
            if names.split(',').any(|ours| ours == name) {
                assert_eq!(of(name).as_deref(), Some(value), "{variables:?}");
            }
        }
        let chosen = of(compositing).or_else(|| of("WEBKIT_FORCE_COMPOSITING_MODE"));
        assert!(chosen.is_some() || Path::new("/dev/dri").exists(), "neither a card nor a choice: {variables:?}");
        assert!(of(optimizer).is_some(), "{variables:?}");
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
