//! Polling with a deadline: the tests never sleep for luck.

use crate::Outcome;
use std::time::{Duration, Instant};

/// How long anything may take on a loaded machine. What works takes a fraction of a second.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Looks until `look` has a value.
///
/// # Errors
/// `look` fails, or there is no value after [`DEADLINE`]; the message says what was waited for.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    let started = Instant::now();
    loop {
        if let Some(value) = look().await? {
            return Ok(value);
        }
        if started.elapsed() > DEADLINE {
            return Err(format!("waited {} s in vain: {what}", DEADLINE.as_secs()).into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Looks until `look` sees what is wanted; when it does not, the message holds what was seen last.
///
/// # Errors
/// As for [`until`].
pub async fn until_is<T: PartialEq + std::fmt::Debug>(
    what: &str,
    wanted: &T,
    mut look: impl AsyncFnMut() -> Outcome<T>,
) -> Outcome {
    let mut last = None;
    let met = until(what, async || {
        let seen = look().await?;
        let met = seen == *wanted;
        last = Some(seen);
        Ok(met.then_some(()))
    })
    .await;
    met.map_err(|error| format!("{error}; wanted {wanted:?}, saw {last:?} last").into())
}
