//! The size of an element, for what is drawn in pixels.

use super::{use_effect_with, use_state_eq};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

/// Width and height of an element in pixels, anew whenever they change; `None` before it was
/// measured.
///
/// ```
/// use oriel_ui::hooks::use_size;
/// use yew::prelude::*;
///
/// #[component]
/// fn Wide() -> Html {
///     let node = use_node_ref();
///     let size = use_size(&node);
///     html! { <div ref={node}>{ size.map(|(width, _)| format!("{width} px")) }</div> }
/// }
/// ```
#[hook]
pub fn use_size(node: &NodeRef) -> Option<(f64, f64)> {
    let size = use_state_eq(|| None);
    let set = size.setter();
    use_effect_with(node.clone(), move |node| {
        let watched = node.cast::<web_sys::Element>().and_then(|element| {
            let on_resize = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
                let entry = entries.get(0).dyn_into::<web_sys::ResizeObserverEntry>();
                if let Ok(rect) = entry.map(|entry| entry.content_rect()) {
                    set.set(Some((rect.width().floor(), rect.height().floor())));
                }
            });
            let observer = web_sys::ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok()?;
            observer.observe(&element);
            Some((observer, on_resize))
        });
        move || {
            if let Some((observer, _on_resize)) = watched {
                observer.disconnect();
            }
        }
    });
    *size
}
