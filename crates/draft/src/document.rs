//! An OpenAPI document: its version, and what its references lead to.

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
