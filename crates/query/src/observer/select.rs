//! From the data of a query to the part that a panel shows.

use crate::Data;
use std::fmt;
use std::sync::Arc;

type Pick<T> = dyn Fn(&Data) -> Result<Arc<T>, String> + Send + Sync;

/// A selector: picks a panel's part out of the data, or says why it cannot.
///
/// Two are equal where one is a clone of the other; what a function does cannot be compared. It
/// must depend on nothing but the data, or its results go stale unnoticed.
///
/// ```
/// use oriel_query::Select;
/// use serde_json::json;
///
/// let available = Select::new(|data| data["available"].as_f64().ok_or_else(|| "no balance".to_owned()));
/// assert_eq!(available.pick(&json!({ "available": 12.5 }).into()).as_deref(), Ok(&12.5));
/// assert!(available.pick(&json!({}).into()).is_err());
/// assert_eq!(available, available.clone());
/// ```
pub struct Select<T = Data>(Arc<Pick<T>>);

impl Select<Data> {
    /// The data as it is: nothing is copied.
    #[must_use]
    pub fn whole() -> Self {
        Self(Arc::new(|data: &Data| Ok(Arc::new(data.clone()))))
    }
}

impl<T> Select<T> {
    /// A part that is made from the data. `Err` is for a person: why there is none.
    #[must_use]
    pub fn new(pick: impl Fn(&Data) -> Result<T, String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |data: &Data| pick(data).map(Arc::new)))
    }

    /// Runs it.
    ///
    /// # Errors
    /// The selector's own reason.
    pub fn pick(&self, data: &Data) -> Result<Arc<T>, String> {
        (self.0)(data)
    }
}

impl<T> Clone for Select<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Select<T> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(Arc::as_ptr(&self.0), Arc::as_ptr(&other.0))
    }
}

impl<T> fmt::Debug for Select<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Select")
    }
}

/// Equal parts. A part equals itself even where it holds what equals nothing, such as a NaN.
pub(super) fn same<T: PartialEq>(a: &Arc<T>, b: &Arc<T>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}
