//! Three windows, in which everything breaks in seeded order; at the end nothing is lost, nothing was done twice, every
//! window is as the server, and nobody was left with an error that leads nowhere.
//!
//! `ORIEL_SEED=N` replays the order of a seed; `ORIEL_LONG=1` (`cargo xtask test rude --long`) goes on for ten minutes, in
//! which the application sleeps for a minute at a time. `ORIEL_PICTURES=FOLDER` keeps pictures of the screen.

mod deck;
mod pages;
mod person;
mod stage;

use crate::sight::{Shown, look, of_server};
use crate::{TURN, number, pictures};
use deck::{Breaks, Deck};
use oriel_tests::Outcome;
use oriel_tests::rude::{Journal, Speech};
use person::{Heard, Person, tries};
use reqwest::Method;
use stage::Stage;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

const IDS: [&str; 6] = ["9007199254740992", "9007199254740993", "1", "3", "7", "10"];
/// Between two looks.
const TICK: Duration = Duration::from_millis(250);
/// After everything was mended: the longest that a request is waited for, and some.
const REST: Duration = Duration::from_secs(90);

#[tokio::test]
async fn in_the_end_every_window_is_as_the_server_and_nothing_was_done_twice() -> Outcome {
    let _turn = TURN.lock().await;
    let is_long = number("ORIEL_LONG").is_some_and(|long| long > 0);
    let (span, sleeps) = if is_long { (600, 60) } else { (60, 5) };
    let seed = number("ORIEL_SEED").unwrap_or(11);
    let speech = [Speech::Json, Speech::SocketIo, Speech::Stream][usize::try_from(seed / 2 % 3)?];
    let stage = Stage::set(speech, seed.is_multiple_of(2)).await?;
    let mut chaos = Chaos {
        deck: Deck::new(seed, stage.breaks(), Duration::from_secs(sleeps)),
        stage,
        life: fastrand::Rng::with_seed(seed + 1),
        broken: Vec::new(),
        person: Person::default(),
        heard: Heard::default(),
        counts: BTreeMap::new(),
        changes: 0,
    };
    let begun = Instant::now();
    let played = async {
        chaos.choose().await?;
        chaos.break_things(Duration::from_secs(span)).await?;
        let mended = Instant::now();
        chaos.rest().await?;
        let rested = mended.elapsed();
        chaos.is_whole(seed.is_multiple_of(2)).await?;
        pages::come_back(&chaos.stage, &["ada", "ben", "cleo"]).await?;
        Ok::<_, oriel_tests::Problem>(rested)
    };
    match played.await {
        Ok(rested) => {
            println!(
                "seed {seed}, {speech:?}: {:.0} s, at rest {:.1} s after the last was mended",
                begun.elapsed().as_secs_f64(),
                rested.as_secs_f64()
            );
            println!("{}", chaos.figures()?);
            Ok(())
        }
        Err(error) => {
            let kept = chaos.stage.keep(&format!("chaos-{seed}")).await?;
            Err(format!("seed {seed}: {error}; see {}\n{}", kept.display(), chaos.figures()?).into())
        }
    }
}

struct Chaos {
    stage: Stage,
    deck: Deck,
    /// What happens beside: apart from the deck, whose order does not depend on how quick the machine is.
    life: fastrand::Rng,
    /// What is broken now, and until when.
    broken: Vec<(Breaks, Instant)>,
    person: Person,
    heard: Heard,
    /// How often each thing broke.
    counts: BTreeMap<Breaks, usize>,
    /// Changes from outside.
    changes: usize,
}

impl Chaos {
    fn is(&self, breaks: Breaks) -> bool {
        self.broken.iter().any(|(broken, _)| *broken == breaks)
    }

    /// Each window has a variable of its own.
    async fn choose(&mut self) -> Outcome {
        for (page, value) in self.stage.pages.iter().zip(["Ada", "Ben", "Cleo"]) {
            page.has("[data-row]").await?;
            page.run(
                "const select = document.querySelector('header select, [data-panel] select');
                select.selectedIndex = [...select.options].findIndex((option) => option.text === arguments[0]);
                select.dispatchEvent(new Event('change', { bubbles: true }))",
                vec![value.into()],
            )
            .await?;
        }
        Ok(())
    }

