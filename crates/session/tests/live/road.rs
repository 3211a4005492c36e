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
    /// Connections break, and new ones are closed at once.
    Cut,
}

pub(crate) struct Road {
    pub(crate) address: SocketAddr,
    way: watch::Sender<Way>,
}

impl Road {
    pub(crate) async fn to(backend: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (way, ways) = watch::channel(Way::Open);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(travel(stream, backend, ways.clone()));
            }
        });
        Self { address, way }
    }

    pub(crate) fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

async fn travel(session: TcpStream, backend: SocketAddr, way: watch::Receiver<Way>) {
    if *way.borrow() == Way::Cut {
        return;
    }
    let Ok(backend) = TcpStream::connect(backend).await else { return };
    // Small frames wait for nobody.
    let _ = (session.set_nodelay(true), backend.set_nodelay(true));
    let (from_session, to_session) = session.into_split();
    let (from_backend, to_backend) = backend.into_split();
    let mut cut = way.clone();
    tokio::select! {
        () = carry(from_session, to_backend, Some(way)) => {}
        () = carry(from_backend, to_session, None) => {}
        _ = cut.wait_for(|way| *way == Way::Cut) => {}
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut held_by: Option<watch::Receiver<Way>>) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(n @ 1..) = from.read(&mut buffer).await {
        if let Some(way) = &mut held_by {
            let _ = way.wait_for(|way| *way != Way::Held).await;
        }
        if to.write_all(&buffer[..n]).await.is_err() {
            return;
        }
    }
}
