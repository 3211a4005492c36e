//! Debian and its kin: what is installed, and installing what is not.

use std::io::{IsTerminal as _, stdin};

use anyhow::{Result, bail};

use crate::{
    program::{self, find, program},
    step,
};

/// What the application is compiled and linked with.
pub(crate) const APPLICATION: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "libssl-dev",
    // Certificates of the system, which the application trusts.
    "ca-certificates",
];

/// Windows without a display, pictures of them, and driving them in tests.
pub(crate) const SCREEN: &[&str] = &[
    "xvfb",
    "openbox",
    // Keeps the pixels of windows that lie under others, so that each can be pictured whole.
    "xcompmgr",
    "dbus",
    "x11-utils",
    "xdotool",
    "imagemagick",
    "webkit2gtk-driver",
    // A wall clock of a program's own, which a test can set.
    "faketime",
    // A bare machine has no font at all.
    "fonts-dejavu-core",
];

/// What Oriel's windows are held against in `bench windows`.
pub(crate) const BROWSER: &[&str] = &["chromium"];

/// What the servers of the suite `backends` are, those that come from Debian; and what the others run under, see
/// `servers`.
pub(crate) const SERVERS: &[&str] = &[
    // Channels' and Socket.IO's way between two processes.
    "redis-server",
    "mopidy",
    "ruby-actioncable",
    "ruby-activerecord",
    "ruby-railties",
    "ruby-sqlite3",
    "puma",
];

/// Can this machine install Debian packages?
pub(crate) fn is_here() -> bool {
    cfg!(target_os = "linux") && find("apt-get").is_some() && find("dpkg-query").is_some()
}

/// Is this package installed?
pub(crate) fn installed(package: &str) -> bool {
    missing(&[package]).is_empty()
}

/// Installs those of these packages that are missing. Quick when none is.
pub(crate) fn install(label: &str, packages: &[&str]) -> Result<()> {
    let missing = missing(packages);
    if missing.is_empty() {
        return Ok(());
    }
    let prefix = as_root(&missing)?;
    eprintln!("Debian packages that are missing: {}", missing.join(" "));
    step::run("Reading the lists of Debian packages", apt(&prefix).args(["update"]))?;
    let mut command = apt(&prefix);
    command.args(["install", "-y", "--no-install-recommends"]).args(&missing);
    step::run(label, &mut command)?;
    Ok(())
}

/// Those of these packages that are not installed.
fn missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let mut query = program("dpkg-query");
    query.args(["-W", "-f=${Package} ${db:Status-Status}\\n"]).args(packages);
    // It fails as soon as one package is unknown and lists the others all the same.
    let listed = program::output(&mut query).map(|output| output.stdout).unwrap_or_default();
    not_listed(packages, &String::from_utf8_lossy(&listed))
}

fn not_listed<'a>(packages: &[&'a str], listed: &str) -> Vec<&'a str> {
    let has = |package: &str| listed.lines().any(|line| line == format!("{package} installed"));
    packages.iter().copied().filter(|package| !has(package)).collect()
}

/// The words before a command that root must run: none as root, else sudo.
fn as_root(missing: &[&str]) -> Result<Vec<&'static str>> {
    if program::capture(program("id").arg("-u"))? == "0" {
        return Ok(Vec::new());
    }
    if find("sudo").is_some() {
        // Asks for the password before a moving line could hide the question.
        let allowed = if stdin().is_terminal() {
            program::show(program("sudo").arg("-v"))
        } else {
            program::capture(program("sudo").args(["-n", "true"])).map(drop)
        };
        if allowed.is_ok() {
            return Ok(vec!["sudo", "-n"]);
        }
    }
    bail!(
        "these Debian packages are missing, and this user may not install them:\n  \
         apt-get install --no-install-recommends {}",
        missing.join(" ")
    );
}

fn apt(prefix: &[&str]) -> std::process::Command {
    // Packages must not ask questions, and another apt at work is waited for.
    let words = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"];
    let mut all = prefix.iter().chain(&words);
    let mut command = program(all.next().unwrap_or(&"env"));
    command.args(all);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_was_removed_but_left_its_configuration_is_missing() {
        let listed = "xvfb installed\nopenbox config-files\n";
        assert_eq!(not_listed(&["xvfb", "openbox", "dbus"], listed), ["openbox", "dbus"]);
    }

    #[test]
    fn a_user_with_sudo_runs_apt_through_it_and_root_does_not() {
        let command = apt(&["sudo", "-n"]);
        assert_eq!(command.get_program(), "sudo");
        assert_eq!(apt(&[]).get_program(), "env");
    }
}
