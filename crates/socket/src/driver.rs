//! The link's task: attempt after attempt, and what lies between them.

use crate::backoff::{Backoff, Standing, Verdict};
use crate::channel::Channel;
use crate::connection::{Connection, Surroundings, after};
use crate::errands::Errands;
use crate::handshake::connect;
use crate::outlet::Outlet;
use crate::over::Over;
use crate::wake::SleepWatch;
use crate::{Credentials, CredentialsError, Environment, LinkConfig, LinkState};
use oriel_protocol::{Codec, Ending, Refusal, Token, presentable};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};

/// How long a close frame may take to be written.
const FAREWELL: Duration = Duration::from_secs(1);

/// What the owner can ask of a running link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    /// A person wants the connection now.
    Retry,
    /// The network or the machine woke.
    Woke,
}

/// What the driver keeps between attempts.
pub(crate) struct Driver {
    config: LinkConfig,
    credentials: Arc<dyn Credentials>,
    environment: Environment,
    outlet: Arc<Outlet>,
    codec: Box<dyn Codec>,
    backoff: Backoff,
    sleep: SleepWatch,
    generation: u64,
    /// The token of the attempt that runs or ran last.
    token: Option<Token>,
    /// A token that the backend did not accept, and what it said.
    refused: Option<(Token, String)>,
    /// Whether the backend ever accepted whose link this is. It is one person's, so that a new token of theirs
    /// does not begin anew.
    standing: Standing,
    /// The backend refused since it was last ready.
    refused_since: bool,
    /// Kept here, not in the attempt: closing the link interrupts the attempt and still says
    /// goodbye.
    channel: Option<Channel>,
}

impl Driver {
    pub(crate) fn new(
        config: LinkConfig,
        credentials: Arc<dyn Credentials>,
        environment: Environment,
        outlet: Outlet,
    ) -> Self {
        Self {
            codec: config.protocol.codec(),
            backoff: Backoff::new(&config.timing, config.limits.attempts, environment.seed),
            sleep: SleepWatch::new(environment.wall.clone()),
            config,
            credentials,
            environment,
            outlet: Arc::new(outlet),
            generation: 0,
            token: None,
            refused: None,
            standing: Standing::New,
            refused_since: false,
            channel: None,
        }
    }

    /// Runs until the link is closed or nobody reads its events. The end of `commands` is the
    /// sign that all is done.
    pub(crate) async fn run(mut self, mut commands: mpsc::Receiver<Command>, close: watch::Receiver<bool>) {
        let outlet = self.outlet.clone();
        tokio::select! {
            biased;
            () = asked(close) => {}
            () = outlet.abandoned() => {}
            never = self.keep_up(&mut commands) => match never {},
        }
        outlet.close();
        self.farewell().await;
    }

    /// Connects, and connects again.
    async fn keep_up(&mut self, commands: &mut mpsc::Receiver<Command>) -> Infallible {
        loop {
            self.generation += 1;
            self.outlet.state(LinkState::Connecting { attempt: self.backoff.attempt() });
            let over = match self.attempt(commands).await {
                Ok(never) => match never {},
                Err(over) => self.shown(over),
            };
            self.farewell().await;
            if over.good {
                self.refused = None;
            }
            if over.accepted {
                (self.standing, self.refused_since) = (Standing::Accepted, false);
            }
            let verdict = self.judged(&over);
            match verdict {
                Verdict::AtOnce => {}
                Verdict::Wait(wait) => self.wait(wait, over.ended.reason, None, commands).await,
                Verdict::Ask(why, wait) => {
                    self.wait(wait, over.ended.reason, Some(why), commands).await;
                    // What was refused may be accepted now.
                    self.refused = None;
                }
                Verdict::Stop(why) => self.stopped(why, over.ended.reason, commands).await,
            }
        }
    }

    /// One attempt and, if it succeeds, the life of its connection.
    async fn attempt(&mut self, commands: &mut mpsc::Receiver<Command>) -> Result<Infallible, Over> {
        loop {
            tokio::select! {
                biased;
                opened = self.open() => break opened?,
                () = next_wake(commands) => {
                    // What was begun on the network before may hang: begin anew.
                    tracing::debug!("woke while connecting");
                }
            }
        }
        let Some(channel) = self.channel.as_mut() else {
            return Err(Over::new(Ending::Retry, "the connection was lost"));
        };
        let connection = Connection::new(Surroundings {
            channel,
            codec: &mut *self.codec,
            token: &mut self.token,
            credentials: &*self.credentials,
            outlet: &self.outlet,
            timing: self.config.timing,
            errands: Errands::new(Arc::clone(&self.environment.web), self.config.limits.frame),
            generation: self.generation,
            proofs_count: !self.refused_since,
        });
        self.outlet.state(LinkState::Subscribing);
        self.sleep.restart();
        Err(connection.run(commands, &mut self.sleep).await)
    }

