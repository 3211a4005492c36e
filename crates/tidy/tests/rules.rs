//! The rules, one by one.
#![allow(clippy::unwrap_used)]

use oriel_tidy::{TidyError, tidy};

fn tidies(before: &str, after: &str) {
    assert_eq!(tidy(before).unwrap(), after);
    assert_eq!(tidy(after).unwrap(), after, "twice is once");
}

#[test]
fn equals_signs_of_a_run_are_aligned() {
    tidies("a=1\nlong  =  2\n", "a    = 1\nlong = 2\n");
}

#[test]
fn comments_blank_lines_and_tables_end_a_run() {
    tidies(
        "a = 1\n# of b\nlonger = 2\n\nc = 3\n[t]\nlongest = 4\nd=5",
        "a = 1\n# of b\nlonger = 2\n\nc = 3\n\n[t]\nlongest = 4\nd       = 5\n",
    );
}

#[test]
fn very_wide_keys_stand_aside_in_a_column_of_their_own() {
    tidies(
        "[events]\n\"https://events.example.com/contents/v1#save\"=[\"files\"]\na=[]\nlong=[]\n",
        "[events]\n\"https://events.example.com/contents/v1#save\" = [\"files\"]\na    = []\nlong = []\n",
    );
    tidies(
        "\"https://events.example.com/contents/v1#save\"=[]\nlong=[]\n\"https://events.example.com/contents/v1#delete\"=[]\na=[]\n",
        "\"https://events.example.com/contents/v1#save\"   = []\nlong = []\n\"https://events.example.com/contents/v1#delete\" = []\na    = []\n",
    );
}

#[test]
fn one_blank_line_stands_between_tables_and_above_the_comment_of_one() {
    tidies(
        "\n\ntitle = \"a\"\n\n\n\n[vars]\na = 1\n# The backend.\n[backend]\n[[windows]]\n\n",
        "title = \"a\"\n\n[vars]\na = 1\n\n# The backend.\n[backend]\n\n[[windows]]\n",
    );
}

#[test]
fn spaces_within_values_and_heads_are_those_of_the_manual() {
    tidies(
        "[ a . 'b c' ]\nx={a=1,b=[ 1,2 , ],c={ }}\n y . z = [ ]\n",
        "[a.'b c']\nx   = { a = 1, b = [1, 2], c = {} }\ny.z = []\n",
    );
}

#[test]
fn a_long_list_of_tables_has_one_a_line_and_a_long_table_stays() {
    let column = "{ field = \"a-rather-long-name-of-a-field\", format = \"datetime\" }";
    tidies(&format!("columns = [{column}, {column}]"), &format!("columns = [\n  {column},\n  {column},\n]\n"));
    let table = format!("set = {{ a = \"{}\", b = 1 }}\n", "x".repeat(120));
    tidies(&table, &table);
    let alone = format!("invalidate = [{{ query = \"{}\" }}]\n", "x".repeat(120));
    tidies(&alone, &alone);
}

#[test]
fn line_breaks_in_a_list_are_the_authors_and_its_last_entry_has_a_comma() {
    tidies(
        "rows = [\n [\"a\",\"b\"],   # the first\n\n\n\t[\"c\"]\n  # the end\n ]\nn=1",
        "rows = [\n  [\"a\", \"b\"],   # the first\n\n  [\"c\"],\n  # the end\n]\nn    = 1\n",
    );
}

#[test]
fn comments_in_a_column_stay_in_a_column_and_others_keep_their_distance() {
    tidies("event = \"/e\"   # name\nid = \"/d\"      # data\n", "event = \"/e\"   # name\nid    = \"/d\"   # data\n");
    tidies("event = \"/e\" # name\nid = \"/d\"# data  \n", "event = \"/e\" # name\nid    = \"/d\" # data\n");
}

#[test]
fn tabs_line_ends_and_a_mark_at_the_start_are_mended() {
    tidies("\u{feff}a\t=\t1\t\r\n\r\n[t] \r\n\tb = 2 # c \t\r\n", "a = 1\n\n[t]\nb = 2 # c\n");
}

#[test]
fn texts_of_several_lines_keep_every_character() {
    let text = "about = \"\"\"\n  indented,  \n\ttabbed # no comment\n\"\"\"\nt     = '''\n a = 1\n'''\n";
    tidies(text, text);
}

#[test]
fn what_is_no_toml_is_told_with_its_place() {
    let error = tidy("a = 1\nb = = 2\n").unwrap_err();
    assert!(matches!(error, TidyError::Syntax { line: 2, column: 5, .. }), "{error:?}");
    assert!(error.to_string().starts_with("line 2, column 5: "), "{error}");
}

#[test]
fn an_empty_file_stays_empty() {
    tidies("", "");
    tidies("\n \n\t\n", "");
}

#[test]
fn quoted_names_are_aligned_as_bare_ones_are() {
    tidies(
        "[events]\n\"notification/runtime-deploy\"=[\"flows\"]\nopened=[\"flows\"]\n'it is'=[]\n\"größe\"=[]\n",
        "[events]\n\"notification/runtime-deploy\" = [\"flows\"]\nopened                        = [\"flows\"]\n'it is'                       = []\n\"größe\"                       = []\n",
    );
}
