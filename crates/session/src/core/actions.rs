//! Actions: the queue is the cache's; here its requests are sent, and people are told.

use super::{Core, Done};
use crate::Step;
use crate::act::{self, Sending};
use crate::disk::Record;
use crate::mistake::caught;
use oriel_query::{ActionId, Ending, Failure, FailureKind, Input, Run, ServerId, WindowId};
use oriel_wire::{Act, Acted, Batch, Notice, Waiting};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::oneshot;

/// An action that has not ended.
pub(super) struct Acting {
    /// Which backend it is sent to.
    server: ServerId,
    label: String,
    detail: String,
    /// Who ran it, until something was said about it.
    asker: Option<Asker>,
    /// It had to wait, or the page that ran it is gone: all windows are told about it, and why where a connection was
    /// tried.
    waits: Option<Option<Failure>>,
    /// Its number in the queue on disk. Nothing once its person has signed out: then nobody is told
    /// how it ends.
    pub(super) number: Option<u64>,
    /// The last record of it that is on its way to the disk.
    pub(super) record: Record,
    /// The person was told that this record may not be written down.
    pub(super) is_told: Arc<AtomicBool>,
    /// Its request, as it was sent last, may have reached the backend.
    left: Arc<AtomicBool>,
}

/// Who ran an action, and hears how it ended.
pub(super) struct Asker {
    /// The window in which that was, where it was one.
    pub(super) window: Option<WindowId>,
    pub(super) reply: oneshot::Sender<Acted>,
}

impl Asker {
    /// Gives it back where nobody listens any more.
    pub(super) fn hear(self, acted: Acted) -> Result<(), Acted> {
        self.reply.send(acted)
    }

    fn is_of(&self, window: &WindowId) -> bool {
        self.window.as_ref() == Some(window)
    }
}

/// An action that was run before it could be said who runs it, or after which others.
pub(super) struct Parked {
    /// What the board calls it.
    pub(super) name: String,
    pub(super) run: Run,
    /// Nobody where its page is gone.
    pub(super) asker: Option<Asker>,
}

impl Acting {
    fn new(run: &Run, number: u64, asker: Option<Asker>) -> Self {
        let (label, detail) = Sending::of(run).map(|sending| (sending.label, sending.detail)).unwrap_or_default();
        Self {
            server: run.server,
            label,
            detail,
            asker,
            waits: None,
            number: Some(number),
            record: Record::None,
            is_told: Arc::default(),
            left: Arc::default(),
        }
    }

    /// An earlier session left it.
    pub(super) fn left(run: &Run, number: u64) -> Self {
        Self::new(run, number, None)
    }
}

impl Core {
    pub(super) fn act(&mut self, act: &Act, asker: Asker) {
        // The values of a row are the core's own: a window only names it.
        let data = act.row.as_ref().and_then(|row| self.cache.data(&row.key));
        let run = match act::run(&self.board, act, data.as_ref(), new_key) {
            Ok(run) => run,
            Err(failure) => {
                let _ = asker.hear(Acted::Failed { failure });
                return;
            }
        };
        let name = act.action.clone();
        match self.backends.get_mut(run.server) {
            Some(backend) if backend.opening.is_some() || (backend.expected.is_some() && !backend.signed_in) => {
                backend.parked.push(Parked { name, run, asker: Some(asker) });
            }
            Some(backend) if backend.signed_in => self.run_action(run, Some(asker)),
            _ => {
                let _ = asker.hear(Acted::Failed { failure: act::signed_out(&name) });
            }
        }
    }

    /// `asker`: nobody where the page that ran it is gone.
    fn run_action(&mut self, run: Run, asker: Option<Asker>) {
        let Some(backend) = self.backends.get_mut(run.server) else { return };
        backend.last_number += 1;
        let number = backend.last_number;
        let action = ActionId(self.id());
        let mut acting = Acting::new(&run, number, asker);
        acting.waits = acting.asker.is_none().then_some(None);
        self.acting.insert(action, acting);
        self.feed(Input::Run { action, run });
    }

    /// Runs what was run while it was not known who is there, or what goes before it; or says that nobody is there.
    pub(super) fn run_parked(&mut self, server: ServerId) {
        let Some(backend) = self.backends.get_mut(server) else { return };
        let signed_in = backend.signed_in;
        for Parked { name, run, asker } in std::mem::take(&mut backend.parked) {
            if signed_in {
                self.run_action(run, asker);
            } else {
                let label = Sending::of(&run).map(|sending| sending.label).unwrap_or_else(|_| name.clone());
                self.tell_end(server, &label, asker, Acted::Failed { failure: act::signed_out(&name) });
            }
        }
    }

