//! HTTP/1.1 by hand: a library would mend, or refuse to write, what a rude backend says.

use std::cell::Cell;
use std::io;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

thread_local! {
    static MOVED: Cell<u64> = const { Cell::new(0) };
}

/// How often bytes came or went at the backends of this thread, whose number says nothing but that it grew.
#[must_use]
pub fn moved() -> u64 {
    MOVED.get()
}

fn moves() {
    MOVED.set(MOVED.get().wrapping_add(1));
}

/// A head of more bytes is no request.
const HEAD: usize = 64 << 10;
/// A body of more bytes is none of ours.
const BODY: usize = 4 << 20;

/// A request as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`.
    pub method: String,
    /// Path and query, as they were written.
    pub target: String,
    /// Names in small letters, in their order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Request {
    /// The first header of this name; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Was this header sent?
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known == name)
    }

    /// The target without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// A parameter of the query, as it was written.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        let (_, query) = self.target.split_once('?')?;
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }
}

/// How the end of a body is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Framing {
    /// By its length.
    #[default]
    Length,
    /// In chunks.
    Chunked,
    /// By the end of the connection.
    Close,
}

/// An answer to be written.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Beside those of the framing.
    pub headers: Vec<(String, String)>,
    /// As it is, readable or not.
    pub body: Vec<u8>,
    /// How its end is told.
    pub framing: Framing,
}

impl Answer {
    /// One of JSON.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::of(status, "application/json", body.into())
    }

    /// One of this type.
    pub fn of(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), kind.to_owned())];
        Self { status, headers, body: body.into(), framing: Framing::Length }
    }

    /// Without a body.
    #[must_use]
    pub fn bare(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// With one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Whether the connection can be used again.
    #[must_use]
    pub fn keeps_open(&self) -> bool {
        self.framing != Framing::Close
    }

    /// As bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status)).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        match self.framing {
            // They have none by their meaning.
            _ if matches!(self.status, 204 | 304) => bytes.extend_from_slice(b"\r\n"),
            Framing::Length => {
                bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", self.body.len()).as_bytes());
                bytes.extend_from_slice(&self.body);
            }
            Framing::Chunked => {
                bytes.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
                for chunk in self.body.chunks(7) {
                    bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                    bytes.extend_from_slice(chunk);
                    bytes.extend_from_slice(b"\r\n");
                }
                bytes.extend_from_slice(b"0\r\n\r\n");
            }
            Framing::Close => {
                bytes.extend_from_slice(b"Connection: close\r\n\r\n");
                bytes.extend_from_slice(&self.body);
            }
        }
        bytes
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        101 => "Switching Protocols",
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        408 => "Request Timeout",
        409 => "Conflict",
        411 => "Length Required",
        422 => "Unprocessable Entity",
        425 => "Too Early",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Odd",
    }
}

/// Reads what comes on one connection, request after request.
#[derive(Debug, Default)]
pub(super) struct Reader {
    left: Vec<u8>,
}

impl Reader {
    /// The next request; nothing where the client is gone, or speaks something else.
    pub(super) async fn next(
        &mut self,
        stream: &mut (impl tokio::io::AsyncRead + Unpin),
    ) -> io::Result<Option<Request>> {
        let end = loop {
            if let Some(end) = find(&self.left, b"\r\n\r\n") {
                break end;
            }
            if self.left.len() > HEAD || !self.more(stream).await? {
                return Ok(None);
            }
        };
        let head = String::from_utf8_lossy(&self.left[..end]).into_owned();
        self.left.drain(..end + 4);
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut request =
            Request { method: method.to_owned(), target: target.to_owned(), headers, body: String::new() };
        let body = if request.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
            self.chunks(stream).await?
        } else {
            let length = request.header("content-length").parse().unwrap_or(0_usize).min(BODY);
            self.exactly(length, stream).await?
        };
        let Some(body) = body else { return Ok(None) };
        request.body = String::from_utf8_lossy(&body).into_owned();
        Ok(Some(request))
    }

    /// What was read and belongs to no request: the first frames after a handshake.
    pub(super) fn into_left(self) -> Vec<u8> {
        self.left
    }

    async fn more(&mut self, stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> io::Result<bool> {
        let read = stream.read_buf(&mut self.left).await?;
        moves();
        Ok(read > 0)
    }

    async fn exactly(
        &mut self,
        length: usize,
        stream: &mut (impl tokio::io::AsyncRead + Unpin),
    ) -> io::Result<Option<Vec<u8>>> {
        while self.left.len() < length {
            if !self.more(stream).await? {
                return Ok(None);
            }
        }
        Ok(Some(self.left.drain(..length).collect()))
    }

    async fn chunks(&mut self, stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> io::Result<Option<Vec<u8>>> {
        let mut body = Vec::new();
        loop {
            let end = loop {
                if let Some(end) = find(&self.left, b"\r\n") {
                    break end;
                }
                if !self.more(stream).await? {
                    return Ok(None);
                }
            };
            let line: Vec<u8> = self.left.drain(..end + 2).collect();
            let Ok(size) = usize::from_str_radix(String::from_utf8_lossy(&line).trim(), 16) else { return Ok(None) };
            let Some(chunk) = self.exactly(size.min(BODY) + 2, stream).await? else { return Ok(None) };
            body.extend_from_slice(&chunk[..size.min(BODY)]);
            if size == 0 || body.len() > BODY {
                return Ok(Some(body));
            }
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// Writes all of it at once.
pub(super) async fn write(stream: &mut (impl tokio::io::AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    moves();
    stream.write_all(bytes).await?;
    stream.flush().await
}
