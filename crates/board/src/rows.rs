//! From the data of a query to its answers and rows. Data of a query in pages holds several answers.

use crate::Query;
use oriel_query::{Data, DataPart};
use serde_json::Value;

impl Query {
    /// The backend's answers in this data, first page first: one, where the query has no pages.
    #[must_use]
    pub fn answers<'a>(&self, data: &'a Value) -> &'a [Value] {
        match data.get("pages").and_then(Value::as_array) {
            Some(pages) if self.pages.is_some() => pages,
            _ => std::slice::from_ref(data),
        }
    }

    /// The answer that templates with the root `data` see: that of the first page.
    #[must_use]
    pub fn answer<'a>(&self, data: &'a Value) -> &'a Value {
        self.answers(data).first().unwrap_or(data)
    }

    /// The data with the rows of this query as text; as it is, where they are.
    #[must_use]
    pub fn cut(&self, data: &Data) -> Data {
        data.clone().cut(&self.rows, self.pages.is_some())
    }

    /// The answer that templates with the root `data` see, whose rows are read where a template names one.
    #[must_use]
    pub fn part<'a>(&self, data: &'a Data) -> DataPart<'a> {
        let is_paged = self.pages.is_some() && data.rest().get("pages").is_some_and(|pages| pages.get(0).is_some());
        data.part(if is_paged { "/pages/0" } else { "" })
    }

    /// The rows of all answers, at the query's `rows` pointer. An answer whose rows are not an array
    /// has none.
    pub fn rows_of<'a>(&self, data: &'a Value) -> impl Iterator<Item = &'a Value> {
        self.answers(data)
            .iter()
            .flat_map(|answer| answer.pointer(&self.rows).and_then(Value::as_array).into_iter().flatten())
    }

    /// There is a page after those that are here.
    #[must_use]
    pub fn has_more(&self, data: &Value) -> bool {
        let last = data.get("turns").and_then(Value::as_array).and_then(|turns| turns.last());
        self.pages.is_some() && last.and_then(|turn| turn.get("next")).is_some_and(|next| !next.is_null())
    }
}
