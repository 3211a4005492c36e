//! What a machine needs, and getting it. Every command calls this first, so it is quick when nothing is missing.

use anyhow::Result;

use crate::{debian, elsewhere, wasm};

/// What the machine is set up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum For {
    /// Building the windows.
    Ui,
    /// Building the application too, and opening it on the display that is there.
    Application,
    /// Windows without a display, tests and lints too.
    Everything,
}

/// Installs what is missing on Debian and its kin, and elsewhere says what to install.
pub(crate) fn setup(goal: For) -> Result<()> {
    if debian::is_here() {
        let mut packages = Vec::new();
        if goal >= For::Application {
            packages.extend(debian::APPLICATION);
        }
        if goal >= For::Everything {
            packages.extend(debian::SCREEN);
        }
        debian::install("Installing Debian packages", &packages)?;
    } else {
        if goal >= For::Application {
            elsewhere::check()?;
        }
        if goal >= For::Everything {
            elsewhere::check_screen()?;
        }
    }
    wasm::set_up(goal >= For::Everything)
}
