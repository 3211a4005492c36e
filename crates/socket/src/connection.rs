//! One open connection, from the first message to its end: readiness, heartbeat, silence, and what
//! its codec expects.

use crate::channel::{Broken, Channel, Heard};
use crate::driver::Command;
use crate::errands::{Back, Errands};
use crate::outlet::Outlet;
use crate::over::Over;
use crate::wake::SleepWatch;
use crate::{Credentials, Keyed, LinkEvent, LinkState, Signal, Timing};
use oriel_protocol::{Codec, Ended, Ending, Excerpt, Frame, Step, Strange, Token};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message;

/// Protocol errors that are reported of one connection; the rest is only logged.
pub const PROTOCOL_ERRORS: u32 = 10;

/// Where nothing acknowledges the subscription, a refusal comes when the link is live already: whoever is refused within
/// this time was never accepted.
const ACCEPTED: Duration = Duration::from_secs(3);

/// What a connection is given for its life.
pub(crate) struct Surroundings<'a> {
    pub(crate) channel: &'a mut Channel,
    pub(crate) codec: &'a mut dyn Codec,
    /// The token in use; another one after a renewal.
    pub(crate) token: &'a mut Option<Token>,
    pub(crate) credentials: &'a dyn Credentials,
    pub(crate) outlet: &'a Outlet,
    pub(crate) timing: Timing,
    pub(crate) errands: Errands,
    pub(crate) generation: u64,
    /// What the backend proves counts. It does not after a refusal: who may see what may have changed with it.
    pub(crate) proofs_count: bool,
}

/// One connection's state. Only the newest connection has one, which is what makes the frames of
/// an older one impossible rather than merely ignored.
pub(crate) struct Connection<'a> {
    with: Surroundings<'a>,
    /// When the last frame of any kind came.
    heard: Instant,
    /// When the subscription has to be acknowledged.
    ready_by: Instant,
    ready_since: Option<Instant>,
    /// It was told that nothing was missed.
    resumed: bool,
    /// When the peer has to have answered a probe.
    answer_by: Option<Instant>,
    /// What the codec expects, by when.
    expected: Option<(Instant, String)>,
    /// The heartbeat: its period and when it strikes next.
    beat: Option<(Duration, Instant)>,
    strange: u32,
    /// What came before the subscription was acknowledged: how many messages, and the last of them.
    unready: (u64, Option<Excerpt>),
}

impl<'a> Connection<'a> {
    pub(crate) fn new(with: Surroundings<'a>) -> Self {
        let now = Instant::now();
        let mut connection = Self {
            heard: now,
            ready_by: after(now, with.timing.ready),
            ready_since: None,
            resumed: false,
            answer_by: None,
            expected: None,
            beat: None,
            strange: 0,
            unready: (0, None),
            with,
        };
        connection.beat_every(connection.with.timing.heartbeat);
        connection
    }

    /// Runs the connection to its end.
    pub(crate) async fn run(mut self, commands: &mut mpsc::Receiver<Command>, sleep: &mut SleepWatch) -> Over {
        let mut over = match self.converse(commands, sleep).await {
            Ok(never) => match never {},
            Err(over) => over,
        };
        let lived = self.ready_since.is_some_and(|since| since.elapsed() >= self.with.timing.healthy);
        let refused = matches!(over.ended.ending, Ending::Refresh | Ending::Stop(_));
        over.good |= lived;
        over.accepted = self.ready_since.is_some_and(|since| !refused || since.elapsed() >= ACCEPTED);
        over
    }

    async fn converse(
        &mut self,
        commands: &mut mpsc::Receiver<Command>,
        sleep: &mut SleepWatch,
    ) -> Result<std::convert::Infallible, Over> {
        let steps = self.with.codec.open(self.with.token.as_ref());
        self.take(steps, 0).await?;
        loop {
            let (deadline, _) = self.deadline();
            let timer = self.beat.map_or(deadline, |(_, at)| at.min(deadline)).min(sleep.next_look());
            // Timers go first: no flood of frames can hold them up. Errands before frames: what a
            // flood of frames asks for is done all the same.
            tokio::select! {
                biased;
                () = sleep_until(timer) => self.strike(sleep).await?,
                Some(Command::Retry | Command::Woke) = commands.recv() => self.probe().await?,
                back = self.with.errands.next() => self.back(back).await?,
                heard = hear(self.with.outlet, self.with.channel) => self.hear(heard).await?,
            }
        }
    }

