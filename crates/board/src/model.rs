//! What a board says, as types. A [`Board`] is what the core opens; a [`View`] is the part of it
//! that a window may see.

use crate::{Template, Tree};
use oriel_protocol::AnyProtocol;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// A board: its backends, the queries over them, the events that make them stale, and the windows that show
/// them.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// Where the data comes from, by name: `[backend]` is `""`, `[backends.orders]` is `orders`. There is at
    /// least one. Never sent to a window.
    pub backends: BTreeMap<String, Backend>,
    /// What a signal does, by the event's name. Never sent to a window.
    pub events: BTreeMap<String, Event>,
    /// What the windows see.
    pub view: View,
}

impl Board {
    /// The backend that a query asks; nothing where the board has no query of that name.
    #[must_use]
    pub fn asked_by(&self, query: &str) -> Option<&Backend> {
        self.backends.get(&self.view.queries.get(query)?.backend)
    }
}

/// The part of a board that windows receive: no addresses with credentials, no names of secrets.
///
/// A window (which is built without the feature `parse`) leaves out what only the core needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The board's title.
    pub title: String,
    /// One sentence or two about the board, shown on its first run.
    pub about: Option<String>,
    /// The backends' profile that was chosen.
    pub profile: Option<String>,
    /// The profiles that can be chosen, in the order of the file; several backends may have one of a name.
    pub profiles: Vec<String>,
    /// What each backend is called on screen, by its name as in [`Board::backends`]: all that a window
    /// knows of a backend.
    pub backends: BTreeMap<String, String>,
    /// Variables: one value per window.
    pub vars: BTreeMap<String, Var>,
    /// Queries by name.
    pub queries: BTreeMap<String, Query>,
    /// Panels by name.
    pub panels: BTreeMap<String, Panel>,
    /// Actions by name.
    pub actions: BTreeMap<String, Action>,
    /// Windows in the order of the file; there is at least one.
    pub windows: Vec<Window>,
}

/// A variable of the board.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Var {
    /// What it is called on screen; the variable's name where the board says nothing.
    pub label: String,
    /// Its value in a new window. Where there is `any`, that; else the first of `values`. Null: it has
    /// none until something gives it one, and what needs it waits for that ([`View::lacks`]).
    pub default: Value,
    /// The value that leaves the parameter out ("all").
    pub any: Option<String>,
    /// The values a person may choose from, besides `any`.
    pub values: Vec<Value>,
    /// Its type, where the board says it; else it is that of `default`.
    pub kind: Option<VarKind>,
}

/// The type of a variable: keys and addresses hold texts, and a body wants the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VarKind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Flag,
}

/// A backend of a board.
#[derive(Debug, Clone, PartialEq)]
pub struct Backend {
    /// What it is called on screen. Where the board says nothing: derived from its name, and for `[backend]`
    /// the board's title.
    pub label: String,
    /// Where paths of queries and actions start, without a slash at the end.
    pub base: String,
    /// The socket; without one nothing signals, and age decides alone.
    pub socket: Option<Socket>,
    /// Where the credentials come from.
    pub auth: Option<Auth>,
    /// Sent with every request of queries and actions. Never a secret.
    pub headers: BTreeMap<String, String>,
    /// The request header in which the backend takes an idempotency key: it does one thing for all
    /// requests with the same key, so that an action whose answer was lost can be sent again.
    pub idempotency: Option<String>,
}

/// How the backend is heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Socket {
    /// Where it is: `ws:` or `wss:`, for `sse` and `pubnub` `http:` or `https:`; empty for `poll`.
    pub url: String,
    /// What is spoken there.
    pub protocol: AnyProtocol,
    /// The `Origin` of the handshake, where it is not the backend's own.
    pub origin: Option<String>,
    /// A sign of life every so often, on a fixed timer. Zero: none.
    pub heartbeat: Duration,
    /// The connection is dead after this long without any frame. Zero: no limit.
    pub silence: Duration,
}

/// Credentials: a name, never a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auth {
    /// Where the token comes from.
    pub bearer: SecretName,
    /// The header that carries it.
    pub header: AuthHeader,
    /// What to tell a person who is asked for it.
    pub hint: Option<String>,
}

/// The header that carries the token: a name, and what stands before the token in its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthHeader {
    /// Such as `Authorization`, or `X-Api-Key`.
    pub name: String,
    /// Such as `Bearer `, with its space; may be empty.
    pub before: String,
}