    async fn break_things(&mut self, span: Duration) -> Outcome {
        let begun = Instant::now();
        let mut next = begun + Duration::from_secs(3);
        let mut nth = 0;
        while begun.elapsed() < span || !self.broken.is_empty() {
            for (breaks, _) in self.broken.extract_if(.., |(_, until)| *until <= Instant::now()).collect::<Vec<_>>() {
                self.stage.end(breaks).await?;
            }
            if Instant::now() >= next && begun.elapsed() < span {
                self.break_next(begun).await?;
                next = Instant::now() + Duration::from_millis(self.deck.random().u64(2_000..6_000));
            }
            nth += 1;
            self.live(nth).await?;
            sleep(TICK).await;
        }
        Ok(())
    }

    async fn break_next(&mut self, begun: Instant) -> Outcome {
        let broken = self.broken.clone();
        let may = |breaks: Breaks| {
            let is = |other: &Breaks| broken.iter().any(|(broken, _)| broken == other);
            let backend = broken.iter().any(|(broken, _)| broken.is_of_backend());
            !(is(&breaks) || breaks.is_of_backend() && backend)
        };
        let Some((breaks, lasts)) = self.deck.draw(may) else { return Ok(()) };
        eprintln!("{:6.1} s: {breaks:?} for {:.1} s", begun.elapsed().as_secs_f64(), lasts.as_secs_f64());
        let mut random = self.deck.random().fork();
        self.stage.begin(breaks, &mut random).await?;
        self.broken.push((breaks, Instant::now() + lasts));
        *self.counts.entry(breaks).or_default() += 1;
        Ok(())
    }

    /// What happens anyway: something changes, somebody presses a button, and looks.
    async fn live(&mut self, nth: u32) -> Outcome {
        let random = &mut self.life;
        let (changes, presses) = (random.bool(), random.u8(..5) == 0);
        let (row, page) = (random.choice(IDS).unwrap_or("3"), random.usize(..self.stage.pages.len()));
        let action = if random.bool() { "touch" } else { "set" };
        let backend_is_up = !self.is(Breaks::Killed) && !self.is(Breaks::Replaced) && !self.is(Breaks::Frozen);
        if changes && backend_is_up {
            self.stage.backend.tell(Method::POST, &format!("/change/{row}")).await?;
            self.changes += 1;
        }
        if let Some(folder) = pictures().filter(|_| nth.is_multiple_of(12)) {
            let names: Vec<String> = self.broken.iter().map(|(breaks, _)| format!("-{breaks:?}")).collect();
            self.stage.display.picture(&folder.join(format!("chaos-{nth:04}{}.png", names.concat()))).await?;
        }
        // Nobody is there who could answer.
        if self.is(Breaks::Asleep) {
            return Ok(());
        }
        if presses {
            let page = self.stage.pages[page].clone();
            self.person.press(&page, action, row).await;
        }
        if nth.is_multiple_of(4) {
            self.listen().await;
        }
        Ok(())
    }

    async fn listen(&mut self) {
        for page in &self.stage.pages {
            // A page that is being loaded says nothing.
            if let Ok(Ok(sight)) = timeout(Duration::from_secs(5), look(page, &[])).await {
                self.heard.hear(page.label(), sight);
            }
        }
    }

    /// Waits until every window is live and as the server, and nothing waits any more.
    async fn rest(&mut self) -> Outcome {
        let mended = Instant::now();
        loop {
            self.listen().await;
            let Some(problem) = self.unrest().await? else { return Ok(()) };
            if mended.elapsed() > REST {
                return Err(format!("never came to rest: {problem}").into());
            }
            sleep(TICK).await;
        }
    }

