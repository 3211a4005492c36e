//! One open socket, from the first message to its end: readiness, heartbeat, silence.

use crate::driver::Command;
use crate::ending::Ended;
use crate::handshake::Socket;
use crate::outlet::Outlet;
use crate::wake::SleepWatch;
use crate::{Codec, Ending, Frame, LinkEvent, LinkState, Signal, Step, Timing, Token};
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::{Error, Message, protocol::CloseFrame};

/// Protocol errors that are reported of one connection; the rest is only logged.
pub const PROTOCOL_ERRORS: u32 = 10;

/// A peer that takes no more bytes for this long is as good as gone.
const WRITE: Duration = Duration::from_secs(10);

/// One connection's state. Only the newest connection has one, which is what makes the frames of
/// an older one impossible rather than merely ignored.
pub(crate) struct Connection<'a> {
    socket: &'a mut Socket,
    codec: &'a mut dyn Codec,
    token: Option<&'a Token>,
    outlet: &'a Outlet,
    timing: Timing,
    generation: u64,
    /// When the last frame of any kind came.
    heard: Instant,
    /// When the subscription has to be acknowledged.
    ready_by: Instant,
    ready_since: Option<Instant>,
    /// When the peer has to have answered a probe.
    answer_by: Option<Instant>,
    strange: u32,
}

impl<'a> Connection<'a> {
    pub(crate) fn new(
        socket: &'a mut Socket,
        codec: &'a mut dyn Codec,
        token: Option<&'a Token>,
        outlet: &'a Outlet,
        timing: Timing,
        generation: u64,
    ) -> Self {
        let now = Instant::now();
        Self {
            socket,
            codec,
            token,
            outlet,
            timing,
            generation,
            heard: now,
            ready_by: after(now, timing.ready),
            ready_since: None,
            answer_by: None,
            strange: 0,
        }
    }

    /// Runs the connection to its end.
    pub(crate) async fn run(mut self, commands: &mut mpsc::Receiver<Command>, sleep: &mut SleepWatch) -> Ended {
        let mut ended = match self.converse(commands, sleep).await {
            Ok(never) => match never {},
            Err(ended) => ended,
        };
        ended.good |= self.ready_since.is_some_and(|since| since.elapsed() >= self.timing.healthy);
        ended
    }

    async fn converse(
        &mut self,
        commands: &mut mpsc::Receiver<Command>,
        sleep: &mut SleepWatch,
    ) -> Result<std::convert::Infallible, Ended> {
        let steps = self.codec.open(self.token);
        self.take(steps, 0).await?;
        let period = self.timing.heartbeat;
        let mut beat = (!period.is_zero()).then(|| after(Instant::now(), period));
        loop {
            let (deadline, _) = self.deadline();
            let timer = beat.map_or(deadline, |beat| beat.min(deadline)).min(sleep.next_look());
            // Timers go first: no flood of frames can hold them up.
            tokio::select! {
                biased;
                () = sleep_until(timer) => {
                    let now = Instant::now();
                    if let Some(slept) = sleep.look() {
                        self.woke(slept).await?;
                    }
                    let (deadline, missed) = self.deadline();
                    if now >= deadline {
                        return Err(Ended::new(Ending::Retry, missed));
                    }
                    if beat.is_some_and(|beat| now >= beat) {
                        beat = Some(after(now, period));
                        let steps = self.codec.tick();
                        self.take(steps, 0).await?;
                    }
                }
                Some(Command::Retry | Command::Woke) = commands.recv() => self.probe().await?,
                message = self.socket.next() => self.hear(message).await?,
            }
        }
    }

    /// When this connection is given up, and what to say then.
    fn deadline(&self) -> (Instant, &'static str) {
        let silence = (after(self.heard, self.timing.silence), "the connection went silent");
        let ready =
            self.ready_since.is_none().then_some((self.ready_by, "the backend did not acknowledge the subscription"));
        let answer = self.answer_by.map(|by| (by, "the connection did not survive"));
        [ready, answer].into_iter().flatten().fold(silence, |a, b| if b.0 < a.0 { b } else { a })
    }

    /// The machine slept. After a long sleep nothing needs to be asked.
    async fn woke(&mut self, slept: Duration) -> Result<(), Ended> {
        if slept >= self.timing.silence {
            // What failed before the sleep says nothing about now: hence `good`.
            let reason = "the machine slept";
            return Err(Ended { good: true, ..Ended::new(Ending::RetryAtOnce, reason) });
        }
        self.probe().await
    }

