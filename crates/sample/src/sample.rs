//! Starting and stopping.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use socketioxide::SocketIo;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::activity::{self, Pace};
use crate::backend::{self, Backend, Shared};
use crate::error::SampleError;
use crate::fanout::{self, Fanout};
use crate::groups::Groups;
use crate::line::{Cut, Lines};
use crate::options::Options;
use crate::requests::Requests;
use crate::socketio;
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
    /// What goes on until it is aborted: the simulation, and the exchange with other processes.
    tasks: Vec<JoinHandle<()>>,
    /// What is yet to be said to other processes.
    publishing: Option<JoinHandle<()>>,
    farewell: JoinHandle<()>,
    lines: CancellationToken,
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
    let groups = Arc::new(Groups::default());
    let (fanout, exchange) = match &options.redis {
        None => (Fanout::Here(Arc::clone(&groups)), None),
        Some(_) if options.database.is_none() => return Err(SampleError::NoSharedDatabase),
        Some(url) => fanout::prepare(url.secret()).map(|(fanout, exchange)| (fanout, Some(exchange)))?,
    };
    let (store, thread, population) = Store::open(&options, fanout.clone()).await?;
    let (stop, stopped) = watch::channel(false);
    let backend = Arc::new(Backend {
        store,
        groups,
        pace: Arc::new(Pace::new(options.activity, population.running, fanout.is_shared())),
        fanout,
        requests: Arc::new(Requests::default()),
        latency: options.latency,
        // An interval of zero would never let go of the processor.
        heartbeat: options.heartbeat.max(Duration::from_millis(10)),
        queue: options.queue.max(1),
        seed: options.seed,
        started: Instant::now(),
        stop: stopped,
    });
    let (mut tasks, mut publishing) = (Vec::new(), None);
    if let Some(exchange) = exchange {
        let (saying, hearing) = exchange.start(&backend, &population.id).await?;
        publishing = Some(saying);
        tasks.push(hearing);
    }
    let (io, route) = socketio::serve(&backend);
    let lines = CancellationToken::new();
    let listener = Lines::new(listener, lines.clone());
    let router = backend::router(Arc::clone(&backend), route).into_make_service_with_connect_info::<Cut>();
    let closing = Arc::clone(&backend);
    let server = tokio::spawn(async move {
        let serving = axum::serve(listener, router).with_graceful_shutdown(async move { closing.stopping().await });
        if let Err(error) = serving.await {
            tracing::error!(%error, "the sample backend no longer listens");
        }
    });
    tasks.push(tokio::spawn(activity::run(Arc::clone(&backend))));
    let farewell = tokio::spawn(farewell(Arc::clone(&backend), io, lines.clone()));
    tracing::info!(%address, "the sample backend listens");
    Ok(Sample {
        address,
        running: Running { backend, stop, server, tasks, publishing, farewell, lines, store: Some(thread) },
    })
}

/// Says farewell over Socket.IO when the backend stops, and at last cuts what is still connected.
async fn farewell(backend: Shared, io: SocketIo, lines: CancellationToken) {
    backend.stopping().await;
    let _ = tokio::join!(tokio::time::timeout(PATIENCE, io.close()), tokio::time::sleep(PATIENCE));
    lines.cancel();
}

impl Sample {
    /// The address it listens on, with the port that was really taken.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: closes every socket, those of `/ws` with 1001, lets open requests end, and closes the database. After
    /// two seconds it waits no longer, and as long again for Redis to take what is yet to be signalled. The port and
    /// the file are free when this returns.
    pub async fn stop(mut self) {
        let running = &mut self.running;
        running.stop.send_replace(true);
        running.tasks.iter().for_each(JoinHandle::abort);
        let ended = async {
            activity::give_up(&running.backend).await;
            running.backend.groups.empty().await;
            // An error means that it panicked: it has ended as well.
            let _ = (&mut running.server).await;
        };
        if tokio::time::timeout(PATIENCE, ended).await.is_err() {
            tracing::warn!("the sample backend stops with requests still open");
        }
        running.lines.cancel();
        running.farewell.abort();
        running.backend.store.stop();
        if let Some(thread) = running.store.take() {
            // Joining blocks, so not on the runtime's own threads.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
        // Every commit is done now, and its signals are on their way.
        running.backend.fanout.close();
        if let Some(publishing) = &mut running.publishing
            && tokio::time::timeout(PATIENCE, publishing).await.is_err()
        {
            tracing::warn!("the sample backend stops with signals that other processes have not heard");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.server.abort();
        self.tasks.iter().for_each(JoinHandle::abort);
        self.backend.store.stop();
        self.backend.fanout.close();
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").finish_non_exhaustive()
    }
}
