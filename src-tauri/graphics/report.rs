//! What a report of blank or slow windows has to tell: `oriel --version --verbose`.

use super::{Choice, SET_BY, Seen, VARIABLES, to_set};

/// The versions of what draws.
struct Versions {
    webview: String,
    gtk: Option<String>,
    /// Of the NVIDIA driver, where that is loaded.
    nvidia: Option<String>,
}

/// The session that windows open in.
struct Session {
    kind: Option<String>,
    displays: Vec<String>,
}

/// The report, a line for each fact.
pub(crate) fn report(seen: &Seen) -> String {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let displays = ["WAYLAND_DISPLAY", "DISPLAY"].into_iter().filter_map(|name| Some(format!("{name}={}", set(name)?)));
    let session = Session { kind: set("XDG_SESSION_TYPE"), displays: displays.collect() };
    written(seen, &versions(), &session)
}

fn versions() -> Versions {
    let nvidia = std::fs::read_to_string("/proc/driver/nvidia/version").ok();
    Versions {
        webview: tauri::webview_version().unwrap_or_else(|error| format!("unknown: {error}")),
        gtk: gtk_version(),
        nvidia: nvidia.and_then(|text| text.lines().next().map(str::to_owned)),
    }
}

#[cfg(target_os = "linux")]
fn gtk_version() -> Option<String> {
    Some(format!("{}.{}.{}", gtk::major_version(), gtk::minor_version(), gtk::micro_version()))
}

#[cfg(not(target_os = "linux"))]
fn gtk_version() -> Option<String> {
    None
}

fn written(seen: &Seen, versions: &Versions, session: &Session) -> String {
    let mut facts = Vec::new();
    let view = if versions.gtk.is_some() { "WebKitGTK" } else { "web view" };
    facts.push((view, versions.webview.clone()));
    facts.extend(versions.gtk.iter().map(|gtk| ("GTK", gtk.clone())));
    let kind = session.kind.clone().unwrap_or_else(|| "unknown (XDG_SESSION_TYPE is not set)".to_owned());
    let display = if session.displays.is_empty() { "no display".to_owned() } else { session.displays.join(", ") };
    facts.push(("session", format!("{kind}, {display}")));
    if cfg!(target_os = "linux") {
        let nodes: Vec<String> = seen.nodes.iter().map(ToString::to_string).collect();
        facts.push(("render nodes", if nodes.is_empty() { "none".to_owned() } else { nodes.join(", ") }));
        facts.extend(versions.nvidia.iter().map(|nvidia| ("NVIDIA", nvidia.clone())));
        facts.push(("renderer", renderer(&seen.choice())));
    }
    for name in VARIABLES {
        let by = if seen.is_ours(name) { "Oriel" } else { "you, or what started Oriel" };
        facts.extend(seen.variable(name).map(|value| ("variable", format!("{name}={value}, set by {by}"))));
    }
    for (name, value) in to_set(seen).into_iter().filter(|_| cfg!(target_os = "linux")) {
        let by = format!("{name}={value}, set by Oriel when it opens windows ({SET_BY} marks it)");
        facts.push(("variable", by));
    }
    facts.iter().map(|(name, fact)| format!("  {name:<13} {fact}\n")).collect()
}

fn renderer(choice: &Choice) -> String {
    match choice {
        Choice::Theirs(name) => format!("as {name} says"),
        Choice::Card(node) => format!("WebKit's own choice, with {node}"),
        Choice::NoCard(why) => format!("the processor, without compositing: {why}"),
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::super::{COMPOSITING_OFF, Node, OPTIMIZER, SOFTWARE_GL};
    use super::*;

    fn told(seen: &Seen) -> String {
        let versions = Versions { webview: "2.50.6".into(), gtk: Some("3.24.38".into()), nvidia: None };
        written(seen, &versions, &Session { kind: Some("x11".into()), displays: vec!["DISPLAY=:1".into()] })
    }

    #[test]
    fn without_a_card_it_says_what_oriel_does_and_why() {
        let expected = "  WebKitGTK     2.50.6
  GTK           3.24.38
  session       x11, DISPLAY=:1
  render nodes  none
  renderer      the processor, without compositing: there is no render node in /dev/dri
  variable      WEBKIT_DISABLE_COMPOSITING_MODE=1, set by Oriel when it opens windows (ORIEL_GRAPHICS_SET_BY marks it)
  variable      JSC_useOMGJIT=0, set by Oriel when it opens windows (ORIEL_GRAPHICS_SET_BY marks it)
";
        assert_eq!(told(&Seen::default()), expected);
    }

    #[test]
    fn it_tells_apart_who_set_which_variable() {
        let node = Node { name: "renderD128".into(), driver: Some("nvidia".into()), usable: true, host_draws: None };
        let variables = [(COMPOSITING_OFF, "0"), (SOFTWARE_GL, "1"), (OPTIMIZER, "0")];
        let variables = variables.map(|(name, value)| (name, value.to_owned())).into();
        let seen = Seen { nodes: vec![node], variables, ours: Some(vec![OPTIMIZER.into()]) };
        let told = told(&seen);
        assert!(told.contains("  render nodes  renderD128 (nvidia)\n"), "{told}");
        assert!(told.contains("  renderer      as WEBKIT_DISABLE_COMPOSITING_MODE says\n"), "{told}");
        assert!(told.contains("WEBKIT_DISABLE_COMPOSITING_MODE=0, set by you, or what started Oriel\n"), "{told}");
        assert!(told.contains("LIBGL_ALWAYS_SOFTWARE=1, set by you, or what started Oriel\n"), "{told}");
        assert!(told.contains("JSC_useOMGJIT=0, set by Oriel\n"), "{told}");
        assert!(!told.contains("when it opens windows"), "{told}");
    }
}
