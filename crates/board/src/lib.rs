//! The board file: what a board says as types, the rules of its templates and keys, and (with the
//! feature `parse`) the reading of the TOML text with exact errors.
//!
//! A board describes one backend or several, the queries over them, the events that make them stale, and the
//! windows that show them. This crate reads the text that is handed to it and does no other I/O.
//! Windows get a [`View`] that the core has read, so they build this crate without `parse`.
//!
//! # Layout
//!
//! | file | idea |
//! | --- | --- |
//! | `model.rs` | the types of a board |
//! | `problem.rs` | one error or warning, and how it is drawn |
//! | `template.rs` | `{root.path}`: parsing |
//! | `malformed.rs` | why a text is not a template |
//! | `scope.rs` | `{root.path}`: the values it is filled with |
//! | `plain.rs` | a JSON value as plain text, and when two are the same |
//! | `tree.rs` | JSON with templates for its texts: bodies |
//! | `path.rs` | the path of a request, percent-encoded |
//! | `key.rs` | variables to key, key to request |
//! | `var.rs` | the type of a variable |
//! | `need.rs` | variables that have no value yet: what waits for them, and what sets them |
//! | `rows.rs` | data to answers and rows, pages joined |
//! | `action.rs` | an action to its request |
//! | `form.rs` | what a field of a form holds until somebody touches it |
//! | `signal.rs` | an event to what it makes stale, or to the data it carries |
//! | `origin.rs` | moving a backend to another host |
//! | `label.rs` | names as people read them |
//! | `preset.rs` | how known backends are heard (feature `parse`) |
//! | `shape/` | the format as data: its schema and its reference (feature `parse`) |
//! | `read/` | TOML to [`Board`], every problem at once (feature `parse`) |
//!
//! # Example
//!
//! ```
//! # #[cfg(feature = "parse")] {
//! let text = r#"
//! board = 1
//! title = "Balance"
//!
//! [vars]
//! account = { default = "acc_1" }
//!
//! [backend]
//! base = "http://127.0.0.1:4000/api"
//!
//! [queries]
//! balance = { get = "/accounts/{var.account}/balance" }
//!
//! [panels.balance]
//! kind = "stat"
//! query = "balance"
//! value = "/available"
//! "#;
//! let board = oriel_board::parse("balance.toml", text).expect("the board has no errors").board;
//!
//! // The key is derived from the query, and the request from the key: they cannot drift apart.
//! let key = board.view.key("balance", &board.view.default_vars()).expect("account has a value");
//! assert_eq!(key.as_str(), r#"["balance",{"account":"acc_1"}]"#);
//! let request = board.view.request(&key).expect("the key is complete");
//! assert_eq!(request.path, "/accounts/acc_1/balance");
//! # }
//! ```

mod action;
mod form;
mod key;
mod label;
mod malformed;
mod model;
mod need;
mod origin;
mod path;
mod plain;
#[cfg(feature = "parse")]
mod preset;
mod problem;
#[cfg(feature = "parse")]
mod read;
mod rows;
mod scope;
#[cfg(feature = "parse")]
mod shape;
mod signal;
mod template;
mod tree;
mod var;

pub use action::ActionRequest;
pub use form::number;
pub use key::{KeyError, Request};
pub use label::label;
pub use malformed::TemplateError;
pub use model::*;
pub use need::Setter;
pub use plain::{keyed, plain, same};
#[cfg(feature = "parse")]
pub use preset::{PRESETS, Preset, nearest_preset};
pub use problem::{Problem, Severity};
#[cfg(feature = "parse")]
pub use read::{Parsed, ProfileError, ReadError, nearest, parse, parse_profile, read_duration};
pub use scope::{Missing, Scope, field};
#[cfg(feature = "parse")]
pub use shape::{reference, schema};
pub use template::{Placeholder, Root, Template};
pub use tree::Tree;
