//! One window: what it shows, and what a person does in it.
//!
//! The markup's `data-` attributes are the contract between the windows and these tests.

use crate::wait::DEADLINE;
use crate::{Outcome, wait};
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions, MouseActions, PointerAction};
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::Mutex;

/// A WebDriver session has one current window: whoever speaks to a window takes a turn.
#[derive(Debug)]
pub(crate) struct Turn {
    client: Client,
    taken: Mutex<()>,
}

impl Turn {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, taken: Mutex::new(()) }
    }

    /// For what concerns no window.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Has something done in a window: within [`DEADLINE`], since a driver may wait for ever for a page that is stuck.
    async fn take<T>(&self, window: &WindowHandle, act: impl AsyncFnOnce(&Client) -> Outcome<T>) -> Outcome<T> {
        let _taken = self.taken.lock().await;
        let acted = async {
            self.client.switch_to_window(window.clone()).await?;
            act(&self.client).await
        };
        let late = |_| format!("the driver did not answer within {} s", DEADLINE.as_secs());
        tokio::time::timeout(DEADLINE, acted).await.map_err(late)?
    }
}

/// A window.
#[derive(Debug, Clone)]
pub struct Page {
    turn: Arc<Turn>,
    handle: WindowHandle,
    label: String,
}

impl Page {
    pub(crate) async fn find(turn: &Arc<Turn>, handle: WindowHandle) -> Outcome<Self> {
        let mut page = Self { turn: Arc::clone(turn), handle, label: String::new() };
        let label = page.run("return window.__TAURI_INTERNALS__.metadata.currentWindow.label", vec![]).await?;
        page.label = label.as_str().ok_or("the window has no label")?.to_owned();
        Ok(page)
    }

    pub(crate) fn is(&self, handle: &WindowHandle) -> bool {
        self.handle == *handle
    }

    /// The window's label: `main`, `main:2`.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Runs a function's body in the page and returns its value.
    ///
    /// # Errors
    /// It throws, or the window is gone.
    pub async fn run(&self, body: &str, arguments: Vec<Value>) -> Outcome<Value> {
        self.turn.take(&self.handle, async |client| Ok(client.execute(body, arguments).await?)).await
    }

