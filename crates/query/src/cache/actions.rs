//! The queue of actions: sent in order, kept until they have ended, shown meanwhile.

use super::Cache;
use super::patience::wish;
use crate::action::{Ending, Progress, Run, Stage};
use crate::timers::Timer;
use crate::{ActionId, Coalesce, Effect, Failure, FailureKind, Filter, Matching, Pending, Refetch, Retry, ServerId};
use serde_json::Value;
use std::collections::BTreeSet;

impl Cache {
    /// The actions that have not ended, in the order in which they were run.
    pub fn pending(&self) -> impl Iterator<Item = Pending> + '_ {
        self.runs.iter().map(Progress::seen)
    }

    pub(super) fn run(&mut self, action: ActionId, run: Run) {
        self.take_up(Progress::new(action, run));
    }

    /// An earlier run of the program left this action.
    pub(super) fn resume(&mut self, action: ActionId, run: Run, sent: bool) {
        let resumed = Progress { sent, doubt: sent, recorded: Some(sent), ..Progress::new(action, run) };
        if sent && !resumed.run.repeatable {
            // Whether it happened nobody here can know, and it must not happen twice.
            self.out.push(Effect::Ended { action, ending: Ending::Uncertain(None) });
            return;
        }
        self.take_up(resumed);
    }

    fn take_up(&mut self, progress: Progress) {
        if self.progress(progress.action).is_some() {
            return;
        }
        let (action, run) = (progress.action, progress.run.clone());
        self.runs.push(progress);
        for (matching, patch) in &run.shows {
            for key in self.index.find(matching) {
                self.lay(action, &key, patch.clone());
            }
        }
    }

    /// Sends every action whose turn it is, and says which of the others wait.
    pub(super) fn dispatch(&mut self) {
        let mut busy = BTreeSet::new();
        for at in 0..self.runs.len() {
            let Some(server) = self.runs.get(at).map(|progress| progress.run.server) else { continue };
            let reach = self.reach(server);
            let (online, quiet) = (reach.online, reach.quiet_until > self.now);
            let Some(progress) = self.runs.get_mut(at).filter(|progress| !progress.orphan) else { continue };
            let first = progress.run.scope.as_ref().is_none_or(|scope| busy.insert((server, scope.clone())));
            let action = progress.action;
            // A server that wants to be left alone is asked for a person, and not for a second try.
            let held = progress.failures > 0 && quiet;
            if online && first && !held && progress.stage == Stage::Waiting {
                progress.stage = Stage::Sending;
                progress.sent_before = std::mem::replace(&mut progress.sent, true);
                let send = Effect::Send { action, run: progress.run.clone(), attempt: progress.failures };
                self.record(at);
                self.out.push(send);
                continue;
            }
            if progress.recorded.is_none() {
                self.record(at);
            }
            if let Some(progress) = self.runs.get_mut(at)
                && progress.stage == Stage::Waiting
                && !std::mem::replace(&mut progress.told, true)
            {
                self.out.push(Effect::Waits { action, why: None });
            }
        }
    }

    /// Writes down how far an action is, before anything that follows from it is done.
    fn record(&mut self, at: usize) {
        let Some(progress) = self.runs.get_mut(at) else { return };
        if self.config.keep && progress.recorded != Some(progress.sent) {
            let record = Effect::Record { action: progress.action, run: progress.run.clone(), sent: progress.sent };
            self.out.push(record);
        }
        progress.recorded = Some(progress.sent);
    }

    pub(super) fn sent(&mut self, action: ActionId, outcome: Result<Value, Failure>) {
        let Some(at) = self.runs.iter().position(|run| run.action == action && run.stage == Stage::Sending) else {
            return;
        };
        let progress = &mut self.runs[at];
        match outcome {
            Err(failure) if failure.kind == FailureKind::Unreachable => self.unsent(at, failure),
            Ok(answer) => {
                let run = progress.run.clone();
                self.end(action, Ending::Done(answer));
                self.commit(action);
                self.stale(run.stales.iter());
                self.answered(run.server);
            }
            Err(failure) => {
                progress.failures += 1;
                // This one left: that one before it did not hurries nothing any more.
                progress.unsent = 0;
                let answered =
                    matches!(failure.kind, FailureKind::Status | FailureKind::Unauthorized | FailureKind::Request);
                progress.doubt |= !answered;
                let (failures, run) = (progress.failures, progress.run.clone());
                if run.repeatable && failure.retryable && failures <= run.retry.limit && !progress.orphan {
                    progress.stage = Stage::Backoff;
                    let wish = wish(&failure);
                    // For longer than its retries take, a person need not wait in front of it.
                    let long = wish > run.retry.longest(run.retry.limit);
                    let told = !long || std::mem::replace(&mut progress.told, true);
                    self.heed(run.server, &failure);
                    if !told {
                        self.out.push(Effect::Waits { action, why: Some(failure.clone()) });
                    }
                    self.runs[at].failure = Some(failure);
                    let wait = self.jitter(run.retry.longest(failures)).max(wish);
                    self.timers.set(Timer::Resend(action), self.now + wait);
                    return;
                }
                self.heed(run.server, &failure);
                let refused = failure.status.is_some_and(|status| (400..500).contains(&status));
                let doubt = self.runs[at].doubt;
                let ending = if doubt { Ending::Uncertain(Some(failure)) } else { Ending::Failed(failure) };
                self.end(action, ending);
                self.rollback(action);
                if doubt || !refused {
                    // It may have happened all the same.
                    self.stale(run.concerns());
                }
            }
        }
    }

    /// The attempt never left: whatever else, it did not act.
    fn unsent(&mut self, at: usize, failure: Failure) {
        let progress = &mut self.runs[at];
        let action = progress.action;
        // One before this may have arrived.
        progress.sent = progress.sent_before;
        if progress.orphan {
            let ending = progress.given_up();
            self.end(action, ending);
            return;
        }
        progress.stage = Stage::Backoff;
        progress.unsent = progress.unsent.saturating_add(1);
        let (tries, told) = (progress.unsent, std::mem::replace(&mut progress.told, true));
        self.record(at);
        let wait = self.jitter(Retry::default().longest(tries));
        self.timers.set(Timer::Resend(action), self.now + wait);
        if !told {
            self.out.push(Effect::Waits { action, why: Some(failure) });
        }
    }

    /// A person takes an action back that is not being sent.
    pub(super) fn withdraw(&mut self, action: ActionId) {
        let Some(progress) = self.progress(action).filter(|progress| progress.stage != Stage::Sending) else { return };
        let (ending, run) = (progress.given_up(), progress.run.clone());
        let sent = ending != Ending::Withdrawn;
        self.end(action, ending);
        self.rollback(action);
        if sent {
            self.stale(run.concerns());
        }
    }

    /// The wait before an action's next attempt is over.
    pub(super) fn resend(&mut self, action: ActionId) {
        if let Some(progress) = self.progress(action).filter(|progress| progress.stage == Stage::Backoff) {
            progress.stage = Stage::Waiting;
        }
    }

    /// A server was heard: what never left need not wait out its time.
    pub(super) fn reachable(&mut self, server: ServerId) {
        for at in 0..self.runs.len() {
            let progress = &mut self.runs[at];
            if progress.run.server == server && progress.stage == Stage::Backoff && progress.unsent > 0 {
                progress.stage = Stage::Waiting;
                progress.unsent = 0;
                let action = progress.action;
                self.timers.cancel(&Timer::Resend(action));
            }
        }
    }

    /// The person signs out of a server: what waits is not done by the next. What is being sent goes on.
    /// Returns the runs that show nothing from now on.
    pub(super) fn give_up(&mut self, server: ServerId) -> Vec<ActionId> {
        let mut hidden = Vec::new();
        for mut progress in std::mem::take(&mut self.runs) {
            if progress.run.server != server {
                self.runs.push(progress);
                continue;
            }
            hidden.push(progress.action);
            if progress.stage == Stage::Sending {
                progress.orphan = true;
                self.runs.push(progress);
            } else {
                self.timers.cancel(&Timer::Resend(progress.action));
                self.out.push(Effect::Ended { action: progress.action, ending: progress.given_up() });
            }
        }
        hidden
    }

    fn progress(&mut self, action: ActionId) -> Option<&mut Progress> {
        self.runs.iter_mut().find(|progress| progress.action == action)
    }

    fn end(&mut self, action: ActionId, ending: Ending) {
        self.runs.retain(|progress| progress.action != action);
        self.timers.cancel(&Timer::Resend(action));
        self.out.push(Effect::Ended { action, ending });
    }

    fn stale<'a>(&mut self, matching: impl Iterator<Item = &'a Matching>) {
        for matching in matching {
            self.invalidate(&Filter::of(matching.clone()), Coalesce::default(), Refetch::Active);
        }
    }
}
