//! What is asked for.

/// How many queries a draft has at most, where nothing else is said.
pub const LIMIT: usize = 12;

/// What a draft is made of, and for where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where the document's paths start; without it, what the document says.
    pub base: Option<String>,
    /// GETs of these tags alone; none stands for all.
    pub tags: Vec<String>,
    /// GETs of these paths alone, where `*` is any text; none stands for all.
    pub paths: Vec<String>,
    /// The most queries; at least 1.
    pub limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { base: None, tags: Vec::new(), paths: Vec::new(), limit: LIMIT }
    }
}
