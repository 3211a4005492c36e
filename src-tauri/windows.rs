//! Windows of the board: opening them, and telling them what changed.

mod web_process;

use crate::house::{House, Room, State};
use oriel_board::{View, Window};
use oriel_query::WindowId;
use oriel_session::Session;
use oriel_wire::{BATCH, Batch};
use tauri::{AppHandle, Emitter as _, EventTarget, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::{mpsc, oneshot};

/// Opens the windows that a board opens with, or the one that shows its errors. Windows that are
/// open already stay as they are. On the thread of the windows.
pub(crate) fn open_first(app: &AppHandle, house: &House) -> tauri::Result<()> {
    match house.state() {
        State::Broken { file, .. } => build(app, house, "broken", "", &format!("{file} - Oriel"), (960, 640)).map(drop),
        State::Open(session) => {
            let board = session.board();
            for (i, window) in board.view.windows.iter().enumerate() {
                let shown = house.rooms().values().any(|room| room.window == window.id);
                if (i == 0 || window.open) && !shown {
                    open_here(app, house, &session, &window.id)?;
                }
            }
            Ok(())
        }
    }
}

/// Opens one more window of the board: the first of its kind, or another.
///
/// False where the board has no window of this name.
pub(crate) async fn open(app: &AppHandle, session: &Session, id: &str) -> tauri::Result<bool> {
    let (session, id) = (session.clone(), id.to_owned());
    on_their_thread(app, move |app| open_here(app, &app.state::<House>(), &session, &id)).await?
}

/// Does something to windows on the thread that they live on, where one comes after the other.
async fn on_their_thread<T: Send + 'static>(
    app: &AppHandle,
    act: impl FnOnce(&AppHandle) -> T + Send + 'static,
) -> tauri::Result<T> {
    let (tell, told) = oneshot::channel();
    let there = app.clone();
    app.run_on_main_thread(move || drop(tell.send(act(&there))))?;
    told.await.map_err(|_| std::io::Error::other("the application is ending").into())
}

/// [`open`] on the thread of the windows.
fn open_here(app: &AppHandle, house: &House, session: &Session, id: &str) -> tauri::Result<bool> {
    let board = session.board();
    let view = &board.view;
    let Some(window) = view.windows.iter().find(|window| window.id == id) else { return Ok(false) };
    let label = {
        let rooms = house.rooms();
        let mut label = id.to_owned();
        let mut n = 1;
        while rooms.contains_key(&label) {
            n += 1;
            label = format!("{id}:{n}");
        }
        label
    };
    build(app, house, &label, id, &title(view, window), window.size)?;
    Ok(true)
}

fn title(view: &View, window: &Window) -> String {
    if view.title == window.title { window.title.clone() } else { format!("{} - {}", window.title, view.title) }
}

/// The board was changed: windows that it no longer has are closed, the others get their titles, and what
/// opens with the board and is new is opened. `before`: what was open; nothing where that was no board.
/// Trouble with one window is no reason to leave the others as they were.
pub(crate) async fn rearrange(app: &AppHandle, before: Option<View>, session: &Session) {
    let session = session.clone();
    let arranged =
        on_their_thread(app, move |app| rearrange_here(app, &app.state::<House>(), before.as_ref(), &session)).await;
    if let Err(error) = arranged {
        tracing::warn!(%error, "the windows are not as the board has them now");
    }
}

/// [`rearrange`] on the thread of the windows.
fn rearrange_here(app: &AppHandle, house: &House, before: Option<&View>, session: &Session) {
    let board = session.board();
    let view = &board.view;
    let of = |id: &str| view.windows.iter().find(|window| window.id == id);
    let (kept, lost): (Vec<_>, Vec<_>) = house
        .rooms()
        .iter()
        .map(|(label, room)| (label.clone(), room.window.clone()))
        .partition(|(_, id)| of(id).is_some());
    let mut lost = lost.into_iter();
    if kept.is_empty()
        && let Some((label, _)) = lost.next()
    {
        // The last window stays, or the program would end: it is the board's first now.
        if let Some(room) = house.rooms().get_mut(&label) {
            room.window.clone_from(&view.windows[0].id);
        }
        tell(app, &label, &Batch { reset: true, ..Batch::default() });
        retitle(app, &label, &title(view, &view.windows[0]));
    }
    for (label, id) in kept {
        if let Some(window) = of(&id) {
            retitle(app, &label, &title(view, window));
        }
    }
    for (label, _) in lost {
        if let Some(window) = app.get_webview_window(&label)
            && let Err(error) = window.close()
        {
            tracing::warn!(%error, label, "a window that the board no longer has could not be closed");
        }
    }
    let known = |id: &str| before.is_some_and(|before| before.windows.iter().any(|window| window.id == id));
    for window in view.windows.iter().filter(|window| window.open && !known(&window.id)) {
        let shown = house.rooms().values().any(|room| room.window == window.id);
        if !shown && let Err(error) = open_here(app, house, session, &window.id) {
            tracing::warn!(%error, window = window.id, "a new window of the board could not be opened");
        }
    }
}