    /// The text that a person reads in the first element of this selector; `None` without one.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn text(&self, selector: &str) -> Outcome<Option<String>> {
        let text =
            self.run("return document.querySelector(arguments[0])?.innerText ?? null", vec![json!(selector)]).await?;
        Ok(text.as_str().map(|text| text.trim().to_owned()))
    }

    /// The text of every element of this selector, in the order of the page.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn texts(&self, selector: &str) -> Outcome<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText.trim())";
        Ok(serde_json::from_value(self.run(script, vec![json!(selector)]).await?)?)
    }

    /// An attribute of the first element of this selector.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn attribute(&self, selector: &str, name: &str) -> Outcome<Option<String>> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null";
        let value = self.run(script, vec![json!(selector), json!(name)]).await?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// The whole text of the window.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn all(&self) -> Outcome<String> {
        Ok(self.text("body").await?.unwrap_or_default())
    }

    /// Waits until the text of an element is so.
    ///
    /// # Errors
    /// It is not, in time.
    pub async fn shows(&self, selector: &str, wanted: &str) -> Outcome {
        let what = format!("`{selector}` in {}", self.label);
        wait::until_is(&what, &Some(wanted.to_owned()), async || self.text(selector).await).await
    }

    /// Waits until there is an element of this selector.
    ///
    /// # Errors
    /// There is none, in time.
    pub async fn has(&self, selector: &str) -> Outcome {
        wait::until(&format!("`{selector}` in {}", self.label), async || Ok(self.text(selector).await?.map(drop))).await
    }

    /// Waits until there is no element of this selector.
    ///
    /// # Errors
    /// There still is one, at the end of the time.
    pub async fn has_no(&self, selector: &str) -> Outcome {
        wait::until(&format!("no `{selector}` in {}", self.label), async || {
            Ok(self.text(selector).await?.is_none().then_some(()))
        })
        .await
    }

    /// Clicks the first element of this selector, as soon as there is one, with the pointer, and
    /// takes the pointer away: under a resting pointer rows do not move.
    ///
    /// # Errors
    /// There is none, in time, or it cannot be clicked.
    pub async fn click(&self, selector: &str) -> Outcome {
        self.has(selector).await?;
        let corner = PointerAction::MoveTo { duration: None, x: 1.0, y: 1.0 };
        self.turn
            .take(&self.handle, async |client| {
                client.find(Locator::Css(selector)).await?.click().await?;
                Ok(client.perform_actions(MouseActions::new("mouse".to_owned()).then(corner)).await?)
            })
            .await
    }

    /// Types into the first element of this selector, with the keyboard.
    ///
    /// # Errors
    /// There is none, in time, or it takes no text.
    pub async fn fill(&self, selector: &str, text: &str) -> Outcome {
        self.has(selector).await?;
        self.turn
            .take(&self.handle, async |client| {
                let element = client.find(Locator::Css(selector)).await?;
                element.clear().await?;
                Ok(element.send_keys(text).await?)
            })
            .await
    }

    /// How many elements there are of this selector.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn count(&self, selector: &str) -> Outcome<usize> {
        let script = "return document.querySelectorAll(arguments[0]).length";
        Ok(serde_json::from_value(self.run(script, vec![json!(selector)]).await?)?)
    }

    /// Presses a key in the first element of this selector, which takes the focus.
    ///
    /// # Errors
    /// There is none, or the window is gone.
    pub async fn press(&self, selector: &str, key: &str) -> Outcome {
        self.run("document.querySelector(arguments[0]).focus()", vec![json!(selector)]).await?;
        self.press_here(key).await
    }

    /// Presses a key where the focus is.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn press_here(&self, key: &str) -> Outcome {
        let script = "document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', { key: arguments[0], bubbles: true, cancelable: true }))";
        self.run(script, vec![json!(key)]).await.map(drop)
    }

    /// Presses a key as a person does, wherever the focus is; special keys as WebDriver names them.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn key(&self, key: char) -> Outcome {
        let press = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        self.turn.take(&self.handle, async |client| Ok(client.perform_actions(press).await?)).await
    }

    /// Scrolls the rows of a panel to this share of the whole, from 0 to 1.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn scroll(&self, panel: &str, share: f64) -> Outcome {
        let script = "const at = document.querySelector(`[data-panel=\"${arguments[0]}\"] .scroll`);
            at.scrollTop = (at.scrollHeight - at.clientHeight) * arguments[1]";
        self.run(script, vec![json!(panel), json!(share)]).await.map(drop)
    }

    /// Minimises the window: nobody can see it any more.
    ///
    /// # Errors
    /// The page does not learn of it, in time.
    pub async fn minimise(&self) -> Outcome {
        self.turn.take(&self.handle, async |client| Ok(client.minimize_window().await?)).await?;
        self.is_visibility("hidden").await
    }

    /// Brings the window back.
    ///
    /// # Errors
    /// The page does not learn of it, in time.
    pub async fn restore(&self) -> Outcome {
        self.turn.take(&self.handle, async |client| Ok(client.set_window_rect(40, 40, 900, 700).await?)).await?;
        self.is_visibility("visible").await
    }

    /// Gives the window another size, in pixels.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        self.turn.take(&self.handle, async |client| Ok(client.set_window_size(width, height).await?)).await
    }

    async fn is_visibility(&self, wanted: &str) -> Outcome {
        wait::until_is(&format!("the visibility of {}", self.label), &json!(wanted), async || {
            self.run("return document.visibilityState", vec![]).await
        })
        .await
    }

    /// Leaves a mark in the page that a reload would wipe out.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn mark(&self) -> Outcome {
        self.run("window.orielTestMark = true", vec![]).await.map(drop)
    }

    /// The mark of [`Page::mark`] is still there.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn is_marked(&self) -> Outcome<bool> {
        Ok(self.run("return window.orielTestMark === true", vec![]).await? == json!(true))
    }

    /// A picture of the page, as PNG.
    ///
    /// # Errors
    /// The window is gone.
    pub async fn screenshot(&self) -> Outcome<Vec<u8>> {
        self.turn.take(&self.handle, async |client| Ok(client.screenshot().await?)).await
    }
}
