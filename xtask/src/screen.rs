//! A display of our own where there is none: X server, session bus, window manager and compositor, ended with it.

use std::{
    env,
    ffi::OsString,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::program::{self, find, program};

/// How long a server may take to say where it listens.
const START: Duration = Duration::from_secs(20);
/// The size of the screen, and its depth in bits.
const GEOMETRY: &str = "1920x1200x24";

/// How the windows look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    Dark,
    Light,
}

impl Theme {
    /// The GTK theme that the web view takes its colour scheme from.
    pub(crate) fn gtk(self) -> &'static str {
        match self {
            Self::Dark => "Adwaita:dark",
            Self::Light => "Adwaita",
        }
    }
}

/// Is there a display for windows?
pub(crate) fn is_there() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// A running display. Dropping it ends its servers, the last one started first.
pub(crate) struct Screen {
    display: String,
    environment: Vec<(&'static str, OsString)>,
    servers: Vec<Child>,
    /// Sockets of the session, as nobody has logged in.
    _runtime: TempDir,
}

impl Screen {
    /// Starts a display on a free number.
    pub(crate) fn start(theme: Option<Theme>) -> Result<Self> {
        let runtime = tempfile::Builder::new().prefix("oriel-session-").tempdir()?;
        let mut environment: Vec<(&'static str, OsString)> = vec![
            ("XDG_RUNTIME_DIR", runtime.path().into()),
            ("GDK_BACKEND", "x11".into()),
            // There is no screen reader; looking for one costs seconds.
            ("NO_AT_BRIDGE", "1".into()),
        ];
        if let Some(theme) = theme {
            environment.push(("GTK_THEME", theme.gtk().into()));
        }
        let mut screen = Self { display: String::new(), environment, servers: Vec::new(), _runtime: runtime };

        let mut server = program("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", GEOMETRY, "-nolisten", "tcp", "-noreset"]);
        screen.display = format!(":{}", screen.serve_and_tell(&server)?);
        screen.environment.push(("DISPLAY", screen.display.clone().into()));

        let mut bus = program("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let address = screen.serve_and_tell(&bus)?;
        screen.environment.push(("DBUS_SESSION_BUS_ADDRESS", address.into()));

        for name in ["openbox", "xcompmgr"] {
            screen.serve(&program(name)).with_context(|| format!("cannot start {name}"))?;
        }
        Ok(screen)
    }

    /// The name of the display, as in `:99`.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// Lets a command show its windows here.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.env_remove("WAYLAND_DISPLAY");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
    }

    /// Starts a server that tells on a line of its standard output where it is.
    fn serve_and_tell(&mut self, command: &Command) -> Result<String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let stdout = self
            .serve(command)
            .with_context(|| format!("cannot start {name}"))?
            .stdout
            .take()
            .with_context(|| format!("{name} has no standard output"))?;
        let (sender, told) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines();
            if let Some(Ok(line)) = lines.next() {
                // Nobody listens any more when the time was up.
                let _ = sender.send(line);
            }
            // Read on, or the server would one day wait for a reader.
            lines.for_each(drop);
        });
        let line = told.recv_timeout(START).with_context(|| format!("{name} did not say where it listens"))?;
        Ok(line.trim().to_owned())
    }

    fn serve(&mut self, command: &Command) -> Result<&mut Child> {
        let mut command = ending_with_us(command);
        self.apply(&mut command);
        own_group(&mut command);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        self.servers.push(child);
        let last = self.servers.len() - 1;
        Ok(&mut self.servers[last])
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        while let Some(mut server) = self.servers.pop() {
            program::end(&mut server);
        }
    }
}

/// The same command, which the system ends when this program dies without a chance to do so itself.
fn ending_with_us(command: &Command) -> Command {
    let mut wrapped = match find("setpriv") {
        Some(setpriv) => {
            let mut wrapped = program(setpriv);
            wrapped.args(["--pdeathsig", "TERM", "--"]).arg(command.get_program());
            wrapped
        }
        None => program(command.get_program()),
    };
    wrapped.args(command.get_args());
    wrapped
}

/// Ctrl-C reaches every program of a terminal's group; the servers must outlive the windows they carry.
fn own_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}
