//! Light and dark follow the system.

use crate::bank::all_equal;
use oriel_tests::stage::Theme;
use oriel_tests::{Outcome, Page, Setup, Stage};

/// How light the page's ground and its text are, each from 0 to 1.
async fn lightness(page: &Page) -> Outcome<(f64, f64)> {
    let script = r#"
        const light = (colour) => {
            const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
            return a === 0 ? null : (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
        };
        const of = (element) => getComputedStyle(element);
        const ground = light(of(document.body).backgroundColor) ?? light(of(document.documentElement).backgroundColor);
        return [ground, light(of(document.body).color)];"#;
    Ok(serde_json::from_value(page.run(script, vec![]).await?)?)
}

#[tokio::test]
async fn a_light_system_has_dark_text_on_a_light_ground() -> Outcome {
    Stage::play("light", Setup { windows: 1, theme: Theme::Light, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        let (ground, text) = lightness(&stage.pages[0]).await?;
        assert!(ground > 0.8 && text < 0.3, "ground {ground}, text {text}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_dark_system_has_light_text_on_a_dark_ground() -> Outcome {
    Stage::play("dark", Setup { windows: 1, theme: Theme::Dark, ..Setup::default() }, async |stage| {
        all_equal(stage).await?;
        let (ground, text) = lightness(&stage.pages[0]).await?;
        assert!(ground < 0.25 && text > 0.7, "ground {ground}, text {text}");
        Ok(())
    })
    .await
}
