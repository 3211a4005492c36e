//! Actions: the queue is the cache's; here its requests are sent, and people are told.

use super::{Core, Done};
use crate::act::{self, Sending};
use oriel_query::{ActionId, Ending, Failure, Input, Run, ServerId};
use oriel_wire::{Act, Acted, Batch, Notice, Waiting};
use tokio::sync::oneshot;

/// An action that has not ended.
pub(super) struct Acting {
    /// Which backend it is sent to.
    server: ServerId,
    label: String,
    detail: String,
    /// Who ran it, until something was said about it.
    reply: Option<oneshot::Sender<Acted>>,
    /// It had to wait: all windows are told about it, and why where a connection was tried.
    waits: Option<Option<Failure>>,
    /// Its number in the queue on disk. Nothing once its person has signed out: then nobody is told
    /// how it ends.
    pub(super) number: Option<u64>,
    /// The last record of it that is on its way to the disk.
    pub(super) record: u64,
}

impl Acting {
    fn new(run: &Run, number: u64, reply: Option<oneshot::Sender<Acted>>) -> Self {
        let (label, detail) = Sending::of(run).map(|sending| (sending.label, sending.detail)).unwrap_or_default();
        Self { server: run.server, label, detail, reply, waits: None, number: Some(number), record: 0 }
    }

    /// An earlier session left it.
    pub(super) fn left(run: &Run, number: u64) -> Self {
        Self::new(run, number, None)
    }
}

impl Core {
    pub(super) fn act(&mut self, act: &Act, reply: oneshot::Sender<Acted>) {
        // The values of a row are the core's own: a window only names it.
        let data = act.row.as_ref().and_then(|row| self.cache.data(&row.key));
        match act::run(&self.board, act, data.as_deref(), new_key) {
            Ok(run) => {
                let Some(backend) = self.backends.get_mut(run.server).filter(|backend| backend.signed_in) else {
                    let _ = reply.send(Acted::Failed { failure: act::signed_out(&act.action) });
                    return;
                };
                backend.last_number += 1;
                let number = backend.last_number;
                let action = ActionId(self.id());
                self.acting.insert(action, Acting::new(&run, number, Some(reply)));
                self.feed(Input::Run { action, run });
            }
            Err(failure) => {
                let _ = reply.send(Acted::Failed { failure });
            }
        }
    }

    /// Sends the request of an action, with the token of this moment, once it is written down that
    /// it is sent.
    pub(super) fn send(&mut self, action: ActionId, run: &Run) {
        let sending = Sending::of(run);
        let token = self.token(run.server);
        let http = self.backends.get(run.server).map(|backend| backend.ways.http.clone());
        let durable = self.durable(action);
        self.tasks.spawn(async move {
            if let Some(durable) = durable {
                durable.await;
            }
            let outcome = match (sending, token, http) {
                (Ok(sending), Ok(token), Some(http)) => {
                    http.send(sending.request(), token).await.map(|reply| reply.data)
                }
                (Ok(sending), Ok(_), None) => Err(act::cancelled(&sending.label)),
                (Err(failure), ..) | (_, Err(failure), _) => Err(failure),
            };
            Done::Action { action, outcome }
        });
    }

    /// Resolves when everything that was recorded of an action is on disk.
    fn durable(&self, action: ActionId) -> Option<impl Future<Output = ()> + Send + use<>> {
        let acting = self.acting.get(&action)?;
        let shelved = self.backends.get(acting.server)?.shelved.as_ref()?;
        Some(shelved.durable(acting.record))
    }

    /// An action cannot be sent now: whoever ran it need not wait with it, but for the disk.
    pub(super) fn waits(&mut self, action: ActionId, why: Option<Failure>) {
        let durable = self.durable(action);
        let Some(acting) = self.acting.get_mut(&action) else { return };
        acting.waits = Some(why.clone());
        let Some(reply) = acting.reply.take() else { return };
        match durable {
            None => {
                let _ = reply.send(Acted::Waits { why });
            }
            Some(durable) => {
                tokio::spawn(async move {
                    durable.await;
                    let _ = reply.send(Acted::Waits { why });
                });
            }
        }
    }

    /// The person has signed out of a backend: what is still being sent to it is no news for the next.
    pub(super) fn disown(&mut self, server: ServerId) {
        for acting in self.acting.values_mut().filter(|acting| acting.server == server) {
            acting.number = None;
            acting.waits = None;
        }
    }

    pub(super) fn ended(&mut self, action: ActionId, ending: Ending) {
        let Some(acting) = self.acting.remove(&action) else { return };
        let shelved = self.backends.get(acting.server).and_then(|backend| backend.shelved.as_ref());
        if let (Some(shelved), Some(number)) = (shelved, acting.number) {
            shelved.ended(number);
        }
        let label = acting.label;
        let acted = acted(&label, ending);
        // Who ran it hears of it, if it is still there; otherwise the person does.
        let unheard = match acting.reply {
            Some(reply) => reply.send(acted).err(),
            None => Some(acted),
        };
        let unheard = unheard.filter(|_| acting.number.is_some());
        if let Some(notice) = unheard.and_then(|acted| notice(&label, acted)) {
            self.notice(notice);
        }
    }

    /// The actions that wait to be sent, as windows are told.
    pub(super) fn waiting(&self) -> Vec<Waiting> {
        let waiting = |pending: oriel_query::Pending| {
            let acting = self.acting.get(&pending.action)?;
            let why = acting.waits.as_ref()?.clone();
            Some(Waiting {
                action: pending.action.0,
                backend: self.backends.get(acting.server).map(|backend| backend.name.clone()).unwrap_or_default(),
                label: acting.label.clone(),
                detail: acting.detail.clone(),
                sending: pending.sending,
                sent: pending.sent,
                why,
            })
        };
        self.cache.pending().filter_map(waiting).collect()
    }

    /// Tells all windows which actions wait, where that is different now.
    pub(super) fn tell_waiting(&mut self) {
        if self.acting.is_empty() && self.told_waiting.is_empty() {
            return;
        }
        let waiting = self.waiting();
        if waiting != self.told_waiting {
            self.told_waiting.clone_from(&waiting);
            self.broadcast(&Batch { waiting: Some(waiting), ..Batch::default() });
        }
    }
}

/// How an action ended, for who ran it.
fn acted(label: &str, ending: Ending) -> Acted {
    match ending {
        Ending::Done(data) => Acted::Done { data },
        Ending::Failed(failure) => Acted::Failed { failure },
        Ending::Uncertain(failure) => {
            let failure = failure.unwrap_or_else(|| act::closed_meanwhile(label));
            Acted::Uncertain { failure }
        }
        Ending::Withdrawn => Acted::Failed { failure: act::withdrawn(label) },
    }
}

/// The same for a person who has gone on to other things.
fn notice(label: &str, acted: Acted) -> Option<Notice> {
    let (text, bad) = match acted {
        Acted::Done { .. } => (format!("{label}: done"), false),
        Acted::Failed { failure } if failure.kind == oriel_query::FailureKind::Cancelled => return None,
        Acted::Failed { failure } => (format!("{label} did not happen: {failure}"), true),
        Acted::Uncertain { failure } => {
            (format!("{label} may have happened or not; look before you do it again: {failure}"), true)
        }
        Acted::Waits { .. } => return None,
    };
    Some(Notice { text, bad })
}

/// A key by which the backend knows a repetition: 128 random bits.
fn new_key() -> String {
    format!("{:032x}", fastrand::u128(..))
}
