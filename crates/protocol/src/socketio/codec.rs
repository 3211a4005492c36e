//! The state of one Socket.IO link, and what it does about its connection.

use super::SocketIo;
use super::attachments::Attachments;
use super::meaning::strange;
use super::packet::{self, Engine};
use super::session::Session;
use crate::template::{self, Named};
use crate::{Codec, Ending, Frame, Greeting, GreetingError, Step, Token};
use serde_json::{Map, Value};
use std::time::Duration;

/// How long a server may take for each answer until the subscription stands.
pub(super) const ANSWER: Duration = Duration::from_secs(20);
/// A server that pings more often than this is not held to it: a busy machine would look dead.
const SHORTEST_SILENCE: Duration = Duration::from_secs(1);
/// A server that pings more rarely than this is watched by the link's own pings alone.
const LONGEST_SILENCE: Duration = Duration::from_secs(10 * 60);

/// Before leaving the namespace, and between leaving it and asking for it again. The reference
/// server acts on the first a moment after it read it, and hangs up where the second came with it.
const PAUSE: Duration = Duration::from_millis(500);
/// The heartbeat after such a pause: the link's default.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Waits for Engine.IO's greeting.
    Opening,
    /// Asked for the namespace, and waits for the answer.
    Joining,
    /// In the namespace; waits for the event that acknowledges the subscription.
    Joined,
    /// Signals are on their way.
    Subscribed,
    /// Put out of the namespace because the token expired; waits for a new one.
    Left,
    /// There is a new token. Most servers put out whose token expired; that is waited for, since a
    /// goodbye that crosses theirs makes the reference server hang up.
    Lingering,
    /// Said goodbye to the namespace, to ask for it again with another token.
    Leaving,
}

/// The state of one link. Only `session` outlives a connection.
pub(super) struct SocketIoCodec {
    pub(super) config: SocketIo,
    /// The namespace without its query, as packets name it.
    pub(super) namespace: String,
    /// What the namespace adds to the query of the handshake.
    query: String,
    pub(super) session: Session,
    token: Option<Token>,
    pub(super) phase: Phase,
    /// `Ready` was said on this connection.
    pub(super) ready: bool,
    /// The acknowledging event came, perhaps before the namespace was connected.
    pub(super) announced: bool,
    /// The server named the session that it was asked to recover, and nothing shows that it did: should the
    /// acknowledging event come all the same, it kept no rooms.
    pub(super) claimed: bool,
    /// A new token was asked for.
    pub(super) renewing: bool,
    /// How often the token was renewed since the heartbeat struck last.
    pub(super) renewals: u8,
    /// How long the server may go without a ping; zero: for ever.
    silence: Duration,
    pub(super) attachments: Attachments,
}

impl SocketIoCodec {
    pub(super) fn new(config: SocketIo) -> Self {
        let (path, query) = config.namespace.split_once('?').unwrap_or((&config.namespace, ""));
        Self {
            namespace: format!("/{}", path.trim_start_matches('/')),
            query: query.to_owned(),
            config,
            session: Session::default(),
            token: None,
            phase: Phase::Opening,
            ready: false,
            announced: false,
            claimed: false,
            renewing: false,
            renewals: 0,
            silence: Duration::ZERO,
            attachments: Attachments::default(),
        }
    }
}

impl Codec for SocketIoCodec {
    fn greet(&mut self, greeting: &mut Greeting, token: Option<&Token>) -> Result<(), GreetingError> {
        // A comma ends the namespace in a packet: no server can have such a one.
        if self.namespace.contains(',') {
            return Err(GreetingError::Address(self.config.namespace.clone()));
        }
        if matches!(greeting.url.path(), "" | "/") {
            greeting.url.set_path("/socket.io/");
        }
        let mut added = vec![("EIO".to_owned(), "4".to_owned()), ("transport".to_owned(), "websocket".to_owned())];
        added.extend(url::form_urlencoded::parse(self.query.as_bytes()).into_owned());
        added.retain(|(name, _)| greeting.url.query_pairs().all(|(present, _)| present != *name));
        if !added.is_empty() {
            greeting.url.query_pairs_mut().extend_pairs(added);
        }
        for (name, value) in &self.config.headers {
            if let Some(value) = template::text(value, &|name| Named::secret(name, token)) {
                greeting.secret_header(name, &value)?;
            }
        }
        Ok(())
    }

    fn open(&mut self, token: Option<&Token>) -> Vec<Step> {
        self.token = token.cloned();
        self.phase = Phase::Opening;
        self.ready = false;
        self.announced = false;
        self.claimed = false;
        self.renewing = false;
        self.renewals = 0;
        self.silence = Duration::ZERO;
        self.attachments = Attachments::default();
        vec![Step::expect(ANSWER, "the server did not greet in the way of Socket.IO 3 or later")]
    }

