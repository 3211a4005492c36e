//! How often each route was asked.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::http::{Method, Uri};
use serde::Serialize;

/// Different URIs that are counted one by one; what comes later is counted as `other`, so that a
/// client with ever new URIs cannot fill the memory.
const MOST_URIS: usize = 4096;

/// Counters of requests.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    counts: Mutex<RequestCounts>,
}

/// Requests so far, counted when they arrive.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestCounts {
    /// By method and template: `GET /api/accounts/{id}/balance`.
    #[serde(rename = "requests")]
    by_route: BTreeMap<String, u64>,
    /// By method and URI: `GET /api/accounts/acc_1/transactions?type=credit`.
    #[serde(rename = "requestsByUri")]
    by_uri: BTreeMap<String, u64>,
}

impl Requests {
    pub(crate) fn count(&self, method: &Method, route: Option<&str>, uri: &Uri) {
        let by_route = format!("{method} {}", route.unwrap_or("unmatched"));
        // Only routes' own URIs, and never a token or the name of a Socket.IO session.
        let by_uri = match (route, uri.query()) {
            (None, _) => by_route.clone(),
            (Some(_), Some(query)) if !query.contains("token=") && !query.contains("sid=") => {
                format!("{method} {}?{query}", uri.path())
            }
            (Some(_), _) => format!("{method} {}", uri.path()),
        };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.by_route.entry(by_route).or_default() += 1;
        let known = counts.by_uri.contains_key(&by_uri) || counts.by_uri.len() < MOST_URIS;
        let by_uri = if known { by_uri } else { "other".to_owned() };
        *counts.by_uri.entry(by_uri).or_default() += 1;
    }

    pub(crate) fn counts(&self) -> RequestCounts {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
