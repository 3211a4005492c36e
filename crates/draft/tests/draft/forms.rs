//! Actions and their forms.

use crate::{document, drafted, get, list};
use oriel_board::{FieldKind, Method};
use serde_json::json;

const BODY: &str = "{ type: object, required: [title, kind, owner, tags], properties: { id: { type: integer, readOnly: true }, title: { type: string }, \
    kind: { type: string, enum: [a, b], default: b }, size: { type: integer, minimum: 1, maximum: 9 }, urgent: { type: boolean }, description: { type: string }, \
    on: { type: string, format: date }, owner: { type: object, required: [name], properties: { name: { type: string } } }, tags: { type: array, items: { type: string } }, \
    parts: { type: array, items: { type: object } } } }";

fn board() -> (oriel_draft::Draft, oriel_board::Board) {
    let paths = get("/tasks", &list("id: { type: integer }, title: { type: string }"))
        + &format!(
            "    post:\n      requestBody: {{ content: {{ application/json: {{ schema: {BODY} }} }} }}\n      responses: {{ '201': {{}} }}\n"
        )
        + "  /tasks/{taskId}:\n    delete: { responses: { '204': {} } }\n    put: { responses: { '200': {} } }\n"
        + "    patch:\n      requestBody: { content: { application/json: { schema: { type: object, properties: { title: { type: string }, created_at: { type: string } } } } } }\n      responses: { '200': {} }\n"
        + "  /tasks/{taskId}/cancel:\n    post:\n      parameters: [{ in: query, name: reason, required: true, schema: { type: string } }]\n      responses: { '200': {} }\n"
        + "  /tasks/{taskId}/labels:\n    post: { responses: { '200': {} } }\n"
        + "  /tasks/{taskId}/upload:\n    post:\n      requestBody: { required: true, content: { image/png: {} } }\n      responses: { '200': {} }\n";
    drafted(&document(&paths))
}

#[test]
fn what_changes_a_row_stands_on_the_row_and_what_makes_one_in_the_head() {
    let (_, board) = board();
    let names = &board.view.panels["tasks"].actions;
    assert_eq!(
        names,
        &["new-task", "cancel-task", "edit-task", "delete-task"],
        "PATCH does what PUT does, and labels are no verb"
    );
    let on_row: Vec<bool> = names.iter().map(|name| board.view.actions[name].on_row()).collect();
    assert_eq!(on_row, [false, true, true, true]);
    let delete = &board.view.actions["delete-task"];
    assert_eq!((delete.method, delete.path.source()), (Method::Delete, "/tasks/{row.id}"));
    assert_eq!(delete.confirm.as_ref().unwrap().source(), "Delete {row.title}?");
    assert_eq!(board.view.actions["cancel-task"].path.source(), "/tasks/{row.id}/cancel?reason={form.reason}");
    assert!(board.view.actions.values().all(|action| action.invalidate[0].query == "tasks"));
}

#[test]
fn a_form_has_what_the_body_must_have_first() {
    let (draft, board) = board();
    let form = &board.view.actions["new-task"].form;
    let field = |name: &str| form.iter().find(|field| field.name == name).unwrap();
    let required: Vec<&str> = form.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
    assert_eq!(required, ["title", "kind", "name", "tags"]);
    assert_eq!(field("kind").kind, FieldKind::Choice { values: vec![json!("a"), json!("b")] });
    let begins = |field: &oriel_board::Field| field.default.as_ref().map(|default| default.source().to_owned());
    assert_eq!(begins(field("kind")).as_deref(), Some("b"));
    assert_eq!(field("size").kind, FieldKind::Number { min: Some(1.0), max: Some(9.0), step: Some(1.0) });
    assert_eq!(
        (&field("urgent").kind, &field("description").kind, &field("on").kind),
        (&FieldKind::Flag, &FieldKind::Lines, &FieldKind::Date)
    );
    assert!(!form.iter().any(|field| field.name == "id"), "the backend gives it");
    assert!(draft.text.contains("# Its body can also have parts\n"));
    let edited: Vec<&str> = board.view.actions["edit-task"].form.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(edited, ["title"], "the backend knows when it was made");
    assert_eq!(begins(&board.view.actions["edit-task"].form[0]).as_deref(), Some("{row.title}"));
}

#[test]
fn a_body_is_sent_as_the_schema_nests_it() {
    let (_, board) = board();
    let filled = json!({ "title": "T", "kind": "a", "name": "Ada", "tags": "new" });
    let scope = oriel_board::Scope { form: filled.as_object(), ..Default::default() };
    let request = board.view.actions["new-task"].request(&scope).unwrap();
    assert_eq!(request.body, Some(json!({ "title": "T", "kind": "a", "owner": { "name": "Ada" }, "tags": ["new"] })));
}