impl AuthHeader {
    /// The same as the templates of a socket have it: by name, a text in which `{secret}` is the token.
    #[must_use]
    pub fn template(&self) -> BTreeMap<String, String> {
        BTreeMap::from([(self.name.clone(), format!("{}{{secret}}", self.before))])
    }
}

impl Default for AuthHeader {
    /// `Authorization: Bearer {secret}` (RFC 6750).
    fn default() -> Self {
        Self { name: "Authorization".to_owned(), before: "Bearer ".to_owned() }
    }
}

/// The name of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretName {
    /// `secret:NAME`: asked for in a window and kept by the application.
    Ask(String),
    /// `env:NAME`: read from the environment, for scripts.
    Env(String),
}

/// How long data counts as fresh.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stale {
    /// Fresh for this long after it landed.
    After(Duration),
    /// Only a signal makes it stale.
    #[default]
    Infinite,
}

/// A named request that changes nothing, with parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// The name of the backend that it asks; `""` is `[backend]`.
    pub backend: String,
    /// Path template, appended to the backend's base. Roots: `var`.
    pub path: Template,
    /// How it asks.
    pub ask: Ask,
    /// Query parameters. A parameter whose variable has its `any` value is left out.
    pub params: BTreeMap<String, Template>,
    /// Headers of its own, over those of the backend. They are no part of the key, so they hold no
    /// variables.
    #[cfg_attr(not(feature = "parse"), serde(skip_deserializing))]
    pub headers: BTreeMap<String, String>,
    /// How further pages of its rows are asked for.
    pub pages: Option<Pages>,
    /// JSON Pointer from the answer to the rows; empty: the answer itself.
    pub rows: String,
    /// JSON Pointer from a row to its identity.
    pub id: Option<String>,
    /// When data stops being fresh by age. Default: `Infinite` for a query that an event reaches,
    /// otherwise at once.
    #[cfg_attr(not(feature = "parse"), serde(skip_deserializing))]
    pub stale: Stale,
    /// One verifying refetch after this long without another signal (a replica may lag).
    #[cfg_attr(not(feature = "parse"), serde(skip_deserializing))]
    pub settle: Option<Duration>,
    /// Refetch every so often while a window shows it.
    pub every: Option<Duration>,
}

/// How a query asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// A GET.
    Get,
    /// A POST with this body, as search endpoints want it. A member whose variable has its `any`
    /// value is left out. Root: `var`.
    Post {
        /// The body, as JSON.
        body: Tree,
    },
    /// A POST of a GraphQL document.
    Graphql {
        /// The document, as it is written.
        document: String,
        /// Its variables, as a body's members.
        variables: Tree,
    },
}

impl Ask {
    /// What of it is filled in.
    #[must_use]
    pub fn tree(&self) -> Option<&Tree> {
        match self {
            Self::Get => None,
            Self::Post { body } => Some(body),
            Self::Graphql { variables, .. } => Some(variables),
        }
    }
}

/// How further pages are asked for. The first page is the request as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pages {
    /// What tells one page from the next.
    pub by: PageBy,
    /// How many rows a page is asked to have.
    pub size: Option<PageSize>,
}

/// What tells one page from the next. A parameter of a POST is a member of its body, of GraphQL a
/// variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageBy {
    /// Each answer holds what to ask the next one with; the last holds null, nothing or an empty text.
    Cursor {
        /// The parameter that takes it.
        param: String,
        /// JSON Pointer to it in an answer.
        next: String,
        /// JSON Pointer to a truth value that says whether there is a next page, where the cursor alone does not.
        more: Option<String>,
    },
    /// The number of rows before it. A page that is not full, or has no rows, is the last.
    Offset {
        /// The parameter that takes it.
        param: String,
    },
    /// Its number. A page that is not full, or has no rows, is the last.
    Number {
        /// The parameter that takes it.
        param: String,
        /// The number of the first page.
        first: u64,
    },
    /// Each answer holds the address of the next one.
    Address {
        /// JSON Pointer to it in an answer.
        next: String,
    },
    /// The header `Link` names the next one with `rel="next"` (RFC 8288).
    Link,
}

/// How many rows a page is asked to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSize {
    /// The parameter that takes it.
    pub param: String,
    /// The number; at least 1.
    pub rows: u32,
}

