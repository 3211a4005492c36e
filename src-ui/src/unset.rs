//! What a person is to do where a variable has no value: in words, from what the board says.
//!
//! ```
//! use oriel_ui::unset::steps;
//! # let board = oriel_board::parse("tasks.toml", r#"
//! # board = 1
//! # title = "Tasks"
//! # [backend]
//! # base = "http://127.0.0.1:4000"
//! # [vars]
//! # task = {}
//! # [queries]
//! # tasks = { get = "/tasks", id = "/id" }
//! # task = { get = "/tasks/{var.task}" }
//! # [panels.tasks]
//! # kind = "table"
//! # query = "tasks"
//! # columns = ["name"]
//! # select = { task = "{row.id}" }
//! # [panels.task]
//! # kind = "detail"
//! # query = "task"
//! # fields = ["name"]
//! # "#).expect("the board has no errors").board;
//! // `task` is set by a row of the panel "tasks".
//! assert_eq!(steps(&board.view, "main", "task", &["task"]), ["Choose a row in Tasks"]);
//! ```

use oriel_board::{Action, Mark, PanelKind, Setter, View};
use serde_json::{Map, Value};

/// What gives these variables a value, in sentences for who looks at a panel of this window; each sentence
/// once.
#[must_use]
pub fn steps(view: &View, window: &str, panel: &str, lacks: &[&str]) -> Vec<String> {
    let mut steps = Vec::new();
    for var in lacks {
        let step = step(view, window, panel, var);
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps
}

/// Why an action of a panel cannot be run with these variables: what has to be chosen first.
#[must_use]
pub fn before(view: &View, window: &str, panel: &str, action: &Action, vars: &Map<String, Value>) -> Option<String> {
    let lacks = action.lacks(vars, &view.vars);
    (!lacks.is_empty()).then(|| format!("{} first", steps(view, window, panel, &lacks).join(" first. ")))
}

fn step(view: &View, window: &str, panel: &str, var: &str) -> String {
    let known = view.vars.get(var);
    let label = known.map_or(var, |var| &var.label);
    let is_typed = known.is_some_and(|var| var.values.is_empty());
    let title = |name: &str| view.panels.get(name).map_or_else(|| name.to_owned(), |panel| panel.title.clone());
    let (mut chosen, mut typed) = (Vec::new(), Vec::new());
    let window = view.windows.iter().find(|known| known.id == window);
    for setter in window.into_iter().flat_map(|window| view.setters(window, var)) {
        let (list, what) = match setter {
            Setter::Row(name) => (&mut chosen, format!("{} in {}", one_of(view, name), title(name))),
            Setter::Filter(name) => {
                let place = if name == panel { String::new() } else { format!(" in {}", title(name)) };
                let list = if is_typed { &mut typed } else { &mut chosen };
                (list, format!("a value for {label}{place}"))
            }
            Setter::Head => (&mut chosen, format!("a value for {label} at the top of the window")),
        };
        if !list.contains(&what) {
            list.push(what);
        }
    }
    match (chosen.join(" or "), typed.join(" or ")) {
        (chosen, typed) if chosen.is_empty() && typed.is_empty() => format!("Nothing in this window sets {label}"),
        (chosen, typed) if typed.is_empty() => format!("Choose {chosen}"),
        (chosen, typed) if chosen.is_empty() => format!("Type {typed}"),
        (chosen, typed) => format!("Choose {chosen}, or type {typed}"),
    }
}

/// What a row of a panel looks like.
fn one_of(view: &View, panel: &str) -> &'static str {
    match view.panels.get(panel).map(|panel| &panel.kind) {
        Some(PanelKind::Chart { mark: Mark::Bar, .. }) => "a bar",
        Some(PanelKind::Chart { .. }) => "a point",
        Some(PanelKind::Log { .. }) => "a line",
        _ => "a row",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    const BOARD: &str = r#"
board = 1
title = "Tasks"

[vars]
task    = { label = "The task" }
status  = { default = "{null}", values = ["open", "done"] }
region  = { default = "{null}", values = ["eu", "us"] }
words   = {}
nowhere = {}

[backend]
base = "http://127.0.0.1:4000"

[queries]
tasks   = { get = "/tasks", params = { status = "{var.status}" }, id = "/id" }
history = { get = "/history", id = "/id" }
task    = { get = "/tasks/{var.task}", params = { region = "{var.region}", nowhere = "{var.nowhere}" } }
found   = { post = "/find", body = { words = "{var.words}" } }

[actions.close]
post    = "/tasks/{var.task}/close"
confirm = "Close it, with {var.status}?"

[panels.tasks]
kind    = "table"
query   = "tasks"
filter  = ["status"]
columns = ["name"]
select  = { task = "{row.id}" }
actions = ["close"]

[panels.course]
title  = "Course of the week"
kind   = "chart"
query  = "history"
x      = "day"
y      = "count"
mark   = "bar"
select = { task = "{row.id}" }

[panels.task]
kind   = "detail"
query  = "task"
fields = ["name"]

[panels.found]
kind   = "json"
query  = "found"
filter = ["words"]

[[windows]]
id = "main"
rows = [["tasks", "course", "tasks"], ["task", "found"]]

[[windows]]
id = "other"
rows = [["task"]]
"#;

    fn view() -> View {
        oriel_board::parse("tasks.toml", BOARD).unwrap().board.view
    }

    fn told(window: &str, panel: &str) -> Vec<String> {
        let view = view();
        let lacks = view.lacks(&view.panels[panel], &view.default_vars());
        steps(&view, window, panel, &lacks)
    }

    #[test]
    fn a_row_is_chosen_in_the_panels_of_the_window_that_select_by_it() {
        assert_eq!(told("main", "task")[0], "Choose a row in Tasks or a bar in Course of the week");
    }

    #[test]
    fn a_value_is_chosen_where_the_board_lets_it_be_chosen() {
        assert_eq!(told("main", "tasks"), ["Choose a value for Status"], "in the panel's own head");
        assert_eq!(told("main", "found"), ["Type a value for Words"]);
        assert_eq!(told("main", "task")[1], "Nothing in this window sets Nowhere");
        assert_eq!(told("main", "task")[2], "Choose a value for Region at the top of the window");
    }

    #[test]
    fn a_window_offers_what_it_has() {
        assert_eq!(told("other", "task")[0], "Nothing in this window sets The task");
    }

    #[test]
    fn an_action_says_what_comes_before_it() {
        let view = view();
        let before = |vars: Value| before(&view, "main", "found", &view.actions["close"], vars.as_object().unwrap());
        let both =
            "Choose a row in Tasks or a bar in Course of the week first. Choose a value for Status in Tasks first";
        assert_eq!(before(json!({})).unwrap(), both);
        assert_eq!(before(json!({ "task": 7 })).unwrap(), "Choose a value for Status in Tasks first");
        assert_eq!(before(json!({ "task": 7, "status": "open" })), None);
    }
}
