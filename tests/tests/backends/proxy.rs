//! The way between Oriel and a server, which a test can silence, hold up or cut.

use oriel_tests::Outcome;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How the way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Everything passes.
    Open,
    /// Connections stay open, and every byte is lost, both ways: half-open, as after a cable was pulled. They break
    /// when this ends.
    Silent,
    /// Answers to plain requests wait; the link's connection is left alone.
    AnswersHeld,
    /// Connections break, and nobody listens: new ones are refused.
    Gone,
}

/// A proxy on a free loopback port. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    way: watch::Sender<Way>,
    listens: watch::Receiver<bool>,
    links: Arc<AtomicU64>,
}

impl Proxy {
    /// A proxy to this server.
    pub(crate) async fn to(server: SocketAddr) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (way, mut ways) = watch::channel(Way::Open);
        let (listening, listens) = watch::channel(true);
        let links = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&links);
        tokio::spawn(async move {
            let mut listener = Some(listener);
            loop {
                if *ways.borrow_and_update() == Way::Gone {
                    listener = None;
                } else if listener.is_none() {
                    listener = TcpListener::bind(address).await.ok();
                }
                listening.send_replace(listener.is_some());
                tokio::select! {
                    changed = ways.changed() => if changed.is_err() { return },
                    Ok((stream, _)) = accept(listener.as_ref()) => {
                        tokio::spawn(travel(stream, server, ways.clone(), Arc::clone(&counted)));
                    }
                }
            }
        });
        Ok(Self { address, way, listens, links })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How often a link was opened so far: connections that ask for a WebSocket or for a stream of events.
    pub(crate) fn links(&self) -> u64 {
        self.links.load(Ordering::Relaxed)
    }

    /// Changes the way. [`Way::Gone`] holds, and ends, when this returns.
    pub(crate) async fn set(&self, way: Way) -> Outcome {
        self.way.send_replace(way);
        self.listens.clone().wait_for(|listens| *listens == (way != Way::Gone)).await?;
        Ok(())
    }
}

async fn accept(listener: Option<&TcpListener>) -> std::io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

async fn travel(client: TcpStream, server: SocketAddr, way: watch::Receiver<Way>, links: Arc<AtomicU64>) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    // Small frames wait for nobody.
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (mut from_client, to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    let (mut gone, mut lost) = (way.clone(), way.clone());
    let talk = async {
        // What a connection is for is said in its first bytes.
        let mut first = vec![0; 16 * 1024];
        let Ok(n @ 1..) = from_client.read(&mut first).await else { return };
        let is_link = asks_for_a_link(&first[..n]);
        links.fetch_add(u64::from(is_link), Ordering::Relaxed);
        if *way.borrow() != Way::Silent && to_server.write_all(&first[..n]).await.is_err() {
            return;
        }
        tokio::select! {
            () = carry(from_client, to_server, way.clone(), false) => {}
            () = carry(from_server, to_client, way.clone(), !is_link) => {}
        }
    };
    tokio::select! {
        () = talk => {}
        _ = gone.wait_for(|way| *way == Way::Gone) => {}
        // What was said in between is missing: nothing more can be made of what comes after.
        () = async {
            let _ = lost.wait_for(|way| *way == Way::Silent).await;
            let _ = lost.wait_for(|way| *way != Way::Silent).await;
        } => {}
    }
}

/// Is it the head of a request for a WebSocket, or for a stream of events?
fn asks_for_a_link(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.contains("\r\nupgrade: websocket") || head.contains("\r\naccept: text/event-stream")
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut way: watch::Receiver<Way>, may_wait: bool) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(n @ 1..) = from.read(&mut buffer).await {
        if may_wait && way.wait_for(|way| *way != Way::AnswersHeld).await.is_err() {
            return;
        }
        if *way.borrow() != Way::Silent && to.write_all(&buffer[..n]).await.is_err() {
            return;
        }
    }
    // One who ends a connection that is silent is not heard either.
    let _ = way.wait_for(|way| *way != Way::Silent).await;
}
