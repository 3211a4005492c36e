//! What is different between two versions of data, as data: for a window that has the older one.

use crate::data::{Data, Outline};
use crate::rows::{Rows, Run};
use serde::{Deserialize, Serialize};

/// How a newer version of data is made of an older one: which rows stay, wherever they were, and those that are new.
/// What else there is in the data is there as a whole where it is another.
///
/// ```
/// use oriel_query::{Data, Difference};
/// use serde_json::json;
///
/// let data = |rows| Data::from(json!({ "rows": rows })).cut("/rows", false);
/// let (old, new) = (data(json!([{ "n": 1 }, { "n": 2 }])), data(json!([{ "n": 3 }, { "n": 1 }])));
/// assert_eq!(Difference::between(&old, &new).apply(&old), Some(new));
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Difference {
    outline: Outline,
    /// The rows from their first to their last.
    runs: Vec<Run>,
    /// Those that the runs put.
    #[serde(skip)]
    pub(crate) fresh: Rows,
    /// About how many bytes it takes on its way.
    #[serde(skip)]
    pub(crate) weight: usize,
}

impl Difference {
    /// What makes `new` of `old`. The cost follows the number of rows, not their size.
    #[must_use]
    pub fn between(old: &Data, new: &Data) -> Self {
        let differs = old.rest() != new.rest();
        let runs = old.rows().runs_to(new.rows());
        let fresh = new.rows().put_by(&runs);
        let rest = if differs { new.rest_weight() } else { 0 };
        Self { outline: Outline::of(new, differs), weight: rest + 16 * runs.len() + fresh.bytes(), runs, fresh }
    }

    /// The newer version; `None` where this is not a difference from `old`.
    #[must_use]
    pub fn apply(&self, old: &Data) -> Option<Data> {
        let new = self.outline.with(old.shared_rest(), old.rows().spliced(&self.runs, &self.fresh)?);
        (new.expected() == new.rows().len()).then_some(new)
    }
}

impl PartialEq for Difference {
    fn eq(&self, other: &Self) -> bool {
        (&self.outline, &self.runs, &self.fresh) == (&other.outline, &other.runs, &other.fresh)
    }
}
