//! Checks the configuration, the capabilities and the commands of the application at compile time.

use std::{error::Error, path::Path};

use tauri_build::{AppManifest, Attributes};

/// The commands of `src-tauri`. Only named ones are closed to windows without a grant in `capabilities/`.
const COMMANDS: &[&str] = &[
    "open",
    "mount",
    "unmount",
    "fetch",
    "more",
    "text",
    "in_sight",
    "show",
    "focus",
    "choose",
    "keep",
    "act",
    "withdraw",
    "sign_in",
    "sign_out",
    "retry",
    "open_window",
    "read_again",
];

fn main() -> Result<(), Box<dyn Error>> {
    // Without this the missing pages show up as a panic inside a macro, far from their cause.
    println!("cargo::rerun-if-changed=dist");
    if !Path::new("dist/index.html").is_file() {
        println!("cargo::error=the windows are not built (dist/index.html is missing): run `cargo xtask ui` first");
        return Err("dist/index.html is missing".into());
    }
    tauri_build::try_build(
        Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            .app_manifest(AppManifest::new().commands(COMMANDS)),
    )?;
    Ok(())
}
