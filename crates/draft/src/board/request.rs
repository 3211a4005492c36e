//! How a request is asked for: its path and parameters, with variables where a person chooses.

use super::Board;
use crate::document::Document;
use crate::operation::Operation;
use crate::vars::path_name;
use crate::{path, toml};

impl Board {
    /// `get` and `params` of a request, the variables that a person chooses, and the parameters that are left out.
    pub(super) fn request<'d>(
        &mut self,
        document: &'d Document,
        operation: &Operation<'d>,
    ) -> (Vec<(&'static str, String)>, Vec<String>, Vec<String>) {
        let mut others = Vec::new();
        let get = self.path(document, operation, None);
        let params = self.vars.of_query(document, operation, &mut others);
        let mut members = vec![("get", toml::quoted(&get))];
        let filled: Vec<(&str, String)> =
            params.iter().map(|(param, var, _)| (*param, toml::quoted(&format!("{{var.{var}}}")))).collect();
        members.extend((!filled.is_empty()).then(|| ("params", toml::table(&filled))));
        let filter = params.into_iter().filter(|(_, _, chosen)| *chosen).map(|(_, var, _)| var).collect();
        (members, filter, others.into_iter().map(str::to_owned).collect())
    }

    /// The path of a request, with variables; `row` is the parameter that a row's member fills.
    pub(crate) fn path(&mut self, document: &Document, operation: &Operation<'_>, row: Option<(&str, &str)>) -> String {
        let mut names = Vec::new();
        for param in path::params(operation.path) {
            let name = match row.filter(|(own, _)| *own == param) {
                Some((_, field)) => format!("{{row.{field}}}"),
                None => format!("{{var.{}}}", self.vars.of_path(document, operation, param)),
            };
            names.push((param.to_owned(), name));
        }
        path::filled(operation.path, |param| {
            let found = names.iter().find(|(name, _)| name == param).map(|(_, filled)| filled.clone());
            found.unwrap_or_else(|| format!("{{var.{}}}", path_name(operation.path, param)))
        })
    }
}
