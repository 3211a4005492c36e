//! Which rows of a scrolled list can be seen.

use super::{use_effect_with, use_store};
use crate::store::Part;
use crate::viewport::Viewport;
use gloo::events::EventListener;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Element;
use yew::prelude::*;

/// A list on screen.
#[derive(Clone)]
pub struct Scrolled {
    /// The rows to paint.
    pub range: Range<usize>,
    /// The element that scrolls.
    pub frame: NodeRef,
    /// An element as tall as one row, out of sight: rows follow the size of text, and so does it.
    pub ruler: NodeRef,
    /// What was measured last. It changes without a rendering; a change of `range` renders.
    pub seen: Rc<RefCell<Viewport>>,
}

impl Scrolled {
    /// The first row that can be seen.
    #[must_use]
    pub fn first(&self) -> usize {
        let seen = self.seen.borrow();
        if seen.row < 1.0 { 0 } else { (seen.top / seen.row).ceil() as usize }.min(self.range.end.saturating_sub(1))
    }

    /// Scrolls back to the top.
    pub fn to_top(&self) {
        if let Some(frame) = self.frame.cast::<Element>() {
            frame.set_scroll_top(0);
        }
    }
}

/// The rows of so many that are painted: anew whenever others come into sight, by scrolling, by
/// another size of the list or of its text. Scrolling within what is painted renders nothing.
///
/// How far the rows of a `panel` are scrolled is kept: in a page that was loaded anew they are where they were.
#[hook]
pub fn use_viewport(panel: Option<&str>, count: usize, onscroll: Callback<f64>) -> Scrolled {
    let store = use_store();
    let due = use_mut_ref(|| panel.and_then(|panel| store.arrive(panel)));
    let (frame, ruler) = (use_node_ref(), use_node_ref());
    let seen = use_mut_ref(Viewport::default);
    let shown = use_mut_ref(|| (0, 0..0));
    let update = use_force_update();
    let range = seen.borrow().range(count);
    shown.replace((count, range.clone()));

    {
        let (seen, due) = (seen.clone(), due.clone());
        let panel = panel.map(str::to_owned);
        // The newest listener, though the effect runs once.
        let heard = use_mut_ref(|| onscroll.clone());
        heard.replace(onscroll);
        use_effect_with((frame.clone(), ruler.clone()), move |(frame, ruler)| {
            let watched = frame.cast::<Element>().zip(ruler.cast::<Element>()).and_then(|(frame, ruler)| {
                let look = {
                    let (frame, ruler) = (frame.clone(), ruler.clone());
                    Rc::new(move || {
                        let row = ruler.get_bounding_client_rect().height();
                        let (top, height) = (f64::from(frame.scroll_top()), f64::from(frame.client_height()));
                        *seen.borrow_mut() = Viewport { top, height, row };
                        let (count, shown) = shown.borrow().clone();
                        // Once measured, all rows have their height in the next painting: it can be scrolled then.
                        if seen.borrow().range(count) != shown || due.borrow().is_some() {
                            update.force_update();
                        }
                        top
                    })
                };
                let scrolled = {
                    let (look, target) = (look.clone(), frame.clone());
                    EventListener::new(&frame, "scroll", move |_| {
                        let top = look();
                        if let Some(panel) = &panel {
                            store.keep(panel, Part::Scroll, vec![target.scroll_top(), target.scroll_left()].into());
                        }
                        heard.borrow().emit(top);
                    })
                };
                let resized = Closure::<dyn Fn()>::new(move || {
                    look();
                });
                let observer = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
                observer.observe(&frame);
                observer.observe(&ruler);
                Some((scrolled, observer, resized))
            });
            move || {
                if let Some((_scrolled, observer, _resized)) = watched {
                    observer.disconnect();
                }
            }
        });
    }
    {
        let (frame, seen) = (frame.clone(), seen.clone());
        use_effect(move || {
            let measured = seen.borrow().row >= 1.0;
            let scroll = due.borrow_mut().take_if(|_| measured);
            if let Some(((top, left), frame)) = scroll.zip(frame.cast::<Element>()) {
                frame.set_scroll_top(top);
                frame.set_scroll_left(left);
            }
        });
    }
    Scrolled { range, frame, ruler, seen }
}
