//! An action to its request.

use crate::path::path;
use crate::plain::plain;
use crate::template::Template;
use crate::{Action, Field, Method, Missing, Placeholder, Root, Scope, Tree};
use serde_json::Value;

/// What an action asks of the backend.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionRequest {
    /// The method.
    pub method: Method,
    /// Appended to the backend's base; starts with a slash, values percent-encoded.
    pub path: String,
    /// The JSON body, if the board names one.
    pub body: Option<Value>,
}

impl Action {
    /// The request, from the window's variables, the row and the form. A member of the body that is
    /// only a field of the form is left out where the person left that field empty.
    ///
    /// # Errors
    /// A placeholder without a value, or with one that cannot be a part of the path.
    pub fn request(&self, scope: &Scope<'_>) -> Result<ActionRequest, Missing> {
        let path = path(&self.path, |placeholder| scope.get(placeholder).and_then(plain))?;
        let left_empty = |template: &Template| optional(template) && template.resolve(scope).is_err();
        let body = self.body.as_ref().map(|body| body.resolve(scope, &left_empty)).transpose()?;
        Ok(ActionRequest { method: self.method, path, body })
    }

    /// The placeholders that what it sends, asks and shows in advance is made of; of the form, the defaults of
    /// the fields that hold them still.
    pub fn taken(&self, holds: impl Fn(&Field) -> bool) -> impl Iterator<Item = &Placeholder> {
        let body = self.body.iter().flat_map(Tree::templates);
        let defaults = self.form.iter().filter(move |field| holds(field)).filter_map(|field| field.default.as_ref());
        let shown = self.optimistic.iter().flat_map(|one| one.row.iter().chain(one.set.values()));
        let templates = [&self.path].into_iter().chain(body).chain(&self.confirm).chain(defaults).chain(shown);
        templates.flat_map(Template::placeholders)
    }

    /// It is offered on this row: every condition of `when` holds.
    #[must_use]
    pub fn offered(&self, scope: &Scope<'_>) -> bool {
        self.when.iter().all(|condition| condition.holds(scope))
    }
}

fn optional(template: &Template) -> bool {
    template.placeholders().all(|placeholder| placeholder.root == Root::Form)
}
