//! The rude backend held as a process of its own: killed, frozen, and asked at its door.

use crate::{Outcome, process, wait};
use reqwest::{Client, Method};
use rustix::process::Signal;
use serde::Deserialize;
use serde_json::Value;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// A rude backend in a process, with a journal. It is killed when this is dropped.
#[derive(Debug)]
pub struct RudeProcess {
    program: PathBuf,
    journal: PathBuf,
    at: Places,
    client: Client,
    process: Option<Child>,
}

/// Where it says that it is.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Places {
    address: SocketAddr,
    control: SocketAddr,
}

impl RudeProcess {
    /// Starts one on a free port. `program` is `rude-backend`; what it has outlives it in `journal`.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start(program: &Path, journal: &Path) -> Outcome<Self> {
        // reqwest is built without a TLS provider of its own; a second installation is no error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut backend = Self {
            program: program.to_owned(),
            journal: journal.to_owned(),
            at: Places { address: nowhere, control: nowhere },
            client: Client::builder().timeout(wait::DEADLINE).no_proxy().build()?,
            process: None,
        };
        backend.start_again(false).await?;
        Ok(backend)
    }

    /// Starts it again where it was, with what it had. `anew`: another version of it, which counts from the beginning.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start_again(&mut self, anew: bool) -> Outcome {
        let mut command = Command::new(&self.program);
        command
            .args(["--port", &self.at.address.port().to_string()])
            .args(["--control-port", &self.at.control.port().to_string()])
            .arg("--journal")
            .arg(&self.journal);
        if anew {
            command.arg("--anew");
        }
        let mut process =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true).spawn()?;
        let mut lines = BufReader::new(process.stdout.take().ok_or("the backend has no output")?).lines();
        let first = tokio::time::timeout(wait::DEADLINE, lines.next_line()).await??;
        self.at = serde_json::from_str(&first.ok_or("the backend ended before it said where it is")?)?;
        self.process = Some(process);
        Ok(())
    }

    /// Ends it at once, without a word to anyone.
    ///
    /// # Errors
    /// It does not run.
    pub async fn kill(&mut self) -> Outcome {
        Ok(self.process.take().ok_or("the backend does not run")?.kill().await?)
    }

    /// Freezes it: connections stay, nothing is answered.
    ///
    /// # Errors
    /// It does not run.
    pub fn freeze(&self) -> Outcome {
        process::signal(self.id()?, Signal::STOP)
    }

    /// Lets it go on.
    ///
    /// # Errors
    /// It does not run.
    pub fn thaw(&self) -> Outcome {
        process::signal(self.id()?, Signal::CONT)
    }

    fn id(&self) -> Outcome<u32> {
        Ok(self.process.as_ref().and_then(Child::id).ok_or("the backend does not run")?)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.at.address
    }

    /// Says something at the door: `POST`, `/change/3`.
    ///
    /// # Errors
    /// It does not answer, or not with success.
    pub async fn tell(&self, method: Method, path: &str) -> Outcome<Value> {
        let request = self.client.request(method, format!("http://{}{path}", self.at.control));
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// What it has, how often each piece of work was done, and how many listen.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn state(&self) -> Outcome<Value> {
        self.tell(Method::GET, "/state").await
    }
}
