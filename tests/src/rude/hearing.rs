//! How it is heard: a WebSocket of plain JSON, Socket.IO, or a stream of events.

use super::backend::{Shared, Signal};
use super::fault::{At, Does, Manner, Said};
use super::frames;
use super::http::{self, Answer, Reader, Request};
use super::rest::{self, member};
use std::io;
use std::time::Duration;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::sync::broadcast::Receiver;
use tokio::time::{Instant, interval_at};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// A sign of life of the server's own, every so often.
const ALIVE: Duration = Duration::from_secs(15);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speech {
    Json,
    SocketIo,
    Stream,
}

fn speech(request: &Request) -> Option<Speech> {
    match request.path() {
        "/ws" => Some(Speech::Json),
        "/socket.io/" => Some(Speech::SocketIo),
        "/events" => Some(Speech::Stream),
        _ => None,
    }
}

/// Does this request open one?
pub(super) fn is_one(request: &Request) -> bool {
    speech(request).is_some()
}

/// Opens one, and tells of every change until it ends.
pub(super) async fn open(stream: &mut TcpStream, reader: Reader, request: &Request, shared: &Shared) -> io::Result<()> {
    let Some(speech) = speech(request) else { return Ok(()) };
    match shared.strikes(At::Handshake, request.path()) {
        Some(Does::Unless { asked, .. }) if asked(request) => {}
        // A stream that is squeezed is open, and nothing of it comes through.
        Some(Does::Unless { with, .. }) => {
            let answer = Answer { framing: http::Framing::Close, ..with() };
            http::write(stream, &answer.with("Content-Encoding", "gzip").bytes()).await?;
            let mut nothing = [0; 64];
            while stream.read(&mut nothing).await? > 0 {}
            return Ok(());
        }
        Some(Does::Late(by)) => tokio::time::sleep(by).await,
        Some(does) => return rest::strike(does, stream, request, shared).await.map(|_| ()),
        None => {}
    }
    if !shared.accepts(request) {
        return http::write(stream, &Answer::bare(401).bytes()).await;
    }
    // From before the acknowledgement on: what changes in between is told after it.
    let signals = shared.signals.subscribe();
    if speech == Speech::Stream {
        return flow(stream, signals, request, shared).await;
    }
    let accept = derive_accept_key(request.header("sec-websocket-key").as_bytes());
    let head = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    http::write(stream, head.as_bytes()).await?;
    if let Some(Does::Closes(code, reason)) = shared.strikes(At::Opened, request.path()) {
        http::write(stream, &frames::close(code, reason)).await?;
        // The other side closes.
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await?;
        return Ok(());
    }
    socket(stream, reader.into_left(), signals, speech, shared).await
}

