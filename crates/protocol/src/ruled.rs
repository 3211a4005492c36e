//! A codec whose endings a board has rules for: the same for every protocol that has none of its own.

use crate::json::{Message, Pattern, explained, of_code, of_message, of_status};
use crate::{
    Call, Codec, Ended, EndingRule, Frame, Greeting, GreetingError, Outcome, Step, Token, Transport, Trigger,
    presentable,
};
use std::fmt;
use url::Url;

/// Looks at each end, and at each signal, before its protocol's own reading counts. A message is known by its event's
/// name, or by its metadata. Events that the protocol ignores or expects are no signals, and end nothing.
pub(crate) struct Ruled {
    codec: Box<dyn Codec>,
    rules: Vec<EndingRule>,
    /// The rules for messages.
    messages: Vec<(Pattern, EndingRule)>,
    /// There is no handshake: the statuses are those of the answers that the protocol lives of.
    by_calls: bool,
    token: Option<Token>,
}

impl Ruled {
    /// The codec itself, where there are no rules.
    pub(crate) fn over(codec: impl Codec, transport: Transport, rules: &[EndingRule]) -> Box<dyn Codec> {
        let codec: Box<dyn Codec> = Box::new(codec);
        if rules.is_empty() {
            return codec;
        }
        let messages = rules.iter().filter_map(|rule| match &rule.on {
            Trigger::Message(message) => Some((Pattern::new(message), rule.clone())),
            Trigger::Close(_) | Trigger::Status(_) => None,
        });
        let by_calls = transport == Transport::Calls;
        Box::new(Self { codec, messages: messages.collect(), rules: rules.to_vec(), by_calls, token: None })
    }

    /// The steps up to the first signal that ends the connection.
    fn judged(&self, steps: Vec<Step>) -> Vec<Step> {
        let mut judged = Vec::with_capacity(steps.len());
        for step in steps {
            if let Some(ended) = self.ended_by(&step) {
                judged.push(Step::End(ended));
                break;
            }
            judged.push(step);
        }
        judged
    }

    fn ended_by(&self, step: &Step) -> Option<Ended> {
        let Step::Signal { event, data } = step else { return None };
        // Without a rule there is no reason to copy what came.
        if self.messages.is_empty() {
            return None;
        }
        let message = Message { value: data.clone(), name: Some(event.clone()), bare: false, broken: false };
        let (_, rule) = self.messages.iter().find(|(pattern, _)| pattern.fits(&message))?;
        Some(of_message(rule, explained(data).map(|why| self.shown(why))))
    }

    fn shown(&self, text: &str) -> String {
        presentable(&self.token.as_ref().map_or_else(|| text.to_owned(), |token| token.hidden_in(text)))
    }
}

impl Codec for Ruled {
    fn prepare(&mut self, url: &Url, token: Option<&Token>) -> Result<Option<Call>, GreetingError> {
        self.token = token.cloned();
        self.codec.prepare(url, token)
    }

    fn prepared(&mut self, outcome: &Outcome) -> Result<(), Ended> {
        self.codec.prepared(outcome)
    }

    fn greet(&mut self, greeting: &mut Greeting, token: Option<&Token>) -> Result<(), GreetingError> {
        self.token = token.cloned();
        self.codec.greet(greeting, token)
    }

    fn rejected(&mut self, status: u16) -> Option<Ended> {
        // The codec has to know of it all the same: it may forget an id.
        let own = self.codec.rejected(status);
        of_status(&self.rules, status).or(own)
    }

    fn open(&mut self, token: Option<&Token>) -> Vec<Step> {
        self.token = token.cloned();
        let steps = self.codec.open(token);
        self.judged(steps)
    }

    fn frame(&mut self, frame: Frame<'_>) -> Vec<Step> {
        let steps = self.codec.frame(frame);
        self.judged(steps)
    }

    fn tick(&mut self) -> Vec<Step> {
        self.codec.tick()
    }

    fn called(&mut self, outcome: &Outcome) -> Vec<Step> {
        let steps = self.codec.called(outcome);
        let status = match outcome {
            Outcome::Answered { status, .. } | Outcome::Moved { status, .. } => Some(*status),
            Outcome::Failed(_) => None,
        };
        match status.filter(|_| self.by_calls).and_then(|status| of_status(&self.rules, status)) {
            Some(ended) => vec![Step::End(ended)],
            None => self.judged(steps),
        }
    }

    fn renewed(&mut self, token: &Token) -> Vec<Step> {
        self.token = Some(token.clone());
        self.codec.renewed(token)
    }

    fn closed(&mut self, code: u16, reason: &str) -> Option<Ended> {
        let own = self.codec.closed(code, reason);
        of_code(&self.rules, code, &self.shown(reason)).or(own)
    }
}

impl fmt::Debug for Ruled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ruled").field("rules", &self.rules).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