/// What a signal of one name does.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The name of the backend on whose socket alone it is heard; without one it is heard on every socket.
    pub backend: Option<String>,
    /// It counts only where each template's value is among those named.
    pub when: Vec<Condition>,
    /// Queries that it makes stale.
    pub invalidate: Vec<Invalidate>,
    /// Data it carries itself.
    pub set: Option<Push>,
    /// Waits between refetches of one key in a storm.
    pub coalesce: Coalesce,
    /// A message for the person. Root: `event`.
    pub notify: Option<Template>,
}

/// `"{event.kind}" = ["a", "b"]`: the template's value is one of the values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// What is looked at.
    pub value: Template,
    /// What it may be.
    pub among: Vec<Value>,
}

/// One query made stale, in all entries that *could contain* what changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invalidate {
    /// The query's name.
    pub query: String,
    /// Parameters it is narrowed to; one that has no value at the time widens the match.
    pub narrow: BTreeMap<String, Template>,
}

/// A value pushed by the event itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Push {
    /// The query's name.
    pub query: String,
    /// Its parameters; every one must have a value, or the push becomes an invalidation.
    pub narrow: BTreeMap<String, Template>,
    /// The new data.
    pub to: Template,
    /// JSON Pointer, in the data and in fetched answers, to a number that grows with every change.
    pub version: Option<String>,
}

/// How invalidations of one key are gathered: the first counts at once, those that follow wait for
/// `gap` of quiet, but never longer than `within`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coalesce {
    /// The quiet that is waited for. Zero: every invalidation counts at once.
    pub gap: Duration,
    /// The longest wait.
    pub within: Duration,
}

/// A panel: one query, shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// Its title on screen; derived from its name where the board says nothing.
    pub title: String,
    /// What it shows and where it comes from, for a newcomer.
    pub about: Option<String>,
    /// The query it shows.
    pub query: String,
    /// What it looks like.
    pub kind: PanelKind,
    /// Variables that are chosen in this panel's head.
    pub filter: Vec<String>,
    /// Actions: those that use a row stand on each row, the others in the panel's head.
    pub actions: Vec<String>,
    /// Variables of the window that a chosen row sets, by name. Root: `row`.
    pub select: BTreeMap<String, Template>,
}

/// The kinds of panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PanelKind {
    /// One value, large.
    Stat {
        /// JSON Pointer to the value.
        value: String,
        /// How it is written.
        format: Format,
        /// A line under it. Root: `data`.
        caption: Option<Template>,
    },
    /// Rows and columns.
    Table {
        /// The columns, left to right.
        columns: Vec<Column>,
    },
    /// Rows as short texts, newest first as the backend sends them.
    List {
        /// The first line of a row. Root: `row`.
        primary: Template,
        /// The second line.
        secondary: Option<Template>,
        /// Field with the time of the row.
        time: Option<String>,
        /// Boolean field; rows where it is true stand back.
        done: Option<String>,
    },
    /// A drawing of rows.
    Chart {
        /// Field on the horizontal axis (time or category).
        x: String,
        /// Numeric field on the vertical axis.
        y: String,
        /// How a row is drawn.
        mark: Mark,
        /// How values of `y` are written.
        format: Format,
    },
    /// The fields of one record, under each other.
    Detail {
        /// JSON Pointer to the record; empty: the answer itself.
        at: String,
        /// Its fields, top to bottom. `sort` means nothing here.
        fields: Vec<Column>,
    },
    /// Rows as lines of a log, newest first.
    Log {
        /// What a line says. Root: `row`.
        line: Template,
        /// Field with the time of the row: what newest means. Without it, the backend's order.
        time: Option<String>,
        /// Field that says how grave it is.
        level: Option<String>,
        /// Colours of levels, by value.
        colours: BTreeMap<String, Colour>,
    },
    /// The data as it came, to be folded and unfolded.
    Json {
        /// JSON Pointer to the part that is shown; empty: all.
        at: String,
    },
    /// A text. Paragraphs are parted by empty lines.
    Text {
        /// The text. Roots: `data`, `var`.
        text: Template,
    },
}

/// How a chart draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// A line through the points.
    Line,
    /// A line with the area under it filled.
    Area,
    /// One bar a row.
    Bar,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Dotted name of the field in a row.
    pub field: String,
    /// The column's head; derived from the field where the board says nothing.
    pub label: String,
    /// How values are written.
    pub format: Format,
    /// The order the table opens in.
    pub sort: Option<Sort>,
    /// Colours of values, by value.
    pub colours: BTreeMap<String, Colour>,
}

