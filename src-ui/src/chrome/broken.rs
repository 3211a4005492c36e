//! A board that cannot be opened: every problem, with its line and where in it.

use oriel_board::{Problem, Severity};
use yew::prelude::*;

/// The problems of a board, in the order of the file, which is named as the person named it. `onagain`: the file was
/// mended, try again.
pub(crate) fn broken(file: String, problems: &[Problem], onagain: &Callback<()>) -> Html {
    let count = errors(problems);
    html! {
        <main class="stage" data-state="broken">
            <div class="card wide">
                <h1>{ "This board could not be opened" }</h1>
                <p class="quiet">
                    <code>{ file }</code>
                    { format!(" has {count}. Mend the file: the board opens as soon as it is saved.") }
                </p>
                <ol class="problems">{ for problems.iter().map(problem) }</ol>
                <div class="buttons">
                    <button class="primary" type="button" onclick={onagain.reform(|_| ())}>
                        { "Try again" }
                    </button>
                </div>
            </div>
        </main>
    }
}

/// How many errors there are, in words.
pub(super) fn errors(problems: &[Problem]) -> String {
    match problems.iter().filter(|p| p.severity == Severity::Error).count() {
        1 => "1 error".to_owned(),
        n => format!("{n} errors"),
    }
}

/// A problem with its line, and where in it.
pub(super) fn problem(problem: &Problem) -> Html {
    let (class, word) = match problem.severity {
        Severity::Error => ("bad", "error"),
        Severity::Warning => ("warn", "warning"),
    };
    let start = problem.column.saturating_sub(1);
    let before: String = problem.text.chars().take(start).collect();
    let marked: String = problem.text.chars().skip(start).take(problem.length).collect();
    let after: String = problem.text.chars().skip(start + problem.length).collect();
    // A mark at the end of a line stands on nothing: a blank carries its underline.
    let marked = if marked.is_empty() { "\u{a0}".to_owned() } else { marked };
    html! {
        <li class={classes!("problem", class)} data-severity={word} data-line={problem.line.to_string()}>
            <p class="message"><strong>{ word }</strong>{ ": " }{ &problem.message }</p>
            <p class="place">{ format!("{}:{}:{}", problem.file, problem.line, problem.column) }</p>
            <pre><span class="number">{ problem.line }</span>{ before }<mark>{ marked }</mark>{ after }</pre>
            if let Some(help) = &problem.help {
                <p class="help">{ help }</p>
            }
        </li>
    }
}
