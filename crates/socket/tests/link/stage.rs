//! The stage of every test: a network that is a channel, a backend played by the test, clocks and
//! credentials under control.

use futures_util::{SinkExt, StreamExt};
use oriel_protocol::{Ending, EndingRule, Json, Match, Trigger};
use oriel_socket::{
    BoxFuture, ByteStream, Connector, Credentials, CredentialsError, Environment, HttpWeb, Link, LinkConfig, LinkEvent,
    LinkEvents, LinkState, Refusal, Signal, Strange, Token, Web, open_in,
};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// Longer than anything a link does by itself.
pub(crate) const LONG: Duration = Duration::from_secs(3600);

pub(crate) fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// A link, and everything around it.
pub(crate) struct Stage {
    pub(crate) link: Link,
    pub(crate) events: Events,
    pub(crate) backend: Backend,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) clock: Clock,
}

/// A link to `ws://backend:4000/ws` that is acknowledged by `subscribed` and signs in as `token`.
pub(crate) fn stage() -> Stage {
    stage_with(|_| {}, Tokens::always("token"))
}

/// The same over this web.
pub(crate) fn stage_on(web: Arc<dyn Web>, change: impl FnOnce(&mut LinkConfig), tokens: Arc<Tokens>) -> Stage {
    set(web, change, tokens)
}

pub(crate) fn stage_with(change: impl FnOnce(&mut LinkConfig), tokens: Arc<Tokens>) -> Stage {
    set(Arc::<HttpWeb>::default(), change, tokens)
}

fn set(web: Arc<dyn Web>, change: impl FnOnce(&mut LinkConfig), tokens: Arc<Tokens>) -> Stage {
    let denied = EndingRule {
        on: Trigger::Message(Match::Event("denied".to_owned())),
        then: Ending::Refresh,
        say: Some("the backend refused the sign-in".to_owned()),
    };
    let protocol =
        Json { ready: Some(Match::Event("subscribed".to_owned())), endings: vec![denied], ..Json::default() };
    let mut config = LinkConfig::new("ws://backend:4000/ws".parse().unwrap(), protocol);
    change(&mut config);
    let (dials, arrivals) = mpsc::unbounded_channel();
    let clock = Clock::new();
    let environment = Environment { connector: Arc::new(Dialer(dials)), web, wall: clock.reader(), seed: Some(1) };
    let (link, events) = open_in(config, tokens.clone(), environment);
    Stage { link, events: Events(events), backend: Backend(arrivals), tokens, clock }
}

impl Stage {
    /// The backend accepts and acknowledges; the events up to `Ready` are read.
    pub(crate) async fn live(&mut self) -> Peer {
        let mut peer = self.backend.accept().await;
        peer.say(&json!({"event": "subscribed"})).await;
        self.events.until_ready().await;
        peer
    }
}

/// A network on which each dial arrives at the test.
struct Dialer(mpsc::UnboundedSender<DuplexStream>);

impl Connector for Dialer {
    fn connect(&self, _url: url::Url) -> BoxFuture<'static, io::Result<Box<dyn ByteStream>>> {
        let (near, far) = tokio::io::duplex(64 * 1024);
        let arrived = self.0.send(far);
        Box::pin(async move {
            match arrived {
                Ok(()) => Ok(Box::new(near) as Box<dyn ByteStream>),
                Err(_) => Err(io::ErrorKind::ConnectionRefused.into()),
            }
        })
    }
}

/// The backend's side of the network.
pub(crate) struct Backend(mpsc::UnboundedReceiver<DuplexStream>);

impl Backend {
    /// The next connection, before the handshake.
    pub(crate) async fn raw(&mut self) -> DuplexStream {
        timeout(LONG, self.0.recv()).await.expect("the link dials").expect("the link lives")
    }

    /// The next connection, handshake done.
    pub(crate) async fn accept(&mut self) -> Peer {
        let stream = self.raw().await;
        let mut request = None;
        #[allow(clippy::result_large_err)]
        let keep = |got: &Request, response: Response| -> Result<Response, ErrorResponse> {
            request = Some(got.clone());
            Ok(response)
        };
        let socket = tokio_tungstenite::accept_hdr_async(stream, keep).await.unwrap();
        Peer { socket, request: request.unwrap() }
    }

    /// Answers the next handshake with something else than a socket.
    pub(crate) async fn answer(&mut self, head: &str) {
        let mut stream = self.raw().await;
        read_request(&mut stream).await;
        stream.write_all(format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\n\r\n").as_bytes()).await.unwrap();
    }

    /// Nobody dials for `span`.
    pub(crate) async fn is_left_alone_for(&mut self, span: Duration) {
        if let Ok(Some(_)) = timeout(span, self.0.recv()).await {
            panic!("the link dialled");
        }
    }

    /// Whether a dial waits to be taken.
    pub(crate) fn is_dialled(&mut self) -> bool {
        self.0.try_recv().is_ok()
    }
}

/// Reads the head of a request.
pub(crate) async fn read_request(stream: &mut DuplexStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

/// A connected client, as the backend sees it.
pub(crate) struct Peer {
    pub(crate) socket: WebSocketStream<DuplexStream>,
    pub(crate) request: Request,
}

impl Peer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.request.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) async fn say(&mut self, frame: &Value) {
        self.socket.send(Message::text(frame.to_string())).await.unwrap();
    }

