//! A backend that says texts as it was told to, and takes down what is asked of it. No socket, no sign-in.

use crate::{Outcome, exchange};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What was asked: the first line up to its version, and the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Such as `GET /orders/1`.
    pub what: String,
    /// As it came.
    pub body: String,
}

/// The backend. It ends when this is dropped.
#[derive(Debug)]
pub struct Echo {
    address: SocketAddr,
    held: Arc<Mutex<Held>>,
    serving: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Held {
    texts: BTreeMap<String, String>,
    asked: Vec<Asked>,
}

impl Echo {
    /// Starts it on a free port. Each path of `texts` answers with its text, every other with `{}`.
    ///
    /// # Errors
    /// There is none.
    pub async fn start(texts: impl IntoIterator<Item = (&str, String)>) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let texts = texts.into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
        let held = Arc::new(Mutex::new(Held { texts, asked: Vec::new() }));
        let serving = Some(serve(listener, Arc::clone(&held)));
        Ok(Self { address, held, serving })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Nothing listens there, until [`Echo::back`].
    pub async fn away(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            let _ = serving.await;
        }
    }

    /// It listens again where it did.
    ///
    /// # Errors
    /// Somebody else does.
    pub async fn back(&mut self) -> Outcome {
        let listener = TcpListener::bind(self.address).await?;
        self.serving = Some(serve(listener, Arc::clone(&self.held)));
        Ok(())
    }

    /// What was asked with this method, in order.
    #[must_use]
    pub fn asked(&self, method: &str) -> Vec<Asked> {
        let is_it = |asked: &&Asked| asked.what.split(' ').next() == Some(method);
        lock(&self.held).asked.iter().filter(is_it).cloned().collect()
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

fn lock(held: &Mutex<Held>) -> MutexGuard<'_, Held> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(listener: TcpListener, held: Arc<Mutex<Held>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let held = Arc::clone(&held);
            // Who hangs up in between wanted no answer.
            tokio::spawn(async move { answer(stream, &held).await.is_ok() });
        }
    })
}

async fn answer(stream: TcpStream, held: &Mutex<Held>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (first, body) = exchange::request(&mut stream).await?;
    let what = first.rsplit_once(' ').map_or("", |(what, _)| what).to_owned();
    let said = {
        let mut held = lock(held);
        let path = what.split(' ').nth(1).unwrap_or_default();
        let said = held.texts.get(path).filter(|_| what.starts_with("GET ")).cloned();
        held.asked.push(Asked { what, body: String::from_utf8_lossy(&body).into_owned() });
        said.unwrap_or_else(|| "{}".to_owned())
    };
    exchange::answer(&mut stream, "200 OK", said.as_bytes()).await
}
