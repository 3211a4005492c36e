//! What comes from the system's own packages. On Debian and its kin it is installed; elsewhere what is missing is named.

use anyhow::{Result, bail};

use crate::{debian, program::find};

/// What a system without Debian's packages must have on PATH.
const PROGRAMS: &[&str] = &["python3", "redis-server", "mopidy", "ruby", "puma"];

/// Sees to it that interpreters and servers are there. Services that Debian starts with their packages are left alone:
/// the tests start their own, on free ports.
pub(super) fn set_up() -> Result<()> {
    if !debian::is_here() {
        let missing: Vec<_> = PROGRAMS.iter().copied().filter(|name| find(name).is_none()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        bail!("the suite `backends` runs real servers; missing here on PATH: {}", missing.join(", "));
    }
    debian::install("Installing Debian's servers", debian::SERVERS)
}
