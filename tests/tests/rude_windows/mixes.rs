//! 50 of the seeded mixes in real windows, all at once: each has a backend of its own on one board, and its panels in one
//! of ten windows. At rest what a person reads is what each server has, nothing was sent twice where that is not safe, and
//! nothing went astray.
//!
//! `ORIEL_SEED=N` runs one, and tells its plan; `ORIEL_MIXES=N` the first so many.

use crate::board::{self, Rude};
use crate::sight::{Shown, Sight, look, of_server};
use crate::{TURN, number, pictures};
use oriel_tests::display::Display;
use oriel_tests::rude::{Event, Plan, RudeBackend, World};
use oriel_tests::stage::Theme;
use oriel_tests::{App, Outcome, Page};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::sleep;

/// How many there are.
const MIXES: u64 = 50;
/// How many share a window.
const ACROSS: usize = 5;
/// After everything has healed: the slowest try of a link, of a query, and of an action after the other.
const REST: Duration = Duration::from_secs(120);

/// A mix under way.
struct Mix {
    plan: Plan,
    backend: RudeBackend,
    page: Page,
    suffix: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_seeds_end_in_windows_that_are_as_their_servers() -> Outcome {
    let _turn = TURN.lock().await;
    let seeds: Vec<u64> = match number("ORIEL_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("ORIEL_MIXES").unwrap_or(MIXES)).collect(),
    };
    let begun = Instant::now();
    let folder = tempfile::tempdir()?;
    let mut parts = Vec::new();
    for seed in seeds.iter().copied() {
        let plan = Plan::of(seed);
        if seeds.len() == 1 {
            println!("{plan:#?}");
        }
        let backend = RudeBackend::start(World::default()).await?;
        backend.end_event_names_with(&format!("-r{}", parts.len()));
        parts.push((plan, backend));
    }
    let rudes: Vec<_> = parts.iter().map(|(plan, backend)| (rude(plan, backend), presses(plan))).collect();
    let file = oriel_tests::board::write(folder.path(), &board::of_many(&rudes, ACROSS))?;
    let display = Display::start().await?;
    let app = App::start(folder.path(), &display, &file, Theme::default()).await?;
    // A board that cannot be read has a window of its own, which says why.
    let first = app.page("w0").await;
    let said = std::fs::read_to_string(folder.path().join("app.log"))?;
    first.map_err(|error| format!("{error}; {said}"))?;
    let pages = app.windows(seeds.len().div_ceil(ACROSS)).await?;
    let mut mixes = Vec::new();
    for (nth, (plan, backend)) in parts.into_iter().enumerate() {
        let label = format!("w{}", nth / ACROSS);
        let page = pages.iter().find(|page| page.label() == label).ok_or("a window is missing")?.clone();
        mixes.push(Mix { plan, backend, page, suffix: format!("-r{nth}") });
    }
    for mix in &mixes {
        mix.page.has(&format!(r#"[data-panel="items{}"] [data-row]"#, mix.suffix)).await?;
    }
    eprintln!("{} mixes in {} windows after {:.1} s", mixes.len(), pages.len(), begun.elapsed().as_secs_f64());

    carry_out(&mixes, &display).await?;
    let healed = Instant::now();
    let left = rest(&mixes, &pages).await?;
    let rested = healed.elapsed();
    if let Some(folder) = pictures() {
        display.picture(&folder.join("mixes-end.png")).await?;
    }
    let mut wrong: Vec<String> =
        left.into_iter().map(|(seed, what)| format!("seed {seed} never came to rest: {what}")).collect();
    wrong.extend(
        mixes.iter().filter_map(|mix| counted(mix).err().map(|error| format!("seed {}: {error}", mix.plan.seed))),
    );
    for page in &pages {
        let Sight { troubles, .. } = look(page, &[]).await?;
        let nowhere = troubles.iter().filter(|trouble| !trouble.leads_on());
        wrong.extend(nowhere.map(|trouble| format!("{}: leads nowhere: {:?}", page.label(), trouble.text)));
    }
    let asked: usize = mixes.iter().map(|mix| mix.backend.count(|_| true)).sum();
    println!(
        "{} mixes in {} windows: {:.0} s, at rest {:.1} s after all had healed, {asked} requests",
        mixes.len(),
        pages.len(),
        begun.elapsed().as_secs_f64(),
        rested.as_secs_f64()
    );
    if wrong.is_empty() {
        return app.close().await;
    }
    let kept = std::env::temp_dir().join("oriel-rude-failures").join("mixes");
    std::fs::create_dir_all(&kept)?;
    display.picture(&kept.join("screen.png")).await?;
    std::fs::copy(folder.path().join("app.log"), kept.join("app.log"))?;
    std::fs::copy(&file, kept.join("board.toml"))?;
    Err(format!("to be replayed with ORIEL_SEED=N, see {}: {wrong:#?}", kept.display()).into())
}

fn rude(plan: &Plan, backend: &RudeBackend) -> Rude {
    let resumes = plan.events.iter().any(|(_, event)| *event == Event::Begins("replays"));
    Rude { at: backend.address(), speech: plan.speech, idempotency: plan.idempotency, resumes }
}

/// Whether each is a POST, and its mark.
fn presses(plan: &Plan) -> Vec<(bool, String)> {
    let press = |(_, event): &(Duration, Event)| match event {
        Event::Touches { mark, .. } => Some((true, mark.clone())),
        Event::Sets { mark, .. } => Some((false, mark.clone())),
        _ => None,
    };
    plan.events.iter().filter_map(press).collect()
}

/// All plans at once; presses are made one after the other.
async fn carry_out(mixes: &[Mix], display: &Display) -> Outcome {
    let (pressed, mut to_press) = mpsc::unbounded_channel();
    let plans = mixes.iter().enumerate().map(|(nth, mix)| {
        let pressed = pressed.clone();
        async move {
            mix.plan
                .run(&mix.backend, |event| {
                    if let Event::Touches { id, mark } | Event::Sets { id, mark } = event {
                        let _ = pressed.send((nth, *id, mark.clone()));
                    }
                })
                .await;
        }
    });
    let plans = futures_util::future::join_all(plans);
    let pressing = async {
        let mut made = 0;
        while let Some((nth, id, mark)) = to_press.recv().await {
            let Mix { page, suffix, .. } = &mixes[nth];
            let button = format!(
                r#"[data-panel="items{suffix}"] [data-row="{id}"] [data-action="{}"]"#,
                board::press(nth, &mark)
            );
            let script = "const button = document.querySelector(arguments[0]); button?.click(); return button != null";
            made += usize::from(page.run(script, vec![json!(button)]).await? == json!(true));
            if let Some(folder) = pictures().filter(|_| made % 10 == 1) {
                display.picture(&folder.join(format!("mixes-{made:03}.png"))).await?;
            }
        }
        Outcome::Ok(made)
    };
    // Only plans press from now on.
    drop(pressed);
    let (_, made) = tokio::join!(plans, pressing);
    println!("{} presses of buttons", made?);
    Ok(())
}

/// Waits until each mix is shown as its server has it. What is not at the end of the time, by its seed.
async fn rest(mixes: &[Mix], pages: &[Page]) -> Outcome<BTreeMap<u64, String>> {
    let begun = Instant::now();
    loop {
        let mut left = BTreeMap::new();
        for page in pages {
            let of: Vec<&Mix> = mixes.iter().filter(|mix| mix.page.label() == page.label()).collect();
            let suffixes: Vec<String> = of.iter().map(|mix| mix.suffix.clone()).collect();
            let sight = look(page, &suffixes).await?;
            for (mix, shown) in of.iter().zip(&sight.shown) {
                let server = server(&mix.backend)?;
                if *shown != server {
                    left.insert(mix.plan.seed, difference(shown, &server));
                }
            }
            let waits = sight.waits.map(|count| format!("{count} actions wait"));
            let failure = sight.troubles.first().map(|trouble| trouble.text.clone());
            if let (Some(what), Some(mix)) = (waits.or(failure), of.first()) {
                left.entry(mix.plan.seed).or_insert(format!("in its window, perhaps of a neighbour: {what}"));
            }
        }
        if left.is_empty() || begun.elapsed() > REST {
            return Ok(left);
        }
        sleep(Duration::from_millis(500)).await;
    }
}

fn server(backend: &RudeBackend) -> Outcome<Shown> {
    let (items, balance) = backend.world(|world| (world.items(), world.balance()));
    Ok(of_server(&serde_json::from_str(&items)?, &serde_json::from_str(&balance)?))
}

fn difference(shown: &Shown, server: &Shown) -> String {
    let rows = shown.rows.iter().zip(&server.rows).filter(|(shown, server)| shown != server);
    let rows: Vec<String> = rows.map(|(shown, server)| format!("{shown:?} for {server:?}")).collect();
    let (has, wants) = (shown.rows.len(), server.rows.len());
    format!("balance {} for {}, {has} rows for {wants}, {}", shown.balance, server.balance, rows.join(", "))
}

/// What was pressed was not sent twice where that is not safe, and nothing went to another origin.
fn counted(mix: &Mix) -> Outcome {
    let Mix { plan, backend, .. } = mix;
    let home = backend.address().to_string();
    let seen = backend.seen();
    if let Some(astray) = seen.iter().find(|seen| seen.away || seen.request.header("host") != home) {
        return Err(format!("{} {} went astray", astray.request.method, astray.request.target).into());
    }
    let writes: Vec<_> = seen.iter().filter(|seen| seen.request.method != "GET").collect();
    let redirected = writes.iter().filter(|seen| seen.request.path().starts_with("/moved/")).count();
    for (post, mark) in presses(plan) {
        let done = backend.world(|world| world.times(&mark));
        let sent = writes.iter().filter(|seen| seen.request.body.contains(&format!("\"{mark}\""))).count();
        if post && done > 1 {
            return Err(format!("{mark} was done {done} times").into());
        }
        if post && !plan.idempotency && sent > 1 + redirected {
            return Err(format!("{mark} was sent {sent} times").into());
        }
    }
    Ok(())
}