    fn frame(&mut self, frame: Frame<'_>) -> Vec<Step> {
        let text = match frame {
            Frame::Text(text) => text,
            Frame::Binary(bytes) => {
                let taken = self.attachments.take(bytes);
                return self.taken(taken);
            }
        };
        match packet::engine(text) {
            Ok(Engine::Open(body)) => self.opened(body),
            Ok(Engine::Close) => vec![Step::end(Ending::Retry, "the backend closed the Socket.IO connection")],
            Ok(Engine::Ping) => self.pinged(),
            Ok(Engine::Message(message)) => self.message(message),
            Ok(Engine::Nothing) => Vec::new(),
            Err(what) => strange(what),
        }
    }

    /// Engine.IO has no ping from client to server, but WebSocket has one, and notices a dead
    /// connection sooner than the server's own pings do.
    fn tick(&mut self) -> Vec<Step> {
        match self.phase {
            Phase::Lingering => {
                self.phase = Phase::Leaving;
                vec![Step::Send(packet::disconnect(&self.namespace))]
            }
            Phase::Leaving => self.rejoin(),
            _ => {
                self.renewals = 0;
                vec![Step::Ping]
            }
        }
    }

    fn renewed(&mut self, token: &Token) -> Vec<Step> {
        self.token = Some(token.clone());
        self.renewing = false;
        self.renewals = self.renewals.saturating_add(1);
        match self.phase {
            Phase::Opening => Vec::new(),
            // Asking twice would make the server hang up; what the first answer will be is unknown.
            Phase::Joining => vec![Step::end(Ending::RetryAtOnce, "the token was renewed while connecting")],
            // A server that can resume the session does so on another connection only, and sends
            // what was missed.
            Phase::Joined | Phase::Subscribed if self.session.is_resumable() => {
                vec![Step::end(Ending::RetryAtOnce, "the token was renewed, and is used from now on")]
            }
            Phase::Joined | Phase::Subscribed => {
                self.phase = Phase::Lingering;
                self.session.leave();
                vec![Step::Beat(PAUSE)]
            }
            Phase::Lingering | Phase::Leaving => Vec::new(),
            Phase::Left => self.join(None),
        }
    }
}

impl SocketIoCodec {
    /// Engine.IO greets: ask for the namespace.
    fn opened(&mut self, body: &str) -> Vec<Step> {
        if self.phase != Phase::Opening {
            return vec![Step::harmless("the server greeted twice")];
        }
        let Ok(Value::Object(said)) = oriel_json::read(body.as_bytes()) else {
            return strange("the server's Engine.IO greeting is no JSON object");
        };
        let millis =
            |name: &str, default| Duration::from_millis(said.get(name).and_then(Value::as_u64).unwrap_or(default));
        // The defaults of the reference server.
        let silence = millis("pingInterval", 25_000).saturating_add(millis("pingTimeout", 20_000));
        self.silence = if silence > LONGEST_SILENCE { Duration::ZERO } else { silence.max(SHORTEST_SILENCE) };
        let offer = self.session.offer();
        self.join(offer)
    }

    /// Asks for the namespace once more, with the token that is there now.
    pub(super) fn rejoin(&mut self) -> Vec<Step> {
        let mut steps = vec![Step::Beat(HEARTBEAT)];
        steps.extend(self.join(None));
        steps
    }

    /// Asks for the namespace, and for what was missed since this session and position.
    fn join(&mut self, resume: Option<(String, String)>) -> Vec<Step> {
        self.phase = Phase::Joining;
        self.announced = false;
        self.claimed = false;
        let mut auth = template::json(&self.config.auth, &|name| self.named(name));
        if let Some((pid, offset)) = resume
            && let Value::Object(members) = auth.get_or_insert_with(|| Value::Object(Map::new()))
        {
            members.insert("pid".to_owned(), Value::String(pid));
            members.insert("offset".to_owned(), Value::String(offset));
        }
        // Some servers tell no sign-in from an empty one.
        let auth = auth.filter(|auth| auth.as_object().is_none_or(|members| !members.is_empty()) && !auth.is_null());
        vec![
            Step::Send(packet::connect(&self.namespace, auth.as_ref())),
            Step::expect(ANSWER, format!("the backend did not answer for its namespace {}", self.namespace)),
        ]
    }

    /// The server pings, and has to go on doing so. Until the subscription stands, it is the
    /// answers that are waited for.
    fn pinged(&self) -> Vec<Step> {
        let mut steps = vec![Step::Send("3".to_owned())];
        if matches!(self.phase, Phase::Subscribed | Phase::Left | Phase::Lingering) {
            steps.push(self.watch());
        }
        steps
    }

    /// Engine.IO's own sign of life is due within its interval.
    pub(super) fn watch(&self) -> Step {
        Step::expect(self.silence, "the server has not sent its Socket.IO ping in time")
    }

    /// What `auth` and `join` may name.
    pub(super) fn named(&self, name: &str) -> Named {
        Named::secret(name, self.token.as_ref())
    }

    /// A text of the backend's without the token.
    pub(super) fn hidden(&self, text: &str) -> String {
        self.token.as_ref().map_or_else(|| text.to_owned(), |token| token.hidden_in(text))
    }
}
