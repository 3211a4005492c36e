//! A failed request as a command line, so that it can be repeated outside and sent to a colleague.

use oriel_query::Failure;

/// The request of a failure for `curl`, without the token: where one is needed the shell's
/// variable `TOKEN` stands in its place.
///
/// ```
/// use oriel_query::{Failure, FailureKind};
/// use oriel_ui::curl::curl;
///
/// let failure = Failure {
///     kind: FailureKind::Status,
///     status: Some(500),
///     address: "GET http://localhost/api/it's".into(),
///     message: String::new(),
///     retryable: true,
///     ..Failure::default()
/// };
/// assert_eq!(
///     curl(&failure, true),
///     r#"curl -i -H "Authorization: Bearer $TOKEN" 'http://localhost/api/it'\''s'"#,
/// );
/// ```
#[must_use]
pub fn curl(failure: &Failure, needs_token: bool) -> String {
    let (method, address) = failure.address.split_once(' ').unwrap_or(("GET", &failure.address));
    let mut line = String::from("curl -i");
    if method != "GET" {
        line.push_str(" -X ");
        line.push_str(method);
    }
    if needs_token {
        line.push_str(r#" -H "Authorization: Bearer $TOKEN""#);
    }
    // Within single quotes a shell reads everything as it is, but for the quote itself.
    line.push_str(" '");
    line.push_str(&address.replace('\'', r"'\''"));
    line.push('\'');
    line
}
