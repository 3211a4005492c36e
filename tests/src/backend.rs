//! The sample backend as a process of its own, and an HTTP client for it.

use crate::{Outcome, oriel_bin, process, wait};
use reqwest::{Client, Method, StatusCode};
use rustix::process::Signal;
use serde_json::Value;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The token of the person whom the tests know.
pub const ADA: &str = "sample-ada";
/// The token of another one.
pub const BEN: &str = "sample-ben";

/// A sample backend in a process. It is killed when this is dropped.
#[derive(Debug)]
pub struct Backend {
    address: SocketAddr,
    database: PathBuf,
    latency: Option<Duration>,
    client: Client,
    process: Option<Child>,
}

/// The answer to a request that changed something.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// When the change was committed, in microseconds since 1970.
    pub committed_at: Option<i64>,
    /// The body; null where there is none.
    pub body: Value,
}

impl Backend {
    /// Starts a still backend on a free port, with its data in `folder`.
    ///
    /// # Errors
    /// The application under test is missing, or its backend does not start.
    pub async fn start(folder: &Path, latency: Option<Duration>) -> Outcome<Self> {
        // reqwest is built without a TLS provider of its own; a second installation is no error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut backend = Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            database: folder.join("sample.sqlite"),
            latency,
            client: Client::builder().timeout(wait::DEADLINE).no_proxy().build()?,
            process: None,
        };
        backend.start_again().await?;
        Ok(backend)
    }

    /// Another backend on the same data, on a port of its own. What it changes is signalled to
    /// nobody who listens to this one.
    ///
    /// # Errors
    /// As for [`Backend::start`].
    pub async fn behind(&self) -> Outcome<Self> {
        let folder = self.database.parent().ok_or("the database is in no folder")?;
        Self::start(folder, None).await
    }

    /// Starts it on the same port with the same data, after [`Backend::kill`].
    ///
    /// # Errors
    /// As for [`Backend::start`].
    pub async fn start_again(&mut self) -> Outcome {
        let mut command = Command::new(oriel_bin()?);
        command
            .args(["sample", "--still", "--listen", &self.address.to_string()])
            .arg("--database")
            .arg(&self.database);
        if let Some(latency) = self.latency {
            command.args(["--latency", &latency.as_millis().to_string()]);
        }
        let mut process =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true).spawn()?;
        let mut lines = BufReader::new(process.stdout.take().ok_or("the backend has no output")?).lines();
        let first = tokio::time::timeout(wait::DEADLINE, lines.next_line()).await??;
        let first = first.ok_or("the sample backend ended before it said where it listens")?;
        let address =
            first.strip_prefix("sample backend on http://").ok_or_else(|| format!("not an address: {first}"))?;
        self.address = address.trim().parse()?;
        // A backend whose output nobody reads would stop at its next word.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        self.process = Some(process);
        Ok(())
    }

    /// Ends it at once, without a word to anyone (SIGKILL).
    ///
    /// # Errors
    /// It does not run.
    pub async fn kill(&mut self) -> Outcome {
        Ok(self.process.take().ok_or("the backend does not run")?.kill().await?)
    }

    /// Freezes it (SIGSTOP): connections stay, nothing is answered.
    ///
    /// # Errors
    /// It does not run.
    pub fn freeze(&self) -> Outcome {
        process::signal(self.id()?, Signal::STOP)
    }

    /// Lets it go on after [`Backend::freeze`].
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
        self.address
    }

    /// Reads as Ada. `path` starts with a slash.
    ///
    /// # Errors
    /// The backend does not answer, or not with success.
    pub async fn get(&self, path: &str) -> Outcome<Value> {
        let request = self.client.get(format!("http://{}{path}", self.address)).bearer_auth(ADA);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// Changes something as Ada, from outside of the application.
    ///
    /// # Errors
    /// The backend does not answer, or not with success.
    pub async fn send(&self, method: Method, path: &str, body: &Value) -> Outcome<Reply> {
        let request = self.client.request(method, format!("http://{}{path}", self.address));
        let answer = request.bearer_auth(ADA).json(body).send().await?.error_for_status()?;
        let status = answer.status();
        let stamp = answer.headers().get("x-committed-at");
        let committed_at = stamp.and_then(|stamp| stamp.to_str().ok()?.parse().ok());
        let bytes = answer.bytes().await?;
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes)? };
        Ok(Reply { status, committed_at, body })
    }

    /// Ends the session of this token, from outside of the application.
    ///
    /// # Errors
    /// The backend does not answer, or not with success.
    pub async fn sign_out(&self, token: &str) -> Outcome {
        let request = self.client.delete(format!("http://{}/api/session", self.address)).bearer_auth(token);
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// What the backend counted so far.
    ///
    /// # Errors
    /// The backend does not answer.
    pub async fn status(&self) -> Outcome<Value> {
        self.get("/status").await
    }

    /// Sockets that are open now.
    ///
    /// # Errors
    /// The backend does not answer.
    pub async fn sockets_now(&self) -> Outcome<u64> {
        number(&self.status().await?, "/sockets/now")
    }

    /// Sockets that were ever opened.
    ///
    /// # Errors
    /// The backend does not answer.
    pub async fn sockets_ever(&self) -> Outcome<u64> {
        number(&self.status().await?, "/sockets/ever")
    }

    /// How often a route was asked so far: `GET /api/accounts/{id}/balance`.
    ///
    /// # Errors
    /// The backend does not answer.
    pub async fn asked(&self, route: &str) -> Outcome<u64> {
        let status = self.status().await?;
        let counts = status["requests"].as_object().ok_or("the status counts no requests")?;
        Ok(counts.get(route).and_then(Value::as_u64).unwrap_or(0))
    }
}

fn number(status: &Value, pointer: &str) -> Outcome<u64> {
    Ok(status.pointer(pointer).and_then(Value::as_u64).ok_or_else(|| format!("the status has no {pointer}"))?)
}
