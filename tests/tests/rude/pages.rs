//! Pages: what is in sight first and soon, and a bound on those that bring nothing.

use crate::clock::pass_by;
use crate::stage::{Setup, Stage};
use oriel_query::Side;
use oriel_tests::rude::{Item, RudeBackend, World};

const PAGES: Setup = Setup {
    speech: oriel_tests::rude::Speech::Json,
    idempotency: false,
    resumes: false,
    windows: 1,
    shows: &["pages"],
};

each! { endless: pages_without_end; endless_empty_pages, same_cursor_again, cursors_in_a_circle }

/// However a person scrolls, and whatever is signalled, pages that bring nothing are not asked for without end.
async fn pages_without_end(name: &str) {
    let backend = RudeBackend::start(World::default()).await.unwrap();
    backend.set(name).unwrap();
    let stage = Stage::over(backend, PAGES, crate::stage::TOKEN);
    stage.until("a page", 10.0, |stage| stage.view("pages").data.is_some()).await;
    let (id, key) = (stage.window().id.clone(), stage.key("pages"));
    for _ in 0..5 {
        stage.session.more(&id, key.clone(), None, Side::Next).await;
        pass_by(1.0).await;
    }
    let loaded = stage.reads("/pages");
    assert!(loaded <= 60, "five presses asked {loaded} times");
    stage.backend.forget();
    pass_by(30.0).await;
    assert_eq!(stage.reads("/pages"), 0, "nobody asked for more");
    for _ in 0..10 {
        stage.backend.change("1");
        pass_by(1.0).await;
    }
    pass_by(10.0).await;
    let asked = stage.reads("/pages");
    assert!(asked <= 10 * (loaded + 2), "ten signals asked {asked} times for {loaded} pages");
    let view = stage.view("pages");
    assert!(view.status.error.is_none() && !view.status.fetching, "{}", stage.story());
}

/// How many rows are loaded, over all pages.
fn rows(stage: &Stage) -> usize {
    let data = stage.view("pages").data.map(|data| data.to_string()).unwrap_or_default();
    // Pages stand together in one value: rows are what has a revision.
    data.matches("\"revision\":").count()
}

#[test]
fn forty_loaded_pages_and_a_signal_a_second() {
    crate::clock::quickly(async {
        let item = |nth: usize| Item {
            id: nth.to_string(),
            name: format!("\"item {nth}\""),
            amount: "1".to_owned(),
            revision: 0,
        };
        let world = World { items: (0..120).map(item).collect(), ..World::default() };
        let backend = RudeBackend::start(world).await.unwrap();
        let stage = Stage::over(backend, PAGES, crate::stage::TOKEN);
        stage.until("a page", 10.0, |stage| stage.view("pages").data.is_some()).await;
        let (id, key) = (stage.window().id.clone(), stage.key("pages"));
        for page in 2..=40 {
            stage.session.more(&id, key.clone(), None, Side::Next).await;
            stage.until("one more page", 5.0, |stage| stage.reads("/pages") == page && rows(stage) == 3 * page).await;
        }
        assert_eq!(stage.reads("/pages"), 40);
        stage.backend.forget();
        let shown = |stage: &Stage, nth: usize| {
            stage.view("pages").data.is_some_and(|data| {
                let text = data.to_string();
                text.contains(&format!("\"id\":0,\"name\":\"item 0\",\"revision\":{nth}"))
                    || text.contains(&format!("\"revision\":{nth},"))
                    || text.contains(&format!("\"revision\":{nth}}}"))
            })
        };
        for nth in 1..=20 {
            stage.backend.change("0");
            stage.until("the change of the first page, which is in sight", 2.0, |stage| shown(stage, nth)).await;
            pass_by(1.0).await;
        }
        let asked = stage.reads("/pages");
        // 40 pages a signal would be 800.
        assert!(asked <= 200, "20 signals asked {asked} times");
    });
}
