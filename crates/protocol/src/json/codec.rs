//! The state of one link.

use super::ended::{of_code, of_status};
use super::memory::Memory;
use super::plan::Plan;
use super::reading::{Message, Part};
use super::sign_in::SignIn;
use super::{Heartbeat, Json, Unnamed};
use crate::{Call, Codec, Ended, Excerpt, Frame, Greeting, GreetingError, Naming, Outcome, Step, Strange, Token};
use oriel_json::Unreadable;
use serde_json::Value;
use std::sync::Arc;
use url::Url;

/// The codec of the `json` protocol.
pub(super) struct JsonCodec {
    pub(super) plan: Arc<Plan>,
    pub(super) memory: Memory,
    pub(super) token: Option<Token>,
    /// The number of the last message of this connection.
    pub(super) seq: u64,
    pub(super) sign_in: SignIn,
    /// A connection of this link was ready.
    pub(super) was_ready: bool,
    renewal: Renewal,
    /// This connection is over: what still comes in says nothing.
    ended: bool,
    /// This frame was reported as strange.
    reported: bool,
    /// Strange messages of this connection that were shown.
    excerpts: u32,
}

/// Strange messages that are shown, a connection: who gets no name right gets none right, and the first tell why.
const EXCERPTS: u32 = 10;

/// How often a token is renewed on a live connection. A backend that finds every token expired, as
/// one whose clock is wrong does, would otherwise be asked without end.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Renewal {
    /// The next expiry asks for another token.
    #[default]
    Possible,
    /// A new token was asked for.
    Asked,
    /// A new token was sent since the last heartbeat.
    Sent,
}

impl JsonCodec {
    pub(super) fn new(config: &Json) -> Self {
        Self {
            plan: Arc::new(Plan::new(config)),
            memory: Memory::new(config),
            token: None,
            seq: 0,
            sign_in: SignIn::default(),
            was_ready: false,
            renewal: Renewal::default(),
            ended: false,
            reported: false,
            excerpts: 0,
        }
    }

    /// State of the connection before ends; may come more than once for one connection.
    fn begin(&mut self, token: Option<&Token>) {
        self.memory.begin();
        self.token = token.cloned();
        self.seq = 0;
        self.sign_in = SignIn::default();
        self.renewal = Renewal::default();
        self.ended = false;
        self.excerpts = 0;
    }

    /// One message, in the order that [`Json`] lays down.
    fn hear(&mut self, plan: &Plan, mut message: Message, steps: &mut Vec<Step>) {
        self.memory.learn(&message.value);
        if plan.expired.as_ref().is_some_and(|pattern| pattern.fits(&message)) {
            return self.expire(&message, steps);
        }
        if let Some((_, rule)) = plan.endings.iter().find(|(pattern, _)| pattern.fits(&message)) {
            return self.end(self.ended_by(rule, &message), steps);
        }
        let reply = plan.replies.iter().find(|(pattern, _)| pattern.fits(&message));
        if let Some((_, with)) = reply {
            steps.extend(self.say(with, None));
        }
        let expected = plan.expect.as_ref().is_some_and(|(pattern, _)| pattern.fits(&message));
        if expected {
            self.rearm(plan, steps);
        }
        let was_done = self.sign_in.done;
        let awaited = self.awaited(plan, &message, steps);
        let acknowledged = self.acknowledged(plan, was_done, &mut message, steps);
        if reply.is_none() && !expected && !awaited && !acknowledged {
            self.signal(plan, message, steps);
        }
    }

    /// A message that is a signal, if anything.
    pub(super) fn signal(&mut self, plan: &Plan, message: Message, steps: &mut Vec<Step>) {
        if plan.ignore.iter().any(|pattern| pattern.fits(&message)) {
            return;
        }
        if message.broken {
            // What it is about, and maybe its name, stands there.
            self.strange(
                steps,
                || "a message has a text in it that begins as JSON and cannot be read".to_owned(),
                None,
            );
        }
        let before = steps.len();
        steps.extend(Naming::steps(plan.config.naming.as_ref(), &message.value));
        let keyed = steps.len() > before;
        match (message.name, plan.config.unnamed) {
            (None, _) if keyed => {}
            (Some(event), _) => steps.push(Step::Signal { event, data: plan.reading.data(message.value) }),
            (None, Unnamed::Ignored) => {}
            (None, Unnamed::Strange) => {
                let places = plan.config.event.join(" and ");
                self.strange(steps, || format!("a message has no event name at {places:?}"), Some(&message.value));
            }
        }
    }

