//! Warnings about variables without a value at first: where nothing can give them one, and where nothing
//! says of which type they are.

use super::names::Names;
use super::report::Report;
use crate::{Panel, Tree, Var, View, Window};

pub(crate) fn audit(report: &Report<'_>, names: &Names, view: &View) {
    let is_unset = |var: &Var| var.default.is_null() && var.any.is_none();
    for (name, at) in names.vars.iter() {
        let Some(var) = view.vars.get(name).filter(|var| is_unset(var)) else { continue };
        if !view.panels.values().any(|panel| view.uses(panel, name)) && !in_actions(view, name) {
            continue;
        }
        if !is_set_somewhere(view, name) {
            report.warning(
                at,
                format!("nothing ever sets variable \"{name}\", and it has no value at first"),
                "name it in the `select` or `filter` of a panel, or give it a `default`".to_owned(),
            );
        } else if var.kind.is_none() && var.values.is_empty() && is_sent_alone(view, name) {
            report.warning(
                at,
                format!("variable \"{name}\" is sent in a body, and nothing says whether it is a text or a number"),
                "add kind = \"text\" or kind = \"number\"".to_owned(),
            );
        }
    }
    for window in &view.windows {
        let stuck = stuck(view, window);
        // Where one waits for another, the first is to blame; in a circle all are.
        let is_first = |stuck: &&Stuck<'_>| view.setters(window, stuck.var).is_empty();
        let firsts: Vec<&Stuck<'_>> = stuck.iter().filter(is_first).collect();
        let circle = firsts.is_empty();
        let told = if circle { stuck.iter().collect() } else { firsts };
        for Stuck { panel, what, var } in told {
            let Some((_, at)) = names.panels.iter().find(|(name, _)| name == panel) else { continue };
            let id = &window.id;
            let why = match circle {
                true => format!("what sets it in window \"{id}\" waits itself"),
                false => format!("nothing in window \"{id}\" sets it"),
            };
            let help = if circle {
                "one of those that wait for each other needs a `default`".to_owned()
            } else if view.panels.get(*panel).is_some_and(|panel| panel.select.contains_key(*var)) {
                format!("a row of it would set \"{var}\", and there is none before: give the variable a `default`")
            } else {
                "each window has its own value: it needs a panel there that names it in `select` or `filter`".to_owned()
            };
            report.warning(at, format!("{what} needs variable \"{var}\", and {why}"), help);
        }
    }
}

/// What waits for a variable that nothing in its window can set.
struct Stuck<'v> {
    panel: &'v str,
    /// The panel, or an action of it, as messages call it.
    what: String,
    var: &'v str,
}

/// All that waits in vain in a window. What nothing in the whole board sets is told of the variable.
fn stuck<'v>(view: &'v View, window: &'v Window) -> Vec<Stuck<'v>> {
    let reached = view.reachable(window);
    let none = view.default_vars();
    let mut stuck: Vec<Stuck<'v>> = Vec::new();
    for name in window.rows.iter().flatten() {
        let Some(panel) = view.panels.get(name) else { continue };
        let mut add = |what: String, lacks: Vec<&'v str>| {
            let var = lacks.into_iter().find(|var| !reached.contains(var) && is_set_somewhere(view, var));
            stuck.extend(var.map(|var| Stuck { panel: name, what, var }));
        };
        add(format!("panel \"{name}\""), view.lacks(panel, &none));
        for (action, run) in panel.actions.iter().filter_map(|action| Some((action, view.actions.get(action)?))) {
            add(format!("action \"{action}\" of panel \"{name}\""), run.lacks(&none, &view.vars));
        }
    }
    stuck
}

fn is_set_somewhere(view: &View, name: &str) -> bool {
    let by_panel = |panel: &Panel| panel.select.contains_key(name) || panel.filter.iter().any(|filter| filter == name);
    view.panels.values().any(by_panel) || view.windows.iter().any(|window| view.chosen_in_head(window).contains(&name))
}

fn in_actions(view: &View, name: &str) -> bool {
    view.actions.values().any(|action| action.lacks(&view.default_vars(), &view.vars).contains(&name))
}

/// It is a whole member of a body of a query, which has the type that the board says.
fn is_sent_alone(view: &View, name: &str) -> bool {
    let alone = format!("{{var.{name}}}");
    let bodies = view.queries.values().filter_map(|query| query.ask.tree());
    bodies.flat_map(Tree::templates).any(|template| template.source() == alone)
}
