//! A backend's half in axum, alone: `docs/emitting/axum.rs` with a small shop around it.
//!
//! ```text
//! cargo run -p oriel-sample --example emitting -- --port 4100     # port 0, a free one, is what it takes alone
//! ```
//!
//! It listens on 127.0.0.1, prints one line of JSON when it does, `{"port": 4100}`, and ends when its stdin is closed.

mod app;
#[path = "../../../../docs/emitting/axum.rs"]
mod example;
mod shop;

use axum::serve::ListenerExt as _;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => 0,
        (Some("--port"), Some(port)) => port.parse()?,
        _ => return Err("only --port N can be given".into()),
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("{{\"port\": {}}}", listener.local_addr()?.port());
    // Small frames go out at once. Where that cannot be had, they are late and nothing else.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    tokio::select! {
        served = async { axum::serve(listener, app::app()).await } => served?,
        () = closed() => {}
    }
    Ok(())
}

/// Resolves when stdin is closed, so that the program never outlives who started it.
async fn closed() {
    let mut stdin = tokio::io::stdin();
    let mut bytes = [0; 4096];
    while stdin.read(&mut bytes).await.is_ok_and(|read| read > 0) {}
}