    /// A part of a frame that is no JSON. A word that the board expects is no riddle.
    fn unreadable(&mut self, plan: &Plan, why: &Unreadable, word: Option<String>, steps: &mut Vec<Step>) {
        match word.map(|word| Message::bare(&word)).filter(|word| plan.expects(word)) {
            Some(word) => self.hear(plan, word, steps),
            None => self.strange(steps, || format!("a frame is not JSON: {why}"), None),
        }
    }

    fn expire(&mut self, message: &Message, steps: &mut Vec<Step>) {
        let can = self.sign_in.ready && !self.plan.renew.is_empty();
        match self.renewal {
            Renewal::Possible if can => {
                self.renewal = Renewal::Asked;
                steps.push(Step::Renew);
            }
            Renewal::Asked if can => {}
            _ => self.end(self.expired_by(message), steps),
        }
    }

    /// Reports something that cannot be read, once for each frame: a frame of a hundred thousand
    /// such messages deserves no hundred thousand reports. Those that follow are gaps all the same.
    /// `unnamed`: the message, if it has no name.
    fn strange(&mut self, steps: &mut Vec<Step>, what: impl FnOnce() -> String, unnamed: Option<&Value>) {
        if self.reported {
            if !steps.last().is_some_and(Step::is_a_gap) {
                steps.push(Step::Gap);
            }
            return;
        }
        self.reported = true;
        let shown = unnamed.filter(|_| self.excerpts < EXCERPTS);
        self.excerpts += u32::from(shown.is_some());
        let heard = shown.map(|message| Excerpt::unnamed(message, self.token.as_ref()));
        steps.push(Step::Strange(Strange::new(what()).instead_of(heard)));
    }

    fn end(&mut self, ended: Ended, steps: &mut Vec<Step>) {
        self.ended = true;
        steps.push(Step::End(ended));
    }
}

impl Codec for JsonCodec {
    fn prepare(&mut self, url: &Url, token: Option<&Token>) -> Result<Option<Call>, GreetingError> {
        self.begin(token);
        self.memory.forget_ticket();
        let plan = Arc::clone(&self.plan);
        plan.config.before.as_ref().map_or(Ok(None), |before| self.ask(before, url))
    }

    fn prepared(&mut self, outcome: &Outcome) -> Result<(), Ended> {
        let plan = Arc::clone(&self.plan);
        plan.config.before.as_ref().map_or(Ok(()), |before| self.answered(before, outcome))
    }

    fn greet(&mut self, greeting: &mut Greeting, token: Option<&Token>) -> Result<(), GreetingError> {
        self.begin(token);
        self.carry(greeting)
    }

    fn rejected(&mut self, status: u16) -> Option<Ended> {
        of_status(&self.plan.config.endings, status)
    }

    fn open(&mut self, token: Option<&Token>) -> Vec<Step> {
        self.begin(token);
        let mut steps = Vec::new();
        self.advance(&Arc::clone(&self.plan), &mut steps);
        steps
    }

    fn frame(&mut self, frame: Frame<'_>) -> Vec<Step> {
        let plan = Arc::clone(&self.plan);
        let mut steps = Vec::new();
        self.reported = false;
        for part in plan.reading.parts(frame) {
            if self.ended {
                break;
            }
            match part {
                Part::Message(value) => self.hear(&plan, plan.reading.message(value), &mut steps),
                Part::Unreadable(why, word) => self.unreadable(&plan, &why, word, &mut steps),
            }
        }
        steps
    }

    fn tick(&mut self) -> Vec<Step> {
        if self.renewal == Renewal::Sent {
            self.renewal = Renewal::Possible;
        }
        let plan = Arc::clone(&self.plan);
        let said = match &plan.config.heartbeat {
            Heartbeat::Message(template) if self.sign_in.done => self.say(template, None),
            Heartbeat::Message(_) | Heartbeat::Ping => None,
        };
        vec![said.unwrap_or(Step::Ping)]
    }

    fn renewed(&mut self, token: &Token) -> Vec<Step> {
        self.token = Some(token.clone());
        let mut steps = Vec::new();
        if !self.sign_in.done {
            return steps;
        }
        self.renewal = Renewal::Sent;
        let plan = Arc::clone(&self.plan);
        for (template, for_each_channel) in &plan.renew {
            if *for_each_channel {
                let channels = plan.config.channels.iter();
                steps.extend(channels.filter_map(|channel| self.say(template, Some(channel))));
            } else {
                steps.extend(self.say(template, None));
            }
        }
        steps
    }

    fn closed(&mut self, code: u16, reason: &str) -> Option<Ended> {
        of_code(&self.plan.config.endings, code, &self.shown(reason))
    }
}
