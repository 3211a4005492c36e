//! An OpenAPI document: its version, its requests, and what they refer to.

use crate::node::Node;
use crate::{DraftError, yaml};

/// References that refer to references, at most so many times.
const HOPS: usize = 32;

/// A document of a version that is known.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) root: Node,
    /// As the document says: `2.0`, `3.0.3`, `3.1.0`.
    pub(crate) version: String,
}

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
    /// Reads JSON or YAML.
    pub(crate) fn read(text: &str) -> Result<Self, DraftError> {
        let text = text.trim_start_matches('\u{feff}');
        let root: Node = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| DraftError::Syntax {
                line: error.line(),
                column: error.column(),
                message: error.to_string().split(" at line").next().unwrap_or_default().to_owned(),
            })?
        } else {
            yaml::read(text)?
        };
        let version = root.get("openapi").or_else(|| root.get("swagger")).map(|version| match version {
            Node::Number(number) => crate::toml::number(number),
            other => other.text().unwrap_or_default().to_owned(),
        });
        let Some(version) = version else { return Err(DraftError::NotOpenApi { found: looks_like(&root).to_owned() }) };
        let known = version == "2.0" || ["3.0", "3.1"].iter().any(|known| version.starts_with(known));
        if known { Ok(Self { root, version }) } else { Err(DraftError::Version { version }) }
    }

    pub(crate) fn is_v2(&self) -> bool {
        self.version == "2.0"
    }

    /// What a node refers to, or the node itself. Nothing for a reference to elsewhere or in a circle.
    pub(crate) fn resolve<'d>(&'d self, mut node: &'d Node) -> Option<&'d Node> {
        for _ in 0..HOPS {
            match node.text_at("$ref") {
                None => return Some(node),
                Some(reference) => node = self.referred(reference)?,
            }
        }
        None
    }

    /// The node that a reference within the document names.
    pub(crate) fn referred(&self, reference: &str) -> Option<&Node> {
        let pointer = reference.strip_prefix('#')?;
        // A reference is a fragment of an address: `%7B` is a brace.
        self.root.pointer(pointer).or_else(|| self.root.pointer(&decoded(pointer)))
    }

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

/// What a document that is not OpenAPI is, as far as its top says.
fn looks_like(root: &Node) -> &'static str {
    let has = |name: &str| root.get(name).is_some();
    match () {
        () if has("asyncapi") => "; it is AsyncAPI, which describes events: look there for the names under [events]",
        () if has("__schema") || has("data") => "; a GraphQL schema has no paths: write queries with `graphql` instead",
        () if has("item") && has("info") => "; it looks like a Postman collection: export it as OpenAPI first",
        () if has("swaggerVersion") => "; it is Swagger 1, which has to be converted first",
        () if has("board") => "; it is a board already",
        () if has("$schema") || has("type") => "; it looks like a JSON Schema, which says nothing about requests",
        () if !matches!(root, Node::Table(_)) => "; its top is no object at all",
        () => "",
    }
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex.filter(|_| *byte == b'%') {
            Some(hex) => {
                decoded.push(hex);
                at += 3;
            }
            None => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
