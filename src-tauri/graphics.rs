//! What windows are drawn with: a graphics card, or the processor alone.
//!
//! Without a card WebKit composites each frame of the whole window in software, which costs more than everything else that
//! a window does; painting straight into the window costs what changed. So there compositing is turned off, by the
//! variable that WebKit has for it. So is its second compiler for wasm, card or not: it works on the program of each
//! window anew, for minutes, and what it makes is no faster where nearly all is layout and painting (with one window it
//! took 8 of 24 ms of processor time for a change that is fetched, and 18 of 77 for one of a list).
//!
//! Variables are read when the first window opens, and are this process's own only before its first thread: Oriel starts
//! itself once more in its own place, with them set.

mod report;

pub(crate) use report::report;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::path::Path;

/// Turns compositing off: for WebKit every value but `0` does.
const COMPOSITING_OFF: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
/// Turns compositing on wherever WebKit would go without.
const COMPOSITING_ON: &str = "WEBKIT_FORCE_COMPOSITING_MODE";
/// Turns WebKit's second compiler for wasm off, where it is `0`.
const OPTIMIZER: &str = "JSC_useOMGJIT";
/// Which process set variables for itself, by its id, and which: `1234:A,B`. The id stays the same when a program takes its
/// own place, so Oriel does so once, and a program that Oriel starts does not take Oriel's choice for its own.
const SET_BY: &str = "ORIEL_GRAPHICS_SET_BY";
/// What decides how windows are drawn, and what a report of blank windows has to tell.
const VARIABLES: [&str; 13] = [
    COMPOSITING_OFF,
    COMPOSITING_ON,
    OPTIMIZER,
    "WEBKIT_DISABLE_DMABUF_RENDERER",
    "WEBKIT_DMABUF_RENDERER_FORCE_SHM",
    "WEBKIT_SKIA_ENABLE_CPU_RENDERING",
    "WEBKIT_WEBGL_DISABLE_GBM",
    SOFTWARE_GL,
    GALLIUM,
    "GDK_BACKEND",
    "GDK_SCALE",
    "__NV_DISABLE_EXPLICIT_SYNC",
    "__GLX_VENDOR_LIBRARY_NAME",
];
const SOFTWARE_GL: &str = "LIBGL_ALWAYS_SOFTWARE";
const GALLIUM: &str = "GALLIUM_DRIVER";

/// Drivers of the kernel that have a render node and no card behind it.
const NO_CARD: [&str; 2] = ["vgem", "vkms"];

/// A render node: what a program without privileges draws through.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    /// Its file in `/dev/dri`.
    name: String,
    /// The kernel's driver; `None` where sysfs does not say, as in some containers.
    driver: Option<String>,
    /// This person may use it.
    usable: bool,
    /// Of a virtual machine's card: whether the host draws for it.
    host_draws: Option<bool>,
}

/// All that the choice rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    nodes: Vec<Node>,
    variables: BTreeMap<&'static str, String>,
    /// The variables that are ours, and not the person's; `None` before this program has taken its own place.
    ours: Option<Vec<String>>,
}

/// How windows are drawn, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The person has chosen, by this variable.
    Theirs(&'static str),
    /// There is a card: WebKit does as it always does.
    Card(String),
    /// Without compositing.
    NoCard(String),
}

