//! How a problem looks.

use oriel_board::{Problem, Severity};

#[test]
fn a_problem_is_drawn_with_its_line_underlined_and_the_mend_behind() {
    let problem = Problem {
        severity: Severity::Error,
        message: "query \"transaction\" is not defined".into(),
        help: Some("did you mean \"transactions\"?".into()),
        file: "accounts.toml".into(),
        line: 31,
        column: 26,
        length: 13,
        text: "invalidate = [\"balance\", \"transaction\"]".into(),
    };
    let drawn = "\
error: query \"transaction\" is not defined
  --> accounts.toml:31:26
   |
31 | invalidate = [\"balance\", \"transaction\"]
   |                          ^^^^^^^^^^^^^ did you mean \"transactions\"?";
    assert_eq!(problem.to_string(), drawn);
}

#[test]
fn problems_come_in_the_order_of_the_file() {
    let text = "board = 2\ntitle = 1\nextra = 1\n[backend]\nbase = 1\n";
    let problems = oriel_board::parse("x.toml", text).unwrap_err();
    let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [1, 2, 3, 5]);
}

#[test]
fn what_the_file_holds_does_not_steer_the_terminal() {
    let problems = oriel_board::parse("x.toml", "title = \"\u{1b}[2Jboo\u{7}\"\r\n").unwrap_err();
    let drawn = problems[0].to_string();
    assert!(!drawn.contains(['\u{1b}', '\u{7}', '\r']), "{drawn:?}");
}

#[test]
fn windows_line_ends_do_not_move_the_place() {
    let problems =
        oriel_board::parse("x.toml", "board = 1\r\ntitle = 5\r\n[backend]\r\nbase = \"http://h\"\r\n").unwrap_err();
    assert_eq!((problems[0].line, problems[0].column, problems[0].length), (2, 9, 1));
    assert_eq!(problems[0].text, "title = 5");
}