    /// Asks the peer for a sign of life, soon. A probe under way is not put off.
    async fn probe(&mut self) -> Result<(), Ended> {
        if self.answer_by.is_none() {
            self.answer_by = Some(after(Instant::now(), self.timing.probe));
            self.send(Message::Ping(Vec::new().into())).await?;
        }
        Ok(())
    }

    /// What came from the socket.
    async fn hear(&mut self, message: Option<Result<Message, Error>>) -> Result<(), Ended> {
        self.heard = Instant::now();
        self.answer_by = None;
        match message {
            Some(Ok(Message::Text(text))) => {
                let steps = self.codec.frame(Frame::Text(text.as_str()));
                self.take(steps, text.len()).await
            }
            Some(Ok(Message::Binary(bytes))) => {
                let steps = self.codec.frame(Frame::Binary(&bytes));
                self.take(steps, bytes.len()).await
            }
            // Pings are answered by the WebSocket layer; both are signs of life.
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(()),
            Some(Ok(Message::Close(frame))) => Err(self.closed(frame.as_ref())),
            Some(Err(error)) => Err(self.failed(&error)),
            None => Err(Ended::new(Ending::Retry, "the backend hung up")),
        }
    }

    /// Does what the codec wants. `weight` is the bytes of the frame that it was said about.
    async fn take(&mut self, steps: Vec<Step>, weight: usize) -> Result<(), Ended> {
        for step in steps {
            match step {
                Step::Send(text) => self.send(Message::text(text)).await?,
                Step::SendBinary(bytes) => self.send(Message::binary(bytes)).await?,
                Step::Ping => self.send(Message::Ping(Vec::new().into())).await?,
                Step::Ready { resumed } => self.ready(resumed),
                Step::Signal { event, data } => {
                    let (at, generation) = (self.heard, self.generation);
                    let signal = Signal { event, data, at, generation };
                    self.outlet.event(LinkEvent::Signal(signal), weight);
                }
                Step::End { ending, reason } => return Err(Ended::new(ending, reason)),
                Step::Strange(what) => self.protocol_error(&what),
            }
        }
        Ok(())
    }

    fn ready(&mut self, resumed: bool) {
        if self.ready_since.is_none() {
            self.ready_since = Some(Instant::now());
            self.outlet.state(LinkState::Live);
            self.outlet.event(LinkEvent::Ready { resumed }, 0);
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), Ended> {
        match timeout(WRITE, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(self.failed(&error)),
            Err(_) => Err(Ended::new(Ending::Retry, "the backend takes no more bytes")),
        }
    }

    /// The backend closed.
    fn closed(&mut self, frame: Option<&CloseFrame>) -> Ended {
        // 1005 stands for a close frame without a code (RFC 6455, section 7.1.5).
        let (code, text) = frame.map_or((1005, ""), |frame| (frame.code.into(), frame.reason.as_str()));
        let ending = self.codec.closed(code).unwrap_or_else(|| Ending::of_close(code));
        let reason = match text {
            "" => format!("the backend closed the connection ({code})"),
            text => format!("the backend closed the connection ({code}: {text})"),
        };
        Ended::new(ending, reason)
    }

    /// The socket failed. After a breach of the WebSocket protocol nothing that follows can be
    /// understood, so each of these ends the connection.
    fn failed(&mut self, error: &Error) -> Ended {
        let breach = match error {
            Error::Capacity(CapacityError::MessageTooLong { size, max_size }) => {
                format!("a message of at least {size} bytes is above the limit of {max_size}")
            }
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)
            | Error::ConnectionClosed
            | Error::AlreadyClosed => {
                return Ended::new(Ending::Retry, "the backend hung up");
            }
            Error::Io(error) => {
                return Ended::new(Ending::Retry, format!("the connection broke: {error}"));
            }
            error => error.to_string(),
        };
        self.protocol_error(&breach);
        Ended::new(Ending::Retry, breach)
    }

    fn protocol_error(&mut self, what: &str) {
        self.strange = self.strange.saturating_add(1);
        tracing::debug!(what, generation = self.generation, "protocol error");
        if self.strange <= PROTOCOL_ERRORS {
            self.outlet.event(LinkEvent::ProtocolError(what.to_owned()), 0);
        }
    }
}

/// The moment that lies `span` after `start`; for absurd spans, one that never comes.
pub(crate) fn after(start: Instant, span: Duration) -> Instant {
    const AGES: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    start + span.min(AGES)
}
