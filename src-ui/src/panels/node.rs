//! One line of a tree of JSON.

use crate::format::harmless;
use crate::tree::Name;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// What of a line is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Its value.
    Value,
    /// The JSON Pointer to it, as a board names it.
    Pointer,
}

/// Properties of [`Node`].
#[derive(Properties, PartialEq)]
pub(super) struct NodeProps {
    /// Names it among all lines.
    pub(super) id: String,
    /// JSON Pointer to its value.
    pub(super) pointer: String,
    /// What it stands for.
    pub(super) name: Name,
    /// How deep it lies.
    pub(super) depth: usize,
    /// Whether it is open; `None` for what has nothing inside.
    pub(super) open: Option<bool>,
    /// Its value in few words.
    pub(super) text: String,
    /// What its value is.
    pub(super) kind: &'static str,
    /// The arrow keys are on it.
    pub(super) first: bool,
    /// It is opened or closed.
    pub(super) onturn: Callback<String>,
    /// Something of it is copied: its name among all lines, and what of it.
    pub(super) oncopy: Callback<(String, Part)>,
    /// It took the focus.
    pub(super) onfocus: Callback<String>,
}

/// A line: its name, its value, and on it two buttons that copy.
#[component]
pub(super) fn Node(props: &NodeProps) -> Html {
    let name = match &props.name {
        Name::Root => None,
        Name::Member(name) => Some(name.clone()),
        Name::Item(place) => Some(place.to_string()),
        Name::Chunk(first, last) => Some(format!("{first} … {last}")),
    };
    let onclick = {
        let (onturn, id) = (props.onturn.clone(), props.id.clone());
        let folds = props.open.is_some();
        Callback::from(move |event: MouseEvent| {
            let on_button = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .is_some_and(|target| target.closest("button").ok().flatten().is_some());
            if folds && !on_button {
                onturn.emit(id.clone());
            }
        })
    };
    let onfocus = {
        let (onfocus, id) = (props.onfocus.clone(), props.id.clone());
        move |_: FocusEvent| onfocus.emit(id.clone())
    };
    let copy = |part: Part| {
        let id = props.id.clone();
        props.oncopy.reform(move |_: MouseEvent| (id.clone(), part))
    };
    let tab = if props.first { "0" } else { "-1" };
    let text = harmless(&props.text).into_owned();
    let labelled = name.as_ref().filter(|_| !props.text.is_empty());
    html! {
        <li data-row={props.id.clone()} data-pointer={props.pointer.clone()} role="treeitem" tabindex={tab} {onclick} {onfocus}
            aria-level={(props.depth + 1).to_string()} aria-expanded={props.open.map(|open| open.to_string())}>
            // Steps of one level each: the page allows no styles within elements.
            { for (0..props.depth).map(|_| html! { <span class="step" aria-hidden="true" /> }) }
            <svg class="fold" viewBox="0 0 12 12" aria-hidden="true">
                if let Some(open) = props.open {
                    <path d={if open { "M3 4.5l3 3 3-3" } else { "M4.5 3l3 3-3 3" }} />
                }
            </svg>
            if let Some(name) = &name {
                <span class="name"><bdi>{ harmless(name).into_owned() }</bdi></span>
            }
            if labelled.is_some() {
                <span class="colon">{ ": " }</span>
            }
            <span class={classes!("value", props.kind)} title={text.clone()}><bdi>{ text }</bdi></span>
            <span class="row-actions">
                <button class="row-action" type="button" tabindex={tab} data-action="copy-value" onclick={copy(Part::Value)}>
                    { "Copy value" }
                </button>
                if props.name != Name::Root {
                    <button class="row-action" type="button" tabindex={tab} data-action="copy-pointer" onclick={copy(Part::Pointer)}>
                        { "Copy pointer" }
                    </button>
                }
            </span>
        </li>
    }
}
