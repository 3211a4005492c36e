//! Order that stands still under the hand.

use super::use_effect_with;
use crate::order::Frozen;
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// How often it is looked whether a hand that holds is still there, in milliseconds.
const LOOK_MS: u32 = 400;

/// What a hold would freeze: the newest rows and their order. Both are shared, never copied.
pub type Latest = Option<Frozen>;

/// A zone whose rows stand still while the pointer is in it or a row in it has the focus.
#[derive(Clone)]
pub struct Hold {
    /// The rows as they were when the hold began; `None` while they may move.
    pub rows: Option<Frozen>,
    /// To be told, at every render, what a hold would freeze.
    pub latest: Rc<RefCell<Latest>>,
    /// Lets the waiting rows in, and holds again.
    pub refresh: Callback<()>,
    /// To be told whether the rows are scrolled away from their top, where new ones come in there:
    /// what a person reads must not be pushed away.
    pub scrolled: Callback<bool>,
    /// The element that is the zone.
    pub zone: NodeRef,
}

impl Hold {
    /// The first of the newest rows, whatever is held.
    #[must_use]
    pub fn newest(&self) -> Option<AttrValue> {
        let latest = self.latest.borrow();
        let newest = latest.as_ref()?;
        newest.places.first().map(|place| newest.rows.id(*place as usize))
    }
}

#[derive(Default)]
struct Hands {
    pointer: bool,
    focus: bool,
    /// It is scrolled away from its top, where that counts.
    scrolled: bool,
    /// What is shown: a hold of something else is over.
    of: String,
    held: Option<(String, Option<Frozen>)>,
}

impl Hands {
    /// Begins or ends a hold; true when that changes what is shown.
    fn settle(&mut self, latest: &Latest) -> bool {
        let holding = self.held.as_ref().is_some_and(|(of, _)| *of == self.of);
        match (self.pointer || self.focus || self.scrolled, holding) {
            (true, false) => self.held = Some((self.of.clone(), latest.clone())),
            (false, _) if self.held.is_some() => self.held = None,
            _ => return false,
        }
        true
    }
}

