//! Fuzzing of what reads the words of backends and people: libFuzzer looks for input that makes a codec, the reading of
//! JSON, of answers or of boards, panic, hang or grow.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::{
    program::{self, program},
    tool, workspace,
};

/// The version that the findings came from.
const VERSION: &str = "0.13.1";

/// How long a target is run where nothing else is said, in seconds.
const SECONDS: &str = "-max_total_time=300";

/// Names the targets, one for each file of `fuzz/targets`.
pub(crate) fn list() -> Result<()> {
    for name in targets()? {
        println!("{name}");
    }
    Ok(())
}

/// Runs one target; `args` are words for libFuzzer, such as `-max_total_time=3600`. What it finds is left in
/// `target/fuzz/artifacts`; a copy of it in `tests/fuzzed/regressions` of the target's crate becomes a test.
pub(crate) fn fuzz(name: &str, args: &[String]) -> Result<()> {
    let targets = targets()?;
    if !targets.iter().any(|target| target == name) {
        bail!("there is no fuzz target {name}; there are: {}", targets.join(", "));
    }
    let corpus = workspace::path(format!("target/fuzz/corpus/{name}"));
    let artifacts = workspace::path(format!("target/fuzz/artifacts/{name}"));
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let mut command = program(tool::installed("fuzz", VERSION)?);
    program::without_own_traces(&mut command);
    // No sanitizer: the code has no unsafe of its own, and a released compiler can do without.
    command.args([
        "fuzz",
        "run",
        "--sanitizer",
        "none",
        "--fuzz-dir",
        "fuzz",
        "--target-dir",
        "target/fuzz/build",
        name,
    ]);
    command.arg(&corpus).arg(workspace::path(format!("crates/{}/tests/fuzzed/seeds", crate_of(name)))).arg("--");
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    command.args(["-timeout=10", "-rss_limit_mb=1024", "-max_len=8192", "-print_final_stats=1"]);
    if !args.iter().any(|arg| arg.starts_with("-max_total_time") || arg.starts_with("-runs")) {
        command.arg(SECONDS);
    }
    program::show(command.args(args))
}

/// Whose tests play what this target found. The descriptions of boards are built from what backends say too.
fn crate_of(target: &str) -> &'static str {
    match target {
        "lenient" => "json",
        "answer" => "session",
        _ => "protocol",
    }
}

fn targets() -> Result<Vec<String>> {
    let folder = workspace::path("fuzz/targets");
    let files = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut names: Vec<String> =
        files.filter_map(|file| Some(file.ok()?.path().file_stem()?.to_string_lossy().into_owned())).collect();
    names.sort_unstable();
    Ok(names)
}
