//! Presets, and the boards to start from.

use oriel_board::{PRESETS, Preset, nearest_preset};

#[test]
fn every_preset_has_a_board_to_start_from_that_opens_without_a_warning() {
    for preset in PRESETS {
        match oriel_board::parse("start.toml", &preset.starter()) {
            Ok(parsed) => {
                let warnings: String = parsed.warnings.iter().map(ToString::to_string).collect();
                assert!(warnings.is_empty(), "{}: {warnings}", preset.name);
                assert!(parsed.board.backends[""].socket.is_some(), "{}", preset.name);
            }
            Err(problems) => {
                panic!("{}: {}", preset.name, problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
            }
        }
    }
}

#[test]
fn what_is_printed_shows_what_the_preset_stands_for() {
    let directus = Preset::named("directus").unwrap();
    let (fields, needs) = directus.text.split_once("[needs]").unwrap();
    for line in fields.lines().filter(|line| !line.is_empty()) {
        assert!(directus.starter().contains(line), "{line}");
    }
    assert!(!directus.starter().contains(needs.trim()), "the board has what it needs");
}

#[test]
fn a_preset_is_found_by_its_name_and_a_misspelt_one_by_its_nearest() {
    assert_eq!(Preset::named("mopidy").map(|preset| preset.name), Some("mopidy"));
    assert_eq!(Preset::named("Mopidy"), None);
    assert_eq!(nearest_preset("nodered"), Some("node-red"));
    assert_eq!(nearest_preset("something else"), None);
}