    /// A timer struck.
    async fn strike(&mut self, sleep: &mut SleepWatch) -> Result<(), Over> {
        let now = Instant::now();
        if let Some(slept) = sleep.look() {
            self.woke(slept).await?;
        }
        let (deadline, missed) = self.deadline();
        if now >= deadline {
            let missed = missed.to_owned();
            return Err(Over::new(Ending::Retry, self.came_instead(missed)));
        }
        if let Some((period, at)) = self.beat
            && now >= at
        {
            self.beat_every(period);
            let steps = self.with.codec.tick();
            self.take(steps, 0).await?;
        }
        Ok(())
    }

    /// The heartbeat's period where the protocol asks for this one: the configured one, which keeps
    /// the silence at bay, is never exceeded.
    fn pace(&self, asked: Duration) -> Duration {
        let configured = self.with.timing.heartbeat;
        if configured.is_zero() || (!asked.is_zero() && asked < configured) { asked } else { configured }
    }

    fn beat_every(&mut self, period: Duration) {
        self.beat = (!period.is_zero()).then(|| (period, after(Instant::now(), period)));
    }

    /// When this connection is given up, and what to say then.
    fn deadline(&self) -> (Instant, &str) {
        let never = (after(self.heard, Duration::MAX), "");
        let silence = self.with.timing.silence;
        let silent = (!silence.is_zero()).then(|| (after(self.heard, silence), "the connection went silent"));
        let ready =
            self.ready_since.is_none().then_some((self.ready_by, "the backend did not acknowledge the subscription"));
        let answer = self.answer_by.map(|by| (by, "the connection did not survive"));
        let expected = self.expected.as_ref().map(|(by, missing)| (*by, missing.as_str()));
        [silent, ready, answer, expected].into_iter().flatten().fold(never, |a, b| if b.0 < a.0 { b } else { a })
    }

    /// Why the connection is given up, with what came instead of what the backend had to say before it was ready. The
    /// message itself is reported apart: what is given up is told to windows.
    fn came_instead(&mut self, missed: String) -> String {
        if self.ready_since.is_some() || !self.with.channel.can_be_probed() {
            return missed;
        }
        let (messages, last) = std::mem::take(&mut self.unready);
        let came = match messages {
            0 => "no message came".to_owned(),
            1 => "1 message came, and is not what is waited for".to_owned(),
            _ => format!("{messages} messages came, none of them what is waited for"),
        };
        let what = format!("{missed}: {came}");
        if last.is_some() {
            let strange = Strange::harmless(&what).instead_of(last);
            self.with.outlet.event(LinkEvent::ProtocolError(strange), 0);
        }
        what
    }

    /// The machine slept. After a long sleep nothing needs to be asked.
    async fn woke(&mut self, slept: Duration) -> Result<(), Over> {
        let silence = self.with.timing.silence;
        if slept >= silence && !silence.is_zero() {
            return Err(again("the machine slept"));
        }
        self.probe().await
    }

    /// Asks the peer for a sign of life, soon. A probe under way is not put off; a peer that cannot
    /// be asked is connected to anew.
    async fn probe(&mut self) -> Result<(), Over> {
        if !self.with.channel.can_be_probed() {
            return Err(again("the connection may not have survived"));
        }
        if self.answer_by.is_none() {
            self.answer_by = Some(after(Instant::now(), self.with.timing.probe));
            self.send(Message::Ping(Vec::new().into())).await?;
        }
        Ok(())
    }

    /// What came over the channel.
    async fn hear(&mut self, heard: Heard) -> Result<(), Over> {
        self.heard = Instant::now();
        self.answer_by = None;
        match heard {
            Heard::Text(text) => self.frame(Frame::Text(text.as_str()), text.len()).await,
            Heard::Binary(bytes) => self.frame(Frame::Binary(&bytes), bytes.len()).await,
            Heard::SignOfLife => Ok(()),
            Heard::Closed(code, reason) => Err(self.closed(code, &reason)),
            Heard::Broke(broken) => Err(self.broke(broken)),
        }
    }

    /// A message of the backend.
    async fn frame(&mut self, frame: Frame<'_>, weight: usize) -> Result<(), Over> {
        let mut steps = self.with.codec.frame(frame);
        for step in &mut steps {
            if let Step::Strange(strange) = step
                && strange.heard.is_none()
                && self.strange < PROTOCOL_ERRORS
            {
                strange.heard = Some(Excerpt::of(frame, self.with.token.as_ref()));
            }
        }
        self.take(steps, weight).await?;
        if self.ready_since.is_none() {
            self.unready = (self.unready.0.saturating_add(1), Some(Excerpt::of(frame, self.with.token.as_ref())));
        }
        Ok(())
    }