impl Seen {
    /// Looks at the machine and the environment.
    pub(crate) fn look() -> Self {
        let variables = VARIABLES.into_iter().filter_map(|name| Some((name, lossy(&std::env::var_os(name)?))));
        let ours = std::env::var(SET_BY).ok().and_then(|mark| ours(&mark, std::process::id()));
        Self { nodes: nodes(Path::new("/dev/dri"), Path::new("/sys/class/drm")), variables: variables.collect(), ours }
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Oriel has set this variable.
    fn is_ours(&self, name: &str) -> bool {
        self.ours.iter().flatten().any(|ours| ours == name)
    }

    /// How windows are to be drawn.
    pub(crate) fn choice(&self) -> Choice {
        let theirs = |name: &&str| self.variable(name).is_some() && !self.is_ours(name);
        if let Some(name) = [COMPOSITING_OFF, COMPOSITING_ON].into_iter().find(theirs) {
            return Choice::Theirs(name);
        }
        // As Mesa reads them.
        let asked = |value: &&str| matches!(value.to_ascii_lowercase().as_str(), "1" | "true" | "yes" | "y");
        if self.variable(SOFTWARE_GL).filter(asked).is_some() {
            return Choice::NoCard(format!("{SOFTWARE_GL} asks for none"));
        }
        if let Some(driver) = self.variable(GALLIUM).filter(|driver| matches!(*driver, "llvmpipe" | "softpipe")) {
            return Choice::NoCard(format!("{GALLIUM}={driver} asks for none"));
        }
        let mut why = "there is no render node in /dev/dri".to_owned();
        for node in &self.nodes {
            match node.no_card() {
                None => return Choice::Card(node.to_string()),
                Some(reason) => why = format!("{node} {reason}"),
            }
        }
        Choice::NoCard(why)
    }
}

impl Node {
    /// Why it is no card that windows could be drawn with; `None` where it is one.
    fn no_card(&self) -> Option<&'static str> {
        match self.driver.as_deref() {
            Some(driver) if NO_CARD.contains(&driver) => Some("draws nothing"),
            _ if self.host_draws == Some(false) => Some("has no 3D: the host does not draw for this machine"),
            _ if !self.usable => Some("may not be used by this user (group render)"),
            _ => None,
        }
    }
}

impl std::fmt::Display for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.name, self.driver.as_deref().unwrap_or("driver unknown"))
    }
}

/// The render nodes of `devices`, in the order of their names, with what `sysfs` says of them.
fn nodes(devices: &Path, sysfs: &Path) -> Vec<Node> {
    let Ok(entries) = fs::read_dir(devices) else { return Vec::new() };
    let names = entries.flatten().map(|entry| lossy(entry.file_name()));
    let mut names: Vec<String> = names.filter(|name| name.starts_with("renderD")).collect();
    names.sort_unstable();
    let node = |name: String| {
        let device = sysfs.join(&name).join("device");
        Node {
            driver: driver(&device),
            usable: OpenOptions::new().read(true).write(true).open(devices.join(&name)).is_ok(),
            host_draws: host_draws(&device),
            name,
        }
    };
    names.into_iter().map(node).collect()
}

/// The driver of a device. What has no card is a device of the driver's own name, on a bus whose driver says nothing.
fn driver(device: &Path) -> Option<String> {
    let name = |path: &Path| path.file_name().map(lossy);
    let own = fs::canonicalize(device).ok().as_deref().and_then(name);
    own.filter(|own| NO_CARD.contains(&own.as_str()))
        .or_else(|| fs::read_link(device.join("driver")).ok().as_deref().and_then(name))
}

/// A virtio card's features begin with whether the host draws for it. They are of the card itself, or of the slot it is in.
fn host_draws(device: &Path) -> Option<bool> {
    let slots = fs::read_dir(device).into_iter().flatten().flatten().map(|entry| entry.path());
    let cards = slots.filter(|path| path.file_name().is_some_and(|name| lossy(name).starts_with("virtio")));
    let features =
        std::iter::once(device.to_owned()).chain(cards).find_map(|path| fs::read(path.join("features")).ok())?;
    Some(features.first() == Some(&b'1'))
}

fn lossy(text: impl AsRef<OsStr>) -> String {
    text.as_ref().to_string_lossy().into_owned()
}

/// The variables that the process with this id has set, by its mark.
fn ours(mark: &str, process: u32) -> Option<Vec<String>> {
    let (id, names) = mark.split_once(':')?;
    (id == process.to_string()).then(|| names.split(',').map(str::to_owned).collect())
}

/// What this process has to set for itself, and has not set yet; never what a person has set.
fn to_set(seen: &Seen) -> Vec<(&'static str, &'static str)> {
    let mut variables = Vec::new();
    if seen.ours.is_some() {
        return variables;
    }
    if matches!(seen.choice(), Choice::NoCard(_)) {
        variables.push((COMPOSITING_OFF, "1"));
    }
    if seen.variable(OPTIMIZER).is_none() {
        variables.push((OPTIMIZER, "0"));
    }
    variables
}

