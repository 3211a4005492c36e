//! The door for those who hold the backend as a process of its own: faults on and off, what it has, what it was asked.
//!
//! | request | does |
//! | --- | --- |
//! | `GET /state` | what it has, how often each piece of work was done, which faults are on, how many listen |
//! | `GET /log`, `DELETE /log` | what it was asked; forgets that |
//! | `GET /faults` | every fault there is |
//! | `POST /faults/NAME`, with `?times=N` or `?below=/PATH` | a fault begins |
//! | `DELETE /faults/NAME`, `DELETE /faults` | it ends; all do |
//! | `POST /change/ID` | an item changes, and that is signalled |
//! | `POST /cut`, `/restart`, `/stop`, `/resume` | as the functions of that name |

use super::backend::RudeBackend;
use super::fault::FAULTS;
use super::http::{self, Answer, Reader, Request};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves the door until it is dropped.
pub async fn control(listener: TcpListener, backend: Arc<RudeBackend>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let backend = Arc::clone(&backend);
        tokio::spawn(async move {
            let mut reader = Reader::default();
            while let Ok(Some(request)) = reader.next(&mut stream).await {
                let answer = answer(&request, &backend).await;
                if http::write(&mut stream, &answer.bytes()).await.is_err() {
                    return;
                }
            }
        });
    }
}

async fn answer(request: &Request, backend: &RudeBackend) -> Answer {
    let place: Vec<&str> = request.path().split('/').skip(1).collect();
    match (request.method.as_str(), place.as_slice()) {
        ("GET", ["state"]) => return Answer::json(200, state(backend)),
        ("GET", ["log"]) => return Answer::json(200, log(backend).to_string()),
        ("GET", ["faults"]) => return Answer::json(200, faults().to_string()),
        ("DELETE", ["log"]) => backend.forget(),
        ("DELETE", ["faults"]) => backend.heal_all(),
        ("DELETE", ["faults", name]) => backend.heal(name),
        ("POST", ["faults", name]) => {
            let times = request.param("times").and_then(|times| times.parse().ok());
            let set = match (times, request.param("below")) {
                (Some(times), _) => backend.set_times(name, times),
                (None, Some(below)) => backend.set_below(name, below),
                (None, None) => backend.set(name),
            };
            if let Err(unknown) = set {
                return Answer::json(404, json!({ "error": unknown.to_string() }).to_string());
            }
        }
        ("POST", ["change", id]) => backend.change(id),
        ("POST", ["cut"]) => backend.cut(),
        ("POST", ["restart"]) => backend.restart(),
        ("POST", ["stop"]) => backend.stop().await,
        ("POST", ["resume"]) => backend.resume().await,
        _ => return Answer::json(404, r#"{"error":"the door knows no such request"}"#),
    }
    Answer::json(200, "{}")
}

/// Items and balance as they are sent, so that no number is another one here.
fn state(backend: &RudeBackend) -> String {
    let (items, balance, done) = backend.world(|world| (world.items(), world.balance(), json!(world.done)));
    let (faults, listeners) = (json!(backend.faults()), backend.listeners());
    format!(r#"{{"items":{items},"balance":{balance},"done":{done},"faults":{faults},"listeners":{listeners}}}"#)
}

fn log(backend: &RudeBackend) -> Value {
    let line = |seen: &super::Seen| {
        let request = &seen.request;
        json!({
            "away": seen.away, "method": request.method, "target": request.target,
            "headers": request.headers, "body": request.body,
        })
    };
    backend.seen().iter().map(line).collect()
}

fn faults() -> Value {
    FAULTS.iter().map(|fault| json!({ "name": fault.name, "kind": fault.kind, "about": fault.about })).collect()
}
