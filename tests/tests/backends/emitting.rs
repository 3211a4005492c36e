//! docs/emitting.md shows what the servers run: its blocks are cut out of the files beside it.

use oriel_tests::Outcome;
use std::fs;
use std::path::{Path, PathBuf};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// The lines of a file between `[part]` and `[/part]` in comments, without blank ones at the ends.
fn cut(file: &str, part: &str) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let text = fs::read_to_string(docs().join(file)).map_err(|error| format!("{file}: {error}"))?;
    let mark = |line: &str, word: &str| {
        let comment = line.trim().trim_start_matches(['#', '/']).trim();
        comment == format!("[{word}]")
    };
    let end = format!("/{part}");
    let mut lines = text.lines().skip_while(|line| !mark(line, part));
    lines.next().ok_or_else(|| format!("{file} has no part [{part}]"))?;
    let within: Vec<&str> = lines.take_while(|line| !mark(line, &end)).collect();
    Ok(within.join("\n").trim_matches('\n').to_owned())
}

#[test]
fn every_block_of_the_page_is_what_the_file_says() -> Outcome {
    let page = fs::read_to_string(docs().join("emitting.md"))?;
    let mut seen = 0;
    for block in page.split("<!-- ").skip(1) {
        let (named, rest) = block.split_once(" -->").ok_or("a comment does not end")?;
        let (file, part) = named.split_once(' ').ok_or_else(|| format!("{named:?} names no part"))?;
        let code = rest.trim_start().strip_prefix("```").and_then(|code| code.split_once('\n'));
        let (code, _) =
            code.and_then(|(_, code)| code.split_once("\n```")).ok_or_else(|| format!("{named}: no code"))?;
        assert_eq!(code, cut(file, part.trim_matches(['[', ']']))?, "{named}");
        seen += 1;
    }
    assert!(seen >= 10, "{seen} blocks");
    Ok(())
}

/// Everything that is text in a folder.
fn read_all(folder: &Path, texts: &mut String) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_all(&path, texts)?;
        } else {
            texts.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
    Ok(())
}

/// The servers of this suite run the examples, rather than copies of them.
#[test]
fn every_example_is_run_by_a_server_of_the_tests() -> Outcome {
    let mut programs = String::new();
    read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("servers"), &mut programs)?;
    for example in fs::read_dir(docs().join("emitting"))? {
        let path = example?.path();
        let (Some(stem), Some(kind)) = (path.file_stem(), path.extension()) else { continue };
        if kind != "rs" {
            let stem = stem.to_string_lossy();
            assert!(programs.contains(&*stem), "no server runs {}", path.display());
        }
    }
    Ok(())
}