/// The mark of what this process sets for itself.
#[cfg(target_os = "linux")]
fn mark(variables: &[(&'static str, &'static str)]) -> String {
    let names: Vec<&str> = variables.iter().map(|(name, _)| *name).collect();
    format!("{}:{}", std::process::id(), names.join(","))
}

/// Sees to it that windows are drawn as they should be. Called before the first thread and before GTK: where a variable
/// has to be set, this program takes its own place, and is back here with it.
#[cfg(target_os = "linux")]
pub(crate) fn settle(seen: &Seen) -> Result<(), String> {
    use std::os::unix::process::CommandExt as _;

    let variables = to_set(seen);
    if variables.is_empty() {
        return Ok(());
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut words = std::env::args_os();
    let mut command = std::process::Command::new(&program);
    if let Some(name) = words.next() {
        command.arg0(name);
    }
    // It comes back only where it fails.
    let mark = mark(&variables);
    Err(format!("{}: {}", program.display(), command.args(words).envs(variables).env(SET_BY, mark).exec()))
}

/// On other systems the system's own web view decides.
#[cfg(not(target_os = "linux"))]
pub(crate) fn settle(_: &Seen) -> Result<(), String> {
    Ok(())
}

/// Says in the log how windows are drawn; `settled`: what became of [`settle`].
pub(crate) fn log(seen: &Seen, settled: &Result<(), String>) {
    match (seen.choice(), settled) {
        (Choice::NoCard(why), Err(error)) => {
            tracing::warn!(why, error, "no graphics card, and compositing could not be turned off: windows are slower");
        }
        (Choice::NoCard(why), Ok(())) => tracing::info!(why, "no graphics card: windows are drawn without compositing"),
        (Choice::Card(node), Err(error)) => {
            tracing::warn!(node, error, "WebKit's variables could not be set: windows take more processor time");
        }
        (Choice::Card(node), Ok(())) => tracing::info!(node, "windows are drawn with the graphics card"),
        (Choice::Theirs(name), _) => tracing::info!(name, "how windows are drawn is set in the environment"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn node(driver: &str) -> Node {
        Node { name: "renderD128".into(), driver: Some(driver.into()), usable: true, host_draws: None }
    }

    fn seen(nodes: Vec<Node>, variables: &[(&'static str, &str)]) -> Seen {
        let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Seen { nodes, variables, ours: None }
    }

    #[test]
    fn compositing_is_turned_off_where_there_is_no_card_and_nobody_has_chosen() {
        let virtio = |host_draws| Node { host_draws: Some(host_draws), ..node("virtio-pci") };
        let no_card: [(Seen, &str); 8] = [
            (seen(vec![], &[]), "there is no render node in /dev/dri"),
            (seen(vec![], &[("GDK_BACKEND", "x11")]), "there is no render node in /dev/dri"),
            (seen(vec![node("vgem")], &[]), "renderD128 (vgem) draws nothing"),
            (
                seen(vec![virtio(false)], &[]),
                "renderD128 (virtio-pci) has no 3D: the host does not draw for this machine",
            ),
            (
                seen(vec![Node { usable: false, ..node("amdgpu") }], &[]),
                "renderD128 (amdgpu) may not be used by this user (group render)",
            ),
            (seen(vec![node("i915")], &[(SOFTWARE_GL, "1")]), "LIBGL_ALWAYS_SOFTWARE asks for none"),
            (seen(vec![node("i915")], &[(SOFTWARE_GL, "True")]), "LIBGL_ALWAYS_SOFTWARE asks for none"),
            (seen(vec![node("i915")], &[(GALLIUM, "llvmpipe")]), "GALLIUM_DRIVER=llvmpipe asks for none"),
        ];
        for (seen, why) in no_card {
            assert_eq!(seen.choice(), Choice::NoCard(why.into()), "{seen:?}");
            assert_eq!(to_set(&seen), [(COMPOSITING_OFF, "1"), (OPTIMIZER, "0")]);
        }
        let unknown = Node { driver: None, ..node("") };
        let card: [(Seen, &str); 6] = [
            (seen(vec![node("i915")], &[]), "renderD128 (i915)"),
            (seen(vec![node("nvidia")], &[]), "renderD128 (nvidia)"),
            (seen(vec![virtio(true)], &[]), "renderD128 (virtio-pci)"),
            // A container shows the node and not its driver.
            (seen(vec![unknown], &[]), "renderD128 (driver unknown)"),
            (seen(vec![node("vgem"), Node { name: "renderD129".into(), ..node("xe") }], &[]), "renderD129 (xe)"),
            (seen(vec![node("i915")], &[(SOFTWARE_GL, "0"), (GALLIUM, "iris")]), "renderD128 (i915)"),
        ];
        for (seen, by) in card {
            assert_eq!(seen.choice(), Choice::Card(by.into()), "{seen:?}");
            assert_eq!(to_set(&seen), [(OPTIMIZER, "0")]);
        }
        for (name, value) in
            [(COMPOSITING_OFF, "0"), (COMPOSITING_OFF, "1"), (COMPOSITING_OFF, ""), (COMPOSITING_ON, "1")]
        {
            for nodes in [vec![], vec![node("i915")]] {
                let seen = seen(nodes, &[(name, value), (SOFTWARE_GL, "1"), (OPTIMIZER, "1")]);
                assert_eq!(seen.choice(), Choice::Theirs(name), "{name}={value}");
                assert_eq!(to_set(&seen), [], "never over what a person set");
            }
        }
    }

    #[test]
    fn a_program_that_took_its_own_place_knows_it_and_does_not_do_so_again() {
        let both = ours(&format!("7:{COMPOSITING_OFF},{OPTIMIZER}"), 7);
        let again = Seen { ours: both.clone(), ..seen(vec![], &[(COMPOSITING_OFF, "1"), (OPTIMIZER, "0")]) };
        assert_eq!(again.choice(), Choice::NoCard("there is no render node in /dev/dri".into()));
        assert_eq!(to_set(&again), []);
        // Even where the variables got lost on the way.
        assert_eq!(to_set(&Seen { ours: both, ..Seen::default() }), []);
        // What a person set stays theirs beside what is ours.
        let theirs = Seen { ours: ours(&format!("7:{OPTIMIZER}"), 7), ..seen(vec![], &[(COMPOSITING_OFF, "1")]) };
        assert_eq!(theirs.choice(), Choice::Theirs(COMPOSITING_OFF));
        // A program that Oriel starts inherits the mark of another process.
        assert_eq!(ours(&format!("7:{OPTIMIZER}"), 8), None);
        assert_eq!(ours("7", 7), None);
    }

    #[test]
    #[cfg(unix)]
    fn nodes_are_read_with_their_drivers() {
        let folder = tempfile::tempdir().unwrap();
        let (devices, sysfs) = (folder.path().join("dri"), folder.path().join("drm"));
        assert_eq!(nodes(&devices, &sysfs), [], "no such folder");
        fs::create_dir_all(&devices).unwrap();
        for name in ["card0", "renderD129", "renderD128", "renderD130"] {
            fs::write(devices.join(name), "").unwrap();
        }
        let (first, second) = (sysfs.join("renderD128/device"), sysfs.join("renderD129/device"));
        fs::create_dir_all(&first).unwrap();
        fs::create_dir_all(second.join("virtio0")).unwrap();
        std::os::unix::fs::symlink("../../../bus/pci/drivers/i915", first.join("driver")).unwrap();
        fs::write(second.join("virtio0/features"), "0010\n").unwrap();
        let third = folder.path().join("faux/vgem");
        fs::create_dir_all(&third).unwrap();
        fs::create_dir_all(sysfs.join("renderD130")).unwrap();
        std::os::unix::fs::symlink("../../bus/faux/drivers/faux_driver", third.join("driver")).unwrap();
        std::os::unix::fs::symlink(&third, sysfs.join("renderD130/device")).unwrap();
        let read = nodes(&devices, &sysfs);
        assert_eq!(read[2], Node { name: "renderD130".into(), ..node("vgem") });
        assert_eq!(read[0], node("i915"));
        assert_eq!(read[1], Node { name: "renderD129".into(), driver: None, usable: true, host_draws: Some(false) });
    }
}
