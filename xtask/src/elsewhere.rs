//! Systems on which nothing is installed by this program: what to install, and a check of what can be checked.

use anyhow::{Result, bail};

use crate::program::{self, find, program};

/// What a system calls the things that are needed.
struct System {
    name: &'static str,
    /// What is typed or done, a line each.
    advice: &'static [&'static str],
}

const MACOS: System = System {
    name: "macOS",
    advice: &["xcode-select --install      (the compiler and the linker; the web view comes with the system)"],
};

const WINDOWS: System = System {
    name: "Windows",
    advice: &[
        "Microsoft C++ Build Tools with the workload \"Desktop development with C++\"",
        "WebView2 Runtime (comes with Windows 11 and current Windows 10)",
        "rustup default stable-msvc",
    ],
};

const FEDORA: System = System {
    name: "Fedora",
    advice: &[
        "sudo dnf install gcc gcc-c++ make pkgconf webkit2gtk4.1-devel openssl-devel libappindicator-gtk3-devel librsvg2-devel libxdo-devel",
        "for windows without a display and for the tests:",
        "sudo dnf install xorg-x11-server-Xvfb openbox xcompmgr dbus-daemon xprop xdotool ImageMagick webkit2gtk-driver",
    ],
};

const ARCH: System = System {
    name: "Arch Linux",
    advice: &[
        "sudo pacman -S --needed base-devel webkit2gtk-4.1 openssl libappindicator-gtk3 librsvg xdotool",
        "for windows without a display and for the tests:",
        "sudo pacman -S --needed xorg-server-xvfb openbox xcompmgr dbus xorg-xprop imagemagick",
    ],
};

const OTHER: System = System {
    name: "this system",
    advice: &[
        "a C compiler (cc) and pkg-config",
        "the development files of WebKitGTK 4.1 (webkit2gtk-4.1), OpenSSL, librsvg 2, libxdo and the Ayatana app indicator",
        "for windows without a display and for the tests: Xvfb, openbox, xcompmgr, dbus-daemon, xprop, xdotool, ImageMagick, WebKitWebDriver",
    ],
};

/// Checks what can be checked and, when something is missing, says what to install and fails.
pub(crate) fn check() -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    let system = system();
    bail!(
        "missing here: {}. On {} install:\n  {}\nand run this command again.",
        missing.join(", "),
        system.name,
        system.advice.join("\n  ")
    );
}

/// Says what else the tests and windows without a display need, where it is not all there.
pub(crate) fn check_screen() -> Result<()> {
    let tools = ["Xvfb", "openbox", "dbus-daemon", "xprop", "xdotool", "import", "WebKitWebDriver"];
    let missing: Vec<_> = tools.into_iter().filter(|tool| find(tool).is_none()).collect();
    if cfg!(not(target_os = "linux")) || missing.is_empty() {
        return Ok(());
    }
    let system = system();
    bail!(
        "missing here: {}. On {} install:\n  {}\nand run this command again.",
        missing.join(", "),
        system.name,
        system.advice.join("\n  ")
    );
}

fn missing() -> Vec<&'static str> {
    if cfg!(target_os = "macos") {
        let tools = program::capture(program("xcode-select").arg("-p"));
        return if tools.is_ok() { Vec::new() } else { vec!["the Xcode command line tools"] };
    }
    if cfg!(windows) {
        // The linker has just linked this program, and the web view cannot be asked for from here.
        return Vec::new();
    }
    let mut missing: Vec<_> = ["cc", "pkg-config"].into_iter().filter(|tool| find(tool).is_none()).collect();
    for library in ["webkit2gtk-4.1", "openssl", "librsvg-2.0"] {
        if program::capture(program("pkg-config").args(["--exists", library])).is_err() {
            missing.push(library);
        }
    }
    missing
}

fn system() -> System {
    if cfg!(target_os = "macos") {
        return MACOS;
    }
    if cfg!(windows) {
        return WINDOWS;
    }
    by_release(&std::fs::read_to_string("/etc/os-release").unwrap_or_default())
}

/// The system that an os-release file names, by its own name or by the one it is like.
fn by_release(release: &str) -> System {
    let names: Vec<&str> = release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|names| names.trim_matches('"').split(' '))
        .collect();
    if names.contains(&"fedora") {
        FEDORA
    } else if names.contains(&"arch") {
        ARCH
    } else {
        OTHER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_its_own_name_or_by_the_one_it_is_like() {
        assert_eq!(by_release("NAME=Fedora\nID=fedora\n").name, "Fedora");
        assert_eq!(by_release("ID=\"nobara\"\nID_LIKE=\"rhel fedora\"\n").name, "Fedora");
        assert_eq!(by_release("ID=endeavouros\nID_LIKE=arch\n").name, "Arch Linux");
        assert_eq!(by_release("ID=void\n").name, "this system");
    }
}
