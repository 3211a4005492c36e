//! Variables without a value at first: nothing is asked for with them, and the board says what sets them.

use oriel_board::{KeyError, Missing, Setter, VarKind, View};
use oriel_query::Key;
use serde_json::{Map, Value, json};

const BOARD: &str = r#"
board = 1
title = "Tasks"

[vars]
project = {}
task    = { label = "The task", kind = "number" }
state   = { any = "all", values = ["open", "done"] }
rate    = { default = "{null}", values = [1, 2] }

[backend]
base = "http://127.0.0.1:4000"

[queries]
projects = { get = "/projects", id = "/id" }
tasks    = { get = "/tasks", params = { project = "{var.project}", state = "{var.state}" }, id = "/id" }
task     = { get = "/tasks/{var.task}" }
rated    = { post = "/rated", body = { task = "{var.task}", rate = "{var.rate}", state = "{var.state}" } }
found    = { graphql = "query Q($task: Int) { task(id: $task) { id } }", variables = { task = "{var.task}" } }

[actions.close]
post    = "/tasks/{row.id}/close"
body    = { task = "{var.task}", note = "{form.note}", state = "{var.state}" }
confirm = "Close it in {var.project}?"
form    = { note = { kind = "text", default = "In {var.rate}" } }

[actions.rename]
patch = "/tasks"
form  = { name = { kind = "text", default = "{row.name}" } }
body  = { name = "{form.name}" }

[panels.projects]
kind    = "list"
query   = "projects"
primary = "{row.name}"
select  = { project = "{row.id}" }

[panels.tasks]
kind    = "table"
query   = "tasks"
columns = ["name"]
select  = { task = "{row.id}", project = "{row.project}" }
actions = ["close", "rename"]

[panels.task]
kind  = "text"
query = "task"
text  = "{data.name} at {var.rate}"

[panels.rated]
kind   = "json"
query  = "rated"
filter = ["state"]

[panels.found]
kind  = "json"
query = "found"

[[windows]]
id   = "main"
rows = [["projects", "tasks"], ["task", "rated", "found"]]

[[windows]]
id   = "tasks"
rows = [["tasks", "task"]]
"#;

fn view() -> View {
    crate::files::board(BOARD).view
}

fn vars(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn a_new_window_has_the_variables_that_have_a_value_at_first() {
    assert_eq!(Value::Object(view().default_vars()), json!({ "state": "all" }));
    let view = view();
    assert!(view.vars["rate"].default.is_null() && view.vars["project"].values.is_empty());
    assert_eq!(view.vars["task"].kind, Some(VarKind::Number));
}

#[test]
fn a_query_has_no_key_until_all_that_it_asks_with_has_a_value() {
    let view = view();
    let missing = |query: &str, given: Value| view.key(query, &vars(&given)).unwrap_err();
    let lacking = |name: &str| KeyError::Missing(Missing::Value { placeholder: format!("{{var.{name}}}") });
    assert_eq!(missing("task", json!({})), lacking("task"), "in the path");
    assert_eq!(missing("tasks", json!({ "state": "open" })), lacking("project"), "in a parameter");
    assert_eq!(missing("rated", json!({ "task": 7 })), lacking("rate"), "in a body");
    assert_eq!(missing("found", json!({ "task": null })), lacking("task"), "in variables");
    let key = view.key("tasks", &vars(&json!({ "project": 4 }))).unwrap();
    assert_eq!(key.as_str(), r#"["tasks",{"project":"4"}]"#, "what may be left out never stops it");
}

#[test]
fn all_that_is_lacking_is_named_once() {
    let view = view();
    let of_query = |query: &str, given: Value| {
        let found = &view.queries[query];
        let mut lacks: Vec<String> = found.lacks(&vars(&given), &view.vars).into_iter().map(str::to_owned).collect();
        lacks.sort();
        lacks
    };
    assert_eq!(of_query("rated", json!({})), ["rate", "task"]);
    assert_eq!(of_query("rated", json!({ "rate": 1, "task": 0 })), Vec::<String>::new());
    assert_eq!(view.lacks(&view.panels["task"], &Map::new()), ["task", "rate"], "its text waits, too");
    assert_eq!(view.lacks(&view.panels["task"], &vars(&json!({ "task": 7 }))), ["rate"]);
}

#[test]
fn an_action_lacks_what_it_sends_and_asks_about_and_not_what_its_form_begins_with() {
    let view = view();
    assert_eq!(view.actions["close"].lacks(&view.default_vars(), &view.vars), ["task", "project"]);
    let all = vars(&json!({ "task": 7, "project": "p", "state": "all" }));
    assert_eq!(view.actions["close"].lacks(&all, &view.vars), Vec::<&str>::new());
}

#[test]
fn a_key_that_lacks_such_a_variable_makes_no_request() {
    let view = view();
    let request = |name: &str, params: Value| view.request(&Key::new(name, vars(&params)));
    assert!(request("tasks", json!({ "state": "open" })).is_err(), "the backend may have named it");
    assert!(request("rated", json!({ "task": "7" })).is_err());
    assert!(request("found", json!({})).is_err());
    assert_eq!(request("tasks", json!({ "project": "4" })).unwrap().params, [("project".to_owned(), "4".to_owned())]);
    let body = request("rated", json!({ "task": "7", "rate": "2" })).unwrap().body;
    assert_eq!(body, Some(json!({ "task": 7, "rate": 2 })), "of the types that the board says");
}

#[test]
fn a_variable_is_set_by_the_panels_of_its_window_that_do_not_wait_for_it() {
    let view = view();
    let main = &view.windows[0];
    assert_eq!(view.setters(main, "project"), [Setter::Row("projects")], "a row of tasks comes too late");
    assert_eq!(view.setters(main, "task"), [Setter::Row("tasks")]);
    assert_eq!(view.setters(main, "state"), [Setter::Filter("rated")]);
    assert_eq!(view.setters(main, "rate"), [Setter::Head], "one of its values, and none");
    assert_eq!(view.chosen_in_head(main), ["rate"]);
}

#[test]
fn what_a_window_can_reach_may_take_several_choices() {
    let view = view();
    let reached = |window: usize| view.reachable(&view.windows[window]).into_iter().collect::<Vec<_>>();
    assert_eq!(reached(0), ["project", "rate", "state", "task"]);
    assert_eq!(reached(1), ["rate", "state"], "without a project there are no tasks");
}

#[test]
fn a_form_that_begins_with_the_row_stands_on_the_row() {
    let view = view();
    assert!(view.actions["rename"].on_row());
    let again: View = serde_json::from_value(serde_json::to_value(&view).unwrap()).unwrap();
    assert_eq!(again, view, "a window is told all of it");
}
