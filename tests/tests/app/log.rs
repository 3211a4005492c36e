//! What Oriel logs is for whoever looks into it: that it cannot be written stops nothing.

use oriel_tests::{Outcome, oriel_bin, wait};
use std::fs::OpenOptions;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// On a full disk the log has no room either.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_log_that_cannot_be_written_stops_nothing() -> Outcome {
    let full = OpenOptions::new().write(true).open("/dev/full")?;
    let mut process = Command::new(oriel_bin()?)
        .args(["sample", "--still", "--listen", "127.0.0.1:0"])
        .env("ORIEL_LOG", "trace")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(full)
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(process.stdout.take().ok_or("it has no output")?).lines();
    let first = tokio::time::timeout(wait::DEADLINE, lines.next_line()).await??;
    let first = first.ok_or("it ended before it said where it listens")?;
    let address = first.strip_prefix("sample backend on ").ok_or_else(|| format!("not an address: {first}"))?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().timeout(wait::DEADLINE).no_proxy().build()?;
    let asked = client.get(format!("{address}/api/accounts")).bearer_auth(oriel_tests::backend::ADA);
    asked.send().await?.error_for_status()?;
    process.kill().await?;
    Ok(())
}
