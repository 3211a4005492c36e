//! How packets are written and read: Engine.IO's one digit, and within its messages Socket.IO's
//! `<type>[<attachments>-][<namespace>,][<id>][<JSON>]`.

use serde_json::Value;

/// A packet of Engine.IO, as a text frame of a WebSocket carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine<'a> {
    /// `0`: the server's greeting, with this JSON.
    Open(&'a str),
    /// `1`: the server is done.
    Close,
    /// `2`: are you there?
    Ping,
    /// `4`: a packet of Socket.IO.
    Message(&'a str),
    /// `3` and `6`: nothing that concerns a WebSocket.
    Nothing,
}

/// Reads a text frame.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn engine(text: &str) -> Result<Engine<'_>, &'static str> {
    let mut rest = text.chars();
    match rest.next() {
        Some('0') => Ok(Engine::Open(rest.as_str())),
        Some('1') => Ok(Engine::Close),
        Some('2') => Ok(Engine::Ping),
        Some('3' | '6') => Ok(Engine::Nothing),
        Some('4') => Ok(Engine::Message(rest.as_str())),
        Some('5' | 'b') => Err("an Engine.IO packet that belongs to long polling arrived on a WebSocket"),
        Some(_) => Err("a frame is no Engine.IO packet: is this a Socket.IO server?"),
        None => Err("an empty frame is no Engine.IO packet"),
    }
}

/// What a packet of Socket.IO is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `0`: the namespace is connected.
    Connect,
    /// `1`: the namespace is disconnected.
    Disconnect,
    /// `2`: an event, and `5`: one with attachments.
    Event,
    /// `3`: an acknowledgement, and `6`: one with attachments.
    Ack,
    /// `4`: the namespace is not connected.
    ConnectError,
}

/// A packet of Socket.IO. Its attachments, if any, follow as binary frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packet<'a> {
    /// What it is for.
    pub(super) kind: Kind,
    /// How many binary frames follow.
    pub(super) attachments: u64,
    /// The namespace, without a query.
    pub(super) namespace: &'a str,
    /// The number, in digits, under which an acknowledgement is asked for or given.
    pub(super) id: Option<&'a str>,
    /// JSON, or nothing.
    pub(super) body: &'a str,
}

/// Longer than any number that a server can count to: 2⁶⁴ has 20 digits.
const LONGEST_ID: usize = 20;

/// Reads the message of an Engine.IO packet.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn packet(text: &str) -> Result<Packet<'_>, &'static str> {
    let mut rest = text.chars();
    let (kind, attached) = match rest.next() {
        Some('0') => (Kind::Connect, false),
        Some('1') => (Kind::Disconnect, false),
        Some('2') => (Kind::Event, false),
        Some('3') => (Kind::Ack, false),
        Some('4') => (Kind::ConnectError, false),
        Some('5') => (Kind::Event, true),
        Some('6') => (Kind::Ack, true),
        Some(_) => return Err("a Socket.IO packet has an unknown type"),
        None => return Err("a Socket.IO packet is empty"),
    };
    let mut rest = rest.as_str();
    let mut attachments = 0;
    if attached {
        let (count, after) = rest.split_once('-').ok_or("a binary packet does not say how many attachments it has")?;
        attachments = number(count).ok_or("a binary packet has no possible number of attachments")?;
        rest = after;
    }
    let mut namespace = "/";
    if rest.starts_with('/') {
        let (path, after) = rest.split_once(',').unwrap_or((rest, ""));
        namespace = path.split_once('?').map_or(path, |(path, _)| path);
        rest = after;
    }
    let mut id = None;
    if matches!(kind, Kind::Event | Kind::Ack) {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > LONGEST_ID {
            return Err("a packet asks for an acknowledgement under an impossibly long number");
        }
        id = (digits > 0).then(|| &rest[..digits]);
        rest = &rest[digits..];
    }
    Ok(Packet { kind, attachments, namespace, id, body: rest })
}

/// A number in plain digits: `parse` alone would take a sign, too.
fn number(digits: &str) -> Option<u64> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// `40`: asks to connect the namespace.
pub(super) fn connect(namespace: &str, auth: Option<&Value>) -> String {
    let auth = auth.map(Value::to_string).unwrap_or_default();
    format!("40{}{auth}", prefix(namespace))
}

/// `41`: leaves the namespace.
pub(super) fn disconnect(namespace: &str) -> String {
    format!("41{}", prefix(namespace))
}

/// `42`: an event of ours.
pub(super) fn emit(namespace: &str, event: &Value) -> String {
    format!("42{}{event}", prefix(namespace))
}

/// `43`: acknowledges an event.
pub(super) fn ack(namespace: &str, id: &str) -> String {
    format!("43{}{id}[]", prefix(namespace))
}

/// The main namespace goes without saying.
fn prefix(namespace: &str) -> String {
    if namespace == "/" { String::new() } else { format!("{namespace},") }
}
