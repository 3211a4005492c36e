//! What the link takes: a storm of signals, a burst, and a server that comes back; all over real sockets of this
//! machine, with Socket.IO on both ends.
//!
//! `cargo xtask bench link` runs this beside socket.io-client and `@tanstack/query-core` (`../peer`, the same commands
//! with the same words), and prints both. By itself: `link COMMAND '{…}'`, where the braces hold what [`orders`]
//! describes; each prints lines of JSON.
//!
//! | file | idea |
//! | --- | --- |
//! | `orders` | what a command is told |
//! | `server`, `sockets` | a backend that signals as fast as it is listened to |
//! | `floor` | a client that only reads: what the server can do |
//! | `stage`, `window` | a session on that backend, and windows without pages |
//! | `storm` | signals in a row, and how they reach the windows |
//! | `burst` | signals in one go, while a request takes its time |
//! | `back` | how soon all is live again after the server was gone |
//! | `usage`, `overflows` | what this process used; how often its link's queue ran over |

mod back;
mod burst;
mod floor;
mod orders;
mod overflows;
mod server;
mod sockets;
mod stage;
mod storm;
mod usage;
mod window;

use serde::de::DeserializeOwned;
use std::error::Error;
use std::process::ExitCode;

/// What went wrong, for whoever started the bench.
type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// The commands.
const USAGE: &str = "link serve|floor|storm|burst|back '{…}'; `cargo xtask bench link` runs them all";

#[tokio::main]
async fn main() -> ExitCode {
    // Cargo itself adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [command, order] = words.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::SUCCESS;
    };
    // Before the runtime's other threads open anything.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        eprintln!("there is a TLS provider already");
    }
    match run(command, order).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{command} {order}: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: &str, order: &str) -> Outcome {
    match command {
        "serve" => server::run(read(order)?).await,
        "floor" => floor::run(&read(order)?).await,
        "storm" => storm::run(&read(order)?).await,
        "burst" => burst::run(&read(order)?).await,
        "back" => back::run(&read(order)?).await,
        _ => Err(USAGE.into()),
    }
}

fn read<T: DeserializeOwned>(order: &str) -> Outcome<T> {
    Ok(serde_json::from_str(order)?)
}
