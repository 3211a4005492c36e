//! Related views: what WebKitGTK has for windows that share a process.

use crate::house::House;
use gtk::glib;
use std::cell::RefCell;
use std::time::{Duration, Instant};
use tauri::{AppHandle, Manager as _, Url, WebviewWindow, WebviewWindowBuilder, Wry};
use webkit2gtk::{LoadEvent, SettingsExt as _, WebView, WebViewExt as _};

thread_local! {
    /// Views live on the thread of the windows alone, and so does what holds them.
    static GROUP: RefCell<Group> = RefCell::default();
}

/// The windows of a board.
#[derive(Default)]
struct Group {
    /// A view without a window and without a page, which all later ones are related to: it is there whichever windows
    /// are closed, the first one too.
    anchor: Option<WebView>,
    /// Windows whose process ended, and what they showed: until that is loaded again.
    lost: Vec<(WebviewWindow, Url)>,
    pace: Pace,
}

/// A window that is about to be built takes part in the process of those that are there.
pub(crate) fn join(builder: WebviewWindowBuilder<'_, Wry, AppHandle>) -> WebviewWindowBuilder<'_, Wry, AppHandle> {
    match GROUP.with_borrow(|group| group.anchor.clone()) {
        Some(anchor) => builder.with_related_view(anchor),
        None => builder,
    }
}

/// A window was built: others can share its process, and it is loaded again when that ends.
pub(crate) fn joined(window: &WebviewWindow) {
    let ours = window.clone();
    // With the process of a page its address is gone, too.
    let set = window.url().and_then(|url| {
        window.with_webview(move |view| {
            let view = view.inner();
            if let Some(settings) = view.settings() {
                // A fault of a page's own is said nowhere else.
                settings.set_enable_write_console_messages_to_stdout(true);
            }
            GROUP.with_borrow_mut(|group| {
                group.anchor.get_or_insert_with(|| related(&view));
            });
            let loaded = ours.clone();
            // The page of before hears nothing from here on, and the scripts of the next have not begun.
            view.connect_load_changed(move |_, event| {
                if event == LoadEvent::Committed {
                    crate::windows::leave(&loaded.state::<House>(), loaded.label());
                }
            });
            // Said to each view that had its page in the process, one after the other.
            view.connect_web_process_terminated(move |_, reason| {
                tracing::warn!(label = ours.label(), ?reason, "the process of a window's page ended");
                crate::windows::leave(&ours.state::<House>(), ours.label());
                GROUP.with_borrow_mut(|group| group.lose(ours.clone(), url.clone()));
            });
        })
    });
    if let Err(error) = set {
        let label = window.label();
        tracing::warn!(%error, label, "should the process of this page end, the window stays blank");
    }
    if GROUP.with_borrow(|group| group.anchor.is_none()) {
        tracing::warn!(label = window.label(), "no window can share the process of this one: each has its own");
    }
}

/// A view of the same process and the same settings: where they differ WebKit shares no process.
fn related(view: &WebView) -> WebView {
    let builder = WebView::builder().related_view(view);
    match view.settings() {
        Some(settings) => builder.settings(&settings).build(),
        None => builder.build(),
    }
}

impl Group {
    /// The process of a window ended. All that lost it are loaded again at once.
    fn lose(&mut self, window: WebviewWindow, url: Url) {
        self.lost.push((window, url));
        if self.lost.len() == 1 {
            let wait = self.pace.next(Instant::now());
            tracing::info!(?wait, "the pages that lost their process are loaded again");
            glib::timeout_add_local_once(wait, || {
                let lost = GROUP.with_borrow_mut(|group| std::mem::take(&mut group.lost));
                for (window, url) in lost {
                    load_again(&window, url);
                }
            });
        }
    }
}

/// Loads the page of a window whose process ended. Its address, as if for the first time: a *reload* of a page that
/// crashed gets a process of its own from WebKit, whatever it is related to.
fn load_again(window: &WebviewWindow, url: Url) {
    // A window that was closed meanwhile needs no page.
    if let Err(error) = window.navigate(url) {
        tracing::warn!(%error, label = window.label(), "the page could not be loaded again");
    }
}

/// A page that ends its process each time must not keep the machine busy.
#[derive(Default)]
struct Pace {
    last: Option<Instant>,
    wait: Duration,
}

impl Pace {
    /// How long to wait this time.
    fn next(&mut self, now: Instant) -> Duration {
        let lasted = self.last.map(|last| now.duration_since(last));
        self.last = Some(now);
        self.wait = match lasted {
            Some(lasted) if lasted < GOOD => (self.wait * 2).clamp(FIRST, LONGEST),
            _ => FIRST,
        };
        self.wait
    }
}

/// A page that lived as long is a good one.
const GOOD: Duration = Duration::from_secs(30);
const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_ends_again_and_again_is_started_less_and_less_often() {
        let (mut pace, mut now) = (Pace::default(), Instant::now());
        let mut waits = Vec::new();
        for _ in 0..8 {
            waits.push(pace.next(now).as_millis());
            now += Duration::from_secs(1);
        }
        assert_eq!(waits, [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
        assert_eq!(pace.next(now + GOOD), FIRST, "one that lived for a while is a good one again");
    }
}
