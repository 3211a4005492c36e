//! How a query asks: `get`, `post` with a `body`, or `graphql`.

use super::document;
use super::fields::Fields;
use super::node::{Entry, Node};
use super::queries::PLACE;
use super::report::Span;
use super::template::{members, path};
use crate::{Ask, Pages, Placeholder, Template, Tree};

/// Where GraphQL is asked, where the board says nothing.
const GRAPHQL: &str = "/graphql";

/// A page's parameters are filled in by it, and by nothing else.
pub(crate) fn check_page_params(fields: &Fields<'_>, page: &Pages, names: &[&str]) {
    for name in page.params().filter(|name| names.contains(name)) {
        fields.cx.report.error(
            &fields.name_at("page"),
            format!("`page` fills in `{name}` itself"),
            format!("leave `{name}` out, or name another parameter in `page`"),
        );
    }
}

/// The path of a query, and how it asks.
pub(crate) fn ask(fields: &Fields<'_>, name: &str, name_at: &Span, page: Option<&Pages>) -> Option<(Template, Ask)> {
    let report = fields.cx.report;
    let (get, post, graphql) = (fields.get("get"), fields.get("post"), fields.get("graphql"));
    let (body, variables) = (fields.get("body"), fields.get("variables"));
    let second = if graphql.is_some() { "graphql" } else { "post" };
    if get.is_some() && (post.is_some() || graphql.is_some()) {
        report.error(
            &fields.name_at(second),
            format!("query \"{name}\" has both `get` and `{second}`"),
            "a query asks in one way".to_owned(),
        );
        return None;
    }
    if body.is_some() && (graphql.is_some() || post.is_none()) {
        let help = if graphql.is_some() {
            "GraphQL takes `variables`"
        } else if get.is_some() {
            "write `post` in place of `get`, or use `params`"
        } else {
            "write `post` with a path"
        };
        report.error(&fields.name_at("body"), "`body` belongs to `post`", help.to_owned());
    }
    if variables.is_some() && graphql.is_none() {
        report.error(&fields.name_at("variables"), "`variables` belongs to `graphql`", None);
    }
    if let Some(node) = graphql {
        let path = post.map_or_else(|| Template::parse(GRAPHQL).ok(), |node| path(&node, PLACE, false));
        let ask = graphql_ask(fields, &node, variables.as_ref(), page);
        return Some((path?, ask?));
    }
    if let Some(node) = post {
        let path = path(&node, PLACE, false);
        let body = body.as_ref().map_or_else(|| Some(Tree::default()), |node| members(node, PLACE));
        if let (Some(page), Some(Tree::Members(members))) = (page, &body) {
            check_page_params(fields, page, &members.keys().map(String::as_str).collect::<Vec<_>>());
        }
        return Some((path?, Ask::Post { body: body? }));
    }
    let Some(node) = get else {
        report.error(
            name_at,
            format!("query \"{name}\" asks for nothing"),
            "write `get` with a path, or `post` or `graphql`".to_owned(),
        );
        return None;
    };
    Some((path(&node, PLACE, false)?, Ask::Get))
}

fn graphql_ask(
    fields: &Fields<'_>,
    node: &Node<'_>,
    variables: Option<&Node<'_>>,
    page: Option<&Pages>,
) -> Option<Ask> {
    let text = node.words();
    if let Some(word) = text.and_then(document::changes_something) {
        let help = match word {
            "mutation" => "make it an action that posts the document",
            _ => "what is heard belongs into [backend.socket]",
        };
        node.error(format!("this document is a {word}, and a query changes nothing"), help.to_owned());
        return None;
    }
    let tree = variables.map_or_else(|| Some(Tree::default()), |node| members(node, PLACE));
    let (text, tree) = (text?, tree?);
    let names: Vec<&str> = match &tree {
        Tree::Members(members) => members.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let entries = variables.and_then(Node::entries).unwrap_or_default();
    let mut given: Vec<(&str, Span)> = entries.iter().map(|entry| (entry.name, entry.name_at.clone())).collect();
    if let Some(page) = page {
        check_page_params(fields, page, &names);
        given.extend(page.params().map(|param| (param, fields.name_at("page"))));
    }
    document::check(node, text, &given);
    Some(Ask::Graphql { document: text.to_owned(), variables: tree })
}

/// Both are members of the key under their names.
pub(crate) fn check_param(param: &Entry<'_>, template: &Template, path: &Template, ask: &Ask) {
    let uses = |mut placeholders: Box<dyn Iterator<Item = &Placeholder> + '_>| {
        placeholders.any(|one| one.path.first().is_some_and(|name| name == param.name))
    };
    let place = if uses(Box::new(path.placeholders())) {
        "path"
    } else if uses(Box::new(ask.tree().into_iter().flat_map(Tree::placeholders))) {
        "body"
    } else {
        return;
    };
    if template.source() != format!("{{var.{}}}", param.name) {
        param.node.cx.report.error(
            &param.name_at,
            format!("parameter \"{0}\" and the {place}'s variable \"{0}\" are two values of one name", param.name),
            "rename the variable: the query's key holds both".to_owned(),
        );
    }
}
