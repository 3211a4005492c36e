//! How values are written: a [`Format`] of the board and a value make a text.
//!
//! Text that depends on the person's language comes from the browser ([`locale`]); the rest is
//! plain arithmetic that is tested on the host.

pub mod locale;

mod moment;
mod span;
mod vintage;

pub use moment::moment;
pub use span::{ago, bytes, duration};
pub use vintage::vintage;

use crate::field::{number, plain};
use oriel_board::{Format, Scope};
use serde_json::Value;

/// The text of a value. A value that is not of the format's kind is written as it is, so that
/// nothing is ever hidden by a wrong format. `now` is in milliseconds since 1970.
///
/// ```
/// use oriel_board::{Format, Scope};
/// use oriel_ui::format::text;
/// use serde_json::json;
///
/// let scope = Scope::default();
/// assert_eq!(text(&Format::Bytes, &json!(2_000_000), &scope, 0.0), "2.0 MB");
/// assert_eq!(text(&Format::Bytes, &json!("unknown"), &scope, 0.0), "unknown");
/// assert_eq!(text(&Format::Ago, &json!("1970-01-01T00:00:00Z"), &scope, 5_000.0), "5 s ago");
/// ```
#[must_use]
pub fn text(format: &Format, value: &Value, scope: &Scope<'_>, now: f64) -> String {
    let with_number = |write: &dyn Fn(f64) -> String| number(value).map(write);
    let with_moment = |write: &dyn Fn(f64) -> String| moment(value).map(write);
    match format {
        Format::Plain | Format::Badge => None,
        Format::Number => with_number(&locale::number),
        Format::Currency { code } => {
            let code = code.text(scope).unwrap_or_default();
            with_number(&|amount| locale::currency(amount, &code))
        }
        Format::Percent => with_number(&locale::percent),
        Format::Bytes => with_number(&bytes),
        Format::Duration => with_number(&duration),
        Format::Ago => with_moment(&|at| ago(now - at)),
        Format::Date => with_moment(&locale::day),
        Format::Datetime => with_moment(&locale::day_and_time),
    }
    .unwrap_or_else(|| plain(value))
}

/// Values of this format stand at the right of a column, so that their digits align.
#[must_use]
pub fn is_numeric(format: &Format) -> bool {
    matches!(format, Format::Number | Format::Currency { .. } | Format::Percent | Format::Bytes | Format::Duration)
}
