//! Secrets, the board's headers and bodies stay at the origin of `base`.

use crate::clock::pass_by;
use crate::stage::{Setup, Stage, TENANT, TOKEN};
use oriel_tests::rude::Speech;
use oriel_wire::Acted;

each! { reads: a_read_that_is_led;
    read_301_away = false, read_302_away = false, read_303_away = false, read_307_away = false, read_308_away = false,
    read_302_away_without_scheme = false, read_302_other_name = false, read_302_home_then_away = false,
    read_302_home = true, read_301_home_in_full = true, read_308_home = true,
    read_301_home_by_tls = false, read_302_itself = false, read_302_login = false, read_302_nowhere = false,
}

async fn a_read_that_is_led(name: &str, arrives: bool) {
    let stage = Stage::live(Setup::default()).await;
    stage.backend.set_below(name, "/items").unwrap();
    stage.backend.change("1");
    pass_by(5.0).await;
    stage.nothing_went_astray();
    if !arrives {
        // Quick tries come first where it may pass.
        stage.until("the failure", 15.0, |stage| stage.view("items").status.error.is_some()).await;
    }
    let view = stage.view("items");
    if arrives {
        assert!(stage.is_equal(), "{}", stage.story());
        let moved: Vec<_> =
            stage.backend.seen().into_iter().filter(|seen| seen.request.path() == "/moved/items").collect();
        assert_eq!(moved.len(), 1);
        assert_eq!(moved[0].request.header("x-api-key"), TOKEN, "here it is the same backend");
        assert_eq!(moved[0].request.header("x-tenant"), TENANT);
        assert_eq!(moved[0].request.target, "/moved/items?of=ada");
    } else {
        let data = view.data.unwrap().to_string();
        assert!(!data.contains("astray"), "what another host said is shown: {data}");
        let error = view.status.error.unwrap_or_else(|| panic!("it failed; {}", stage.story()));
        if name.contains("away") || name.contains("other-name") || name.contains("by-tls") {
            let (here, there) = (stage.backend.address(), stage.backend.away());
            let there = if name.contains("by-tls") {
                format!("https://{here}")
            } else if name.contains("other-name") {
                "localhost".to_owned()
            } else {
                there.to_string()
            };
            let text = error.to_string();
            assert!(text.contains(&here.to_string()) && text.contains(&there), "it names both origins: {text}");
            assert!(text.contains("base"), "it names the fix: {text}");
            assert!(!text.contains(TOKEN));
        }
        let asked = stage.backend.count(|seen| seen.request.path().contains("items"));
        assert!(asked <= 8, "asked {asked} times in 5 s; {}", stage.story());
        if name.contains("login") {
            assert!(error.message.contains("Sign in") || error.message.contains("/login"), "{error}");
        }
    }
    stage.backend.heal_all();
    stage.backend.change("2");
    stage.equal(5.0).await;
}

each! { writes: a_write_that_is_led;
    write_301_home = false, write_302_home = false, write_303_home = false, write_307_home = true,
    write_308_home = true, write_307_away = false, write_308_away = false, write_302_away = false,
    write_307_other_name = false, write_307_itself = false,
}

async fn a_write_that_is_led(name: &str, arrives: bool) {
    let stage = Stage::live(Setup::default()).await;
    stage.backend.set(name).unwrap();
    let acted = stage.mark("touch", "led").await;
    pass_by(3.0).await;
    stage.nothing_went_astray();
    let done = stage.backend.world(|world| world.times("led"));
    if arrives {
        assert!(matches!(acted, Acted::Done { .. }), "{acted:?}");
        assert_eq!(done, 1);
        let last = stage.writes().pop().unwrap().request;
        assert_eq!((last.method.as_str(), last.path()), ("POST", "/moved/items/3/touch"));
        assert_eq!(last.body, r#"{"mark":"led"}"#);
        assert_eq!(last.header("x-api-key"), TOKEN);
    } else {
        assert!(matches!(acted, Acted::Failed { .. } | Acted::Uncertain { .. }), "{acted:?}");
        assert_eq!(done, 0);
        let asked = stage.backend.count(|seen| seen.request.path().contains("touch"));
        // One that is a POST, and none that became a GET.
        let gets = stage.backend.count(|seen| seen.request.path().contains("touch") && seen.request.method == "GET");
        assert_eq!(gets, 0, "{}", stage.story());
        assert!(asked <= 2, "asked {asked} times");
        if name.contains("away") {
            let (Acted::Failed { failure } | Acted::Uncertain { failure }) = acted else { return };
            let text = failure.to_string();
            let (here, there) = (stage.backend.address().to_string(), stage.backend.away().to_string());
            assert!(text.contains(&here) && text.contains(&there), "it names both origins: {text}");
        }
    }
}

each! { handshakes: a_handshake_that_is_led; handshake_302_away, handshake_307_away, handshake_301_other_name }

async fn a_handshake_that_is_led(name: &str) {
    for speech in [Speech::Json, Speech::SocketIo, Speech::Stream] {
        let stage = Stage::live(speech).await;
        stage.backend.set(name).unwrap();
        stage.backend.cut();
        pass_by(10.0).await;
        stage.nothing_went_astray();
        assert!(!stage.is_live());
        stage.backend.heal_all();
        stage.equal(75.0).await;
    }
}

#[test]
fn the_person_s_token_goes_only_where_the_board_says() {
    crate::clock::quickly(async {
        for speech in [Speech::Json, Speech::SocketIo, Speech::Stream, Speech::Nothing] {
            let stage = Stage::live(speech).await;
            stage.mark("touch", "one").await;
            stage.equal(8.0).await;
            for seen in stage.backend.seen() {
                let places: Vec<_> = seen.request.headers.iter().filter(|(_, value)| value.contains(TOKEN)).collect();
                assert!(places.len() <= 1, "{places:?}");
                assert!(!seen.request.target.contains(TOKEN) && !seen.request.body.contains(TOKEN), "{seen:?}");
            }
        }
    });
}
