//! The floor of `cargo xtask bench windows`: how quick windows of Tauri can be at all.
//!
//! Bare pages hear an event, answer it with a command, repaint and take the time; every other event brings along what the
//! command would have answered. No backend, no socket, no cache, no framework: what Oriel needs on top of this is Oriel's
//! own. The page is in `tests/floor/`. Prints the figures as JSON and ends by itself.

use clap::Parser;
use serde_json::json;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tauri::ipc::Response;
use tauri::{
    App, AppHandle, Emitter as _, EventTarget, Manager as _, State, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    Wry,
};

#[derive(Debug, Parser)]
#[command(about = "Bare windows that hear events")]
struct Options {
    /// How many windows.
    #[arg(long, default_value_t = 3)]
    windows: usize,
    /// How many events of each kind.
    #[arg(long, default_value_t = 60)]
    events: usize,
    /// How long the text is that a page is to paint.
    #[arg(long, default_value_t = 1000)]
    bytes: usize,
    /// All windows in one web process, where the system can.
    #[arg(long)]
    related: bool,
    /// Between two events. No multiple of a frame, so that they fall on every part of one.
    #[arg(long, default_value_t = 211)]
    pace_ms: u64,
}

/// Milliseconds since 1970, as pages count them.
type Moment = f64;

struct Floor {
    options: Options,
    ready: Mutex<usize>,
    emitted: Mutex<Vec<Moment>>,
    /// By window: when it had painted each event.
    painted: Mutex<BTreeMap<String, BTreeMap<usize, Moment>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn now() -> Moment {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}

// The commands have the names of the application's own: the build lets a window call no others.

/// A page listens.
#[tauri::command]
async fn open(app: AppHandle, floor: State<'_, Floor>) -> Result<(), ()> {
    let all = {
        let mut ready = lock(&floor.ready);
        *ready += 1;
        *ready == floor.options.windows
    };
    if all {
        tauri::async_runtime::spawn(emit(app));
    }
    Ok(())
}

async fn emit(app: AppHandle) {
    // The pages have just been loaded: let them come to rest.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let floor = app.state::<Floor>();
    let mut clock = tokio::time::interval(Duration::from_millis(floor.options.pace_ms));
    for n in 0..floor.options.all() {
        clock.tick().await;
        lock(&floor.emitted).push(now());
        let payload = if brings(n) { json!({ "n": n, "data": floor.options.data(n) }) } else { json!({ "n": n }) };
        for window in app.webview_windows().values() {
            let target = EventTarget::webview_window(window.label());
            if let Err(error) = window.emit_to(target, "floor", payload.clone()) {
                eprintln!("floor: {}: {error}", window.label());
            }
        }
    }
}

/// What the page shows for an event.
#[tauri::command]
async fn fetch(floor: State<'_, Floor>, n: usize) -> Result<Response, ()> {
    Ok(Response::new(floor.options.data(n).into_bytes()))
}

/// A page has painted the last event; these are its times.
#[tauri::command]
async fn act(
    app: AppHandle,
    window: WebviewWindow,
    floor: State<'_, Floor>,
    painted: Vec<(usize, Moment)>,
) -> Result<(), ()> {
    let mut all = lock(&floor.painted);
    all.insert(window.label().to_owned(), painted.into_iter().collect());
    if all.len() == floor.options.windows {
        println!("{}", figures(&lock(&floor.emitted), &all));
        app.exit(0);
    }
    Ok(())
}

/// The event has the data along, and nothing is asked.
fn brings(n: usize) -> bool {
    n % 2 == 1
}

impl Options {
    fn all(&self) -> usize {
        2 * self.events
    }

    /// What a page shows for an event: the text of its JSON.
    fn data(&self, n: usize) -> String {
        let text = format!("{n},{n}{n} {}", "x".repeat(self.bytes));
        json!({ "n": n, "last": n + 1 == self.all(), "text": text }).to_string()
    }
}

/// From each event to the repaint in the last window. A window that skipped an event because a
/// later one came first is counted with the later one.
fn figures(emitted: &[Moment], painted: &BTreeMap<String, BTreeMap<usize, Moment>>) -> serde_json::Value {
    let last = |n: usize, at: Moment| {
        let times = painted.values().map(|times| times.range(n..).map(|(_, time)| time - at).next());
        times.collect::<Option<Vec<_>>>()?.into_iter().reduce(f64::max)
    };
    let of = |kind: bool| -> Vec<f64> {
        let emitted = emitted.iter().enumerate().filter(|(n, _)| brings(*n) == kind);
        emitted.filter_map(|(n, at)| last(n, *at)).collect()
    };
    json!({ "unit": "ms", "asked": of(false), "brought": of(true) })
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let (count, related) = (options.windows, options.related);
    let floor = Floor { options, ready: Mutex::default(), emitted: Mutex::default(), painted: Mutex::default() };
    tauri::Builder::default()
        .manage(floor)
        .invoke_handler(tauri::generate_handler![open, fetch, act])
        .setup(move |app| {
            let first = window(app, 0).build()?;
            for n in 1..count {
                let next = window(app, n);
                let next = if related { beside(next, &first)? } else { next };
                next.build()?;
            }
            Ok(())
        })
        .run(tauri::generate_context!("tests/floor/tauri.conf.json"))?;
    Ok(())
}

type Builder<'a> = WebviewWindowBuilder<'a, Wry, App>;

fn window(app: &App, n: usize) -> Builder<'_> {
    WebviewWindowBuilder::new(app, format!("floor-{n}"), WebviewUrl::App("index.html".into()))
        .title(format!("Floor {n}"))
        .inner_size(1180.0, 860.0)
}

/// In the web process of this window.
#[cfg(target_os = "linux")]
fn beside<'a>(window: Builder<'a>, first: &WebviewWindow) -> Result<Builder<'a>, Box<dyn Error>> {
    use std::cell::RefCell;
    thread_local! {
        // The view may not leave this thread, on which all windows are made.
        static VIEW: RefCell<Option<webkit2gtk::WebView>> = const { RefCell::new(None) };
    }
    first.with_webview(|view| VIEW.set(Some(view.inner())))?;
    let view = VIEW.take().ok_or("the first window has no view yet")?;
    Ok(window.with_related_view(view))
}

/// Other systems share processes by themselves.
#[cfg(not(target_os = "linux"))]
fn beside<'a>(window: Builder<'a>, _: &WebviewWindow) -> Result<Builder<'a>, Box<dyn Error>> {
    Ok(window)
}