/// The direction of a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// A colour by meaning; themes decide what it looks like, and it is never the only sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Colour {
    Ok,
    Warn,
    Bad,
    Info,
    Muted,
}

/// How a value is written.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// As it is.
    #[default]
    Plain,
    /// With the separators of the person's language.
    Number,
    /// Money. The currency's code is a template with the roots `data` and `row`.
    Currency {
        /// Such as `EUR` or `{row.currency}`.
        code: Template,
    },
    /// 0.25 as 25 %.
    Percent,
    /// 1_500_000 as 1.5 MB.
    Bytes,
    /// Seconds, as 1 h 02 m.
    Duration,
    /// A time, as "3 min ago", in steps.
    Ago,
    /// A day.
    Date,
    /// A day and a time.
    Datetime,
    /// A word in a coloured pill.
    Badge,
}

/// A named POST, PUT, PATCH or DELETE that a person runs from a panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// What its button says; derived from its name where the board says nothing.
    pub label: String,
    /// The name of the backend that it asks; `""` is `[backend]`.
    pub backend: String,
    /// The method.
    pub method: Method,
    /// Path template. Roots: `var`, `row`, `form`.
    pub path: Template,
    /// The body; roots as for the path. Without one, nothing is sent.
    pub body: Option<Tree>,
    /// What the person fills in, in order of the file.
    pub form: Vec<Field>,
    /// A question asked first. Roots: `row`, `var`.
    pub confirm: Option<Template>,
    /// It is offered only where these hold. Root: `row`.
    pub when: Vec<Condition>,
    /// What is shown before the backend has answered.
    pub optimistic: Vec<Optimistic>,
    /// Queries that its success makes stale. Roots: `var`, `row`, `form`.
    #[cfg_attr(not(feature = "parse"), serde(skip_deserializing))]
    pub invalidate: Vec<Invalidate>,
}

impl Action {
    /// It acts on a row: it stands on each row instead of the panel's head.
    #[must_use]
    pub fn on_row(&self) -> bool {
        self.path.uses("row")
            || self.body.iter().flat_map(Tree::templates).any(|template| template.uses("row"))
            || self.confirm.as_ref().is_some_and(|template| template.uses("row"))
            || self.when.iter().any(|condition| condition.value.uses("row"))
            || self.form.iter().filter_map(|field| field.default.as_ref()).any(|default| default.uses("row"))
    }
}

/// An HTTP method that changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Method {
    Post,
    Put,
    Patch,
    Delete,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its name, as templates use it: `{form.name}`.
    pub name: String,
    /// What it is called on screen.
    pub label: String,
    /// What can be filled in.
    pub kind: FieldKind,
    /// It may not be left empty.
    pub required: bool,
    /// What it holds at first. Roots: `row`, `var`.
    pub default: Option<Template>,
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// Several lines of text.
    Lines,
    /// A day, as `2026-11-22`.
    Date,
    /// A number, with optional bounds.
    Number {
        /// The smallest that is allowed.
        #[serde(with = "crate::form::bound")]
        min: Option<f64>,
        /// The largest that is allowed.
        #[serde(with = "crate::form::bound")]
        max: Option<f64>,
        /// The distance between allowed values.
        #[serde(with = "crate::form::bound")]
        step: Option<f64>,
    },
    /// One of some values.
    Choice {
        /// The values.
        values: Vec<Value>,
    },
    /// Yes or no.
    Flag,
}

/// A change shown in all windows before the backend has answered, and taken back if it refuses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Optimistic {
    /// The query whose entries change.
    pub query: String,
    /// The identity of the row that changes; without one the whole answer does.
    pub row: Option<Template>,
    /// The members that are set. Roots: `row`, `form`, `var`.
    pub set: BTreeMap<String, Template>,
}

/// A window of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Its identity: letters, digits, `-` and `_`.
    pub id: String,
    /// Its title on screen.
    pub title: String,
    /// It opens with the board. The first window always does.
    pub open: bool,
    /// Panels in rows, top to bottom, left to right.
    pub rows: Vec<Vec<String>>,
    /// Width and height in logical pixels.
    #[cfg_attr(not(feature = "parse"), serde(skip_deserializing))]
    pub size: (u32, u32),
}
