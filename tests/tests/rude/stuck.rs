//! What is shown is asked again for as long as it is shown: quickly, then slowly, and as the backend wishes.

use crate::clock::pass_by;
use crate::stage::{Setup, Stage, is_handshake};
use oriel_tests::rude::Speech;
use std::time::Duration;

each! { passing: a_failure_that_passes;
    unavailable = "upstream is away", unavailable_bare = "503", bad_gateway = "502", gateway_timeout = "504",
    origin_is_down = "521", origin_timed_out = "524", overloaded = "529", server_error = "database is locked",
    request_timeout = "408", too_early = "425", missing_route = "404", maintenance_page = "We will be back soon",
    captive_portal = "Sign in to the network", closed_unanswered = "", cut_in_the_head = "", cut_in_the_body = "",
    cut_in_the_chunks = "", half_as_if_whole = "", slow = "", silent = "",
}

/// A change is signalled, and for 20 s nobody can say what it was; the socket stays.
async fn a_failure_that_passes(name: &str, words: &str) {
    let stage = Stage::live(Setup::default()).await;
    if name == "missing-route" {
        // A route is only missing for a while after a deploy.
        stage.backend.cut();
        stage.equal(20.0).await;
        stage.backend.forget();
    }
    stage.backend.set(name).unwrap();
    stage.backend.change("1");
    pass_by(20.0).await;
    assert!(stage.view("items").data.is_some() && stage.view("balance").data.is_some(), "what was there stays");
    assert!(stage.is_live(), "the socket hears everything");
    // A request that hangs may hang for longer than this.
    if !matches!(name, "silent" | "slow") {
        let error = stage.view("items").status.error.unwrap_or_else(|| panic!("it failed; {}", stage.story()));
        assert!(error.to_string().contains(words), "{error} does not say {words:?}");
        assert!(stage.view("items").status.again_ms.is_some(), "it says when it asks again; {}", stage.story());
    }
    let asked = stage.reads("/items");
    assert!(asked <= 12, "it asked {asked} times in 20 s");
    stage.backend.heal(name);
    stage.equal(45.0).await;
    // And then it is quiet.
    stage.backend.forget();
    pass_by(120.0).await;
    assert_eq!(stage.reads("/items") + stage.reads("/balance"), 0, "{}", stage.story());
    assert_eq!(stage.handshakes(), 0, "the socket stayed; {}", stage.story());
}

each! { told_to_wait: a_wait_that_is_asked_for;
    unavailable_for_seconds = 7.0, unavailable_until = 8.0, too_many = 5.0, too_many_for_a_fraction = 0.0,
    too_many_said_badly = 0.0, too_many_until_yesterday = 0.0,
    too_many_for_less_than_nothing = 0.0, too_many_at_no_time = 0.0,
}

/// `Retry-After` is kept, for all queries of the backend.
async fn a_wait_that_is_asked_for(name: &str, seconds: f64) {
    let stage = Stage::live(Setup::default()).await;
    stage.backend.set(name).unwrap();
    stage.backend.change("1");
    pass_by(40.0).await;
    let times: Vec<_> = stage.backend.seen().iter().filter(|seen| !is_handshake(seen)).map(|seen| seen.at).collect();
    assert!(times.len() >= 4, "it goes on asking: {}", stage.story());
    for pair in times.windows(2) {
        let gap = pair[1] - pair[0];
        // Those that had left before the answer came do not count.
        if gap > Duration::from_millis(400) {
            assert!(gap.as_secs_f64() >= seconds, "asked again after {gap:?}; {}", stage.story());
        }
    }
    assert!(times.len() <= 30, "it asked {} times in 40 s", times.len());
    stage.backend.heal(name);
    stage.equal(45.0).await;
}

#[test]
fn a_wait_of_hours_is_no_reason_to_hammer_and_a_person_may_still_ask() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup::default()).await;
        stage.backend.set("too-many-for-hours").unwrap();
        stage.backend.change("1");
        pass_by(60.0).await;
        let asked = stage.reads("/items") + stage.reads("/balance");
        assert!((1..=4).contains(&asked), "it asked {asked} times in a minute; {}", stage.story());
        stage.backend.heal_all();
        for query in ["items", "balance"] {
            stage.session.fetch(&stage.window().id, stage.key(query), None, true).await;
        }
        stage.equal(5.0).await;
    });
}

