//! `docs/conformance.md`, made of the cases. `BLESS=1 cargo test -p oriel-query conformance` writes
//! it; otherwise it is compared.

use crate::case::{Case, Verdict};
use crate::cases;
use std::fmt::Write;
use std::path::PathBuf;

/// The state of the suite that the cases name.
const COMMIT: &str = "40321a0b1b3bdd0afa11f0e439642ab84cdf6afe";

fn source(case: &Case) -> String {
    match case.source.split_once(".tsx:") {
        Some((file, line)) => format!(
            "[{}](https://github.com/TanStack/query/blob/{COMMIT}/packages/query-core/src/__tests__/{file}.tsx#L{line})",
            case.source
        ),
        None => case.source.to_owned(),
    }
}

fn here(case: &Case) -> String {
    match case.verdict {
        Verdict::Conforms => "conforms".to_owned(),
        Verdict::Differs(why) => format!("**differs on purpose.** {why}"),
        Verdict::DoesNotApply(why) => format!("does not apply. {why}"),
    }
}

fn rows(page: &mut String, cases: &[&Case]) {
    page.push_str("| case | what it says | here |\n| --- | --- | --- |\n");
    for case in cases {
        writeln!(page, "| {} | {} | {} |", source(case), case.says, here(case)).unwrap();
    }
}

fn page() -> String {
    let cases = cases();
    let (theirs, own): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| case.source.contains(".tsx:"));
    let count = |which: fn(&Verdict) -> bool| theirs.iter().filter(|case| which(&case.verdict)).count();
    let mut page = String::from("# Conformance\n\n");
    writeln!(
        page,
        "How the query cache (`crates/query`) compares with TanStack Query's own suite, query-core 5.102 at commit\n\
         `{}`: a choice of {} of its cases, re-expressed as steps and expected states in\n\
         `crates/query/tests/conformance`. Every case that conforms or differs on purpose is played by\n\
         `cargo test -p oriel-query`. This page is generated from the same tables; `BLESS=1` writes it anew.\n\n\
         {} conform, {} differ on purpose, {} do not apply.\n",
        &COMMIT[..9],
        theirs.len(),
        count(|verdict| matches!(verdict, Verdict::Conforms)),
        count(|verdict| matches!(verdict, Verdict::Differs(_))),
        count(|verdict| matches!(verdict, Verdict::DoesNotApply(_))),
    )
    .unwrap();
    rows(&mut page, &theirs);
    page.push_str("\n## What that suite lacks\n\n");
    rows(&mut page, &own);
    page
}

#[test]
fn conformance_page_says_what_the_cases_say() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/conformance.md");
    let page = page();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/conformance.md is old: run with BLESS=1");
}
