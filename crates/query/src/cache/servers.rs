//! Which server a key asks, and what is held of each.

use super::Cache;
use crate::entry::Entry;
use crate::server::{Reach, Server};
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

    /// Whether a server may be asked.
    pub(super) fn reach(&self, server: ServerId) -> Reach {
        let state = self.servers.get(&server);
        state.map_or(Reach { online: true, ..Reach::default() }, |state| Reach {
            online: state.online,
            quiet_until: state.quiet_until,
        })
    }

    /// The same for the server of an entry.
    pub(super) fn reach_for(&self, key: &Key) -> Reach {
        self.reach(self.server_of(key))
    }

    /// The keys of a server's entries of which `which` holds, in no order that counts.
    pub(super) fn keys_where(&self, server: ServerId, which: impl Fn(&Entry) -> bool) -> Vec<Key> {
        let chosen = self.entries.values().filter(|entry| entry.server == server && which(entry));
        chosen.map(|entry| entry.key.clone()).collect()
    }

    /// The server of an entry.
    pub(super) fn server_mut(&mut self, key: &Key) -> &mut Server {
        let server = self.server_of(key);
        self.servers.entry(server).or_default()
    }

    pub(super) fn assign(&mut self, assigned: BTreeMap<String, ServerId>) {
        let of = |key: &Key| key.name().and_then(|name| assigned.get(name)).copied().unwrap_or_default();
        let moved = |entry: &&Entry| of(&entry.key) != entry.server;
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
