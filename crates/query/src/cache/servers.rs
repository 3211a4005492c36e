//! Which server a key asks, and what is held of each.

use super::Cache;
use crate::server::Server;
use crate::{Filter, Key, ServerId};
use std::collections::BTreeMap;

impl Cache {
    /// The server that a key asks.
    pub(super) fn server_of(&self, key: &Key) -> ServerId {
        key.name().and_then(|name| self.assigned.get(name)).copied().unwrap_or_default()
    }

    pub(super) fn is_online(&self, server: ServerId) -> bool {
        self.servers.get(&server).is_none_or(|server| server.online)
    }

    /// The same for the server of an entry.
    pub(super) fn is_online_for(&self, key: &Key) -> bool {
        self.is_online(self.server_of(key))
    }

    /// The server of an entry.
    pub(super) fn server_mut(&mut self, key: &Key) -> &mut Server {
        let server = self.server_of(key);
        self.servers.entry(server).or_default()
    }

    pub(super) fn assign(&mut self, assigned: BTreeMap<String, ServerId>) {
        let of = |key: &Key| key.name().and_then(|name| assigned.get(name)).copied().unwrap_or_default();
        let moved = |entry: &&crate::entry::Entry| of(&entry.key) != entry.server;
        let moved: Vec<Key> = self.entries.values().filter(moved).map(|entry| entry.key.clone()).collect();
        for key in &moved {
            // While it still counts where it flies.
            self.end_flight(key);
        }
        self.assigned = assigned;
        for key in moved {
            let server = self.server_of(&key);
            if let Some(entry) = self.entries.get_mut(&key) {
                entry.server = server;
            }
            self.reset(&Filter::exact(&key));
        }
    }
}
