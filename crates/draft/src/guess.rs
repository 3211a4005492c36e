//! Guesses: what the names and types of a document say about how it is shown.
//!
//! | file | idea |
//! | --- | --- |
//! | `words.rs` | names as words, one of many, and colours of words |
//! | `format.rs` | how a value is written |
//! | `fields.rs` | which members of a record are worth a column |
//! | `rows.rs` | where the rows of an answer are, and what identifies one |
//! | `pages.rs` | how further pages are asked for |

pub(crate) mod fields;
pub(crate) mod format;
pub(crate) mod pages;
pub(crate) mod rows;
pub(crate) mod words;
