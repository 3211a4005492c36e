//! Parts of the suite of which this cache has nothing yet.

use crate::case::{Case, does_not_apply, not_yet};

const NO_PAGES: &str = "There are no paged queries.";
const NOT_KEPT: &str = "Nothing is kept on disk, so there is nothing to read back.";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        not_yet(
            "mutations.test.tsx:431",
            "Actions of one scope run one after the other, in the order in which they were run.",
            "Actions have no scopes.",
        ),
        does_not_apply(
            "mutations.test.tsx:899",
            "Where the callback after an action's success throws, the callback for its failure is called.",
            "Actions have no callbacks: what follows one is data (an overlay, a commit), and cannot throw.",
        ),
        not_yet(
            "infiniteQueryBehavior.test.tsx:51",
            "A paged query keeps at most so many pages: a new one at one end pushes one out at the other.",
            NO_PAGES,
        ),
        not_yet(
            "infiniteQueryBehavior.test.tsx:376",
            "A page that fails and is retried does not make the pages before it be fetched for ever.",
            NO_PAGES,
        ),
        not_yet(
            "hydration.test.tsx:449",
            "Data that is read back and older than what is there does not replace it.",
            NOT_KEPT,
        ),
        not_yet("hydration.test.tsx:864", "Reading data back does not end the flight under way.", NOT_KEPT),
        not_yet(
            "streamedQuery.test.tsx:269",
            "A query that arrives in pieces shows the old whole during a refetch, until the new one is there.",
            "An answer arrives in one piece; what a socket pushes is a whole.",
        ),
    ]
}
