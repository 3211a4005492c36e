//! Names of members, and what frameworks mean by them.

/// Members under which errors lie, and whether a text in them is always a message: elsewhere it is one only where it has
/// the name of a field that was sent.
pub(super) const PLACES: &[(&str, bool)] = &[
    ("errors", true),
    ("fieldErrors", true),
    ("field_errors", true),
    ("fields", true),
    ("issues", true),
    ("violations", true),
    ("fieldViolations", true),
    ("constraintViolations", true),
    ("parameterViolations", true),
    ("subErrors", true),
    ("validation", true),
    ("validationErrors", true),
    ("validation_errors", true),
    ("validation_messages", true),
    ("invalid-params", true),
    ("invalid_params", true),
    ("invalidParams", true),
    ("ModelState", true),
    ("modelState", true),
    ("properties", true),
    ("detail", false),
    ("details", false),
    ("error", false),
    ("message", false),
    ("messages", false),
    ("data", false),
];

/// Members that say something about all of it.
pub(super) const GENERAL: &[&str] = &[
    "non_field_errors",
    "nonFieldErrors",
    "formErrors",
    "_errors",
    "__all__",
    "_schema",
    "base",
    "detail",
    "message",
    "msg",
    "general",
    "global",
    "root",
    "_",
    "*",
    "",
];

/// Members that are about the error, not about a field.
pub(super) const ASIDE: &[&str] = &[
    "type",
    "title",
    "status",
    "statusCode",
    "code",
    "instance",
    "traceId",
    "timestamp",
    "path",
    "error",
    "name",
    "success",
    "ok",
    "requestId",
    "request_id",
    "help",
    "errorCode",
    "keyword",
    "count",
];

/// The same, as lists too.
pub(super) const TRACES: &[&str] = &["stack", "trace", "exception", "backtrace"];

/// What only wraps what was sent.
pub(super) const WRAPPERS: &[&str] = &[
    "body",
    "json",
    "payload",
    "form",
    "query",
    "querystring",
    "path",
    "params",
    "header",
    "headers",
    "data",
    "attributes",
    "input",
    "variables",
    "args",
    "request",
    "$",
    "#",
];
