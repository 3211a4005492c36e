//! `[queries]`.

use super::{FieldShape, Kind, Names, Refers, Rule, Shape, Variant, Variants, Word, may, need, or, otherwise};
use crate::Root;

const VAR: &[Root] = &[Root::Var];

/// The ways to come by further pages.
pub(super) static WAYS: &[Word] = &[
    ("cursor", "each answer holds what to ask the next one with"),
    ("offset", "the number of rows before the page"),
    ("number", "the number of the page"),
    ("address", "each answer holds the address of the next page"),
    ("link", "the header `Link` names the next page (RFC 8288)"),
];

/// Those that a word alone can say.
pub(super) static SHORT_WAYS: &[Word] = &[WAYS[0], WAYS[1], WAYS[2], WAYS[4]];

/// A table of anything.
static BODY: Kind = Kind::Named(Names::Any, &Kind::Tree(VAR));

/// One query.
pub(crate) static QUERY: Shape = Shape {
    name: "query",
    title: "[queries]",
    about: "A request by name that changes nothing: `get`, `post` with a `body` as search endpoints want it, or \
            `graphql`. Its key, and so who shares its data, is made of its name, the variables in its path and body, \
            and its parameters.",
    fields: &[
        otherwise("backend", Kind::Refers(Refers::Backend), "`[backend]`", "The backend of `[backends]` that it asks."),
        may("get", Kind::Path(VAR), "The path of a GET. What follows `?` goes into `params`."),
        may("post", Kind::Path(VAR), "The path of a POST. With `graphql` the default is \"/graphql\"."),
        may("body", BODY, "What a `post` sends, as JSON. A member whose variable has its `any` value is left out."),
        may("graphql", Kind::Words, "A GraphQL document, as it is: its braces and `$names` are its own."),
        may("variables", BODY, "The variables of the GraphQL document, by name."),
        may(
            "params",
            Kind::Named(Names::Any, &Kind::Value(VAR)),
            "Query parameters. One whose variable has its `any` value is left out.",
        ),
        may(
            "headers",
            Kind::Named(Names::Headers, &Kind::Text),
            "Headers of its own, over those of the backend. They are no part of the key, so they are constants.",
        ),
        may(
            "page",
            Kind::Either(&[Kind::Choice(SHORT_WAYS), Kind::Table(&PAGE)]),
            "How further pages of its rows are asked for. Without it the first answer is everything.",
        ),
        or("rows", Kind::Pointer, "\"\"", "Where the rows are in an answer; empty: the answer itself."),
        may("id", Kind::Pointer, "From a row to its identity, so that a changed row is told from a new one."),
        otherwise(
            "stale",
            Kind::TimeOr("infinite"),
            "\"infinite\" where an event reaches the query, or the socket names queries itself (`key`); otherwise at once",
            "How long data counts as fresh. \"infinite\": only a signal makes it stale.",
        ),
        otherwise(
            "settle",
            Kind::Time,
            "never",
            "One verifying fetch after this long without another signal, for backends that read from a replica.",
        ),
        otherwise("every", Kind::Time, "never", "Fetched again every so often while a window shows it."),
    ],
    rules: &[
        Rule::Some(&["get", "post", "graphql"]),
        Rule::Never("get", "post"),
        Rule::Never("get", "graphql"),
        Rule::With("body", "post"),
        Rule::Never("body", "graphql"),
        Rule::With("variables", "graphql"),
    ],
    ..Shape::EMPTY
};

static CURSOR: &[FieldShape] = &[
    or("param", Kind::Words, "\"cursor\"", "The parameter that takes the cursor."),
    or(
        "next",
        Kind::Pointer,
        "\"/next\"",
        "Where an answer holds the next cursor. Null, nothing or \"\": the last page.",
    ),
    may("more", Kind::Pointer, "Where an answer says with a truth value whether there is a next page."),
];

/// `page`.
pub(crate) static PAGE: Shape = Shape {
    name: "page",
    title: "page",
    about: "How further pages are asked for. A word alone is the table with that `by` and its defaults. A parameter of \
            a `post` is a member of its body, of `graphql` a variable.",
    fields: &[
        need("by", Kind::Choice(WAYS), "What tells one page from the next."),
        may("size", Kind::Integer(1, 10_000), "How many rows a page is asked to have."),
        or("size-param", Kind::Words, "\"limit\"", "The parameter that takes `size`."),
    ],
    variants: Some(Variants {
        by: "by",
        of: &[
            Variant { word: "cursor", about: "", groups: &[CURSOR], needs: &[] },
            Variant {
                word: "offset",
                about: "",
                groups: &[&[or("param", Kind::Words, "\"offset\"", "The parameter that takes the number of rows.")]],
                needs: &[],
            },
            Variant {
                word: "number",
                about: "",
                groups: &[&[
                    or("param", Kind::Words, "\"page\"", "The parameter that takes the page's number."),
                    or("first", Kind::Integer(0, 1_000), "1", "The number of the first page."),
                ]],
                needs: &[],
            },
            Variant {
                word: "address",
                about: "",
                groups: &[&[or("next", Kind::Pointer, "\"/next\"", "Where an answer holds the next page's address.")]],
                needs: &[],
            },
            Variant { word: "link", about: "", groups: &[], needs: &[] },
        ],
    }),
    rules: &[Rule::With("size-param", "size")],
    ..Shape::EMPTY
};