async fn socket(
    stream: &mut TcpStream,
    left: Vec<u8>,
    mut signals: Receiver<Signal>,
    speech: Speech,
    shared: &Shared,
) -> io::Result<()> {
    let (from, mut to) = stream.split();
    let mut from = std::io::Cursor::new(left).chain(from);
    match speech {
        Speech::SocketIo => {
            let open =
                r#"0{"sid":"engine-1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;
            http::write(&mut to, &frames::text(open)).await?;
        }
        _ => http::write(&mut to, &frames::text(r#"{"event":"subscribed"}"#)).await?,
    }
    // Frames are read by a part that is never called off in the midst of one.
    let (heard, mut frames_in) = tokio::sync::mpsc::unbounded_channel();
    let reading = async {
        while let Ok(frame) = frames::read(&mut from).await {
            if heard.send(frame).is_err() {
                break;
            }
        }
        Ok(())
    };
    let saying = async {
        let mut joined = speech == Speech::Json;
        let mut alive = interval_at(Instant::now() + ALIVE, ALIVE);
        loop {
            tokio::select! {
                frame = frames_in.recv() => match frame {
                    None | Some((frames::CLOSE, _)) => return http::write(&mut to, &frames::close(1000, "")).await,
                    Some((frames::PING, payload)) => {
                        http::write(&mut to, &frames::frame(frames::LAST | frames::PONG, &payload)).await?;
                    }
                    Some((frames::TEXT, payload)) if speech == Speech::SocketIo => {
                        let text = String::from_utf8_lossy(&payload).into_owned();
                        if text.starts_with("40") {
                            joined = true;
                            for packet in connected(&text, shared) {
                                http::write(&mut to, &frames::text(packet)).await?;
                            }
                        }
                    }
                    Some(_) => {}
                },
                Ok(signal) = signals.recv(), if joined => {
                    for said in told(&signal, speech, shared) {
                        let bytes = match said {
                            Said::Text(text) => frames::text(text),
                            Said::Raw(bytes) => bytes,
                            Said::Binary(bytes) => frames::frame(frames::LAST | frames::BINARY, &bytes),
                            Said::Halves(text) => {
                                let (first, second) = text.as_bytes().split_at(text.len() / 2);
                                [frames::frame(frames::TEXT, first), frames::frame(frames::LAST, second)].concat()
                            }
                            Said::End => return Ok(()),
                        };
                        http::write(&mut to, &bytes).await?;
                    }
                }
                _ = alive.tick(), if speech == Speech::SocketIo => http::write(&mut to, &frames::text("2")).await?,
            }
        }
    };
    tokio::select! {
        ended = reading => ended,
        ended = saying => ended,
    }
}

/// The answer to Socket.IO's connect packet, after what was missed.
fn connected(packet: &str, shared: &Shared) -> Vec<String> {
    let unquoted = |name: &str| member(packet, name).map(|text| text.trim_matches('"').to_owned());
    let (offered, offset) = (unquoted("pid"), unquoted("offset"));
    let mut packets = Vec::new();
    let pid = match offered {
        Some(pid) if shared.has(Manner::RecoveryThatLies) => Some(pid),
        // A session of an earlier life nobody knows any more.
        Some(pid) if shared.has(Manner::Replays) && pid == session(shared) => {
            let after =
                offset.as_deref().and_then(|offset| offset.strip_prefix('o')).and_then(|number| number.parse().ok());
            packets.extend(shared.since(after.unwrap_or(u64::MAX)).iter().map(|signal| event(signal, shared)));
            Some(pid)
        }
        _ => (shared.has(Manner::RecoveryThatLies) || shared.has(Manner::Replays)).then(|| session(shared)),
    };
    let pid = pid.map(|pid| format!(r#","pid":"{pid}""#)).unwrap_or_default();
    packets.push(format!(r#"40{{"sid":"socket-1"{pid}}}"#));
    packets
}

fn session(shared: &Shared) -> String {
    format!("session-{}", shared.lives())
}

/// A signal as Socket.IO has it.
fn event(signal: &Signal, shared: &Shared) -> String {
    let numbered = shared.has(Manner::RecoveryThatLies) || shared.has(Manner::Replays);
    let offset = if numbered { format!(r#","o{}""#, signal.number) } else { String::new() };
    format!(r#"42["{}",{{"id":{}}}{offset}]"#, shared.event("changed"), quoted(&signal.id))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// What is said of a change: the true thing, or what a fault makes of it.
fn told(signal: &Signal, speech: Speech, shared: &Shared) -> Vec<Said> {
    let plain = match speech {
        Speech::SocketIo => event(signal, shared),
        _ => format!(r#"{{"event":"{}","data":{{"id":{}}}}}"#, shared.event("changed"), quoted(&signal.id)),
    };
    let mut said = Vec::new();
    if shared.has(Manner::Pushes) {
        let (balance, name) = (&signal.balance, shared.event("pushed"));
        let pushed = match speech {
            Speech::SocketIo => format!(r#"42["{name}",{{"balance":{balance}}}]"#),
            _ => format!(r#"{{"event":"{name}","data":{{"balance":{balance}}}}}"#),
        };
        said.push(Said::Text(pushed.into_bytes()));
    }
    match shared.strikes(At::Signal, "") {
        Some(Does::Says(how)) => said.extend(how(&plain)),
        _ => said.push(Said::Text(plain.into_bytes())),
    }
    said
}

/// A stream of events.
async fn flow(
    stream: &mut TcpStream,
    mut signals: Receiver<Signal>,
    request: &Request,
    shared: &Shared,
) -> io::Result<()> {
    let lives = shared.lives();
    let last = request.header("last-event-id").to_owned();
    let last = (!last.is_empty() && shared.has(Manner::Replays)).then(|| {
        let (life, number) = last.split_once('-')?;
        (life == lives.to_string()).then(|| number.parse::<u64>().ok())?
    });
    if last == Some(None) {
        // An id of an earlier life nobody knows any more.
        return http::write(stream, &Answer::bare(412).bytes()).await;
    }
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n: hello\n\n";
    http::write(stream, head.as_bytes()).await?;
    if let Some(Does::Closes(..)) = shared.strikes(At::Opened, request.path()) {
        return Ok(());
    }
    if let Some(last) = last.flatten() {
        for signal in shared.since(last) {
            let id = quoted(&signal.id);
            let name = shared.event("changed");
            let data = format!(r#"{{"event":"{name}","data":{{"id":{id}}}}}"#);
            let block = format!("id: {lives}-{}\ndata: {data}\n\n", signal.number);
            http::write(stream, block.as_bytes()).await?;
        }
    }
    let mut alive = interval_at(Instant::now() + ALIVE, ALIVE);
    let mut own = 0;
    let mut gone = [0; 16];
    loop {
        tokio::select! {
            Ok(signal) = signals.recv() => {
                own += 1;
                let id = if shared.has(Manner::IdsBeginAnew) {
                    format!("id: {own}\n")
                } else if shared.has(Manner::Replays) {
                    format!("id: {lives}-{}\n", signal.number)
                } else if shared.has(Manner::IdsWithoutReplay) {
                    format!("id: {}\n", signal.number)
                } else if shared.has(Manner::IdsAllAlike) {
                    "id: 1\n".to_owned()
                } else {
                    String::new()
                };
                for said in told(&signal, Speech::Stream, shared) {
                    let text = match said {
                        Said::Text(text) | Said::Binary(text) | Said::Raw(text) => text,
                        Said::Halves(text) => text.into_bytes(),
                        Said::End => return Ok(()),
                    };
                    let mut block = id.clone().into_bytes();
                    for line in text.split(|byte| *byte == b'\n') {
                        block.extend_from_slice(b"data: ");
                        block.extend_from_slice(line);
                        block.push(b'\n');
                    }
                    block.push(b'\n');
                    http::write(stream, &block).await?;
                }
            }
            _ = alive.tick() => http::write(stream, b": alive\n\n").await?,
            read = stream.read(&mut gone) => if read? == 0 { return Ok(()) },
        }
    }
}
