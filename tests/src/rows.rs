//! A backend with very many rows, without a socket and without a sign-in.
//!
//! | address | answer |
//! | --- | --- |
//! | `/rows` | all rows |
//! | `/pages?offset=…&limit=…&name=…` | a page of the rows whose name holds this |
//! | `/touch` | nothing: an action that is done, so that what it makes stale is asked for again |

use crate::{Outcome, exchange};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The backend. It ends when this is dropped.
#[derive(Debug)]
pub struct ManyRows {
    address: SocketAddr,
    all: Arc<RwLock<Vec<Value>>>,
    broken: Arc<AtomicBool>,
    serving: JoinHandle<()>,
}

impl ManyRows {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// There is none.
    pub async fn start(rows: usize) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let all: Arc<RwLock<Vec<Value>>> = Arc::new(RwLock::new((0..rows).map(row).collect()));
        let broken = Arc::new(AtomicBool::new(false));
        let (breaks, served) = (Arc::clone(&broken), Arc::clone(&all));
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (all, breaks) = (Arc::clone(&served), Arc::clone(&breaks));
                // Who hangs up in between wanted no answer.
                tokio::spawn(async move { answer(stream, &all, &breaks).await.is_ok() });
            }
        });
        Ok(Self { address, all, broken, serving })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether pages after the first are refused from now on.
    pub fn break_pages(&self, broken: bool) {
        self.broken.store(broken, Ordering::SeqCst);
    }
}

impl ManyRows {
    /// Gives the row at this place another amount. Nobody is told.
    pub fn change(&self, place: usize, amount: u64) {
        if let Some(row) = self.rows().get_mut(place) {
            row["amount"] = json!(amount);
        }
    }

    /// Puts a row before all others. Nobody is told.
    pub fn put_first(&self, row: Value) {
        self.rows().insert(0, row);
    }

    /// The size of the answer of `/rows`, in bytes.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn answer_size(&self) -> Outcome<usize> {
        Ok(said("/rows", &self.all, &self.broken)?.1.len())
    }

    fn rows(&self) -> RwLockWriteGuard<'_, Vec<Value>> {
        self.all.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ManyRows {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// The row of this number.
#[must_use]
pub fn row(n: usize) -> Value {
    // Their amounts and names are in no order, so that sorting them means something.
    let scattered = n * 7_919 % 100_003;
    json!({
        "id": format!("row_{n}"),
        "n": n,
        "name": format!("{} {n}", ["Ash", "birch", "Cedar", "elm"][scattered % 4]),
        "amount": scattered,
    })
}

async fn answer(stream: TcpStream, all: &RwLock<Vec<Value>>, broken: &AtomicBool) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (first, _) = exchange::request(&mut stream).await?;
    let (status, body) = said(first.split(' ').nth(1).unwrap_or_default(), all, broken)?;
    exchange::answer(&mut stream, status, &body).await
}

/// The status and the body of an answer.
fn said(target: &str, all: &RwLock<Vec<Value>>, broken: &AtomicBool) -> std::io::Result<(&'static str, Vec<u8>)> {
    let (path, search) = target.split_once('?').unwrap_or((target, ""));
    let given = |name: &str| {
        search.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let number = |name: &str| given(name).and_then(|value| value.parse::<usize>().ok());
    let all = all.read().unwrap_or_else(PoisonError::into_inner);
    let (status, body) = match path {
        "/rows" => ("200 OK", json!({ "rows": *all })),
        "/pages" => {
            let (offset, limit) = (number("offset").unwrap_or(0), number("limit").unwrap_or(50));
            let name = given("name").unwrap_or_default();
            let holds = |row: &&Value| row["name"].as_str().is_some_and(|text| text.contains(name));
            let rows: Vec<&Value> = all.iter().filter(holds).skip(offset).take(limit).collect();
            if offset > 0 && broken.load(Ordering::SeqCst) {
                ("500 Internal Server Error", json!({ "message": "out of order" }))
            } else {
                ("200 OK", json!({ "rows": rows }))
            }
        }
        "/touch" => ("200 OK", json!({})),
        _ => ("404 Not Found", json!({ "message": "no such address" })),
    };
    Ok((status, serde_json::to_vec(&body)?))
}
