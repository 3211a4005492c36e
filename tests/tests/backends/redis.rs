//! A Redis of the test's own, which keeps nothing.

use oriel_tests::{Outcome, Problem, wait};
use std::net::TcpListener;
use std::process::Stdio;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// A running Redis. It is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Redis {
    port: u16,
    _child: Child,
    _folder: tempfile::TempDir,
}

impl Redis {
    /// Starts it on a free port.
    pub(crate) async fn start() -> Outcome<Self> {
        // Between finding a free port and using it somebody else may take it: then another is tried.
        for _ in 0..5 {
            let folder = tempfile::tempdir()?;
            let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            let mut child = Command::new("redis-server")
                .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
                .arg("--dir")
                .arg(folder.path())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .kill_on_drop(true)
                .spawn()
                .map_err(|error| format!("redis-server (Debian package redis-server) does not start: {error}"))?;
            let answers = wait::until("Redis", async || {
                if child.try_wait()?.is_some() {
                    return Ok(Some(false));
                }
                Ok(answers(port).await.then_some(true))
            })
            .await?;
            if answers {
                return Ok(Self { port, _child: child, _folder: folder });
            }
        }
        Err(Problem::from("redis-server ends at once, five times in a row"))
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }
}

async fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else { return false };
    let mut answer = [0; 5];
    stream.write_all(b"PING\r\n").await.is_ok() && stream.read_exact(&mut answer).await.is_ok() && answer == *b"+PONG"
}
