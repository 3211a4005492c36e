//! Starting and stopping.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::activity::{self, Pace};
use crate::backend::{self, Backend, Shared};
use crate::error::SampleError;
use crate::groups::Groups;
use crate::once::Once;
use crate::options::Options;
use crate::requests::Requests;
use crate::store::Store;

/// How long stopping waits for sockets and open requests to end by themselves.
const PATIENCE: Duration = Duration::from_secs(2);

/// A running sample backend. Dropping it ends it without waiting; [`stop`](Self::stop) waits.
#[derive(Debug)]
pub struct Sample {
    address: SocketAddr,
    running: Running,
}

/// What must end with the backend.
struct Running {
    backend: Shared,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    activity: JoinHandle<()>,
    store: Option<thread::JoinHandle<()>>,
}

/// Starts a sample backend on the current tokio runtime.
///
/// When this returns, the database is filled and the address accepts connections.
///
/// # Errors
/// [`SampleError`], where the address or the database cannot be used.
pub async fn start(options: Options) -> Result<Sample, SampleError> {
    let failed = |source| SampleError::Listen { address: options.listen, source };
    let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let groups = Arc::new(Groups::new(options.queue));
    let (store, thread) = Store::open(&options, Arc::clone(&groups)).await?;
    let (stop, stopped) = watch::channel(false);
    let backend = Arc::new(Backend {
        store,
        groups,
        requests: Arc::new(Requests::default()),
        once: Arc::new(Once::default()),
        pace: Arc::new(Pace::new(options.activity)),
        latency: options.latency,
        // An interval of zero would never let go of the processor.
        heartbeat: options.heartbeat.max(Duration::from_millis(10)),
        seed: options.seed,
        started: Instant::now(),
        stop: stopped,
    });
    let router = backend::router(Arc::clone(&backend));
    let closing = Arc::clone(&backend);
    let server = tokio::spawn(async move {
        let serving = axum::serve(listener, router).with_graceful_shutdown(async move { closing.stopping().await });
        if let Err(error) = serving.await {
            tracing::error!(%error, "the sample backend no longer listens");
        }
    });
    let activity = tokio::spawn(activity::run(Arc::clone(&backend)));
    tracing::info!(%address, "the sample backend listens");
    Ok(Sample { address, running: Running { backend, stop, server, activity, store: Some(thread) } })
}

impl Sample {
    /// The address it listens on, with the port that was really taken.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: closes every socket with 1001, lets open requests end, and closes the database. After
    /// two seconds it waits no longer. The port and the file are free when this returns.
    pub async fn stop(mut self) {
        let running = &mut self.running;
        running.stop.send_replace(true);
        running.activity.abort();
        let ended = async {
            running.backend.groups.empty().await;
            // An error means that it panicked: it has ended as well.
            let _ = (&mut running.server).await;
        };
        if tokio::time::timeout(PATIENCE, ended).await.is_err() {
            tracing::warn!("the sample backend stops with requests still open");
        }
        running.backend.store.stop();
        if let Some(thread) = running.store.take() {
            // Joining blocks, so not on the runtime's own threads.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.server.abort();
        self.activity.abort();
        self.backend.store.stop();
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").finish_non_exhaustive()
    }
}