    /// An errand is done.
    async fn back(&mut self, back: Back) -> Result<(), Over> {
        self.heard = Instant::now();
        let (steps, weight) = match back {
            Back::Called(outcome) => (self.with.codec.called(&outcome), outcome.weight()),
            Back::Renewed(Ok(Some(token))) if self.with.token.as_ref() != Some(&token) => {
                let steps = self.with.codec.renewed(&token);
                *self.with.token = Some(token);
                (steps, 0)
            }
            Back::Renewed(Ok(_)) => return Err(Over::new(Ending::Refresh, "the token expired")),
            Back::Renewed(Err(error)) => {
                return Err(Over::new(Ending::Refresh, format!("the token expired: {error}")));
            }
        };
        self.take(steps, weight).await
    }

    /// Does what the codec wants. `weight` is the bytes of the frame that it was said about.
    async fn take(&mut self, steps: Vec<Step>, weight: usize) -> Result<(), Over> {
        // A frame with many signals is held once, not once for each.
        let mut weight = weight;
        for step in steps {
            match step {
                Step::Send(text) => self.send(Message::text(text)).await?,
                Step::SendBinary(bytes) => self.send(Message::binary(bytes)).await?,
                Step::Ping if self.with.channel.can_be_probed() => {
                    self.send(Message::Ping(Vec::new().into())).await?;
                }
                Step::Ping => {}
                Step::Ready { resumed } => self.ready(resumed),
                Step::Signal { event, data } => {
                    let (at, generation) = (self.heard, self.with.generation);
                    let signal = Signal { event, data, at, generation };
                    self.with.outlet.event(LinkEvent::Signal(signal), std::mem::take(&mut weight));
                }
                Step::Keyed { key, value, version } => {
                    let keyed = Keyed { key, value, version };
                    self.with.outlet.event(LinkEvent::Keyed(keyed), std::mem::take(&mut weight));
                }
                Step::Gap => self.with.outlet.event(LinkEvent::Gap, 0),
                Step::Beat(period) => self.beat_every(self.pace(period)),
                Step::Expect { within, missing } => {
                    self.expected = (!within.is_zero()).then(|| (after(Instant::now(), within), missing));
                }
                Step::Call(call) => {
                    if !self.with.errands.call(call) {
                        return Err(Over::new(Ending::RetrySlowly, "the backend makes us ask for too much"));
                    }
                }
                Step::Renew => self.with.errands.renew(self.with.credentials, self.with.token.as_ref()),
                Step::End(ended) => return Err(ended.into()),
                Step::Strange(strange) => {
                    if strange.is_a_gap() {
                        self.with.outlet.event(LinkEvent::Gap, 0);
                    }
                    self.protocol_error(strange);
                }
            }
        }
        Ok(())
    }

    fn ready(&mut self, resumed: bool) {
        if self.ready_since.is_none() {
            self.ready_since = Some(Instant::now());
            self.with.outlet.state(LinkState::Live);
            self.resumed = resumed && self.with.proofs_count;
            self.with.outlet.event(LinkEvent::Ready { resumed: self.resumed }, 0);
        } else if self.resumed && !resumed {
            self.resumed = false;
            self.with.outlet.event(LinkEvent::Ready { resumed: false }, 0);
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), Over> {
        let sent = self.with.channel.send(message).await;
        sent.map_err(|broken| self.broke(broken))
    }

    /// The backend closed.
    fn closed(&mut self, code: u16, text: &str) -> Over {
        let ended = self.with.codec.closed(code, text).unwrap_or_else(|| {
            let reason = match text {
                "" => format!("the backend closed the connection ({code})"),
                text => format!("the backend closed the connection ({code}: {text})"),
            };
            Ended::new(Ending::of_close(code), reason)
        });
        ended.into()
    }

    fn broke(&mut self, broken: Broken) -> Over {
        if broken.breach {
            // The connection is over, and the next one has to prove that nothing was missed.
            self.protocol_error(Strange::harmless(&broken.over.ended.reason));
        }
        broken.over
    }

    fn protocol_error(&mut self, strange: Strange) {
        self.strange = self.strange.saturating_add(1);
        // What came stays out of the log.
        tracing::debug!(what = strange.what, generation = self.with.generation, "protocol error");
        if self.strange <= PROTOCOL_ERRORS {
            self.with.outlet.event(LinkEvent::ProtocolError(strange), 0);
        }
    }
}

/// What comes next over the channel, once there is room for what it may say. Safe to cancel.
async fn hear(outlet: &Outlet, channel: &mut Channel) -> Heard {
    outlet.room().await;
    channel.hear().await
}

/// Connect anew, now. What failed before says nothing about now: hence `good`.
fn again(reason: &str) -> Over {
    Over { good: true, ..Over::new(Ending::RetryAtOnce, reason) }
}

/// The moment that lies `span` after `start`; for absurd spans, one that never comes.
pub(crate) fn after(start: Instant, span: Duration) -> Instant {
    const AGES: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    start + span.min(AGES)
}
