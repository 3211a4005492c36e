//! Windows beside those of their peer, a page of React in Chromium, and bare ones: gets Chromium, bundles the page, and
//! runs a program of the package `oriel-tests` that drives all three.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::peer;
use crate::{
    build::{self, Profile},
    debian,
    node::Node,
    page,
    program::{find, program},
    setup::{self, For},
    step, suites, ui,
};

/// The peer's sources.
const SOURCES: &str = "tests/peer";
/// What belongs to the page beside the bundle.
const BESIDE: &[&str] = &["index.html", "style.css"];

/// Measures, and writes everything to `json`; `quick`: with three windows only.
pub(super) fn run(quick: bool, json: Option<&Path>) -> Result<()> {
    setup::setup(For::Everything)?;
    let chromium = chromium()?;
    ui::build()?;
    let file = build::binary("Building the bench", "oriel-tests", "bench-windows", Profile::Release)?;
    // The program is in TARGET/release.
    let target = file.ancestors().nth(2).context("the bench is not in a target folder")?;
    let page = peer_page(&target.join("bench-windows-peer"))?;
    let floor = build::floor()?;
    let mut command = program(&file);
    command.env("ORIEL_CHROMIUM", chromium).env("ORIEL_PEER_PAGE", page).env("ORIEL_FLOOR_BIN", floor);
    if quick {
        command.arg("--quick");
    }
    if let Some(json) = json {
        command.arg("--json").arg(json);
    }
    suites::on_a_screen(&mut command, Profile::Release)
}

/// The browser: Debian's, or the one that is there.
fn chromium() -> Result<PathBuf> {
    if debian::is_here() {
        debian::install("Installing Chromium", debian::BROWSER)?;
    }
    let Some(file) = ["chromium", "chromium-browser"].into_iter().find_map(find) else {
        bail!("Chromium is missing here: install it and run this command again");
    };
    Ok(file)
}

/// The peer's page as it would be published; answers its folder.
fn peer_page(folder: &Path) -> Result<PathBuf> {
    let node = Node::install()?;
    peer::install(&node, SOURCES, folder)?;
    let page = folder.join("page");
    let mut bundle = node.command();
    bundle
        .arg(Path::new("node_modules").join("esbuild").join("bin").join("esbuild"))
        .args(["main.jsx", "--bundle", "--minify", "--format=esm", "--jsx=automatic", "--log-level=warning"])
        .arg("--define:process.env.NODE_ENV=\"production\"")
        .arg(format!("--outfile={}", page.join("main.js").display()))
        .current_dir(folder);
    step::run("Bundling the peer's page", &mut bundle)?;
    for name in BESIDE {
        page::copy(&folder.join(name), &page.join(name))?;
    }
    Ok(page)
}
