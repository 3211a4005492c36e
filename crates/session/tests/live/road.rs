//! The way between a session and the backend, which a test can hold up or cut.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How the way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Everything passes.
    Open,
    /// What the session says waits; what the backend says passes.
    Held,
    /// What the backend says waits; what the session says passes.
    Deaf,
    /// Connections break, and new ones are closed at once.
    Cut,
    /// Connections break, and nobody listens: new ones are refused.
    Gone,
}

pub(crate) struct Road {
    pub(crate) address: SocketAddr,
    way: watch::Sender<Way>,
    listens: watch::Receiver<bool>,
}

impl Road {
    pub(crate) async fn to(backend: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (way, mut ways) = watch::channel(Way::Open);
        let (listening, listens) = watch::channel(true);
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
                        tokio::spawn(travel(stream, backend, ways.clone()));
                    }
                }
            }
        });
        Self { address, way, listens }
    }

    pub(crate) fn set(&self, way: Way) {
        self.way.send_replace(way);
    }

    /// Nobody listens from now on.
    pub(crate) async fn close(&self) {
        self.set(Way::Gone);
        self.listens.clone().wait_for(|listens| !listens).await.unwrap();
    }

    /// Everything passes again.
    pub(crate) async fn open(&self) {
        self.set(Way::Open);
        self.listens.clone().wait_for(|listens| *listens).await.unwrap();
    }
}

async fn accept(listener: Option<&TcpListener>) -> std::io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

async fn travel(session: TcpStream, backend: SocketAddr, way: watch::Receiver<Way>) {
    if matches!(*way.borrow(), Way::Cut | Way::Gone) {
        return;
    }
    let Ok(backend) = TcpStream::connect(backend).await else { return };
    // Small frames wait for nobody.
    let _ = (session.set_nodelay(true), backend.set_nodelay(true));
    let (from_session, to_session) = session.into_split();
    let (from_backend, to_backend) = backend.into_split();
    let mut cut = way.clone();
    tokio::select! {
        () = carry(from_session, to_backend, way.clone(), |way| way != Way::Held) => {}
        () = carry(from_backend, to_session, way, |way| way != Way::Deaf) => {}
        _ = cut.wait_for(|way| matches!(way, Way::Cut | Way::Gone)) => {}
    }
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut way: watch::Receiver<Way>,
    passes: fn(Way) -> bool,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(n @ 1..) = from.read(&mut buffer).await {
        let _ = way.wait_for(|way| passes(*way)).await;
        if to.write_all(&buffer[..n]).await.is_err() {
            return;
        }
    }
}
