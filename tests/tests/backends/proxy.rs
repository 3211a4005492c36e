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

    /// How often a link was opened so far: requests for a WebSocket, for a stream of events, or of PubNub's first kind.
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
        let head = Head::of(&first[..n]);
        let is_link = head.is_of_a_link();
        links.fetch_add(u64::from(head.opens_a_link()), Ordering::Relaxed);
        if *way.borrow() != Way::Silent && to_server.write_all(&first[..n]).await.is_err() {
            return;
        }
        tokio::select! {
            () = carry(from_client, to_server, way.clone(), false, |piece| {
                // Requests follow each other on one connection.
                links.fetch_add(u64::from(Head::of(piece).opens_a_link()), Ordering::Relaxed);
            }) => {}
            () = carry(from_server, to_client, way.clone(), !is_link, |_| {}) => {}
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

/// What may be the head of a request. One that is cut in two is not known for what it is, which loopback does not do to
/// anything as short.
struct Head(String);

impl Head {
    fn of(bytes: &[u8]) -> Self {
        Self(String::from_utf8_lossy(bytes).to_ascii_lowercase())
    }

    /// Does the link hear by this connection?
    fn is_of_a_link(&self) -> bool {
        self.asks_for_a_stream() || self.asks_pubnub()
    }

    /// Does a link begin with it? One call of PubNub follows the other, and the first has no position.
    fn opens_a_link(&self) -> bool {
        let address = self.0.split(' ').nth(1).unwrap_or_default();
        let query = address.split_once('?').map_or("", |(_, query)| query);
        self.asks_for_a_stream() || (self.asks_pubnub() && query.split('&').any(|pair| pair == "tt=0"))
    }

    fn asks_for_a_stream(&self) -> bool {
        self.0.contains("\r\nupgrade: websocket") || self.0.contains("\r\naccept: text/event-stream")
    }

    fn asks_pubnub(&self) -> bool {
        self.0.starts_with("get /v2/subscribe/")
    }
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut way: watch::Receiver<Way>,
    may_wait: bool,
    seen: impl Fn(&[u8]),
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(n @ 1..) = from.read(&mut buffer).await {
        seen(&buffer[..n]);
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
