//! The database: one connection on its own thread, one transaction at a time.
//!
//! SQLite has one writer anyhow. With one thread the order of commits is the order of signals, and
//! no request ever blocks the runtime. Other processes may use the same file; each has its own thread.

pub(crate) mod schema;

use std::sync::mpsc;
use std::thread::JoinHandle;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use crate::error::SampleError;
use crate::fanout::Fanout;
use crate::instant::Micros;
use crate::options::Options;
use crate::population::{self, Population};
use crate::refusal::Refusal;
use crate::signal::{Outbox, Signal};

/// The header of every answer that changed something: when it was committed, in microseconds since
/// 1970. The signals carry the same number as `committedAt`.
pub(crate) const COMMITTED_AT: HeaderName = HeaderName::from_static("x-committed-at");

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

enum Command {
    Run(Job),
    Stop,
}

/// A handle to the database's thread.
///
/// The queue is not bounded: everyone who puts something into it waits for the answer, so it is
/// never longer than there are requests.
#[derive(Clone)]
pub(crate) struct Store {
    commands: mpsc::Sender<Command>,
    fanout: Fanout,
}

/// What a committed transaction answered, when it was committed, and what was signalled.
#[derive(Debug)]
pub(crate) struct Committed<T> {
    pub(crate) value: T,
    pub(crate) at: Micros,
    pub(crate) signals: Vec<Signal>,
}

impl Store {
    /// Opens the database on a new thread, brings its schema up to date and fills an empty one.
    pub(crate) async fn open(
        options: &Options,
        fanout: Fanout,
    ) -> Result<(Self, JoinHandle<()>, Population), SampleError> {
        let (commands, queue) = mpsc::channel();
        let (ready, opened) = oneshot::channel();
        let (path, seed) = (options.database.clone(), options.seed);
        let (shared, running) = (fanout.is_shared(), options.activity.is_some());
        let thread = std::thread::Builder::new()
            .name("oriel-sample-store".to_owned())
            .spawn(move || {
                let joined = schema::open(path.as_deref(), seed).and_then(|mut connection| {
                    let population = population::join(&mut connection, shared, running);
                    Ok((population.map_err(|source| schema::unusable(path.as_deref(), source))?, connection))
                });
                match joined {
                    Ok((population, mut connection)) => {
                        let _ = ready.send(Ok(population));
                        run(&queue, &mut connection);
                    }
                    Err(error) => {
                        let _ = ready.send(Err(error));
                    }
                }
            })
            .map_err(|error| SampleError::Thread(error.to_string()))?;
        let population = opened.await.map_err(|_| SampleError::Thread("it ended at once".to_owned()))??;
        Ok((Self { commands, fanout }, thread, population))
    }

    /// Reads within one transaction: everything it sees is of one moment.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.run(move |connection| {
            let transaction = connection.transaction()?;
            work(&transaction)
        })
        .await
    }

    /// Changes something: commits, then signals. Nothing is signalled where `work` refuses or the
    /// commit fails. The change is made even if the one who asked has gone.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &mut Outbox) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<Committed<T>, Refusal> {
        let fanout = self.fanout.clone();
        let done = self.run(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut outbox = Outbox::default();
            let value = work(&transaction, &mut outbox)?;
            transaction.commit()?;
            let at = Micros::now();
            let signals = outbox.committed(at);
            let published = fanout.publish(&signals);
            Ok((Committed { value, at, signals }, published))
        });
        let (committed, published) = done.await?;
        published.wait().await;
        Ok(committed)
    }

    /// Lets the thread end after what is already queued. Later calls are refused.
    pub(crate) fn stop(&self) {
        let _ = self.commands.send(Command::Stop);
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let _ = answer.send(work(connection));
        });
        let stopping = || Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", "the sample backend is stopping");
        self.commands.send(Command::Run(job)).map_err(|_| stopping())?;
        answered.await.map_err(|_| stopping())?
    }
}

fn run(queue: &mpsc::Receiver<Command>, connection: &mut Connection) {
    while let Ok(Command::Run(job)) = queue.recv() {
        job(connection);
    }
}

impl<T: serde::Serialize> Committed<T> {
    /// The answer to the request that made the change.
    pub(crate) fn reply(self, status: StatusCode) -> Response {
        stamp((status, axum::Json(self.value)).into_response(), self.at)
    }
}

impl Committed<()> {
    /// The answer to a change that has nothing to tell: 204.
    pub(crate) fn no_content(self) -> Response {
        stamp(StatusCode::NO_CONTENT.into_response(), self.at)
    }
}

fn stamp(mut response: Response, at: Micros) -> Response {
    response.headers_mut().insert(COMMITTED_AT, HeaderValue::from(at.0));
    response
}