    /// What is not yet as it has to be.
    async fn unrest(&self) -> Outcome<Option<String>> {
        let state = self.stage.backend.state().await?;
        let server = of_server(&state["items"], &state["balance"]);
        for page in &self.stage.pages {
            let label = page.label();
            let sight = match timeout(Duration::from_secs(10), look(page, &[String::new()])).await {
                Ok(Ok(sight)) => sight,
                Ok(Err(error)) => return Ok(Some(format!("{label} cannot be looked at: {error}"))),
                Err(_) => return Ok(Some(format!("{label} does not answer"))),
            };
            if sight.link.as_deref() != Some("live") || sight.waits.is_some() {
                return Ok(Some(format!(
                    "{label}: link {:?}, waits {:?}, {:?}",
                    sight.link, sight.waits, sight.troubles
                )));
            }
            if sight.shown != [server.clone()] {
                return Ok(Some(format!("{label} shows {}, the server has {}", text(&sight.shown), text(&[server]))));
            }
        }
        Ok(None)
    }

    /// What was promised was done, nothing twice, and every window still has what was chosen in it.
    async fn is_whole(&mut self, idempotency: bool) -> Outcome {
        let state = self.stage.backend.state().await?;
        let asked = Journal::read(&self.stage.journal())?;
        let mut broken_promises = Vec::new();
        for press in &self.person.presses {
            let mark = &press.mark;
            let done = state["done"][mark].as_u64().unwrap_or(0);
            let tries = tries(&asked, mark);
            let safe = idempotency || press.action == "set";
            if !safe && tries.len() > 1 {
                return Err(format!("{press:?} was sent {} times", tries.len()).into());
            }
            if idempotency && (done > 1 || tries.windows(2).any(|pair| pair[0] != pair[1] || pair[0].is_empty())) {
                return Err(format!("{press:?} was done {done} times, under the keys {tries:?}").into());
            }
            if press.promised && done == 0 {
                broken_promises.push(format!("{press:?}, sent {} times", tries.len()));
            }
        }
        if !self.person.presses.iter().any(|press| press.promised) {
            return Err("no press came through, so nothing is known of what becomes of one".into());
        }
        if broken_promises.len() > self.heard.unkept {
            let told = self.heard.unkept;
            return Err(
                format!("{broken_promises:#?} were promised and not done; {told} times a window said so").into()
            );
        }
        if !self.heard.dead_ends.is_empty() {
            return Err(format!("these lead nowhere: {:#?}", self.heard.dead_ends).into());
        }
        for (page, value) in self.stage.pages.iter().zip(["Ada", "Ben", "Cleo"]) {
            let chosen = page.run(
                "return document.querySelector('header select, [data-panel] select').selectedOptions[0]?.text ?? null",
                vec![],
            );
            let chosen = chosen.await?;
            if chosen != value {
                return Err(format!("{} has lost its choice {value}: {chosen}", page.label()).into());
            }
        }
        Ok(())
    }

    fn figures(&self) -> Outcome<String> {
        let asked = Journal::read(&self.stage.journal())?;
        let of =
            |path: &str| asked.iter().filter(|noted| noted.target.starts_with(path) && noted.method == "GET").count();
        let promised = self.person.presses.iter().filter(|press| press.promised).count();
        Ok(format!(
            "broke: {:?}\n{} changes from outside, {} presses ({promised} promised, {} in vain), \
             requests: {} in all, {} items, {} balance, {} handshakes\ntroubles: {:#?}\nnotices: {:#?}",
            self.counts,
            self.changes,
            self.person.presses.len(),
            self.person.in_vain,
            asked.len(),
            of("/items"),
            of("/balance"),
            of("/ws") + of("/socket.io") + of("/events"),
            self.heard.troubles,
            self.heard.notices,
        ))
    }
}

fn text(shown: &[Shown]) -> String {
    let one = |shown: &Shown| {
        let rows: Vec<String> = shown.rows.iter().map(|[id, _, amount]| format!("{id}={amount}")).collect();
        format!("[{} of {}]", rows.join(" "), shown.balance)
    };
    shown.iter().map(one).collect()
}