    /// Fetches the token and opens the socket.
    async fn open(&mut self) -> Result<(), Over> {
        self.token = self.fetched_token().await?;
        let token = self.token.as_ref();
        self.channel = Some(connect(&self.config, &self.environment, &mut *self.codec, token).await?);
        Ok(())
    }

    async fn fetched_token(&mut self) -> Result<Option<Token>, Over> {
        // For as long as it takes: it may be asking a person, and has a limit of its own.
        let token = match self.credentials.token().await {
            Ok(token) => token,
            Err(error @ CredentialsError::SignedOut(_)) => {
                return Err(Over::new(Ending::Stop(Refusal::SignIn), error.to_string()));
            }
            Err(error @ CredentialsError::Unavailable(_)) => {
                return Err(Over::new(Ending::Retry, error.to_string()));
            }
        };
        match (&self.refused, &token) {
            (Some((refused, reason)), Some(token)) if refused == token => {
                Err(Over::new(Ending::Refresh, reason.clone()))
            }
            _ => Ok(token),
        }
    }

    /// The ending with a reason that is fit to be shown: without the token, one short line.
    fn shown(&self, mut over: Over) -> Over {
        if let Some(token) = &self.token {
            over.ended.reason = token.hidden_in(&over.ended.reason);
        }
        over.ended.reason = presentable(&over.ended.reason);
        over
    }

    /// What comes next; tells the credentials of a refused token.
    fn judged(&mut self, over: &Over) -> Verdict {
        if let (Ending::Refresh, Some(token)) = (over.ended.ending, &self.token)
            && self.refused.as_ref().is_none_or(|(refused, _)| refused != token)
        {
            self.credentials.refused(token);
            self.refused = Some((token.clone(), over.ended.reason.clone()));
        }
        // A token that expires on a good connection is no refusal: the next one is accepted.
        self.refused_since |= !over.accepted && matches!(over.ended.ending, Ending::Refresh | Ending::Stop(_));
        self.backoff.after(over, self.standing, self.token.is_some())
    }

    /// Waits for the next attempt; a command or a sleep ends the wait.
    async fn wait(
        &mut self,
        wait: Duration,
        reason: String,
        refusal: Option<Refusal>,
        commands: &mut mpsc::Receiver<Command>,
    ) {
        let until = after(Instant::now(), wait);
        let attempt = self.backoff.attempt();
        self.outlet.state(LinkState::Waiting { attempt, until, reason, refusal });
        self.sleep.restart();
        loop {
            tokio::select! {
                biased;
                Some(Command::Retry | Command::Woke) = commands.recv() => return,
                () = sleep_until(until.min(self.sleep.next_look())) => {
                    if self.sleep.look().is_some() || Instant::now() >= until {
                        return;
                    }
                }
            }
        }
    }

    /// Stays where it is until a person asks for another try.
    async fn stopped(&mut self, why: Refusal, reason: String, commands: &mut mpsc::Receiver<Command>) {
        self.outlet.state(LinkState::Refused { why, reason });
        loop {
            match commands.recv().await {
                Some(Command::Retry) => break,
                Some(Command::Woke) => {}
                // All handles are gone, so nobody can ask. Closing still interrupts this.
                None => std::future::pending().await,
            }
        }
        self.backoff.reset();
        self.refused = None;
    }

    /// Lets go of the socket, politely if that takes no time.
    async fn farewell(&mut self) {
        if let Some(channel) = self.channel.take() {
            channel.close(CloseFrame { code: CloseCode::Normal, reason: "".into() }, FAREWELL).await;
        }
    }
}

/// Resolves when the link is closed on purpose.
async fn asked(mut close: watch::Receiver<bool>) {
    if close.wait_for(|close| *close).await.is_err() {
        // All handles are gone: whoever reads the events decides from now on.
        std::future::pending::<()>().await;
    }
}

/// Resolves at the next wake, passing over what makes no difference to an attempt under way.
async fn next_wake(commands: &mut mpsc::Receiver<Command>) {
    loop {
        match commands.recv().await {
            Some(Command::Woke) => return,
            Some(Command::Retry) => {}
            None => std::future::pending().await,
        }
    }
}
