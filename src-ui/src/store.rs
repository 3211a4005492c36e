//! The state of one window: drives the [`Mirror`], carries its calls to the core, and wakes what
//! shows a key when that key's view moved.
//!
//! Data flows one way: core → store → hooks → components. There is one store a window; hooks reach
//! it through Yew's context.

mod alarms;
mod carry;
mod live;
mod notices;
mod paging;
mod places;
mod sight;
mod topics;
mod waits;
mod watch;

pub use alarms::Alarm;
pub use notices::Notice;
pub use paging::Paging;
pub use places::Part;
pub use topics::{Subscription, Topic};
pub use watch::visible;

use crate::clock::Drift;
use crate::connections::Connections;
use crate::core;
use alarms::Alarms;
use gloo::events::EventListener;
use notices::Notices;
use oriel_board::{Problem, View};
use oriel_query::{Key, Mirror, ViewState};
use oriel_wire::{SignIn, Waiting};
use serde_json::{Map, Value};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use topics::Topics;
use wasm_bindgen_futures::spawn_local;

/// How far this window is.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// The core has not answered yet.
    Loading,
    /// The core cannot be reached.
    Failed(String),
    /// The board has errors; nothing of it is open.
    Broken {
        /// The file as the person named it.
        file: String,
        /// What is wrong with it.
        problems: Rc<Vec<Problem>>,
    },
    /// The board is open.
    Open(Rc<Opening>),
}

/// An open board, as this window was told.
#[derive(Debug)]
pub struct Opening {
    /// The board without its backend.
    pub view: Rc<View>,
    /// Which of its windows this is.
    pub window: String,
    /// The secrets that the board asks for.
    pub sign_ins: Vec<SignIn>,
    /// What is wrong with the board's file as it is now; the board is the last good one.
    pub problems: Rc<Vec<Problem>>,
    /// Goes up with every reset: what belongs to another epoch is of somebody else.
    pub epoch: u64,
}

/// What was told anew is another one, whatever it says.
impl PartialEq for Opening {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Opening {
    /// The name of the backend that a query asks.
    #[must_use]
    pub fn backend_of(&self, query: &str) -> &str {
        self.view.queries.get(query).map(|query| query.backend.as_str()).unwrap_or_default()
    }

    /// What a backend is called on screen.
    #[must_use]
    pub fn label_of<'a>(&'a self, backend: &'a str) -> &'a str {
        self.view.backends.get(backend).map_or(backend, String::as_str)
    }

    /// The secret that a backend asks for, where it does.
    #[must_use]
    pub fn secret_of(&self, backend: &str) -> Option<&str> {
        let asks = |sign_in: &&SignIn| sign_in.backends.iter().any(|name| name == backend);
        self.sign_ins.iter().find(asks).map(|sign_in| sign_in.secret.as_str())
    }
}

/// The store of a window. Cheap to clone: a handle.
#[derive(Clone)]
pub struct Store(Rc<Inner>);

struct Inner {
    state: RefCell<State>,
    topics: Topics,
    alarms: Alarms,
    /// Live data were painted, and marked as such.
    marked: Cell<bool>,
}

struct State {
    mirror: Mirror,
    /// When each key was answered last: ages are counted from there.
    answered: HashMap<Key, f64>,
    /// Tells when they can no longer be.
    drift: Drift,
    epoch: u64,
    phase: Phase,
    connections: Rc<Connections>,
    /// Secrets that a person does not want to be asked for now.
    put_off: BTreeSet<String>,
    vars: Rc<Map<String, Value>>,
    places: places::Places,
    notices: Notices,
    /// Pages that are being loaded or could not be.
    paging: paging::Pagings,
    /// Pages that a person can see.
    sights: sight::Sights,
    waiting: Rc<Vec<Waiting>>,
    /// A person wants to sign out, and is asked first: of what the secret opens, or of everything.
    leaving: Option<Option<String>>,
    /// Listeners that live as long as the window.
    listeners: Vec<EventListener>,
    /// The one timer of the window.
    timer: Option<watch::Timer>,
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A key as a panel sees it, with the moment it was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The mirror's view.
    pub state: ViewState,
    /// When the server last confirmed the data, in milliseconds since 1970.
    pub confirmed_at: Option<f64>,
    /// When it is asked again by itself after a failure, in milliseconds since 1970.
    pub again_at: Option<f64>,
}

impl Store {
    /// A store that knows nothing yet. `visible`: a person can see the window.
    #[must_use]
    pub fn new(visible: bool) -> Self {
        Self(Rc::new(Inner {
            state: RefCell::new(State {
                mirror: Mirror::new(visible),
                answered: HashMap::new(),
                drift: Drift::default(),
                epoch: 0,
                phase: Phase::Loading,
                connections: Rc::default(),
                put_off: BTreeSet::new(),
                vars: Rc::default(),
                places: places::Places::default(),
                notices: Notices::default(),
                paging: paging::Pagings::new(),
                sights: sight::Sights::default(),
                waiting: Rc::default(),
                leaving: None,
                listeners: Vec::new(),
                timer: None,
            }),
            topics: Topics::default(),
            alarms: Alarms::default(),
            marked: Cell::default(),
        }))
    }

