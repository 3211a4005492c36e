//! `[actions]`: what can be done with a resource.

use crate::board::Board;
use crate::document::Document;
use crate::form::form;
use crate::guess::fields::fields;
use crate::guess::words::singular;
use crate::resource::{Act, Resource};
use crate::schema::Shape;
use crate::{names, toml};

/// An action that is written down.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) name: String,
    members: Vec<(&'static str, String)>,
    form: Vec<(String, String)>,
    body: Option<Vec<(String, String)>>,
    others: Vec<String>,
}

/// So many actions a resource has at most: more buttons than that are no help.
const MOST: usize = 5;
/// A form on one line is no longer than this.
const LINE: usize = 100;

/// The actions of a resource. `row` is what one of its rows looks like.
pub(crate) fn of<'d>(
    document: &'d Document,
    board: &mut Board,
    resource: &Resource<'d>,
    query: &str,
    row: Option<&Shape<'d>>,
) -> Vec<Action> {
    let mut acts: Vec<&Act<'d>> = resource.acts.iter().collect();
    // What PATCH does, PUT does with more to fill in.
    let patched: Vec<&str> =
        acts.iter().filter(|act| act.operation.method == "patch").map(|act| act.operation.path).collect();
    acts.retain(|act| act.operation.method != "put" || !patched.contains(&act.operation.path));
    acts.sort_by_key(|act| (act.on_row, act.operation.method == "delete", act.verb.is_none()));
    let deletes = acts.iter().filter(|act| act.operation.method == "delete").count();
    let mut found: Vec<Action> = Vec::new();
    let mut room = MOST.saturating_sub(deletes);
    for act in acts {
        let deletes = act.operation.method == "delete";
        if !deletes && room == 0 || act.on_row && (row.is_none() || resource.one.is_none()) {
            continue;
        }
        if let Some(action) = action(document, board, resource, query, row, act, &found) {
            room -= usize::from(!deletes);
            found.push(action);
        }
    }
    found
}

fn action<'d>(
    document: &'d Document,
    board: &mut Board,
    resource: &Resource<'d>,
    query: &str,
    row: Option<&Shape<'d>>,
    act: &Act<'d>,
    taken: &[Action],
) -> Option<Action> {
    let operation = &act.operation;
    let edited = row.filter(|_| act.on_row && act.verb.is_none() && matches!(operation.method, "patch" | "put"));
    let form = form(document, operation, edited)?;
    // A change of which nothing can be filled in changes nothing.
    if matches!(operation.method, "patch" | "put") && act.verb.is_none() && form.fields.is_empty() {
        return None;
    }
    let one = resource.one.as_ref().filter(|_| act.on_row);
    let path = board.path(document, operation, one.map(|one| (one.param, one.field.as_str())));
    let name = board.action_name(
        &names::of_action(operation.method, act.verb, query, act.on_row, operation.node.text_at("summary")),
        taken,
    );
    let mut members = vec![(operation.method, toml::quoted(&format!("{path}{}", form.behind)))];
    if operation.method == "delete" {
        let kind = singular(query).replace('-', " ");
        let what = match (one, row) {
            (Some(one), Some(row)) => match called(document, row) {
                Some(field) => format!("{{row.{field}}}"),
                None => format!("{kind} {{row.{}}}", one.field),
            },
            _ => format!("this {kind}"),
        };
        members.push(("confirm", toml::quoted(&format!("Delete {what}?"))));
    }
    members.push(("invalidate", toml::list(&[query])));
    Some(Action { name, members, form: form.fields, body: form.body, others: form.others })
}

/// What a row is called, for a question about it.
fn called(document: &Document, row: &Shape<'_>) -> Option<String> {
    let names = [
        "name",
        "title",
        "label",
        "subject",
        "login",
        "username",
        "filename",
        "email",
        "display_name",
        "displayName",
        "full_name",
        "fullName",
    ];
    let first = fields(document, row, 1).into_iter().next()?.field;
    names.contains(&first.rsplit('.').next().unwrap_or_default()).then_some(first)
}

impl Action {
    /// Its success makes this query stale too.
    pub(crate) fn also_changes(&mut self, query: &str, list: &str) {
        for (name, value) in &mut self.members {
            if *name == "invalidate" && *value == toml::list(&[list]) {
                *value = toml::list(&[list, query]);
            }
        }
    }

    /// `[actions.NAME]`, with its comments.
    pub(crate) fn written(&self) -> String {
        let mut text = String::from("\n");
        if !self.others.is_empty() {
            let others: Vec<String> = self.others.iter().take(8).map(|name| toml::one_line(name, 40)).collect();
            let more = if self.others.len() > 8 { ", …" } else { "" };
            text.push_str(&format!("# Its body can also have {}{more}\n", others.join(", ")));
        }
        text.push_str(&format!("[actions.{}]\n", self.name));
        let fields: Vec<(&str, String)> =
            self.form.iter().map(|(name, field)| (name.as_str(), field.clone())).collect();
        let line = format!("form = {}\n", toml::table(&fields));
        let is_long = |text: &str| text.chars().count() > LINE;
        let body =
            self.body.as_ref().map(|body| (format!("body = {}\n", toml::table(body)), is_long(&toml::table(body))));
        let short = !is_long(&line) && !body.as_ref().is_some_and(|(_, long)| *long);
        for (at, (name, value)) in self.members.iter().enumerate() {
            text.push_str(&format!("{name} = {value}\n"));
            if at == 0 && short && !fields.is_empty() {
                text.push_str(&line);
            }
            if let Some((line, false)) = body.as_ref().filter(|_| at == 0) {
                text.push_str(line);
            }
        }
        if !short && !fields.is_empty() {
            text.push_str(&format!("\n[actions.{}.form]\n", self.name));
            fields.iter().for_each(|(name, field)| text.push_str(&format!("{} = {field}\n", toml::key(name))));
        }
        if let (Some(body), Some((_, true))) = (&self.body, &body) {
            text.push_str(&format!("\n[actions.{}.body]\n", self.name));
            body.iter().for_each(|(name, value)| text.push_str(&format!("{} = {value}\n", toml::key(name))));
        }
        text
    }
}