#[test]
fn an_answer_that_takes_forty_seconds_comes_at_last() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup::default()).await;
        stage.backend.set_below("late", "/items").unwrap();
        stage.backend.change("1");
        pass_by(3.0).await;
        stage.until("the late answer", 150.0, |stage| stage.is_equal()).await;
        let asked = stage.reads("/items");
        assert!(asked <= 3, "asked {asked} times; {}", stage.story());
    });
}

#[test]
fn a_signal_asks_at_once_what_failed_before() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup::default()).await;
        stage.backend.set("unavailable").unwrap();
        stage.backend.change("1");
        // Deep in the slow tries.
        pass_by(90.0).await;
        stage.backend.heal_all();
        stage.backend.change("2");
        stage.equal(3.0).await;
    });
}

#[test]
fn a_link_that_comes_back_asks_at_once_what_failed_before() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup::default()).await;
        stage.backend.set("bad-gateway").unwrap();
        stage.backend.change("1");
        pass_by(90.0).await;
        stage.backend.heal_all();
        stage.backend.cut();
        stage.equal(8.0).await;
    });
}

#[test]
fn a_status_that_does_not_pass_waits_for_a_signal() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup::default()).await;
        // Long after the connection was made, what is missing is missing.
        pass_by(320.0).await;
        stage.backend.set("missing-route").unwrap();
        stage.backend.change("1");
        pass_by(5.0).await;
        let asked = stage.reads("/items");
        assert!((1..=1).contains(&asked), "asked {asked} times; {}", stage.story());
        pass_by(120.0).await;
        assert_eq!(stage.reads("/items"), asked, "{}", stage.story());
        stage.backend.heal_all();
        stage.backend.change("1");
        stage.equal(5.0).await;
    });
}

#[test]
fn an_outage_at_the_very_first_asking_passes_too() {
    crate::clock::quickly(async {
        let backend = oriel_tests::rude::RudeBackend::start(Default::default()).await.unwrap();
        backend.set("unavailable").unwrap();
        let stage = Stage::over(backend, Setup::default(), crate::stage::TOKEN);
        pass_by(60.0).await;
        assert!(stage.view("items").data.is_none());
        stage.backend.heal_all();
        stage.equal(40.0).await;
    });
}

async fn unavailable_on(speech: Speech) {
    let stage = Stage::live(speech).await;
    stage.backend.set("unavailable").unwrap();
    stage.backend.change("1");
    pass_by(30.0).await;
    stage.backend.heal_all();
    stage.equal(45.0).await;
}

#[test]
fn over_socket_io_too() {
    crate::clock::quickly(unavailable_on(Speech::SocketIo));
}

#[test]
fn over_a_stream_too() {
    crate::clock::quickly(unavailable_on(Speech::Stream));
}

#[test]
fn without_a_socket_too() {
    crate::clock::quickly(unavailable_on(Speech::Nothing));
}

#[test]
fn nobody_listens_for_a_minute() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup::default()).await;
        stage.backend.stop().await;
        stage.backend.world(|world| world.change("1", None));
        pass_by(60.0).await;
        assert!(!stage.is_live());
        assert!(stage.view("items").data.is_some());
        stage.backend.resume().await;
        stage.equal(15.0).await;
    });
}

#[test]
fn a_break_in_the_midst_of_the_answers_passes() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup::default()).await;
        stage.backend.set("slow").unwrap();
        stage.backend.change("1");
        pass_by(0.5).await;
        stage.backend.cut();
        stage.backend.heal_all();
        stage.equal(15.0).await;
    });
}

#[test]
fn empty_is_empty() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup { shows: &["empty", "balance"], ..Setup::default() }).await;
        let view = stage.view("empty");
        assert!(view.status.error.is_none() && !view.asking && !view.status.fetching, "{view:?}");
        assert_eq!(view.data.as_deref(), Some(&serde_json::Value::Null));
        for name in ["no-data", "empty-body"] {
            stage.backend.set_below(name, "/balance").unwrap();
            stage.backend.change("1");
            stage
                .until(name, 5.0, |stage| stage.view("balance").data.as_deref() == Some(&serde_json::Value::Null))
                .await;
            pass_by(60.0).await;
            let view = stage.view("balance");
            assert!(view.status.error.is_none() && !view.status.fetching, "{name}: {view:?}");
            stage.backend.heal_all();
            stage.backend.change("1");
            stage
                .until("data again", 5.0, |stage| {
                    stage.view("balance").data.as_deref().is_some_and(|data| data.is_object())
                })
                .await;
        }
    });
}
