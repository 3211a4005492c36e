//! A real HTTP server, the cache in a shell of tokio, and two windows, from the first fetch to a
//! refusal that is rolled back. Runs to its end by itself:
//!
//! ```text
//! cargo run -p oriel-query --example live
//! ```
//!
//! | file | what it is |
//! | --- | --- |
//! | `server` | a counter over HTTP, and a stream of events that says when it changed |
//! | `shell` | one loop around the cache: inputs in, effects out |
//! | `web` | one request; the stream of events |
//! | `window` | a window: its mirror, and what it paints |
//!
//! The windows and the shell are tasks of one process here. Anything that carries a message both
//! ways may lie between them.

mod server;
mod shell;
mod web;
mod window;

use oriel_query::{Ending, Matching, Patch, Run};
use serde_json::{Map, json};
use shell::Core;
use std::error::Error;
use std::time::Duration;
use tokio::sync::watch;

type Outcome = Result<(), Box<dyn Error>>;

/// Longer than any machine takes: what hangs is told, not waited for.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() -> Outcome {
    tokio::time::timeout(PATIENCE, story()).await?
}

#[tokio::test]
async fn the_story_comes_to_its_end() -> Outcome {
    tokio::time::timeout(PATIENCE, story()).await?
}

async fn story() -> Outcome {
    let (server, address) = server::start().await?;
    let core = shell::start(address);

    println!("Two windows open and show the counter.");
    let mut windows = [window::open("left", &core), window::open("right", &core)];
    all_show(&mut windows, 1).await?;
    println!("         reads: {}, for both of them\n", server.reads());
    assert_eq!(server.reads(), 1, "the second window joins the flight of the first, or finds its data");

    println!("Somebody else counts. The server says that something changed, not what.");
    server.count();
    all_show(&mut windows, 2).await?;
    println!("         reads: {}\n", server.reads() - 1);
    assert_eq!(server.reads(), 2, "one signal, one flight");

    println!("A burst: a change every 5 ms, thirty times.");
    for _ in 0..30 {
        server.count();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    all_show(&mut windows, 32).await?;
    println!("         reads: {}, and the last change is shown\n", server.reads() - 2);

    println!("A person sets it to 999. It is shown before the server has answered, which refuses.");
    let ending = set(&core, 999)?;
    all_show(&mut windows, 999).await?;
    server.decide();
    if let Ending::Failed(failure) = ending.await? {
        println!("[person] is told: {failure}");
    }
    all_show(&mut windows, 32).await?;
    println!("         rolled back in both windows\n");

    println!("A person sets it to 10, and the server agrees.");
    let ending = set(&core, 10)?;
    all_show(&mut windows, 10).await?;
    server.decide();
    assert!(matches!(ending.await?, Ending::Done(_)));
    // What was shown in advance gives way to the server's own answer, which is the same.
    for window in &mut windows {
        window.wait_for(|shown| *shown == Some((10, false))).await?;
    }
    println!("         reads in all: {}", server.reads());
    Ok(())
}

/// Waits until every window shows this count.
async fn all_show(windows: &mut [watch::Receiver<window::Shows>], count: u64) -> Outcome {
    for window in windows {
        window.wait_for(|shown| shown.is_some_and(|(shown, _)| shown == count)).await?;
    }
    Ok(())
}

/// An action: what is sent, and what is shown until the server has answered.
fn set(core: &Core, count: u64) -> Result<impl Future<Output = Result<Ending, shell::Gone>>, shell::Gone> {
    let set = Map::from_iter([("count".to_owned(), json!(count))]);
    let shows = vec![(Matching::Exact(window::counter()), Patch::Merge { set })];
    core.run(Run { shows, ..Run::of(json!({ "count": count })) })
}
