//! The windows of Oriel: hooks and panels in Yew.
//!
//! A window holds no data of its own: its [`store::Store`] drives a [`Mirror`](oriel_query::Mirror)
//! of the core's cache, and the hooks show what the mirror knows. Data flows one way: core → store
//! → hooks → components.
//!
//! # Layout
//!
//! | file | idea |
//! | --- | --- |
//! | `ipc.rs` | Tauri's commands and events |
//! | `core.rs`, `reader.rs` | the commands of the core, with their types; reading these |
//! | `store.rs`, `store/` | the state of a window: mirror, link, variables, what waits, messages |
//! | `hooks/` | one hook a file: query, part of a query, action, what waits, link, variables, the next step of what is shown, order that stands still, effects |
//! | `app.rs` | from loading to the panels, and every state in between |
//! | `chrome/` | what stands around panels: header, menu, connection, what waits, sign-in and sign-out, problems, dialog, messages |
//! | `panels/` | the panel's frame and the kinds of panel |
//! | `format.rs`, `format/` | values as text |
//! | `rows.rs`, `order.rs`, `change.rs` | rows of an answer, their order, what changed |
//! | `astray.rs` | a pointer of the board that leads to nothing in an answer |
//! | `viewport.rs`, `find.rs` | which rows of a long list are painted; the quick filter |
//! | `scale.rs`, `thin.rs` | axes of charts; fewer points where there are more than pixels |
//! | `tree.rs` | a JSON value as lines that fold |
//! | `fill.rs`, `subject.rs` | what is filled into a form; what an action on a row acts on |
//! | `unset.rs` | what to do where a variable has no value yet |
//! | `waiting.rs` | words for actions that wait, and for those whose end nobody knows |
//! | `pill.rs`, `curl.rs`, `address.rs`, `clock.rs`, `field.rs`, `case.rs` | words for the link, a failed request as a command, where an address breaks, time, values, capitals |
//!
//! What can be decided without a browser is a plain function, tested on the host:
//!
//! ```
//! use oriel_ui::scale::ticks;
//!
//! assert_eq!(ticks(0.0, 47.0, 5), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
//! ```

pub mod address;
pub mod astray;
pub mod case;
pub mod change;
pub mod chrome;
pub mod clock;
pub mod connections;
pub mod core;
pub mod curl;
pub mod field;
pub mod fill;
pub mod find;
pub mod format;
pub mod hooks;
pub mod ipc;
pub mod order;
pub mod panels;
pub mod pill;
pub mod reader;
pub mod refusal;
pub mod rows;
pub mod scale;
pub mod store;
pub mod subject;
pub mod thin;
pub mod tree;
pub mod unset;
pub mod viewport;
pub mod waiting;

mod app;

pub use app::App;
