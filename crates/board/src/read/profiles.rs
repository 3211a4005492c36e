//! `[backend]` and its profiles, `[backend.NAME]`: all are checked, one is chosen.

use super::backend::{read, taken};
use super::fields::Fields;
use super::headers::Taken;
use super::names::check_name;
use super::node::Node;
use super::report::Span;
use super::suggest::nearest;
use super::{ProfileError, Report};
use crate::Backend;
use crate::shape::{BACKEND, PROFILE};

/// What a board says of its backend.
pub(crate) struct Backends<'d> {
    /// `[backend]` alone; nothing where it has an error, or needs a profile.
    plain: Option<Backend>,
    /// `[backend]` has no `base`, but every profile has one.
    needs_profile: bool,
    /// Each profile with the backend that it makes, in the order of the file.
    profiles: Vec<(&'d str, Option<Backend>)>,
    at: Span,
}

/// Reads all of them. `at` is where the name `backend` stands.
pub(crate) fn backends<'d>(node: &Node<'d>, at: &Span) -> Option<Backends<'d>> {
    let fields = Fields::of(node, &BACKEND, "the backend", at)?;
    let mut names = fields.others();
    names.retain(|name| {
        let near = nearest(name, fields.known());
        if let Some(near) = near {
            let help = format!("did you mean `{near}`?");
            fields.cx.report.error(&fields.name_at(name), format!("the backend has no field `{name}`"), help);
        } else {
            check_name(fields.cx, &fields.name_at(name), name);
        }
        near.is_none()
    });
    let profiles: Vec<_> = names.iter().map(|name| (*name, profile(node, &fields, name))).collect();
    let needs_profile = !fields.has("base") && !profiles.is_empty();
    let plain = if needs_profile { None } else { read(&fields) };
    fields.done();
    Some(Backends { plain, needs_profile, profiles, at: at.clone() })
}

/// What a profile makes of the backend.
fn profile(backend: &Node<'_>, of: &Fields<'_>, name: &str) -> Option<Backend> {
    let mut node = of.other(name)?;
    node.under = backend.table();
    let fields = Fields::of(&node, &PROFILE, format!("profile \"{name}\""), &of.name_at(name))?;
    let read = read(&fields);
    // What [backend] holds was looked at there.
    fields.alone().done();
    read
}

impl Backends<'_> {
    /// The names of all profiles, in the order of the file.
    pub(crate) fn names(&self) -> Vec<String> {
        self.profiles.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    /// The headers that any of them sets itself.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        let profiles = self.profiles.iter().filter_map(|(_, backend)| backend.as_ref());
        let backends = profiles.chain(&self.plain);
        backends.flat_map(|backend| taken(backend.auth.as_ref(), backend.idempotency.as_deref())).collect()
    }

    /// The backend of this profile, or the plain one.
    ///
    /// # Errors
    /// No such profile, or none was named and the board needs one.
    pub(crate) fn choose(&mut self, profile: Option<&str>) -> Result<Option<Backend>, ProfileError> {
        match profile {
            None if self.needs_profile => Err(ProfileError::Needed { known: self.names() }),
            None => Ok(self.plain.take()),
            Some(asked) => match self.profiles.iter_mut().find(|(name, _)| *name == asked) {
                Some((_, backend)) => Ok(backend.take()),
                None => Err(ProfileError::Unknown { asked: asked.to_owned(), known: self.names() }),
            },
        }
    }

    /// Says at `[backend]` that one has to be chosen.
    pub(crate) fn report_need(&self, report: &Report<'_>) {
        if let Some((first, _)) = self.profiles.first() {
            report.error(
                &self.at,
                "the backend has no `base` of its own: one of its profiles has to be chosen",
                format!("such as with --profile {first}"),
            );
        }
    }
}
