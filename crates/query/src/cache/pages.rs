//! Paged queries: fetched page by page, shown as a whole.

use super::Cache;
use crate::entry::Asking;
use crate::flight::Phase;
use crate::paged::Plan;
use crate::{Answer, AskId, Effect, FlightId, Key, Page, Rev, Side, WindowId};

impl Cache {
    /// The next request of a paged flight.
    pub(super) fn start_page(&mut self, key: &Key, flight: FlightId, attempt: u32) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        let base = entry.base.as_deref();
        let plan = entry.plan.get_or_insert_with(|| Plan::anew(base));
        // A flight satisfies what happened before its first page was asked for.
        if plan.is_at_its_start() {
            entry.fence.attempt();
        }
        let param = plan.param().cloned();
        self.out.push(Effect::StartPage { flight, key: key.clone(), attempt, param });
    }

    pub(super) fn page(&mut self, flight: FlightId, page: Page) {
        let Some(key) = self.flights.get(&flight).cloned() else { return };
        let Some(entry) = self.entries.get_mut(&key) else { return };
        if entry.flight.is_none_or(|flight| flight.phase != Phase::InAir) {
            return;
        }
        let max_pages = entry.wishes().pages.unwrap_or_default().max_pages;
        let base = entry.base.clone();
        let Some(plan) = entry.plan.as_mut() else {
            self.settled(flight, Ok(page.data));
            return;
        };
        let Some(value) = plan.take(page, base.as_deref(), max_pages) else {
            let for_nobody = entry.mounts().is_empty() && !entry.fence.ordered();
            if let Some(flight) = entry.flight.as_mut() {
                flight.failures = 0;
                // There is no request to give up.
                flight.phase = if for_nobody { Phase::Waiting } else { Phase::InAir };
            }
            if for_nobody {
                self.server_mut(&key).in_air -= 1;
                self.end_flight(&key);
                self.flown(&key);
            } else {
                self.start_page(&key, flight, 0);
            }
            return;
        };
        let anew = plan.is_anew();
        let server = entry.server;
        self.servers.entry(server).or_default().in_air -= 1;
        entry.flight = None;
        entry.plan = None;
        self.flights.remove(&flight);
        if anew {
            self.landed(&key, value);
        } else {
            entry.extend(value);
            entry.publish(None);
            self.keep(&key);
        }
        self.answered(server);
        self.flown(&key);
    }

    pub(super) fn more(&mut self, ask: AskId, window: &WindowId, key: &Key, known: Option<Rev>, side: Side) {
        let visible = self.windows.get(window).is_some_and(|window| window.visible);
        let Some(entry) = self.entries.get_mut(key).filter(|entry| entry.mounts().contains_key(window)) else {
            self.out.push(Effect::Answer { ask, answer: Answer::Gone });
            return;
        };
        let under_way = matches!(&entry.plan, Some(Plan::More { side: other, .. }) if *other == side);
        if visible && entry.wishes().pages.is_some() && !under_way {
            entry.more = Some(side);
            if entry.flight.is_none() {
                self.begin_more(key);
            }
        }
        self.pump();
        self.reply(Asking { ask, window: Some(window.clone()), known }, key);
    }

    /// Fetches the page that a window wants, if there is one.
    pub(super) fn begin_more(&mut self, key: &Key) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        let Some(plan) = entry.more.take().and_then(|side| Plan::more(entry.base.as_deref(), side)) else { return };
        entry.plan = Some(plan);
        self.begin(key, true);
    }
}