    pub(crate) async fn text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn signal(&mut self, event: &str) {
        self.say(&json!({"event": event})).await;
    }

    pub(crate) async fn close(mut self, code: u16, reason: &str) {
        let frame = CloseFrame { code: code.into(), reason: reason.into() };
        self.socket.close(Some(frame)).await.unwrap();
        while let Some(Ok(_)) = self.socket.next().await {}
    }

    /// The next message from the link; pings are answered on the way.
    pub(crate) async fn hear(&mut self) -> Option<Message> {
        timeout(LONG, self.socket.next()).await.expect("the link says something")?.ok()
    }

    /// Keeps answering what the WebSocket layer answers, for `span`.
    pub(crate) async fn idle(&mut self, span: Duration) {
        let end = Instant::now() + span;
        while let Ok(Some(Ok(_))) = tokio::time::timeout_at(end, self.socket.next()).await {}
    }
}

/// The link's events, with expectations.
pub(crate) struct Events(LinkEvents);

impl Events {
    pub(crate) async fn next(&mut self) -> LinkEvent {
        timeout(LONG, self.0.next()).await.expect("the link says something").expect("it goes on")
    }

    pub(crate) async fn end(&mut self) {
        assert_eq!(timeout(LONG, self.0.next()).await, Ok(None));
    }

    pub(crate) async fn state(&mut self) -> LinkState {
        match self.next().await {
            LinkEvent::State(state) => state,
            other => panic!("expected a state, got {other:?}"),
        }
    }

    pub(crate) async fn signal(&mut self) -> Signal {
        match self.next().await {
            LinkEvent::Signal(signal) => signal,
            other => panic!("expected a signal, got {other:?}"),
        }
    }

    pub(crate) async fn protocol_error(&mut self) -> String {
        self.strange().await.what
    }

    pub(crate) async fn strange(&mut self) -> Strange {
        match self.next().await {
            LinkEvent::ProtocolError(strange) => strange,
            other => panic!("expected a protocol error, got {other:?}"),
        }
    }

    pub(crate) async fn until_ready(&mut self) {
        while !matches!(self.next().await, LinkEvent::Ready { .. }) {}
    }

    /// Skips to the next wait: its attempt, its length from now, its reason.
    pub(crate) async fn until_waiting(&mut self) -> (u32, Duration, String) {
        loop {
            if let LinkEvent::State(LinkState::Waiting { attempt, until, reason, .. }) = self.next().await {
                return (attempt, until.saturating_duration_since(Instant::now()), reason);
            }
        }
    }

    /// Skips to the next stop.
    pub(crate) async fn until_refused(&mut self) -> (Refusal, String) {
        loop {
            if let LinkEvent::State(LinkState::Refused { why, reason }) = self.next().await {
                return (why, reason);
            }
        }
    }

    pub(crate) fn into_inner(self) -> LinkEvents {
        self.0
    }
}

/// A wall clock that follows tokio's, and can be put ahead as a sleep does.
pub(crate) struct Clock {
    start: Instant,
    ahead: Arc<Mutex<Duration>>,
}

impl Clock {
    fn new() -> Self {
        Self { start: Instant::now(), ahead: Arc::default() }
    }

    fn reader(&self) -> Arc<dyn Fn() -> SystemTime + Send + Sync> {
        let (start, ahead) = (self.start, self.ahead.clone());
        Arc::new(move || SystemTime::UNIX_EPOCH + start.elapsed() + *ahead.lock().unwrap())
    }

    /// The machine sleeps: the wall clock goes on, tokio's stands still.
    pub(crate) fn sleep(&self, span: Duration) {
        *self.ahead.lock().unwrap() += span;
    }
}

/// Credentials that give out what they are told to, and remember what was refused.
pub(crate) struct Tokens {
    given: Mutex<VecDeque<Result<Option<Token>, CredentialsError>>>,
    last: Mutex<Result<Option<Token>, CredentialsError>>,
    pub(crate) refused: Mutex<Vec<Token>>,
    takes: Duration,
}

impl Tokens {
    pub(crate) fn always(token: &str) -> Arc<Self> {
        Self::one_after_another([Ok(token)])
    }

    /// Each in turn; the last one for ever.
    pub(crate) fn one_after_another<const N: usize>(tokens: [Result<&str, CredentialsError>; N]) -> Arc<Self> {
        let given = tokens.into_iter().map(|token| token.map(|token| Some(Token::new(token))));
        let last = Mutex::new(Ok(None));
        Arc::new(Self { given: Mutex::new(given.collect()), last, refused: Mutex::default(), takes: Duration::ZERO })
    }

    /// Always the same, and it takes so long each time.
    pub(crate) fn after(takes: Duration, token: &str) -> Arc<Self> {
        let last = Mutex::new(Ok(Some(Token::new(token))));
        Arc::new(Self { given: Mutex::default(), last, refused: Mutex::default(), takes })
    }
}

impl Credentials for Tokens {
    fn token(&self) -> BoxFuture<'static, Result<Option<Token>, CredentialsError>> {
        if let Some(next) = self.given.lock().unwrap().pop_front() {
            *self.last.lock().unwrap() = next;
        }
        let (token, takes) = (self.last.lock().unwrap().clone(), self.takes);
        Box::pin(async move {
            if !takes.is_zero() {
                tokio::time::sleep(takes).await;
            }
            token
        })
    }

    fn refused(&self, token: &Token) {
        self.refused.lock().unwrap().push(token.clone());
    }
}
