//! A Redis that lives as long as its test, and the processes that share it.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use oriel_sample::{Activity, Options, Sample};
use tempfile::TempDir;

/// A redis-server on a free port, without anything kept.
pub(crate) struct Redis {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Redis {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let redis = Self { child: serve(&folder, port), port, folder };
        redis.answers().await;
        redis
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("sample.db")
    }

    /// Ends the server.
    pub(crate) fn end(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it anew on the same port.
    pub(crate) async fn again(&mut self) {
        self.child = serve(&self.folder, self.port);
        self.answers().await;
    }

    /// Lets it hang: connections stay, nothing is answered.
    pub(crate) fn hang(&self) {
        let kill = Command::new("kill").args(["-STOP", &self.child.id().to_string()]).status();
        assert!(kill.unwrap().success());
    }

    async fn answers(&self) {
        let client = redis::Client::open(self.url()).unwrap();
        let answering = async {
            while client.get_multiplexed_async_connection().await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), answering).await.expect("redis-server does not answer");
    }

    /// What a process of this Redis and its database is started with.
    pub(crate) fn options(&self) -> Options {
        Options { database: Some(self.database()), redis: Some(self.url().into()), ..Options::default() }
    }

    /// Two still processes, started in the same moment on a new file.
    pub(crate) async fn two(&self) -> (Sample, Sample) {
        let (one, two) = tokio::join!(oriel_sample::start(self.options()), oriel_sample::start(self.options()));
        (one.unwrap(), two.unwrap())
    }

    /// A process in which things happen, many in a second.
    pub(crate) async fn busy(&self) -> Sample {
        let activity = Activity { shortest: Duration::from_millis(5), longest: Duration::from_millis(15) };
        oriel_sample::start(Options { activity: Some(activity), ..self.options() }).await.unwrap()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(folder: &TempDir, port: u16) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("redis-server could not be started; `cargo xtask test backends` installs it")
}