    /// Has `wake` called whenever `topic` moved, until the subscription is dropped.
    #[must_use]
    pub fn subscribe(&self, topic: Topic, wake: impl Fn() + 'static) -> Subscription {
        self.0.topics.subscribe(topic, wake)
    }

    /// How often anything of this window moved so far: what a subscriber compares with what it has
    /// read, see [`crate::hooks::use_topic`].
    #[must_use]
    pub fn moves(&self) -> u64 {
        self.0.topics.moves()
    }

    /// How far this window is.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.0.state.borrow().phase.clone()
    }

    /// The links of all backends, and when they were told.
    #[must_use]
    pub fn connections(&self) -> Rc<Connections> {
        self.0.state.borrow().connections.clone()
    }

    /// A person does not want to be asked for this secret now.
    #[must_use]
    pub fn is_put_off(&self, secret: &str) -> bool {
        self.0.state.borrow().put_off.contains(secret)
    }

    /// Asks for a secret later, or now.
    pub fn put_off(&self, secret: &str, later: bool) {
        {
            let mut state = self.0.state.borrow_mut();
            if later {
                state.put_off.insert(secret.to_owned())
            } else {
                state.put_off.remove(secret)
            };
        }
        self.0.topics.wake(&Topic::Link);
    }

    /// The variables of this window.
    #[must_use]
    pub fn vars(&self) -> Rc<Map<String, Value>> {
        self.0.state.borrow().vars.clone()
    }

    /// Gives a variable of this window another value, of the type that the board says; null: none.
    pub fn set_var(&self, name: &str, value: Value) {
        {
            let mut state = self.0.state.borrow_mut();
            let value = match &state.phase {
                Phase::Open(opening) => opening.view.vars.get(name).map(|var| var.typed(&value)),
                _ => None,
            }
            .unwrap_or(value);
            let now = state.vars.get(name);
            if now == Some(&value) || (now.is_none() && value.is_null()) {
                return;
            }
            let (name, chosen) = (name.to_owned(), value.clone());
            let vars = Rc::make_mut(&mut state.vars);
            if value.is_null() {
                vars.remove(&name);
            } else {
                vars.insert(name.clone(), value);
            }
            spawn_local(async move {
                // Should the core be gone, every other call says so.
                let _ = core::choose(&name, &chosen).await;
            });
        }
        self.0.topics.wake(&Topic::Vars);
    }

    /// What is known of a key; `None` where it is not mounted.
    #[must_use]
    pub fn seen(&self, key: &Key) -> Option<Seen> {
        let state = self.0.state.borrow();
        let view = state.mirror.view(key)?.clone();
        let at = state.answered.get(key);
        let confirmed_at = view.status.age_ms.zip(at).map(|(age, at)| at - age as f64);
        let again_at = view.status.again_ms.zip(at).map(|(left, at)| at + left as f64);
        Some(Seen { state: view, confirmed_at, again_at })
    }

    /// The actions that wait to be sent, in their order.
    #[must_use]
    pub fn waiting(&self) -> Rc<Vec<Waiting>> {
        self.0.state.borrow().waiting.clone()
    }

    /// A person wants to sign out, of what this secret opens or of everything, and has not been told yet
    /// what that takes back.
    #[must_use]
    pub fn leaving(&self) -> Option<Option<String>> {
        self.0.state.borrow().leaving.clone()
    }

    /// The messages on screen, oldest first.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        self.0.state.borrow().notices.shown()
    }

    /// The sentence for screen readers that is current.
    #[must_use]
    pub fn announcement(&self) -> String {
        self.0.state.borrow().notices.announcement()
    }
}
