//! One backend of the board: its link, its HTTP, and who is signed in to it.

use super::actions::Parked;
use super::person::Person;
use crate::credential::Credential;
use crate::disk::{Shelved, Trouble};
use crate::http::Http;
use crate::link::{Down, unheard};
use crate::rules;
use futures_util::future::select_all;
use oriel_board::Board;
use oriel_query::{Key, ServerId};
use oriel_socket::{Link as Socket, LinkEvent, LinkEvents};
use oriel_wire::{Link, Links};
use reqwest::Url;
use std::collections::BTreeMap;
use tokio::time::Instant;

/// The ways to a backend: the address of its socket, where it has one, and HTTP.
pub(crate) struct Ways {
    pub(crate) socket: Option<Url>,
    pub(crate) http: Http,
}

/// What the core holds of a backend. Backends share the cache and the windows, and nothing else.
pub(super) struct Backend {
    /// On the board.
    pub(super) name: String,
    /// In the cache.
    pub(super) server: ServerId,
    pub(super) ways: Ways,
    /// Nothing where nothing is to outlive the session.
    pub(super) shelved: Option<Shelved>,
    pub(super) link: Option<(Socket, LinkEvents)>,
    pub(super) down: Down,
    /// The state of the link that windows were told last.
    pub(super) told: Link,
    /// Whose data the cache and the shelf hold.
    pub(super) person: Option<Person>,
    /// Their token, where they have one.
    pub(super) credential: Option<Credential>,
    pub(super) signed_in: bool,
    /// Their token is being read or kept, for the wish of this number: what an earlier wish brings counts no more.
    pub(super) expected: Option<u64>,
    /// A window was told that something is loading before anybody was signed in.
    pub(super) promised: bool,
    /// The shelf is being opened, in the attempt of this number.
    pub(super) opening: Option<u64>,
    /// What was run meanwhile: those that an earlier session left go first.
    pub(super) parked: Vec<Parked>,
    /// Until when fetches wait for the first acknowledgement.
    pub(super) head_start: Option<Instant>,
    /// The number in the queue on disk of the action that was run last.
    pub(super) last_number: u64,
}

impl Backend {
    fn new(name: String, server: ServerId, ways: Ways) -> Self {
        Self {
            name,
            server,
            ways,
            shelved: None,
            link: None,
            down: Down::default(),
            told: Link::SignedOut,
            person: None,
            credential: None,
            signed_in: false,
            expected: None,
            promised: false,
            opening: None,
            parked: Vec::new(),
            head_start: None,
            last_number: 0,
        }
    }

    /// What the board says of it.
    pub(super) fn spec<'a>(&self, board: &'a Board) -> Option<&'a oriel_board::Backend> {
        board.backends.get(&self.name)
    }

    /// Never resolves while there is neither link nor disk.
    async fn next(&mut self) -> Happening {
        let (link, shelved, server) = (&mut self.link, &mut self.shelved, self.server);
        let event = async {
            match link {
                Some((_, events)) => events.next().await,
                None => std::future::pending().await,
            }
        };
        let trouble = async {
            match shelved {
                Some(shelved) => shelved.trouble().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            event = event => Happening::Link(server, event),
            trouble = trouble => Happening::Trouble(server, trouble),
        }
    }

    /// No connection from now on.
    pub(super) fn stop_link(&mut self, board: &Board) {
        if let Some((link, _)) = self.link.take() {
            link.close();
        }
        self.down = unheard(self.spec(board).and_then(|spec| spec.socket.as_ref()));
        self.head_start = None;
    }
}

/// What happens at a backend by itself.
pub(super) enum Happening {
    /// Something came on its link, or its link has ended for good.
    Link(ServerId, Option<LinkEvent>),
    /// The disk could not do something.
    Trouble(ServerId, Trouble),
}

/// All backends of a board, in the order in which the cache numbers them.
pub(super) struct Backends {
    all: Vec<Backend>,
    /// Whose event is taken first next time: a storm of one keeps no other waiting.
    turn: usize,
}

impl Backends {
    /// None of them is signed in to.
    pub(super) fn of(board: &Board, mut ways: BTreeMap<String, Ways>) -> Self {
        let backend = |name: &String| Some(Backend::new(name.clone(), rules::server(board, name), ways.remove(name)?));
        Self { all: board.backends.keys().filter_map(backend).collect(), turn: 0 }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Backend> {
        self.all.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Backend> {
        self.all.iter_mut()
    }

    pub(super) fn servers(&self) -> impl Iterator<Item = ServerId> + use<> {
        self.all.iter().map(|backend| backend.server).collect::<Vec<_>>().into_iter()
    }

    pub(super) fn get(&self, server: ServerId) -> Option<&Backend> {
        self.all.get(usize::from(server.0))
    }

    pub(super) fn get_mut(&mut self, server: ServerId) -> Option<&mut Backend> {
        self.all.get_mut(usize::from(server.0))
    }

    /// The one that a key asks.
    pub(super) fn asked_by(&self, board: &Board, key: &Key) -> Option<&Backend> {
        let query = board.view.queries.get(key.name()?)?;
        self.get(rules::server(board, &query.backend))
    }

    /// The same, to change it.
    pub(super) fn asked_by_mut(&mut self, board: &Board, key: &Key) -> Option<&mut Backend> {
        let query = board.view.queries.get(key.name()?)?;
        self.get_mut(rules::server(board, &query.backend))
    }

    /// Every link, as windows were told last.
    pub(super) fn links(&self) -> Links {
        self.all.iter().map(|backend| (backend.name.clone(), backend.told.clone())).collect()
    }

    /// The end of the head start that ends first.
    pub(super) fn head_start(&self) -> Option<Instant> {
        self.all.iter().filter_map(|backend| backend.head_start).min()
    }

    /// What happens next at any of them: nothing is lost where this is dropped before.
    pub(super) async fn next(&mut self) -> Happening {
        let (wrapped, next) = self.all.split_at_mut(self.turn);
        let waits: Vec<_> = next.iter_mut().chain(wrapped).map(|backend| Box::pin(backend.next())).collect();
        if waits.is_empty() {
            return std::future::pending().await;
        }
        let (happening, ..) = select_all(waits).await;
        if let Happening::Link(server, _) = &happening {
            self.turn = (usize::from(server.0) + 1) % self.all.len();
        }
        happening
    }
}
