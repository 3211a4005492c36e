//! How soon all is live again after the server was gone: the link, and everything that is shown, fetched anew. Whoever
//! started this ends the server and starts it again; each client says when it was back.

use crate::orders::Back;
use crate::server::now_us;
use crate::window::Window;
use crate::{Outcome, stage};
use oriel_socket::Timing;
use serde_json::json;
use std::time::Duration;

/// How long a client may take to be back: several of the longest waits between two attempts.
const LONGEST: Duration = Duration::from_secs(120);

/// Connects, says so, and says of each client when it was back.
pub(crate) async fn run(order: &Back) -> Outcome {
    let mut clients = Vec::new();
    for _ in 0..order.clients {
        let session = stage::open(order.address)?;
        let windows = stage::windows(&session, 1, order.shown).await?;
        clients.push((session, windows));
    }
    // The waits that they really keep to: who judges them has no copy of its own.
    let Timing { backoff_base, backoff_cap, .. } = Timing::default();
    let (first_s, longest_s) = (backoff_base.as_secs_f64(), backoff_cap.as_secs_f64());
    println!("{}", json!({ "live": order.clients, "waits": { "first_s": first_s, "longest_s": longest_s } }));
    let mut back = tokio::task::JoinSet::new();
    for (session, windows) in clients {
        let boot = order.boot;
        back.spawn(async move {
            for window in &windows {
                until_back(window, boot).await?;
            }
            let line = json!({ "back_us": now_us() });
            println!("{line}");
            session.close().await;
            Outcome::Ok(())
        });
    }
    while let Some(done) = back.join_next().await {
        done??;
    }
    Ok(())
}

async fn until_back(window: &Window, boot: u64) -> Outcome {
    let is_back = |shown: &crate::window::Shown| shown.boot == boot && shown.settled;
    window.within(LONGEST, "the server's next life", |sight| sight.live && sight.all(is_back)).await
}
