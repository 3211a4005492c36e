//! What one change costs that many show.
//!
//! One entry, one push of new data with its version (so that no flight has to verify it), until everybody knows:
//!
//! - `told`: n windows, each with a mount of its own; until the n effects that tell them are out.
//! - `answered`: the same, and each window then asks, and is answered with the data.
//! - `panels`: n panels of one window; until each has been called with the new view. The mirror counts panels and
//!   asks once; calling the panels is what a window does, here with one boxed closure each.
//!
//! A frame passes between two pushes, so that no window is told later for having been told a moment ago.

use crate::measure;
use oriel_query::{
    Answer, AskId, Cache, Call, Config, Effect, Input, Key, Mirror, Moves, Options, Rev, StaleTime, Time, VersionRule,
    ViewState, WindowId,
};
use serde_json::{Value, json};
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What a window calls when a key is to be painted.
type Panel = Box<dyn FnMut(&ViewState)>;

/// The cases.
pub(crate) const CASES: [&str; 3] = ["told", "answered", "panels"];
/// Longer than a frame.
const BETWEEN: Duration = Duration::from_millis(20);

/// Measures a case with so many observers.
pub(crate) fn run(case: &str, observers: usize) -> Option<Value> {
    let (time, rounds) = match case {
        "told" => windows(observers, false),
        "answered" => windows(observers, true),
        "panels" => panels(observers),
        _ => return None,
    };
    let ns = measure::nanos(time, 1);
    Some(json!({ "case": case, "size": observers, "ns": ns, "matches": observers, "rounds": rounds }))
}

/// One entry, and who pushes to it.
struct Stage {
    cache: Cache,
    now: Time,
    key: Key,
    version: u64,
    next_ask: u64,
}

impl Stage {
    fn new(windows: &[WindowId]) -> Self {
        let key = Key::new("balance", [("account", json!("acc_7"))]);
        let mut stage =
            Self { cache: Cache::new(Config::default(), 7), now: Time::ORIGIN, key, version: 0, next_ask: 1 };
        stage.push();
        for window in windows {
            stage.cache.handle(Input::Open { window: window.clone() }, stage.now);
            let input = stage.mount(window);
            stage.cache.handle(input, stage.now);
        }
        stage
    }

    fn ask_id(&mut self) -> AskId {
        self.next_ask += 1;
        AskId(self.next_ask)
    }

    fn mount(&mut self, window: &WindowId) -> Input {
        let options = Options { stale_time: StaleTime::Infinite, ..Options::default() };
        Input::Mount { ask: self.ask_id(), window: window.clone(), key: self.key.clone(), options }
    }

    fn ask(&mut self, window: &WindowId, known: Option<Rev>, force: bool) -> Input {
        Input::Ask { ask: self.ask_id(), window: window.clone(), key: self.key.clone(), known, force }
    }

    /// The next push, a frame later.
    fn next_push(&mut self) -> Input {
        self.version += 1;
        self.now = self.now + BETWEEN;
        let value = json!({ "version": self.version, "available": 12 });
        Input::Set { key: self.key.clone(), value, version: Some(VersionRule { pointer: "/version".into() }) }
    }

    fn push(&mut self) -> Vec<Effect> {
        let input = self.next_push();
        self.cache.handle(input, self.now)
    }
}

fn windows(count: usize, answered: bool) -> (Duration, usize) {
    let windows: Vec<WindowId> = (0..count).map(|number| WindowId::from(format!("window-{number}").as_str())).collect();
    let mut stage = Stage::new(&windows);
    measure::quartile(|| {
        let input = stage.next_push();
        let known = Some(Rev(stage.version - 1));
        let asking = if answered { windows.as_slice() } else { &[] };
        let asks: Vec<Input> = asking.iter().map(|window| stage.ask(window, known, false)).collect();
        let now = stage.now;
        let started = Instant::now();
        let told = std::hint::black_box(stage.cache.handle(input, now));
        let answers: Vec<Effect> = asks.into_iter().flat_map(|ask| stage.cache.handle(ask, now)).collect();
        let time = started.elapsed();
        assert_eq!(told.iter().filter(|effect| matches!(effect, Effect::Tell { .. })).count(), count);
        let with_data =
            |effect: &&Effect| matches!(effect, Effect::Answer { answer: Answer::Snapshot { data: Some(_), .. }, .. });
        assert_eq!(answers.iter().filter(with_data).count(), asking.len());
        time
    })
}

fn panels(count: usize) -> (Duration, usize) {
    let window = WindowId::from("main");
    let mut stage = Stage::new(&[]);
    stage.cache.handle(Input::Open { window: window.clone() }, stage.now);
    let mut mirror = Mirror::new(true);
    let key = stage.key.clone();
    for _ in 0..count {
        let moves = mirror.mount(&key);
        follow(&mut stage, &mut mirror, &window, moves);
    }
    let calls = Rc::new(Cell::new(0_usize));
    let mut panels: Vec<Panel> = (0..count)
        .map(|_| {
            let calls = Rc::clone(&calls);
            Box::new(move |view: &ViewState| calls.set(calls.get() + usize::from(view.data.is_some()))) as _
        })
        .collect();
    measure::quartile(|| {
        let input = stage.next_push();
        let now = stage.now;
        calls.set(0);
        let started = Instant::now();
        for effect in stage.cache.handle(input, now) {
            let Effect::Tell { notes, complete, .. } = effect else { continue };
            let moves = mirror.notes(&notes, complete);
            for key in follow(&mut stage, &mut mirror, &window, moves) {
                if let Some(view) = mirror.view(&key).filter(|view| !view.asking) {
                    panels.iter_mut().for_each(|panel| panel(view));
                }
            }
        }
        let time = started.elapsed();
        assert_eq!(calls.get(), count, "each panel is called once");
        time
    })
}

/// Carries calls to the cache and its answers back until there are no more; answers what to paint.
fn follow(stage: &mut Stage, mirror: &mut Mirror, window: &WindowId, mut moves: Moves) -> Vec<Key> {
    let mut repaint = std::mem::take(&mut moves.repaint);
    while let Some(call) = moves.calls.pop() {
        let input = match &call {
            Call::Mount { .. } => stage.mount(window),
            Call::Unmount { key } => Input::Unmount { window: window.clone(), key: key.clone() },
            Call::Ask { known, force, .. } => stage.ask(window, *known, *force),
            Call::More { .. } => unreachable!("nothing here is paged"),
        };
        for effect in stage.cache.handle(input, stage.now) {
            if let Effect::Answer { answer, .. } = effect {
                moves.join(mirror.answered(&call, answer));
            }
        }
        for key in std::mem::take(&mut moves.repaint) {
            if !repaint.contains(&key) {
                repaint.push(key);
            }
        }
    }
    repaint
}
