//! A server of `tests/servers` in a process of its own.

use oriel_tests::{Outcome, process, wait};
use rustix::process::Signal;
use serde::Deserialize;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};

/// How many of its last lines are kept for a failure.
const KEPT: usize = 300;

/// How long a server may take to listen: some load a hundred packages first, and several may start at once.
const START: Duration = Duration::from_secs(90);

/// What runs a server's file, which is named below `tests/servers`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Program {
    /// Node, with the packages of `cargo xtask servers`.
    Node(&'static str),
    /// The interpreter of that environment.
    Python(&'static str),
    /// Debian's Python, which has Debian's packages.
    SystemPython(&'static str),
    /// Debian's Ruby.
    Ruby(&'static str),
}

/// The first line that every server says.
#[derive(Deserialize)]
struct Listens {
    port: u16,
}

/// A running server. It is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    program: Program,
    words: Vec<String>,
    address: SocketAddr,
    said: Said,
    child: Option<Child>,
    /// What it writes to for a while; gone with it, however it ends. After the process, which is dropped first.
    temporary: tempfile::TempDir,
}

impl Server {
    /// Starts it on a free port.
    pub(crate) async fn start(program: Program, words: &[String]) -> Outcome<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let temporary = tempfile::tempdir()?;
        let (words, said) = (words.to_vec(), Said::default());
        let mut server = Self { program, words, address, said, child: None, temporary };
        server.start_again().await?;
        Ok(server)
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it said last, for a person.
    pub(crate) fn said(&self) -> String {
        format!("{:?} on {}:\n{}", self.program, self.address, self.said.text())
    }

    /// Starts it on the same port, after [`Server::end`] or [`Server::kill`].
    pub(crate) async fn start_again(&mut self) -> Outcome {
        let mut child = command(self.program)?
            .args(&self.words)
            .args(["--port", &self.address.port().to_string()])
            .env("TMPDIR", self.temporary.path())
            // It ends when this process does, however that ends.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{:?} does not start: {error}", self.program))?;
        self.said.keep(child.stderr.take().ok_or("a server without stderr")?);
        let mut lines = BufReader::new(child.stdout.take().ok_or("a server without stdout")?).lines();
        let first = tokio::time::timeout(START, lines.next_line()).await;
        let Ok(Ok(Some(line))) = first else {
            let _ = child.kill().await;
            return Err(format!("it never said where it listens. {}", self.said()).into());
        };
        let Listens { port } =
            serde_json::from_str(&line).map_err(|error| format!("{:?} said {line:?}: {error}", self.program))?;
        self.address.set_port(port);
        // A server whose output nobody reads would stop at its next word.
        self.said.keep(lines.into_inner().into_inner());
        self.child = Some(child);
        Ok(())
    }

    /// Ends it as whoever deploys does (SIGTERM), and waits.
    pub(crate) async fn end(&mut self) -> Outcome {
        let mut child = self.child.take().ok_or("the server does not run")?;
        if let Some(id) = child.id() {
            process::signal(id, Signal::TERM)?;
        }
        if tokio::time::timeout(wait::DEADLINE, child.wait()).await.is_err() {
            child.kill().await?;
            return Err(format!("it does not end by SIGTERM. {}", self.said()).into());
        }
        Ok(())
    }

    /// Ends it at once, without a word to anyone (SIGKILL).
    pub(crate) async fn kill(&mut self) -> Outcome {
        Ok(self.child.take().ok_or("the server does not run")?.kill().await?)
    }
}

fn command(program: Program) -> Outcome<Command> {
    let installed = installed()?;
    let (interpreter, file) = match program {
        // The one that the set-up puts on PATH.
        Program::Node(file) => (PathBuf::from("node"), file),
        Program::Python(file) => (installed.join("python/bin/python"), file),
        Program::SystemPython(file) => (PathBuf::from("/usr/bin/python3"), file),
        Program::Ruby(file) => (PathBuf::from("/usr/bin/ruby"), file),
    };
    let mut command = Command::new(interpreter);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("servers").join(file));
    Ok(command)
}

/// Where `cargo xtask servers` installed them.
pub(crate) fn installed() -> Outcome<PathBuf> {
    let help = "`cargo xtask test backends` installs the servers and sets it";
    let folder = std::env::var_os("ORIEL_SERVERS").ok_or_else(|| format!("ORIEL_SERVERS is not set; {help}"))?;
    let folder = PathBuf::from(folder);
    if folder.is_dir() { Ok(folder) } else { Err(format!("ORIEL_SERVERS is no folder; {help}").into()) }
}

/// The last lines of a process.
#[derive(Debug, Clone, Default)]
struct Said(Arc<Mutex<VecDeque<String>>>);

impl Said {
    /// Reads to the end, in a task of its own.
    fn keep(&self, from: impl AsyncRead + Unpin + Send + 'static) {
        let said = self.clone();
        let mut lines = BufReader::new(from).lines();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let mut kept = said.0.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push_back(line);
                if kept.len() > KEPT {
                    kept.pop_front();
                }
            }
        });
    }

    fn text(&self) -> String {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().map(|line| format!("    {line}\n")).collect()
    }
}
