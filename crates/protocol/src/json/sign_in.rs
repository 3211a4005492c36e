//! The sign-in, step by step, until the link is ready.

use super::codec::JsonCodec;
use super::pattern::Pattern;
use super::plan::Plan;
use super::reading::Message;
use crate::Step;
use serde_json::Value;

/// How far the sign-in of a connection is.
#[derive(Debug, Default)]
pub(super) struct SignIn {
    /// The step that is waited for, or that comes next.
    stage: usize,
    /// All steps were taken and all channels asked for.
    pub(super) done: bool,
    /// A step's deadline is running.
    deadline: bool,
    /// The channels that are not yet acknowledged.
    pending: Vec<usize>,
    /// The subscription as a whole was acknowledged.
    acknowledged: bool,
    /// The subscription is acknowledged in all that was asked for.
    pub(super) ready: bool,
}

impl JsonCodec {
    /// Takes the steps that wait for nothing, up to the next that does.
    pub(super) fn advance(&mut self, plan: &Plan, steps: &mut Vec<Step>) {
        while let (Some(awaits), Some(stage)) =
            (plan.awaits.get(self.sign_in.stage), plan.config.steps.get(self.sign_in.stage))
        {
            if awaits.is_some() {
                let missing = format!("the backend did not answer the sign-in (step {})", self.sign_in.stage + 1);
                steps.push(Step::expect(stage.timeout, missing));
                self.sign_in.deadline = true;
                return;
            }
            self.take(plan, steps);
        }
        if self.sign_in.deadline {
            steps.push(Step::expect_nothing());
            self.sign_in.deadline = false;
        }
        self.join(plan, steps);
        self.sign_in.done = true;
        self.complete(plan, None, steps);
    }

    /// Whether the sign-in waited for this message, or did before; and what follows from it.
    pub(super) fn awaited(&mut self, plan: &Plan, message: &Message, steps: &mut Vec<Step>) -> bool {
        let fits = |awaits: &Option<Pattern>| awaits.as_ref().is_some_and(|pattern| pattern.fits(message));
        if plan.awaits.get(self.sign_in.stage).is_some_and(fits) {
            self.take(plan, steps);
            self.advance(plan, steps);
            return true;
        }
        plan.awaits.iter().any(fits)
    }

    /// Whether this message acknowledges something; and what follows from it. `was_done`: the
    /// channels had been asked for when it came.
    pub(super) fn acknowledged(
        &mut self,
        plan: &Plan,
        was_done: bool,
        message: &mut Message,
        steps: &mut Vec<Step>,
    ) -> bool {
        let joined = plan.joined.as_ref().filter(|joined| joined.fits(message));
        let whole = plan.ready.as_ref().is_some_and(|pattern| pattern.fits(message));
        if joined.is_none() && !whole {
            return false;
        }
        if self.sign_in.ready || !self.sign_in.done {
            return true;
        }
        if let Some(joined) = joined.filter(|_| was_done) {
            joined.settle(message, &mut self.sign_in.pending);
        }
        self.sign_in.acknowledged |= whole;
        self.complete(plan, Some(message), steps);
        true
    }

    /// The link is ready, if all is acknowledged that has to be. What was missed comes first.
    fn complete(&mut self, plan: &Plan, mut message: Option<&mut Message>, steps: &mut Vec<Step>) {
        let complete = self.sign_in.pending.is_empty() && (plan.ready.is_none() || self.sign_in.acknowledged);
        let proof = match (&plan.resumed, &message) {
            (Some(at), Some(message)) => at.value(&message.value) == Some(&Value::Bool(true)),
            _ => false,
        };
        // On a new link there is nothing to resume, whatever the backend says.
        let resumed = proof && self.was_ready && self.memory.continues();
        if complete && plan.resumed.is_some() && !resumed {
            self.memory.forget_kept();
        }
        if let (Some(message), Some(missed)) = (&mut message, &plan.missed)
            && let Some(Value::Array(entries)) = missed.at.value_mut(&mut message.value).map(Value::take)
        {
            for entry in entries {
                let entry = plan.reading.message(missed.within.wrapped(entry));
                self.memory.learn(&entry.value);
                self.signal(plan, entry, steps);
            }
        }
        if !complete {
            return;
        }
        self.sign_in.ready = true;
        self.was_ready = true;
        steps.push(Step::Ready { resumed });
        self.rearm(plan, steps);
    }

    /// The expected message has to come again from now on.
    pub(super) fn rearm(&self, plan: &Plan, steps: &mut Vec<Step>) {
        if let (true, Some((_, within))) = (self.sign_in.ready, &plan.expect) {
            steps.push(Step::expect(*within, "the backend's sign of life did not come"));
        }
    }

    /// Takes one step.
    fn take(&mut self, plan: &Plan, steps: &mut Vec<Step>) {
        if let Some(stage) = plan.config.steps.get(self.sign_in.stage) {
            steps.extend(stage.send.iter().filter_map(|template| self.say(template, None)));
        }
        self.sign_in.stage += 1;
    }

    /// Asks for the channels.
    fn join(&mut self, plan: &Plan, steps: &mut Vec<Step>) {
        let Some(join) = &plan.config.join else { return };
        for (number, channel) in plan.config.channels.iter().enumerate() {
            let Some(step) = self.say(join, Some(channel)) else { continue };
            steps.push(step);
            if plan.joined.is_some() {
                self.sign_in.pending.push(number);
            }
        }
    }
}
