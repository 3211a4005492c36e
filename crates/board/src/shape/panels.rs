//! `[panels]`.

use super::{FieldShape, Kind, Names, Refers, Shape, Variant, Variants, Word, may, need, or, otherwise};
use crate::Root;

const ROW: &[Root] = &[Root::Row];
const DATA: &[Root] = &[Root::Data];
const ROW_OR_DATA: &[Root] = &[Root::Row, Root::Data];

/// The kinds of panel.
pub(super) static KINDS: &[Word] = &[
    ("stat", "one value, large"),
    ("table", "rows and columns"),
    ("list", "rows as short texts"),
    ("chart", "rows as a drawing"),
    ("detail", "the fields of one record"),
    ("log", "rows as lines, newest first"),
    ("json", "the data as it came"),
    ("text", "a text"),
];

/// What colours mean.
pub(super) static COLOURS: &[Word] = &[("ok", ""), ("warn", ""), ("bad", ""), ("info", ""), ("muted", "")];

static MARKS: &[Word] = &[
    ("line", "a line through the points"),
    ("area", "a line with the area under it filled"),
    ("bar", "one bar a row"),
];

static SORTS: &[Word] = &[("asc", "smallest first"), ("desc", "largest first")];

static COLOURED: Kind = Kind::Named(Names::Any, &Kind::Choice(COLOURS));

static SELECT: &[FieldShape] = &[may(
    "select",
    Kind::Named(Names::Own, &Kind::Value(ROW)),
    "Variables of the window that a chosen row sets, so that other panels show what belongs to it.",
)];

static STAT: &[FieldShape] = &[
    need("value", Kind::Pointer, "Where the value is in the answer."),
    otherwise("format", Kind::Format(DATA), "as it is", "How it is written."),
    may("caption", Kind::Template(DATA), "A line under it."),
];

static TABLE: &[FieldShape] = &[need(
    "columns",
    Kind::List(&Kind::Either(&[Kind::Dotted, Kind::Table(&COLUMN)])),
    "Its columns, left to right: a field's name, or a table.",
)];

static LIST: &[FieldShape] = &[
    need("primary", Kind::Template(ROW), "The first line of a row."),
    may("secondary", Kind::Template(ROW), "The second line."),
    may("time", Kind::Dotted, "The field with the time of the row."),
    may("done", Kind::Dotted, "A field: where it is true the row stands back."),
];

static CHART: &[FieldShape] = &[
    need("x", Kind::Dotted, "The field on the horizontal axis: a time or a category."),
    need("y", Kind::Dotted, "The field on the vertical axis: a number."),
    or("mark", Kind::Choice(MARKS), "\"line\"", "How a row is drawn."),
    otherwise("format", Kind::Format(ROW_OR_DATA), "as it is", "How values of `y` are written."),
];

static DETAIL: &[FieldShape] = &[
    or("at", Kind::Pointer, "\"\"", "Where the record is in the answer; empty: the answer itself."),
    need(
        "fields",
        Kind::List(&Kind::Either(&[Kind::Dotted, Kind::Table(&DETAIL_FIELD)])),
        "Its fields, top to bottom: a field's name, or a table.",
    ),
];

static LOG: &[FieldShape] = &[
    need("line", Kind::Template(ROW), "What a line says."),
    otherwise("time", Kind::Dotted, "the backend's order", "The field with the time of the row: what newest means."),
    may("level", Kind::Dotted, "The field that says how grave it is."),
    may("colours", COLOURED, "Colours of levels, by value: `error`, `3`, `true`."),
];

static JSON: &[FieldShape] = &[or("at", Kind::Pointer, "\"\"", "Which part of the answer is shown; empty: all of it.")];

static TEXT: &[FieldShape] =
    &[need("text", Kind::Template(&[Root::Data, Root::Var]), "The text. Paragraphs are parted by empty lines.")];

/// One panel.
pub(crate) static PANEL: Shape = Shape {
    name: "panel",
    title: "[panels]",
    about: "One query, shown.",
    fields: &[
        need("kind", Kind::Choice(KINDS), "What it looks like."),
        need("query", Kind::Refers(Refers::Query), "The query that it shows."),
        otherwise("title", Kind::Words, "its name, as people read it", "Its title on screen."),
        may("about", Kind::Words, "What it shows and where that comes from, for a newcomer."),
        may("filter", Kind::List(&Kind::Refers(Refers::Variable)), "Variables that are chosen in its head."),
        may(
            "actions",
            Kind::List(&Kind::Refers(Refers::Action)),
            "Actions: those that use a row stand on each row of a table or list, the others in its head.",
        ),
    ],
    variants: Some(Variants {
        by: "kind",
        of: &[
            Variant { word: "stat", about: "One value, large.", groups: &[STAT], needs: &[] },
            Variant { word: "table", about: "Rows and columns.", groups: &[TABLE, SELECT], needs: &[] },
            Variant { word: "list", about: "Rows as short texts.", groups: &[LIST, SELECT], needs: &[] },
            Variant { word: "chart", about: "Rows as a drawing.", groups: &[CHART, SELECT], needs: &[] },
            Variant {
                word: "detail",
                about: "The fields of one record, under each other.",
                groups: &[DETAIL],
                needs: &[],
            },
            Variant { word: "log", about: "Rows as lines of a log, newest first.", groups: &[LOG, SELECT], needs: &[] },
            Variant {
                word: "json",
                about: "The data as it came, to be folded and unfolded.",
                groups: &[JSON],
                needs: &[],
            },
            Variant { word: "text", about: "A text, with values of the answer in it.", groups: &[TEXT], needs: &[] },
        ],
    }),
    ..Shape::EMPTY
};

static FIELD: FieldShape = need("field", Kind::Dotted, "The field of the row, such as `party.name`.");
static LABEL: FieldShape = otherwise("label", Kind::Words, "the field's name, as people read it", "What it is called.");
static FORMAT: FieldShape = otherwise("format", Kind::Format(ROW_OR_DATA), "as it is", "How values are written.");
static VALUE_COLOURS: FieldShape = may(
    "colours",
    COLOURED,
    "Colours of values, by value as in the answer (`open`, `12`, `true`), or else by the word that is shown for it (`yes`). A colour is never the only sign.",
);

/// A column of a table.
pub(crate) static COLUMN: Shape = Shape {
    name: "column",
    title: "columns",
    about: "One column of a table. A text alone is `field`.",
    fields: &[
        FIELD,
        LABEL,
        FORMAT,
        may("sort", Kind::Choice(SORTS), "The order that the table opens in."),
        VALUE_COLOURS,
    ],
    ..Shape::EMPTY
};

/// A field of a record.
pub(crate) static DETAIL_FIELD: Shape = Shape {
    name: "detail-field",
    title: "fields",
    about: "One field of a record. A text alone is `field`.",
    fields: &[FIELD, LABEL, FORMAT, VALUE_COLOURS],
    ..Shape::EMPTY
};
