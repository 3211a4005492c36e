//! Paged queries: fetched page by page, what is in sight first, each shown as it comes.

use super::Cache;
use crate::entry::Asking;
use crate::flight::Phase;
use crate::paged::{self, Plan, Sheaf};
use crate::{Answer, AskId, Effect, Failure, FlightId, Key, Page, Rev, Side, WindowId};
use std::collections::BTreeMap;
use std::ops::Range;

impl Cache {
    /// A window says which pages of a key it has in sight.
    pub(super) fn in_sight(&mut self, window: &WindowId, key: &Key, pages: Range<usize>) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        let Some(mount) = entry.mount_mut(window) else { return };
        mount.sight = Some(pages);
        self.look_at_pages(key);
    }

    /// Wants a flight where pages are in sight of a visible window that are not what the server has now.
    pub(super) fn look_at_pages(&mut self, key: &Key) {
        let Some(entry) = self.entries.get_mut(key).filter(|entry| entry.active() && !entry.fixed()) else { return };
        // A flight that is under way looks for itself what is in sight.
        let looks = matches!(entry.plan, Some(Plan::InSight { .. }));
        if !looks && !entry.due() && entry.pages_stale(sees(&self.windows)) {
            entry.fence.want();
            self.touch(key);
        }
    }

    /// The next request of a paged flight.
    pub(super) fn start_page(&mut self, key: &Key, flight: FlightId, attempt: u32) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        let forced = entry.flight.is_some_and(|flight| flight.forced);
        if entry.plan.is_none() {
            let sight = entry.sight(sees(&self.windows));
            // What a signal made stale, or else everything that is in sight.
            let stale = !forced && entry.pages_stale(sees(&self.windows));
            let changed = entry.fence.changed();
            // A flight satisfies what happened before its first page was asked for.
            entry.fence.attempt();
            let since = if stale { changed } else { entry.fence.attempted() };
            let at = sight.first_before(since, &entry.all_sheets(), false).unwrap_or(0);
            entry.plan = Some(Plan::InSight { since, at, walk: false });
        }
        entry.asked = entry.fence.pass();
        let param = match &entry.plan {
            Some(Plan::More { param, .. }) => Some(param.clone()),
            Some(Plan::InSight { at, .. }) => paged::param(entry.base.as_deref(), *at),
            None => None,
        };
        self.out.push(Effect::StartPage { flight, key: key.clone(), attempt, param });
    }

    pub(super) fn page(&mut self, flight: FlightId, page: Page) {
        let Some(key) = self.flights.get(&flight).cloned() else { return };
        let Some(entry) = self.entries.get_mut(&key) else { return };
        if entry.flight.is_none_or(|flight| flight.phase != Phase::InAir) {
            return;
        }
        let Some(mut plan) = entry.plan.take() else {
            self.settled(flight, Ok(page.data.into()));
            return;
        };
        let paging = entry.wishes().pages.clone().unwrap_or_default();
        let mut sheaf = Sheaf::of(entry.base.as_deref(), &entry.sheets, &paging);
        let goes_on = match &mut plan {
            Plan::InSight { since, at, walk } => {
                sheaf.replace(*at, page, entry.asked);
                let next = entry.sight(sees(&self.windows)).first_before(*since, &sheaf.sheets, *walk);
                next.map(|next| *at = next).is_some()
            }
            Plan::More { side, param, barren } => {
                let next = sheaf.add(*side, param.clone(), page, entry.asked, barren);
                next.map(|next| *param = next).is_some()
            }
        };
        sheaf.unite();
        let (value, sheets) = sheaf.whole();
        entry.sheets = sheets;
        entry.lay_out(value);
        if goes_on {
            entry.plan = Some(plan);
            self.go_on(&key, flight);
            return;
        }
        let server = entry.server;
        entry.flight = None;
        self.flights.remove(&flight);
        let is_more = matches!(plan, Plan::More { .. });
        if !is_more {
            entry.fence.land();
            entry.settle_pages(self.now);
        }
        if is_more && entry.pages_stale(sees(&self.windows)) {
            // What the pages in sight failed with is not over because another page came.
            entry.republish();
        } else {
            entry.trouble.ends();
            entry.publish(None);
        }
        self.keep(&key);
        self.servers.entry(server).or_default().in_air -= 1;
        self.answered(server);
        if is_more {
            self.look_at_pages(&key);
        }
        self.flown(&key);
    }

    /// A page is there, and another is to be fetched by the same flight.
    fn go_on(&mut self, key: &Key, flight: FlightId) {
        let quiet = self.reach_for(key).quiet_until > self.now;
        let Some(entry) = self.entries.get_mut(key) else { return };
        let rose = entry.republish();
        let for_nobody = entry.mounts().is_empty() && !entry.fence.ordered();
        let waits = quiet || for_nobody;
        let free = entry.flies_offline();
        if let Some(flight) = entry.flight.as_mut() {
            flight.failures = 0;
            // There is no request to give up.
            flight.phase = if waits { Phase::Waiting } else { Phase::InAir };
        }
        if waits {
            self.server_mut(key).in_air -= 1;
        }
        if for_nobody {
            self.end_flight(key);
            self.flown(key);
            return;
        }
        if rose {
            self.answer_all(key);
            self.touch(key);
        }
        if quiet {
            self.server_mut(key).queue.push(key, free);
        } else {
            self.start_page(key, flight, 0);
        }
    }

    /// A later page cannot be asked for as the one before it once said: it is looked for from the first page
    /// on, once a flight. Whether it is.
    pub(super) fn walks_anew(&mut self, key: &Key, failure: &Failure) -> bool {
        let Some(entry) = self.entries.get_mut(key) else { return false };
        let attempted = entry.fence.attempted();
        let Some(Plan::InSight { since, at, walk }) = &mut entry.plan else { return false };
        if *at == 0 || *walk || !matches!(failure.status, Some(400 | 404 | 410 | 422)) {
            return false;
        }
        (*since, *at, *walk) = (attempted, 0, true);
        true
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
        let Some(plan) = entry.more.take().and_then(|side| paged::more(entry.base.as_deref(), side)) else { return };
        entry.plan = Some(plan);
        self.begin(key, true);
    }
}

/// Whether a window is visible.
fn sees(windows: &BTreeMap<WindowId, super::Window>) -> impl Fn(&WindowId) -> bool {
    |window| windows.get(window).is_some_and(|window| window.visible)
}
