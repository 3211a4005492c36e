//! Variables that have no value yet: what waits for them, and what gives them one.

use crate::plain::plain;
use crate::{Action, Panel, PanelKind, Placeholder, Query, Root, Template, Tree, Var, View, Window};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What gives a variable of a window another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setter<'v> {
    /// A row of this panel that is chosen (`select`).
    Row(&'v str),
    /// The head of this panel (`filter`).
    Filter(&'v str),
    /// The head of the window, where what is used there and chosen in no panel can be chosen.
    Head,
}

impl Query {
    /// The variables of its path, body and parameters, in this order.
    pub(crate) fn holes(&self) -> impl Iterator<Item = &Placeholder> {
        let in_body = self.ask.tree().into_iter().flat_map(Tree::placeholders);
        self.path.placeholders().chain(in_body).chain(self.params.values().flat_map(Template::placeholders))
    }

    /// The variables that it asks with and that have no value, each once: as long as there is one, there
    /// is nothing to ask for. What can be left out (`any`) is not among them.
    #[must_use]
    pub fn lacks<'q>(&'q self, vars: &Map<String, Value>, known: &BTreeMap<String, Var>) -> Vec<&'q str> {
        names(self.holes().filter(|hole| lacking(hole, vars, known)))
    }
}

impl Action {
    /// The variables that it sends, or asks about, and that have no value, each once: as long as there is
    /// one, it cannot be run.
    #[must_use]
    pub fn lacks<'a>(&'a self, vars: &Map<String, Value>, known: &BTreeMap<String, Var>) -> Vec<&'a str> {
        let body = self.body.iter().flat_map(Tree::templates);
        let templates = [&self.path].into_iter().chain(body).chain(&self.confirm);
        names(templates.flat_map(Template::placeholders).filter(|hole| lacking(hole, vars, known)))
    }
}

impl View {
    /// The variables without a value that a panel waits for: those of its query and of its own text.
    #[must_use]
    pub fn lacks<'v>(&'v self, panel: &'v Panel, vars: &Map<String, Value>) -> Vec<&'v str> {
        names(self.holes(panel).filter(|hole| lacking(hole, vars, &self.vars)))
    }

    /// A panel shows what this variable says: its query asks with it, or its text holds it.
    #[must_use]
    pub fn uses(&self, panel: &Panel, var: &str) -> bool {
        self.holes(panel).any(|hole| name(hole) == Some(var))
    }

    /// What can give a variable a value in a window, in the order of its panels. A panel that waits for
    /// the variable itself has no row to choose.
    #[must_use]
    pub fn setters<'v>(&'v self, window: &'v Window, var: &str) -> Vec<Setter<'v>> {
        let mut setters = Vec::new();
        for (place, panel) in self.panels_of(window) {
            if panel.filter.iter().any(|filter| filter == var) {
                setters.push(Setter::Filter(place));
            }
            if panel.select.contains_key(var) && !self.uses(panel, var) {
                setters.push(Setter::Row(place));
            }
        }
        if self.chosen_in_head(window).contains(&var) {
            setters.push(Setter::Head);
        }
        setters
    }

    /// The variables that the head of a window lets choose: those that a panel of it uses, that have more
    /// than one value, and that no panel of it lets choose.
    #[must_use]
    pub fn chosen_in_head(&self, window: &Window) -> Vec<&str> {
        let wanted = |name: &str| {
            !self.panels_of(window).any(|(_, panel)| panel.filter.iter().any(|filter| filter == name))
                && self.panels_of(window).any(|(_, panel)| self.uses(panel, name))
        };
        let choices = |var: &Var| var.values.len() + usize::from(var.any.is_some() || var.default.is_null());
        let vars = self.vars.iter().filter(|(_, var)| !var.values.is_empty() || var.any.is_some());
        vars.filter(|(name, var)| choices(var) > 1 && wanted(name)).map(|(name, _)| name.as_str()).collect()
    }

    /// The variables that have a value in a window at first, or can be given one there: what gives it may
    /// have to be given one itself before.
    #[must_use]
    pub fn reachable<'v>(&'v self, window: &'v Window) -> BTreeSet<&'v str> {
        let at_first = |var: &Var| !var.default.is_null() || var.any.is_some();
        let mut reached: BTreeSet<&str> =
            self.vars.iter().filter(|(_, var)| at_first(var)).map(|(name, _)| name.as_str()).collect();
        let none = Map::new();
        loop {
            let next = self.vars.keys().map(String::as_str).filter(|name| !reached.contains(name)).find(|name| {
                self.setters(window, name).iter().any(|setter| match setter {
                    Setter::Filter(_) | Setter::Head => true,
                    Setter::Row(panel) => self
                        .panels
                        .get(*panel)
                        .is_some_and(|panel| self.lacks(panel, &none).iter().all(|name| reached.contains(name))),
                })
            });
            match next {
                Some(name) => reached.insert(name),
                None => return reached,
            };
        }
    }

    fn panels_of<'v>(&'v self, window: &'v Window) -> impl Iterator<Item = (&'v str, &'v Panel)> {
        window.rows.iter().flatten().filter_map(|name| Some((name.as_str(), self.panels.get(name)?)))
    }

    fn holes<'v>(&'v self, panel: &'v Panel) -> impl Iterator<Item = &'v Placeholder> {
        let text = match &panel.kind {
            PanelKind::Text { text } => Some(text),
            _ => None,
        };
        let query = self.queries.get(&panel.query);
        query.into_iter().flat_map(Query::holes).chain(text.into_iter().flat_map(Template::placeholders))
    }
}

/// It stands for a variable that has no value, and that cannot be left out.
pub(crate) fn lacking(hole: &Placeholder, vars: &Map<String, Value>, known: &BTreeMap<String, Var>) -> bool {
    let Some(name) = name(hole) else { return false };
    let value = vars.get(name).or_else(|| known.get(name).map(|var| &var.default));
    value.and_then(plain).is_none() && !may_be_left_out(hole, known)
}

/// It stands for a variable that has a value which leaves it out.
pub(crate) fn may_be_left_out(hole: &Placeholder, known: &BTreeMap<String, Var>) -> bool {
    name(hole).and_then(|name| known.get(name)).is_some_and(|var| var.any.is_some())
}

/// The variable that it stands for.
fn name(hole: &Placeholder) -> Option<&str> {
    hole.path.first().filter(|_| hole.root == Root::Var).map(String::as_str)
}

fn names<'h>(holes: impl Iterator<Item = &'h Placeholder>) -> Vec<&'h str> {
    let mut names = Vec::new();
    for name in holes.filter_map(name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
