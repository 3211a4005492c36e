//! How far the sockets of a board come.

use super::PATIENCE;
use super::window::Window;
use crate::environment::no_token;
use oriel_board::Board;
use oriel_wire::{Link, Links};
use serde::Serialize;
use tokio::time::{Instant, timeout};

/// How far a backend's socket came.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Socket {
    pub(super) ready: bool,
    /// The backend has one, or is asked again and again.
    pub(super) listens: bool,
    pub(super) millis: u64,
    pub(super) why: String,
}

/// Waits until every link is ready, or says why not; in the order of the board's backends.
pub(super) async fn hear(board: &Board, window: &mut Window) -> Vec<Socket> {
    let started = Instant::now();
    let mut sockets: Vec<Option<Socket>> = vec![None; board.backends.len()];
    let all = async {
        while sockets.iter().any(Option::is_none) {
            let Some(links) = window.links().await else { break };
            for (socket, name) in sockets.iter_mut().zip(board.backends.keys()) {
                if socket.is_none() {
                    *socket = came(board, name, &links, started);
                }
            }
        }
    };
    let late = match timeout(PATIENCE, all).await {
        Ok(()) => "the board was closed".to_owned(),
        Err(_) => format!("nothing was acknowledged within {} s", PATIENCE.as_secs()),
    };
    sockets.into_iter().map(|socket| socket.unwrap_or_else(|| over(started, false, true, late.clone()))).collect()
}

fn over(started: Instant, ready: bool, listens: bool, why: String) -> Socket {
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Socket { ready, listens, millis, why }
}

/// What a state says of a backend's socket; nothing where it does not say yet.
fn came(board: &Board, backend: &str, links: &Links, started: Instant) -> Option<Socket> {
    let not_ready = |why: String| Some(over(started, false, true, why));
    if board.backends.get(backend).is_none_or(|backend| backend.socket.is_none()) {
        return Some(over(started, false, false, "the backend has no socket: nothing signals".to_owned()));
    }
    match links.of(backend) {
        Link::Live | Link::Polling { .. } => Some(over(started, true, true, String::new())),
        // One attempt is enough to tell.
        Link::Refused { reason, .. } | Link::Waiting { reason, .. } => not_ready(reason.clone()),
        Link::SignedOut => not_ready(no_token(board, backend)),
        Link::Connecting { .. } | Link::Absent => None,
    }
}
