//! A window whose page's process ended: it is loaded again by itself, and shows what the core knows. Until then nothing
//! is said to it that nobody would read.

use tauri::WebviewWindow;

/// Has the window loaded again when the process of its page ends. Other systems load it again themselves.
#[cfg(not(target_os = "linux"))]
pub(super) fn come_back(_: &WebviewWindow) {}

/// Has the window loaded again when the process of its page ends.
#[cfg(target_os = "linux")]
pub(super) fn come_back(window: &WebviewWindow) {
    use crate::house::House;
    use std::cell::RefCell;
    use std::time::{Duration, Instant};
    use tauri::{Manager as _, async_runtime};
    use webkit2gtk::{LoadEvent, WebViewExt as _};

    let again = window.clone();
    let set = window.with_webview(move |view| {
        let pace = RefCell::new(Pace::default());
        let earlier = again.clone();
        // The page of before hears nothing from here on, and the scripts of the next have not begun.
        view.inner().connect_load_changed(move |_, event| {
            if event == LoadEvent::Committed {
                super::leave(&earlier.state::<House>(), earlier.label());
            }
        });
        view.inner().connect_web_process_terminated(move |_, reason| {
            let wait = pace.borrow_mut().next(Instant::now());
            let label = again.label();
            super::leave(&again.state::<House>(), label);
            tracing::warn!(label, ?reason, ?wait, "the process of a window's page ended; the page is loaded again");
            let again = again.clone();
            async_runtime::spawn(async move {
                tokio::time::sleep(wait).await;
                // A window that was closed meanwhile needs no page.
                if let Err(error) = again.reload() {
                    tracing::warn!(%error, label = again.label(), "the page could not be loaded again");
                }
            });
        });
    });
    if let Err(error) = set {
        tracing::warn!(%error, label = window.label(), "should the process of this page end, the window stays blank");
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
}
