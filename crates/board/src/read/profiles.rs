//! A backend and its profiles, `[backend.NAME]` or `[backends.orders.NAME]`: all are checked, one is chosen.

use super::Report;
use super::backend::{read, taken};
use super::fields::Fields;
use super::headers::Taken;
use super::names::check_name;
use super::node::Node;
use super::report::Span;
use super::suggest::nearest;
use crate::Backend;
use crate::shape::{BACKEND, PROFILE};

/// What a board says of one backend.
pub(crate) struct Profiled<'d> {
    /// Its name; empty for `[backend]`.
    pub(crate) name: &'d str,
    /// What messages call it.
    what: String,
    /// The backend alone; nothing where it has an error, or needs a profile.
    plain: Option<Backend>,
    /// It has no `base`, but every profile has one.
    pub(crate) needs_profile: bool,
    /// In the order of the file.
    pub(crate) profiles: Vec<Profile<'d>>,
    at: Span,
}

/// A profile, with the backend that it makes.
pub(crate) struct Profile<'d> {
    pub(crate) name: &'d str,
    /// Where its name stands.
    pub(crate) at: Span,
    backend: Option<Backend>,
}

impl<'d> Profiled<'d> {
    /// Reads it and all its profiles. `at` is where its name stands, `label` what it is called on screen
    /// where it does not say so.
    pub(crate) fn read(name: &'d str, node: &Node<'d>, at: &Span, label: &str) -> Option<Self> {
        let what = if name.is_empty() { "the backend".to_owned() } else { format!("backend \"{name}\"") };
        let fields = Fields::of(node, &BACKEND, what.clone(), at)?;
        let mut names = fields.others();
        names.retain(|name| {
            let near = nearest(name, fields.known());
            if let Some(near) = near {
                let help = format!("did you mean `{near}`?");
                fields.cx.report.error(&fields.name_at(name), format!("{what} has no field `{name}`"), help);
            } else {
                check_name(fields.cx, &fields.name_at(name), name);
            }
            near.is_none()
        });
        let profile = |name: &&'d str| {
            let backend = profile(node, &fields, name, label);
            Profile { name, at: fields.name_at(name), backend }
        };
        let profiles: Vec<_> = names.iter().map(profile).collect();
        let needs_profile = !fields.has("base") && !profiles.is_empty();
        let plain = if needs_profile { None } else { read(&fields, label) };
        fields.done();
        Some(Self { name, what, plain, needs_profile, profiles, at: at.clone() })
    }

    /// It has a profile of this name.
    pub(crate) fn has(&self, profile: &str) -> bool {
        self.profiles.iter().any(|known| known.name == profile)
    }

    /// The headers that it or any of its profiles sets itself.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        let backends = self.profiles.iter().filter_map(|profile| profile.backend.as_ref()).chain(&self.plain);
        backends.flat_map(|backend| taken(backend.auth.as_ref(), backend.idempotency.as_deref())).collect()
    }

    /// The backend of this profile if it has one of that name, else the plain one; nothing where it has an
    /// error or needs another profile.
    pub(crate) fn chosen(self, profile: Option<&str>) -> Option<Backend> {
        match self.profiles.into_iter().find(|known| Some(known.name) == profile) {
            Some(profile) => profile.backend,
            None => self.plain,
        }
    }

    /// Says where its name stands that a profile has to be chosen, such as this one.
    pub(crate) fn report_need(&self, report: &Report<'_>, such_as: &str) {
        report.error(
            &self.at,
            format!("{} has no `base` of its own: one of its profiles has to be chosen", self.what),
            format!("such as with --profile {such_as}"),
        );
    }

    /// Says where its name stands that its profiles are none of those that other backends need.
    pub(crate) fn report_no_way(&self, report: &Report<'_>, others: &[&str]) {
        report.error(
            &self.at,
            "no profile gives every backend a `base`",
            format!("give {} one of its own, or one of these profiles: {}", self.what, others.join(", ")),
        );
    }
}

/// What a profile makes of the backend.
fn profile(backend: &Node<'_>, of: &Fields<'_>, name: &str, label: &str) -> Option<Backend> {
    let mut node = of.other(name)?;
    node.under = backend.table();
    let fields = Fields::of(&node, &PROFILE, format!("profile \"{name}\""), &of.name_at(name))?;
    let read = read(&fields, label);
    // What the backend itself holds was looked at there.
    fields.alone().done();
    read
}