    /// The page of a window is gone: it will not hear how its actions end. All windows are told of them instead, as of
    /// those that wait.
    pub(super) fn nobody_hears(&mut self, window: &WindowId) {
        let is_its = |asker: &mut Asker| asker.is_of(window);
        let parked = self.backends.iter_mut().flat_map(|backend| &mut backend.parked);
        let mut askers: Vec<Asker> = parked.filter_map(|parked| parked.asker.take_if(is_its)).collect();
        // What a person has signed out of is nobody else's to hear of.
        for acting in self.acting.values_mut().filter(|acting| acting.number.is_some()) {
            if let Some(asker) = acting.asker.take_if(is_its) {
                acting.waits = Some(None);
                askers.push(asker);
            }
        }
        for asker in askers {
            // A page that is there after all, since it only began anew, hears that it is not over.
            let _ = asker.hear(Acted::Waits { why: None });
        }
    }

    /// Sends the request of an action, with the token of that moment, once it is written down that
    /// it is sent.
    pub(super) fn send(&mut self, action: ActionId, run: &Run, attempt: u32) {
        const DOING: &str = "it sent this";
        let (sending, way) = (Sending::of(run), self.way(run.server));
        let (durable, before) = (self.durable(action), Arc::clone(&self.before));
        let left = Arc::new(AtomicBool::new(false));
        let leaves = Arc::clone(&left);
        if let Some(acting) = self.acting.get_mut(&action) {
            acting.left = Arc::clone(&left);
        }
        let address = sending.as_ref().map(|sending| sending.label.clone()).unwrap_or_default();
        let work = async move {
            if let Some(durable) = durable {
                durable.await;
            }
            let (sending, way) = (sending?, way?);
            let request = sending.request();
            leaves.store(true, Ordering::Relaxed);
            before(Step::Request);
            way.send(request, attempt).await.map(|reply| reply.data.into())
        };
        self.tasks.spawn(async move {
            let outcome = caught(DOING, work).await.unwrap_or_else(|mistake| {
                // Where it had begun to leave, nobody knows how far it came.
                let may_have_left = left.load(Ordering::Relaxed);
                let kind = if may_have_left { FailureKind::Network } else { FailureKind::Request };
                Err(mistake.failure(kind, address, DOING))
            });
            Done::Action { action, outcome }
        });
    }

    /// Resolves when everything that was recorded of an action is on disk.
    fn durable(&self, action: ActionId) -> Option<impl Future<Output = ()> + Send + use<>> {
        let acting = self.acting.get(&action)?;
        let shelved = self.backends.get(acting.server)?.shelved.as_ref()?;
        Some(shelved.durable(acting.record, Arc::clone(&acting.is_told), acting.label.clone()))
    }

    /// An action cannot be sent now: whoever ran it need not wait with it, but for the disk.
    pub(super) fn waits(&mut self, action: ActionId, why: Option<Failure>) {
        let durable = self.durable(action);
        let Some(acting) = self.acting.get_mut(&action) else { return };
        acting.waits = Some(why.clone());
        let Some(asker) = acting.asker.take() else { return };
        match durable {
            None => {
                let _ = asker.hear(Acted::Waits { why });
            }
            Some(durable) => {
                tokio::spawn(async move {
                    durable.await;
                    let _ = asker.hear(Acted::Waits { why });
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

    /// The end of the session: nobody knows what becomes of the requests that have left. What has not is dropped, and its
    /// window hears that the board was closed.
    pub(super) fn leave_unanswered(&mut self) {
        for acting in self.acting.values_mut().filter(|acting| acting.left.load(Ordering::Relaxed)) {
            if let Some(asker) = acting.asker.take() {
                let _ = asker.hear(Acted::Uncertain { failure: act::closed_before_the_answer(&acting.label) });
            }
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
        if acting.number.is_some() {
            self.tell_end(acting.server, &label, acting.asker, acted);
        } else if let Some(asker) = acting.asker {
            let _ = asker.hear(acted);
        }
    }

    /// Who ran it hears how it ended, if it is still there; otherwise the person does.
    fn tell_end(&mut self, server: ServerId, label: &str, asker: Option<Asker>, acted: Acted) {
        let unheard = match asker {
            Some(asker) => asker.hear(acted).err(),
            None => Some(acted),
        };
        if let Some(notice) = unheard.and_then(|acted| notice(label, acted)) {
            self.notice(server, notice);
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

/// What a person has to know of an action that was sent and never answered; windows say the same.
pub(super) fn uncertain(label: &str) -> String {
    format!("{label}: the server may have done this. Check before you do it again.")
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
        Acted::Failed { failure } => (format!("{label} failed: {failure}"), true),
        Acted::Uncertain { .. } => (uncertain(label), true),
        Acted::Waits { .. } => return None,
    };
    Some(Notice { text, bad })
}

/// A key by which the backend knows a repetition: 128 random bits.
fn new_key() -> String {
    format!("{:032x}", fastrand::u128(..))
}
