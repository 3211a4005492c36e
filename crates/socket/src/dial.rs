//! The way to the backend's bytes. TLS and the WebSocket handshake are laid over it by the link.

use futures_util::future::BoxFuture;
use std::io;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use url::{Host, Url};

/// A stream of bytes in both directions.
pub trait ByteStream: AsyncRead + AsyncWrite + Send + Unpin + 'static {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin + 'static> ByteStream for T {}

/// Connects to a backend's host. The link bounds the time and speaks TLS over the stream where
/// the address is `wss:`.
pub trait Connector: Send + Sync + 'static {
    /// A stream to the host and port of `url`.
    ///
    /// # Errors
    /// Whatever the network says; the link tries again later.
    fn connect(&self, url: Url) -> BoxFuture<'static, io::Result<Box<dyn ByteStream>>>;
}

/// Plain TCP, without delays for small frames.
#[derive(Debug, Clone, Copy, Default)]
pub struct TcpConnector;

impl Connector for TcpConnector {
    fn connect(&self, url: Url) -> BoxFuture<'static, io::Result<Box<dyn ByteStream>>> {
        Box::pin(async move {
            let missing = |what| io::Error::new(io::ErrorKind::InvalidInput, what);
            let port = url.port_or_known_default().ok_or_else(|| missing("the address has no port"))?;
            let stream = match url.host() {
                Some(Host::Domain(name)) => TcpStream::connect((name, port)).await?,
                Some(Host::Ipv4(ip)) => TcpStream::connect((ip, port)).await?,
                Some(Host::Ipv6(ip)) => TcpStream::connect((ip, port)).await?,
                None => return Err(missing("the address has no host")),
            };
            stream.set_nodelay(true)?;
            Ok(Box::new(stream) as Box<dyn ByteStream>)
        })
    }
}
