//! The sample board on the sample backend: in this process for the first run, or alone.

use crate::{Error, cli};
use oriel_board::Board;
use oriel_sample::{Activity, Options, Sample};
use std::process::ExitCode;

/// The board that is shown when none is named.
const BOARD: &str = include_str!("../boards/sample.toml");
/// Whom the sample board is opened as.
const TOKEN: &str = "sample-ada";

/// Starts a backend on a free loopback port, and the sample board over it.
pub(crate) async fn inside() -> Result<(Sample, Board, oriel_session::InMemory), Error> {
    let sample = oriel_sample::start(Options {
        seed: fastrand_seed(),
        activity: Some(Activity::default()),
        ..Options::default()
    })
    .await?;
    let mut board = oriel_board::parse("sample.toml", BOARD).map_err(|problems| drawn(&problems))?.board;
    board.with_backend_at(&format!("http://{}", sample.address()));
    let secrets = match board.backends.get("").and_then(|backend| backend.auth.as_ref()) {
        Some(oriel_board::Auth { bearer: oriel_board::SecretName::Ask(name), .. }) => {
            oriel_session::InMemory::new().with(name, oriel_session::Token::new(TOKEN.to_owned()))
        }
        _ => oriel_session::InMemory::new(),
    };
    Ok((sample, board, secrets))
}

/// A different day for every start.
fn fastrand_seed() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |since| since.as_secs())
}

fn drawn(problems: &[oriel_board::Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// `oriel sample`: the backend alone, until Ctrl-C.
pub(crate) async fn alone(options: cli::Sample) -> Result<ExitCode, Error> {
    let sample = oriel_sample::start(Options {
        listen: options.listen,
        database: options.database.clone(),
        redis: options.redis.clone(),
        seed: options.seed,
        activity: (!options.still).then(Activity::default),
        latency: options.latency,
        ..Options::default()
    })
    .await?;
    let address = sample.address();
    println!("sample backend on http://{address}");
    println!("  REST    http://{address}/api   WebSocket  ws://{address}/ws   status  http://{address}/status");
    println!("  Socket.IO  ws://{address}/socket.io/   (transport websocket)");
    println!("  tokens  sample-ada (acc_1, acc_2)   sample-ben (acc_3)   sample-cleo (acc_4)");
    match &options.database {
        Some(file) => println!("  data    {}", file.display()),
        None => println!("  data    in memory: gone when this ends (--database FILE keeps it)"),
    }
    if options.redis.is_some() {
        println!("  shared  with every process that is given this file and the same --redis");
    }
    until_told_to_stop().await?;
    sample.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Ctrl-C, or SIGTERM where there is one.
pub(crate) async fn until_told_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            stopped = tokio::signal::ctrl_c() => stopped,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
