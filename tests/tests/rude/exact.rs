//! What the backend sent goes back as it was sent.

use crate::clock::quickly;
use crate::stage::{Setup, Stage, TOKEN};
use oriel_tests::rude::{Item, RudeBackend, World};
use oriel_wire::Acted;
use serde_json::json;

/// A stage whose items have these ids, as JSON.
async fn with_ids(ids: &[&str]) -> Stage {
    let item =
        |id: &&str| Item { id: (*id).to_owned(), name: "\"one\"".to_owned(), amount: "1.50".to_owned(), revision: 0 };
    let world = World { items: ids.iter().map(item).collect(), ..World::default() };
    let backend = RudeBackend::start(world).await.unwrap();
    let stage = Stage::over(backend, Setup::default(), TOKEN);
    stage.until("the items", 10.0, |stage| stage.view("items").data.is_some() && stage.is_live()).await;
    stage
}

/// Presses a button of each row, and looks at what came.
async fn each_row_is_itself(ids: &[&str]) {
    let stage = with_ids(ids).await;
    let rows = stage.view("items").data.unwrap()["items"].as_array().unwrap().clone();
    assert_eq!(rows.len(), ids.len());
    for (nth, id) in ids.iter().enumerate() {
        stage.backend.forget();
        let act = stage.act_on("copy", &rows[nth], json!({}));
        let acted = stage.session.act(act).await;
        assert!(matches!(acted, Acted::Done { .. }), "{id}: {acted:?}");
        let request = stage.writes().pop().unwrap().request;
        let plain = id.trim_matches('"');
        assert_eq!(request.path(), format!("/items/{plain}/touch"), "the path");
        assert!(request.body.contains(&format!("\"id\":{id},")), "the body: {}", request.body);
        let revisions = stage.backend.world(|world| world.items.iter().map(|item| item.revision).collect::<Vec<_>>());
        assert_eq!(revisions[nth], 1, "{id}: {revisions:?}");
        assert_eq!(revisions.iter().sum::<u64>(), nth as u64 + 1, "no other row: {revisions:?}");
    }
}

#[test]
fn ids_that_javascript_takes_for_one() {
    quickly(each_row_is_itself(&["9007199254740992", "9007199254740993", "9007199254740994"]));
}

#[test]
fn ids_of_sixty_four_bits() {
    quickly(each_row_is_itself(&[
        "18446744073709551615",
        "18446744073709551614",
        "-9223372036854775808",
        "-9223372036854775807",
    ]));
}

#[test]
fn ids_beyond_sixty_four_bits() {
    quickly(each_row_is_itself(&["123456789012345678901234567890", "123456789012345678901234567891"]));
}

#[test]
fn ids_that_are_written_in_other_ways() {
    quickly(each_row_is_itself(&["2.50", "0.10", "-1.5", "3.14159265358979323846", "3.14159265358979323847"]));
}

#[test]
fn ids_that_are_texts_of_numbers() {
    quickly(each_row_is_itself(&["\"007\"", "\"7\"", "\"7.0\"", "\"1e3\""]));
}

#[test]
fn amounts_go_back_as_they_were_written() {
    quickly(async {
        for amount in [
            "1.50",
            "0.1",
            "100000000000000000000.01",
            "1E5",
            "-0",
            "0.30000000000000004",
            "1e400",
            "12345678901234567890.5",
        ] {
            let stage = with_ids(&["1"]).await;
            stage.backend.world(|world| world.items[0].amount = amount.to_owned());
            stage.backend.cut();
            stage.until("the amount", 10.0, |stage| stage.reads("/items") == 2 && stage.is_live()).await;
            crate::clock::pass_by(1.0).await;
            stage.backend.forget();
            let acted = stage.press("copy", "1", json!({})).await;
            assert!(matches!(acted, Acted::Done { .. }), "{amount}: {acted:?}");
            let body = stage.writes().pop().unwrap().request.body;
            // How an exponent is spelt is the writer's own.
            let spelt = |text: &str| text.replace('E', "e").replace("e+", "e");
            let back = spelt(&body).contains(&spelt(&format!("\"amount\":{amount},")));
            assert!(back, "{amount} came back in {body}");
        }
    });
}

#[test]
fn texts_go_back_as_they_were_meant() {
    quickly(async {
        for name in
            [r#""a\u0000b""#, "\"\u{202e}abc\"", r#""\ud83d\ude00""#, "\"e\u{301}\"", r#""\/\\\"""#, "\"\u{feff}\""]
        {
            let stage = with_ids(&["1"]).await;
            stage.backend.world(|world| world.items[0].name = name.to_owned());
            stage.backend.cut();
            stage.until("the name", 10.0, |stage| stage.reads("/items") == 2 && stage.is_live()).await;
            crate::clock::pass_by(1.0).await;
            stage.backend.forget();
            stage.press("copy", "1", json!({})).await;
            let body: serde_json::Value = serde_json::from_str(&stage.writes().pop().unwrap().request.body).unwrap();
            let meant: serde_json::Value = serde_json::from_str(name).unwrap();
            assert_eq!(body["name"], meant);
        }
    });
}
