//! A board's file that is edited while its windows are open.

use crate::house::{House, Read, State};
use crate::windows;
use notify::{RecursiveMode, Watcher as _};
use oriel_session::{OpenError, Session};
use oriel_wire::{Batch, Notice};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tauri::{AppHandle, Manager as _};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// Editors write in several steps: the file is read when it was quiet for so long …
const QUIET: Duration = Duration::from_millis(80);
/// … or at the latest after this.
const LATEST: Duration = Duration::from_secs(1);

/// Follows the board's file for as long as the application runs.
pub(crate) fn watch(app: &AppHandle) {
    let Some(file) = app.state::<House>().file() else { return };
    let (changed, changes) = mpsc::unbounded_channel();
    let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading is a change to nobody, and our own reading would never end.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = changed.send(());
        }
    });
    let mut watcher = match watcher {
        Ok(watcher) => watcher,
        Err(error) => {
            tracing::warn!(%error, "the board's file cannot be watched");
            return;
        }
    };
    // The folder and not the file: editors put a new file in the old one's place.
    for folder in folders(&file) {
        if let Err(error) = watcher.watch(&folder, RecursiveMode::NonRecursive) {
            tracing::warn!(%error, folder = %folder.display(), "the board's folder cannot be watched");
        }
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        follow(&app, changes).await;
        drop(watcher);
    });
}

/// Where the file is, and where what it links to is.
fn folders(file: &Path) -> Vec<PathBuf> {
    let parent = |file: &Path| match file.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Some(PathBuf::from(".")),
        folder => folder.map(Path::to_owned),
    };
    let linked = std::fs::canonicalize(file).ok();
    let mut folders: Vec<PathBuf> = [Some(file), linked.as_deref()].into_iter().flatten().filter_map(parent).collect();
    let same = matches!(folders.as_slice(), [one, other] if std::fs::canonicalize(one).ok() == std::fs::canonicalize(other).ok());
    folders.truncate(if same { 1 } else { 2 });
    folders
}

async fn follow(app: &AppHandle, mut changes: mpsc::UnboundedReceiver<()>) {
    while changes.recv().await.is_some() {
        let latest = Instant::now() + LATEST;
        while let Ok(Some(())) = timeout_at(latest.min(Instant::now() + QUIET), changes.recv()).await {}
        reload(app, Why::Edited).await;
    }
}

/// Why the file is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It may have changed: nothing happens where it has not.
    Edited,
    /// A person asked for it, or for another profile.
    Asked,
}

/// Reads the board's file, and applies it to what is open. What is wrong with it is told in every window,
/// and the board as it was before stays open.
pub(crate) async fn reload(app: &AppHandle, why: Why) {
    let house = app.state::<House>();
    // One after the other: the newest text is what counts in the end.
    let _turn = house.turn().await;
    match house.read(why == Why::Asked).await {
        Ok(Some(Read::Board(board))) => {
            let session = match house.state() {
                State::Open(session) => session,
                State::Broken { .. } => return opened(app, &house, house.open(*board)).await,
            };
            let before = session.board();
            match session.apply((*board).clone()).await {
                Ok(()) => {
                    windows::tell_all(app, &house, &Batch { problems: Some(Vec::new()), ..Batch::default() });
                    windows::rearrange(app, Some(before.view.clone()), &session).await;
                }
                Err(oriel_session::ApplyError::Unfit(_)) => {
                    // Nothing of one backend is of use to the other.
                    opened(app, &house, house.replace(&session, *board).await).await;
                }
                Err(error) => notice(app, &house, format!("The board was not applied: {error}")),
            }
        }
        Ok(Some(Read::Problems(problems))) => match house.state() {
            State::Open(_) => {
                windows::tell_all(app, &house, &Batch { problems: Some(problems), ..Batch::default() });
            }
            State::Broken { file, .. } => {
                house.set(State::Broken { file, problems });
                windows::tell_all(app, &house, &Batch { reset: true, ..Batch::default() });
            }
        },
        Ok(None) => {}
        // While an editor replaces it, it may be away for a moment.
        Err(error) if why == Why::Edited => tracing::info!(%error, "the board's file cannot be read"),
        Err(error) => notice(app, &house, format!("The board cannot be read: {error}")),
    }
}

/// Shows a board in the windows that are there; where it could not be opened, they show what they did, and say so.
async fn opened(app: &AppHandle, house: &House, opened: Result<Session, OpenError>) {
    match opened {
        Ok(session) => {
            house.set(State::Open(session.clone()));
            windows::rearrange(app, None, &session).await;
            windows::tell_all(app, house, &Batch { reset: true, ..Batch::default() });
        }
        Err(error) => notice(app, house, format!("The board could not be opened, and nothing has changed: {error}")),
    }
}

fn notice(app: &AppHandle, house: &House, text: String) {
    windows::tell_all(app, house, &Batch { notices: vec![Notice { text, bad: true }], ..Batch::default() });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_is_watched_where_it_is_and_where_it_links_to() {
        let here = tempfile::tempdir().unwrap();
        let file = here.path().join("board.toml");
        std::fs::write(&file, "").unwrap();
        assert_eq!(folders(&file), [here.path()]);
        assert_eq!(folders(Path::new("board.toml")), [Path::new(".")]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_in_both_places() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (link, file) = (here.path().join("board.toml"), there.path().join("real.toml"));
        std::fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(folders(&link), [here.path(), &there.path().canonicalize().unwrap()]);
    }
}
