//! WebSocket frames by hand (RFC 6455, 5.2), so that they can be wrong.

use std::io;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// What a frame says it is.
pub(super) const TEXT: u8 = 0x1;
pub(super) const BINARY: u8 = 0x2;
pub(super) const CLOSE: u8 = 0x8;
pub(super) const PING: u8 = 0x9;
pub(super) const PONG: u8 = 0xA;
/// The last frame of a message.
pub(super) const LAST: u8 = 0x80;

/// A frame from the server, which masks nothing. `head`: what it is, and whether it is the last of its message.
pub(super) fn frame(head: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![head];
    match payload.len() {
        length @ 0..=125 => bytes.push(length as u8),
        length @ 126..=0xFFFF => {
            bytes.push(126);
            bytes.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            bytes.push(127);
            bytes.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    bytes.extend_from_slice(payload);
    bytes
}

/// A whole message of text, or of what claims to be one.
pub(super) fn text(payload: impl AsRef<[u8]>) -> Vec<u8> {
    frame(LAST | TEXT, payload.as_ref())
}

/// The end, with a code and a reason.
pub(super) fn close(code: u16, reason: &str) -> Vec<u8> {
    let mut payload = code.to_be_bytes().to_vec();
    payload.extend_from_slice(reason.as_bytes());
    frame(LAST | CLOSE, &payload)
}

/// The next frame of a client: what it is, and what it says.
pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<(u8, Vec<u8>)> {
    let head = from.read_u8().await?;
    let second = from.read_u8().await?;
    let length = match second & 0x7F {
        126 => u64::from(from.read_u16().await?),
        127 => from.read_u64().await?,
        short => u64::from(short),
    };
    let mut mask = [0; 4];
    if second & 0x80 != 0 {
        from.read_exact(&mut mask).await?;
    }
    let length = usize::try_from(length).ok().filter(|length| *length <= 4 << 20);
    let mut payload = vec![0; length.ok_or(io::ErrorKind::InvalidData)?];
    from.read_exact(&mut payload).await?;
    for (at, byte) in payload.iter_mut().enumerate() {
        *byte ^= mask[at % 4];
    }
    Ok((head & 0x0F, payload))
}
