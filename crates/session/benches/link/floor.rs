//! A client that only reads: what the server and this machine's sockets can do, whoever listens.

use crate::orders::Storm;
use crate::sockets::OVER;
use crate::{Outcome, stage};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use std::time::Instant;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

/// Reads a storm to its end.
pub(crate) async fn run(order: &Storm) -> Outcome {
    let address = format!("ws://{}/socket.io/?EIO=4&transport=websocket", order.address);
    let (mut socket, _) = connect_async(address).await?;
    socket.send(Message::text("40")).await?;
    let mut signals = 0_u64;
    let mut started = None;
    while let Some(message) = socket.next().await {
        match message?.to_text()? {
            text if text.starts_with("42[\"changed\"") => signals += 1,
            text if text.starts_with("40") => {
                started = Some(Instant::now());
                stage::ask_for(order.address, order.first, order.keys, order.signals).await?;
            }
            OVER => break,
            _ => {}
        }
    }
    let seconds = started.ok_or("the server greeted nobody")?.elapsed().as_secs_f64();
    println!("{}", json!({ "signals": signals, "seconds": seconds }));
    Ok(())
}
