//! The floor of `cargo xtask bench latency`: how quick three windows of Tauri can be at all.
//!
//! Three bare pages hear an event, answer it with a command, repaint and take the time. No backend,
//! no socket, no cache, no framework: what Oriel needs on top of this is Oriel's own. The page is in
//! `tests/floor/`. Prints the figures as JSON and ends by itself.

use serde_json::json;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tauri::ipc::Response;
use tauri::{
    AppHandle, Emitter as _, EventTarget, Manager as _, State, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
};

const WINDOWS: usize = 3;
const EVENTS: usize = 200;
/// No multiple of a frame, so that events fall on every part of one.
const PACE: Duration = Duration::from_millis(53);

/// Milliseconds since 1970, as pages count them.
type Moment = f64;

#[derive(Default)]
struct Floor {
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
        *ready == WINDOWS
    };
    if all {
        tauri::async_runtime::spawn(emit(app));
    }
    Ok(())
}

async fn emit(app: AppHandle) {
    // The pages have just been loaded: let them come to rest.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut clock = tokio::time::interval(PACE);
    for n in 0..EVENTS {
        clock.tick().await;
        lock(&app.state::<Floor>().emitted).push(now());
        for window in app.webview_windows().values() {
            let target = EventTarget::webview_window(window.label());
            if let Err(error) = window.emit_to(target, "floor", json!({ "n": n })) {
                eprintln!("floor: {}: {error}", window.label());
            }
        }
    }
}

/// What the page shows for an event.
#[tauri::command]
async fn fetch(n: usize) -> Result<Response, ()> {
    let answer = json!({ "n": n, "last": n + 1 == EVENTS, "text": format!("{n},{n}{n}") });
    Ok(Response::new(answer.to_string().into_bytes()))
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
    if all.len() == WINDOWS {
        println!("{}", figures(&lock(&floor.emitted), &all));
        app.exit(0);
    }
    Ok(())
}

/// From each event to the repaint in the last window. A window that skipped an event because a
/// later one came first is counted with the later one.
fn figures(emitted: &[Moment], painted: &BTreeMap<String, BTreeMap<usize, Moment>>) -> serde_json::Value {
    let last = |n: usize, at: Moment| {
        let times = painted.values().map(|times| times.range(n..).map(|(_, time)| time - at).next());
        times.collect::<Option<Vec<_>>>()?.into_iter().reduce(f64::max)
    };
    let samples: Vec<f64> = emitted.iter().enumerate().filter_map(|(n, at)| last(n, *at)).collect();
    json!({ "unit": "ms", "samples": samples })
}

fn main() -> Result<(), Box<dyn Error>> {
    tauri::Builder::default()
        .manage(Floor::default())
        .invoke_handler(tauri::generate_handler![open, fetch, act])
        .setup(|app| {
            for n in 0..WINDOWS {
                WebviewWindowBuilder::new(app, format!("floor-{n}"), WebviewUrl::App("index.html".into()))
                    .title(format!("Floor {n}"))
                    .inner_size(1180.0, 860.0)
                    .build()?;
            }
            Ok(())
        })
        .run(tauri::generate_context!("tests/floor/tauri.conf.json"))?;
    Ok(())
}
