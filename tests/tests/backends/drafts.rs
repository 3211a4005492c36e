//! Drafts from OpenAPI documents as they are found: those that packages ship, and one that a framework makes.

use crate::server::installed;
use oriel_draft::{Draft, Options, draft};
use oriel_tests::Outcome;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file of a package from PyPI.
fn of_package(file: &str) -> Outcome<String> {
    let libraries = installed()?.join("python/lib");
    let versions: Vec<PathBuf> = fs::read_dir(&libraries)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let found = versions.iter().map(|version| version.join("site-packages").join(file)).find(|path| path.is_file());
    let found = found.ok_or_else(|| format!("{file} is not below {}", libraries.display()))?;
    Ok(fs::read_to_string(found)?)
}

/// The document that FastAPI makes.
fn of_fastapi() -> Outcome<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("servers/fastapi/openapi.py");
    let output = Command::new(installed()?.join("python/bin/python")).arg(script).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// The draft, which opens without an error and a warning, and is tidy; with its queries.
fn drafted(document: &str) -> Outcome<(Draft, oriel_board::View)> {
    let draft = draft(document, &Options::default())?;
    let parsed = oriel_board::parse("board.toml", &draft.text).map_err(|problems| problems[0].to_string())?;
    assert!(parsed.warnings.is_empty(), "{}\n{}", parsed.warnings[0], draft.text);
    assert_eq!(oriel_tidy::tidy(&draft.text).as_ref(), Ok(&draft.text));
    Ok((draft, parsed.board.view))
}

#[test]
fn jupyter_server_is_drafted_from_its_swagger_document() -> Outcome {
    let (draft, view) = drafted(&of_package("jupyter_server/services/api/api.yaml")?)?;
    assert_eq!(draft.queries, oriel_draft::LIMIT);
    assert_eq!(view.queries["kernels"].id.as_deref(), Some("/id"));
    let kernels = &view.panels["kernels"];
    assert_eq!(kernels.actions, ["new-kernel", "interrupt-kernel", "restart-kernel", "delete-kernel"]);
    assert_eq!(kernels.select["kernel_id"].source(), "{row.id}");
    assert_eq!(view.panels["sessions"].select["session"].source(), "{row.id}");
    Ok(())
}

#[test]
fn jupyters_terminals_are_drafted_from_theirs() -> Outcome {
    let (draft, view) = drafted(&of_package("jupyter_server_terminals/rest-api.yml")?)?;
    assert_eq!((draft.queries, draft.panels, draft.left_out), (2, 2, 0));
    assert_eq!(view.windows[0].rows, [["terminals", "terminal"]]);
    Ok(())
}

#[test]
fn a_shop_in_fastapi_is_drafted_without_a_word_of_its_author() -> Outcome {
    let (draft, view) = drafted(&of_fastapi()?)?;
    assert_eq!(view.queries.keys().collect::<Vec<_>>(), ["customers", "order", "orders"], "{}", draft.text);
    assert_eq!(view.queries["orders"].rows, "/items");
    assert!(view.queries["orders"].pages.is_some());
    assert_eq!(view.panels["orders"].filter, ["state"]);
    assert_eq!(view.panels["orders"].actions, ["new-order", "refund-order", "delete-order"]);
    assert!(draft.text.contains(r#"{ field = "total", format = "currency:{row.currency}" }"#), "{}", draft.text);
    assert!(draft.text.contains(r#"auth = { bearer = "secret:shop""#), "{}", draft.text);
    Ok(())
}
