//! What came, as it stood, to be folded and unfolded.

use super::BodyProps;
use super::empty::nowhere;
use super::gap::{elements, gap};
use super::node::{Node, Part};
use super::walk::focus;
use crate::astray::no_part;
use crate::hooks::{use_callback, use_opening, use_state, use_state_eq, use_store, use_tree, use_viewport};
use crate::store::Store;
use crate::tree::{Line, Name, lines, preview};
use crate::viewport::{SHORT, walk};
use oriel_board::PanelKind;
use oriel_json::Tree;
use std::collections::HashSet;
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

/// What a query answers, as it came.
#[component]
pub fn Json(props: &BodyProps) -> Html {
    let opening = use_opening();
    let panel = opening.view.panels.get(props.name.as_str());
    let shown = use_tree(panel.map(|panel| panel.query.as_str()).unwrap_or_default());
    let Some(panel) = panel else { return Html::default() };
    // It is on its way.
    let Some(shown) = &shown else { return html! { <div class="body" data-body="coming" /> } };
    let at = match &panel.kind {
        PanelKind::Json { at } => at.as_str(),
        _ => "",
    };
    // From the data to what is shown: the answer, or where there are several pages, all of them.
    let query = opening.view.queries.get(&panel.query).filter(|query| query.pages.is_some());
    let pages = query.map(|query| query.answers(shown.data.rest()).len());
    let base = match pages {
        None => at.to_owned(),
        Some(1) => format!("/pages/0{at}"),
        Some(_) => "/pages".to_owned(),
    };
    // Several pages stand side by side, each as it came.
    let is_there = pages.is_some_and(|pages| pages > 1) || shown.tree.pointer(&base).is_some();
    let answer = if pages.is_some() { "/pages/0" } else { "" };
    if let Some(astray) = shown.data.pointer(answer).filter(|_| !is_there).and_then(|answer| no_part(answer, at)) {
        return nowhere(astray);
    }
    html! { <Folding tree={shown.tree.clone()} {base} title={panel.title.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct FoldingProps {
    tree: Rc<Tree>,
    /// JSON Pointer to what of it is shown.
    base: String,
    /// The panel's.
    title: String,
}

/// A tree of JSON: arrows walk, open and close it, Ctrl+C (Cmd+C) copies the value that has the focus.
#[component]
fn Folding(props: &FoldingProps) -> Html {
    let store = use_store();
    let turned = use_state(|| Rc::new(HashSet::<String>::new()));
    let focused = use_state_eq(String::new);
    let wanted = use_mut_ref(|| None::<String>);
    let tree = lines(props.tree.pointer(&props.base).unwrap_or(&Tree::Null), &turned);
    let scrolled = use_viewport(None, tree.len(), Callback::noop());
    let here = tree.iter().position(|line| line.id == *focused);

    {
        let (wanted, frame) = (wanted.clone(), scrolled.frame.clone());
        use_effect(move || {
            let id = wanted.borrow().clone();
            if id.is_some_and(|id| focus(&frame, &id)) {
                wanted.replace(None);
            }
        });
    }
    let turn = {
        let turned = turned.clone();
        Callback::from(move |id: String| {
            let mut next = (**turned).clone();
            if !next.remove(&id) {
                next.insert(id);
            }
            turned.set(Rc::new(next));
        })
    };
    let of = (props.tree.clone(), props.base.clone(), turned.clone(), store);
    let copy = use_callback(of, |(id, part): (String, Part), (tree, base, turned, store)| {
        let tree = lines(tree.pointer(base).unwrap_or(&Tree::Null), turned);
        let Some(line) = tree.iter().find(|line| line.id == id) else { return };
        let text = match part {
            Part::Value => as_text(line.value),
            Part::Pointer => line.pointer.clone(),
        };
        clip(store, &text, part);
    });
    let onkeydown = {
        let steps: Vec<Step> = tree.iter().map(Step::of).collect();
        let (turn, focused, update) = (turn.clone(), focused.setter(), use_force_update());
        let page = scrolled.seen.clone();
        let copy = copy.clone();
        Callback::from(move |event: KeyboardEvent| {
            let from = here.unwrap_or_default();
            let command = event.ctrl_key() || event.meta_key();
            let selected = web_sys::window().and_then(|window| window.get_selection().ok()?);
            if command && event.key() == "c" && selected.is_none_or(|selected| selected.is_collapsed()) {
                if let Some(line) = steps.get(from) {
                    event.prevent_default();
                    copy.emit((line.id.clone(), Part::Value));
                }
                return;
            }
            if command || event.alt_key() {
                return;
            }
            let Some(line) = steps.get(from) else { return };
            let to = match event.key().as_str() {
                "ArrowRight" if line.open == Some(false) => {
                    turn.emit(line.id.clone());
                    Some(from)
                }
                "ArrowRight" if line.open == Some(true) => Some(from + 1),
                "ArrowLeft" if line.open == Some(true) => {
                    turn.emit(line.id.clone());
                    Some(from)
                }
                "ArrowLeft" => line.parent,
                "Enter" | " " if line.open.is_some() => {
                    turn.emit(line.id.clone());
                    Some(from)
                }
                key => walk(key, from, steps.len(), page.borrow().page()),
            };
            if let Some(to) = to.and_then(|to| steps.get(to)) {
                event.prevent_default();
                wanted.replace(Some(to.id.clone()));
                focused.set(to.id.clone());
                update.force_update();
            }
        })
    };
    let onfocus = use_callback(focused.setter(), |id: String, focused| focused.set(id));
    let reached = here.unwrap_or_default();
    let range = if tree.len() > SHORT { scrolled.range.clone() } else { 0..tree.len() };
    let gap_row = |key: String, count: usize| {
        html! {
            <li {key} class="gap" role="presentation">{ gap(count, &scrolled) }</li>
        }
    };
    let painted_row = |place: usize| {
        let line = tree.get(place)?;
        Some(html! {
            <Node key={line.id.as_str()} id={line.id.clone()} pointer={line.pointer.clone()}
                name={line.name.clone()} depth={line.depth} open={line.open} text={text(line)} kind={kind(line)}
                first={place == reached} onturn={turn.clone()} oncopy={copy.clone()} onfocus={onfocus.clone()} />
        })
    };
    let nodes = elements(tree.len(), &range, here, gap_row, painted_row);
    html! {
        <div class="body" data-body="tree" data-count={tree.len().to_string()}>
            <div class="scroll tree long" ref={scrolled.frame.clone()}>
                <span class="ruler" ref={scrolled.ruler.clone()} aria-hidden="true" />
                <ul role="tree" aria-label={props.title.clone()} {onkeydown}>{ for nodes }</ul>
            </div>
        </div>
    }
}

/// What the keys have to know of a line.
struct Step {
    id: String,
    open: Option<bool>,
    parent: Option<usize>,
}

impl Step {
    fn of(line: &Line<'_>) -> Self {
        Self { id: line.id.clone(), open: line.open, parent: line.parent }
    }
}

/// What stands beside the name of a line.
fn text(line: &Line<'_>) -> String {
    match (&line.name, line.open, line.value) {
        (Name::Chunk(..), _, _) => String::new(),
        // What is in it stands below.
        (_, Some(true), Tree::Object(_)) => String::new(),
        _ => preview(line.value),
    }
}

/// What the value is, for its looks.
fn kind(line: &Line<'_>) -> &'static str {
    match line.value {
        Tree::String(_) => "string",
        Tree::Number(_) => "number",
        Tree::Bool(_) | Tree::Null => "word",
        Tree::Array(_) | Tree::Object(_) => "branch",
    }
}

/// A value as it is pasted elsewhere: a text without quotes, all else as JSON.
fn as_text(value: &Tree) -> String {
    match value {
        Tree::String(text) => text.clone(),
        other => other.pretty(),
    }
}

/// Writes into the clipboard and says so.
fn clip(store: &Store, text: &str, part: Part) {
    let Some(window) = web_sys::window() else { return };
    let what = match part {
        Part::Value => "value",
        Part::Pointer => "pointer",
    };
    let (store, written) = (store.clone(), window.navigator().clipboard().write_text(text));
    spawn_local(async move {
        match JsFuture::from(written).await {
            Ok(_) => store.notice(format!("Copied the {what}"), false),
            Err(_) => store.notice(format!("The {what} could not be copied"), true),
        }
    });
}
