//! One web process for all windows of a board: what a process costs is paid once, and one more window opens in a fraction
//! of the time. Its price: when the process ends, the pages of all these windows end with it. They are loaded again
//! together, in one new process, and show what the core knows. Until then nothing is said to them that nobody would read.
//!
//! - Linux, WebKitGTK: each window has a process of its own, unless its view is *related* to another one. That is what
//!   this file sees to.
//! - Windows, WebView2: windows of one data folder share a browser process; how many renderer processes it has for pages of
//!   one address is decided as in Chromium. No page whose process ended is loaded again.
//! - macOS, WKWebView: the system decides, and usually gives each window a process of its own; process pools, by which that
//!   once was chosen, have no effect any more. Tauri loads a page whose process ended again.

#[cfg(target_os = "linux")]
mod linux;

#[cfg(target_os = "linux")]
pub(super) use linux::{join, joined};

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::{join, joined};

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use tauri::{AppHandle, WebviewWindow, WebviewWindowBuilder, Wry};

    pub(crate) fn join(builder: WebviewWindowBuilder<'_, Wry, AppHandle>) -> WebviewWindowBuilder<'_, Wry, AppHandle> {
        builder
    }

    pub(crate) fn joined(_: &WebviewWindow) {}
}