/// Freezes the order of rows while a person is about to touch them.
///
/// `of` names what is shown: when it changes, what was frozen has nothing to do with it.
#[hook]
pub fn use_hold(of: &str) -> Hold {
    let latest: Rc<RefCell<Latest>> = use_mut_ref(Latest::default);
    let hands: Rc<RefCell<Hands>> = use_mut_ref(Hands::default);
    let zone = use_node_ref();
    let update = use_force_update();
    of.clone_into(&mut hands.borrow_mut().of);

    {
        let (latest, hands, update) = (latest.clone(), hands.clone(), update.clone());
        use_effect_with(zone.clone(), move |zone| {
            // The page's own listeners: Yew lets every event bubble, these two must not.
            let listen = |name: &'static str, change: fn(&mut Hands, &Element, &Event)| {
                let element = zone.cast::<Element>()?;
                let (latest, hands, update) = (latest.clone(), hands.clone(), update.clone());
                let target = element.clone();
                Some(EventListener::new(&target, name, move |event| {
                    let mut hands = hands.borrow_mut();
                    change(&mut hands, &element, event);
                    if hands.settle(&latest.borrow()) {
                        update.force_update();
                    }
                }))
            };
            let listeners = [
                listen("pointerenter", |hands, _, _| hands.pointer = true),
                listen("pointerleave", |hands, _, _| hands.pointer = false),
                listen("focusin", |hands, _, event| hands.focus = on_row(event)),
                listen("focusout", |hands, zone, event| hands.focus = stays(zone, event)),
            ];
            move || drop(listeners)
        });
    }
    let holds = hands.borrow().held.is_some();
    {
        let (latest, hands, update, zone) = (latest.clone(), hands.clone(), update.clone(), zone.clone());
        use_effect_with(holds, move |holds| {
            // Where the row under the pointer, or with the focus, was taken away meanwhile, as rows are that are scrolled
            // out of sight, no engine has to say when the hand goes: it is looked after.
            let watch = holds.then(|| {
                Interval::new(LOOK_MS, move || {
                    let Some(zone) = zone.cast::<Element>() else { return };
                    let mut hands = hands.borrow_mut();
                    hands.pointer &= zone.matches(":hover").unwrap_or(false);
                    hands.focus &= has_focus(&zone);
                    if hands.settle(&latest.borrow()) {
                        update.force_update();
                    }
                })
            });
            move || drop(watch)
        });
    }
    {
        let (latest, hands, update, zone) = (latest.clone(), hands.clone(), update.clone(), zone.clone());
        use_effect(move || {
            // What had the focus may have gone with this painting, and no engine has to say so: the pill goes when it
            // was pressed. Nobody is about to touch a row then.
            let mut hands = hands.borrow_mut();
            if hands.focus && !zone.cast::<Element>().is_some_and(|zone| has_focus(&zone)) {
                hands.focus = false;
                if hands.settle(&latest.borrow()) {
                    update.force_update();
                }
            }
        });
    }
    let scrolled = {
        let (latest, hands, update) = (latest.clone(), hands.clone(), update.clone());
        Callback::from(move |scrolled: bool| {
            let mut hands = hands.borrow_mut();
            hands.scrolled = scrolled;
            if hands.settle(&latest.borrow()) {
                update.force_update();
            }
        })
    };
    let refresh = {
        let (latest, hands) = (latest.clone(), hands.clone());
        Callback::from(move |()| {
            let mut hands = hands.borrow_mut();
            hands.held = None;
            hands.settle(&latest.borrow());
            update.force_update();
        })
    };
    let rows = {
        let hands = hands.borrow();
        hands.held.as_ref().filter(|(held, _)| held == of).and_then(|(_, rows)| rows.clone())
    };
    Hold { rows, latest, refresh, scrolled, zone }
}

/// The head of a table is in the zone too, but sorting is not reaching for a row.
fn on_row(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.and_then(|at| at.closest("[data-row], .waiting").ok().flatten()).is_some()
}

fn stays(zone: &Element, event: &Event) -> bool {
    let to = event.dyn_ref::<FocusEvent>().and_then(|event| event.related_target());
    let to = to.and_then(|to| to.dyn_into::<web_sys::Node>().ok());
    to.is_some_and(|to| zone.contains(Some(&to)))
}

fn has_focus(zone: &Element) -> bool {
    let focused = web_sys::window().and_then(|window| window.document()).and_then(|page| page.active_element());
    focused.is_some_and(|focused| zone.contains(Some(&focused)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::tests::set;
    use serde_json::json;

    fn latest() -> Latest {
        Some(Frozen { rows: set(json!([{ "id": "a" }, { "id": "b" }])), places: Rc::new(vec![1, 0]) })
    }

    #[test]
    fn a_hold_begins_with_the_first_hand_and_ends_with_the_last() {
        let mut hands = Hands { pointer: true, ..Hands::default() };
        assert!(hands.settle(&latest()));
        let held = hands.held.as_ref().and_then(|(_, rows)| rows.as_ref());
        assert!(held.is_some_and(|held| *held.places == [1, 0]), "in the order in which they stand");
        hands.focus = true;
        hands.pointer = false;
        assert!(!hands.settle(&latest()), "the focus still holds");
        hands.focus = false;
        assert!(hands.settle(&latest()));
        assert!(hands.held.is_none());
    }

    #[test]
    fn a_hold_of_something_else_is_replaced() {
        let mut hands = Hands { pointer: true, ..Hands::default() };
        hands.settle(&latest());
        hands.of = "another key".into();
        assert!(hands.settle(&latest()));
        assert!(hands.held.is_some_and(|(of, _)| of == "another key"));
    }
}