fn retitle(app: &AppHandle, label: &str, title: &str) {
    if let Some(window) = app.get_webview_window(label)
        && let Err(error) = window.set_title(title)
    {
        tracing::warn!(%error, label, "a window has no new title");
    }
}

/// Tells the page of every window something that is no session's to tell.
pub(crate) fn tell_all(app: &AppHandle, house: &House, batch: &Batch) {
    let labels: Vec<String> = house.rooms().keys().cloned().collect();
    for label in labels {
        tell(app, &label, batch);
    }
}

fn tell(app: &AppHandle, label: &str, batch: &Batch) {
    if batch.reset {
        forget(&app.state::<House>(), label);
    }
    // A page that is not there yet asks when it is.
    if let Some(text) = text(batch) {
        let _ = app.emit_to(EventTarget::webview_window(label), BATCH, text);
    }
}

/// A batch as a page reads it: as text, since the page's own numbers would make others of those in the keys.
fn text(batch: &Batch) -> Option<String> {
    match serde_json::to_string(batch) {
        Ok(text) => Some(text),
        Err(error) => {
            // Everything in a batch can be written. The heartbeat of the core would tell it again.
            tracing::error!(%error, "a batch could not be written");
            None
        }
    }
}

fn build(
    app: &AppHandle,
    house: &House,
    label: &str,
    window: &str,
    title: &str,
    (width, height): (u32, u32),
) -> tauri::Result<WebviewWindow> {
    house.rooms().insert(label.to_owned(), Room { window: window.to_owned(), ..Room::default() });
    let builder = WebviewWindowBuilder::new(app, label, WebviewUrl::App("index.html".into()))
        .title(title)
        .inner_size(f64::from(width), f64::from(height))
        .min_inner_size(360.0, 240.0)
        // Files dropped on a window are not for the page to navigate to.
        .disable_drag_drop_handler();
    let built = web_process::join(builder).build();
    match &built {
        Ok(window) => web_process::joined(window),
        Err(_) => drop(house.rooms().remove(label)),
    }
    built
}

/// From now on the page of this window is told what changed. Called when a page has registered its
/// listener, so nothing is said into the void; a page that is loaded again starts over.
pub(crate) fn follow(window: &WebviewWindow, house: &House, session: &Session) {
    let id = WindowId::from(window.label());
    session.detach(&id);
    let batches = session.attach(&id);
    let teller = tauri::async_runtime::spawn(pass_on(window.clone(), batches));
    let mut rooms = house.rooms();
    let room = rooms.entry(window.label().to_owned()).or_default();
    if let Some(earlier) = room.teller.replace(teller) {
        earlier.abort();
    }
}

async fn pass_on(window: WebviewWindow, mut batches: mpsc::UnboundedReceiver<Batch>) {
    let target = EventTarget::webview_window(window.label());
    while let Some(mut batch) = batches.recv().await {
        // An event is a script run in the page: what is waiting goes out as one.
        while let Ok(more) = batches.try_recv() {
            batch.merge(more);
        }
        if batch.reset {
            forget(&window.state::<House>(), window.label());
        }
        let Some(text) = text(&batch) else { continue };
        if let Err(error) = window.emit_to(target.clone(), BATCH, text) {
            tracing::debug!(%error, window = window.label(), "the window is gone");
            break;
        }
    }
}

/// What a page wanted to have back is of somebody who signed out, or of another board: the page forgets it, too.
fn forget(house: &House, label: &str) {
    if let Some(room) = house.rooms().get_mut(label) {
        room.kept.clear();
    }
}

/// A window is gone: so are its mounts.
pub(crate) fn gone(app: &AppHandle, label: &str) {
    let house = app.state::<House>();
    leave(&house, label);
    house.rooms().remove(label);
}

/// The page of a window is gone, and the next one is not there yet: nothing is told to it, and nobody waits in it for
/// the end of an action.
fn leave(house: &House, label: &str) {
    if let Some(teller) = house.rooms().get_mut(label).and_then(|room| room.teller.take()) {
        teller.abort();
    }
    if let Some(session) = house.session() {
        session.detach(&WindowId::from(label));
    }
}
