//! The requests of a document: what they take, and what they answer with.

use crate::document::Document;
use crate::node::Node;

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
}

/// A parameter of a request.
#[derive(Debug, Clone)]
pub(crate) struct Param<'d> {
    pub(crate) name: &'d str,
    pub(crate) place: Place,
    pub(crate) required: bool,
    /// The parameter itself, with its description and example.
    pub(crate) node: &'d Node,
    /// What it takes.
    pub(crate) schema: &'d Node,
}

/// What a request answers with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer<'d> {
    /// JSON of this schema.
    Json(&'d Node),
    /// The document does not say.
    Unknown,
    /// Something else, or nothing.
    NoJson,
}

/// A request of the document.
#[derive(Debug, Clone)]
pub(crate) struct Operation<'d> {
    /// `get`, `post`, `put`, `patch` or `delete`.
    pub(crate) method: &'static str,
    pub(crate) path: &'d str,
    pub(crate) node: &'d Node,
    /// The path's own parameters and the request's.
    pub(crate) params: Vec<Param<'d>>,
}

static METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
static ANYTHING: Node = Node::Null;

impl Document {
    /// All requests that a board can make, in the order of the document.
    pub(crate) fn operations(&self) -> Vec<Operation<'_>> {
        let mut found = Vec::new();
        for (path, item) in self.root.members_at("paths") {
            let Some(item) = self.resolve(item) else { continue };
            if !crate::path::can_be_asked(path) {
                continue;
            }
            for method in METHODS {
                if let Some(node) = item.get(method).filter(|node| matches!(node, Node::Table(_))) {
                    let params = self.params(item, node);
                    found.push(Operation { method, path, node, params });
                }
            }
        }
        found
    }

    fn params<'d>(&'d self, item: &'d Node, operation: &'d Node) -> Vec<Param<'d>> {
        let mut params: Vec<Param<'d>> = Vec::new();
        // Those of the request take the place of the path's.
        for node in operation.items_at("parameters").iter().chain(item.items_at("parameters")) {
            let Some(node) = self.resolve(node) else { continue };
            let place = match node.text_at("in") {
                Some("path") => Place::Path,
                Some("query") => Place::Query,
                Some("header") => Place::Header,
                _ => continue,
            };
            let Some(name) = node.text_at("name") else { continue };
            if params.iter().any(|known| known.name == name && known.place == place) {
                continue;
            }
            let in_content = || node.members_at("content").find_map(|(_, media)| media.get("schema"));
            let schema = if self.is_v2() { Some(node) } else { node.get("schema").or_else(in_content) };
            let required = place == Place::Path || node.is_true_at("required");
            params.push(Param { name, place, required, node, schema: schema.unwrap_or(&ANYTHING) });
        }
        params
    }

    /// The answer that says that all is well.
    pub(crate) fn answer<'d>(&'d self, operation: &Operation<'d>) -> Answer<'d> {
        let Some(response) = self.well(operation) else { return Answer::NoJson };
        if self.is_v2() {
            return match response.get("schema").and_then(|schema| self.resolve(schema).map(|_| schema)) {
                Some(schema) if schema.text_at("type") == Some("file") => Answer::NoJson,
                Some(schema) => Answer::Json(schema),
                None => Answer::Unknown,
            };
        }
        match response.get("content") {
            Some(content) => match json_of(content) {
                Some(media) => media.get("schema").map_or(Answer::Unknown, Answer::Json),
                None => Answer::NoJson,
            },
            None => Answer::Unknown,
        }
    }

    /// The response of success.
    fn well<'d>(&'d self, operation: &Operation<'d>) -> Option<&'d Node> {
        let responses = operation.node.get("responses")?;
        let known = ["200", "2XX", "2xx", "201", "202", "203", "206"];
        let named = known.iter().find_map(|status| responses.get(status));
        named.or_else(|| responses.get("default")).and_then(|response| self.resolve(response))
    }

    /// Whether the answer has a header of this name.
    pub(crate) fn answers_with_header(&self, operation: &Operation<'_>, header: &str) -> bool {
        let headers = self.well(operation).and_then(|response| response.get("headers"));
        headers.into_iter().flat_map(Node::members).any(|(name, _)| name.eq_ignore_ascii_case(header))
    }

    /// The schema of the JSON body of a request. An error where it takes a body that is no JSON.
    pub(crate) fn body<'d>(&'d self, operation: &Operation<'d>) -> Result<Option<&'d Node>, NoJson> {
        if self.is_v2() {
            let mut params = operation.node.items_at("parameters").iter().filter_map(|node| self.resolve(node));
            let of = |place: &'static str| move |node: &&Node| node.text_at("in") == Some(place);
            if params.clone().any(|node| of("formData")(&node)) {
                return Err(NoJson);
            }
            return Ok(params.find(of("body")).and_then(|node| node.get("schema")));
        }
        let Some(body) = operation.node.get("requestBody").and_then(|body| self.resolve(body)) else { return Ok(None) };
        match body.get("content").map(json_of) {
            Some(Some(media)) => Ok(media.get("schema")),
            Some(None) if body.is_true_at("required") => Err(NoJson),
            _ => Ok(None),
        }
    }
}

/// A body that is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoJson;

impl<'d> Operation<'d> {
    /// Its first tag; empty for none.
    pub(crate) fn tag(&self) -> &'d str {
        self.node.items_at("tags").first().and_then(Node::text).unwrap_or_default()
    }

    pub(crate) fn has_tag(&self, wanted: &str) -> bool {
        self.node.items_at("tags").iter().filter_map(Node::text).any(|tag| tag.eq_ignore_ascii_case(wanted))
    }

    pub(crate) fn is_deprecated(&self) -> bool {
        self.node.is_true_at("deprecated")
    }

    pub(crate) fn params_in(&self, place: Place) -> impl Iterator<Item = &Param<'d>> {
        self.params.iter().filter(move |param| param.place == place)
    }
}

/// What of the content is JSON.
fn json_of(content: &Node) -> Option<&Node> {
    let is_json = |name: &str| {
        let name = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        name == "application/json" || name.ends_with("+json") || name == "text/json"
    };
    let any = |name: &str| matches!(name.trim(), "*/*" | "application/*");
    content
        .members()
        .find(|(name, _)| name.starts_with("application/json"))
        .or_else(|| content.members().find(|(name, _)| is_json(name)))
        .or_else(|| content.members().find(|(name, _)| any(name)))
        .map(|(_, media)| media)
}
