//! An answer that is there in whole: data, or why it is none.

use super::{Purpose, Reply, Request, links, refusal, words};
use crate::complaint;
use oriel_json::Content;
use oriel_query::{Data, Failure, FailureKind, Rows};
use oriel_socket::Token;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LINK};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::fmt::Write as _;
use std::time::SystemTime;

/// Status, headers and the body, uncompressed.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// What it means for a request.
    pub(super) fn judge(self, request: &Request, address: &str, token: Option<&Token>) -> Result<Reply, Failure> {
        if !self.status.is_success() {
            let now = SystemTime::now();
            let refused = refusal::of(self.status, &self.headers, &self.body, request.body.as_ref(), token, now);
            return Err(Failure { address: address.to_owned(), ..refused });
        }
        let links = self.headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
        let next = links.filter_map(links::next_of).next().map(str::to_owned);
        let failure = |kind, message: &str| Failure {
            kind,
            status: Some(self.status.as_u16()),
            address: address.to_owned(),
            message: words::line(message, token),
            ..Failure::default()
        };
        let data = match self.data(request.rows.as_deref()) {
            Ok(data) => data,
            // The status says that it is done, and there is nothing to show of it. Where the answer itself has to say
            // whether it is, one that cannot be read says nothing.
            Err(_) if request.purpose == Purpose::Action && !complaint::says_how_it_went(request.body.as_ref()) => {
                return Ok(Reply { data: self.text().into(), next, text: None });
            }
            // A page in place of an answer, or half of one, may be another the next time.
            Err(why) => {
                let message = format!("the answer is not JSON: {why}");
                return Err(Failure { retryable: true, ..failure(FailureKind::Decode, &message) });
            }
        };
        match request.body.as_ref().and_then(|asked| complaint::of(asked, data.rest())) {
            Some(complaint) => {
                let refused = refusal::complained(&complaint, request.body.as_ref(), token);
                Err(Failure { status: Some(self.status.as_u16()), address: address.to_owned(), ..refused })
            }
            None if complaint::says_nothing(request.body.as_ref(), request.purpose == Purpose::Action, data.rest()) => {
                let message = "the answer says neither what came of it nor what went wrong";
                Err(Failure { retryable: true, ..failure(FailureKind::Decode, message) })
            }
            None => {
                let text = (!self.is_lines() && !self.body.is_empty()).then_some(self.body);
                Ok(Reply { data, next, text })
            }
        }
    }

    /// Its JSON. Documents line by line are a list where the answer says that it is one. Of a list whose rows are kept as
    /// text no more than one is ever a tree.
    fn data(&self, rows: Option<&str>) -> Result<Data, String> {
        if let Some(rows) = rows.filter(|_| !self.is_lines()) {
            let names: Vec<String> =
                rows.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
            let mut text = String::with_capacity(self.body.len());
            // Writing into a text does not fail.
            let rest = oriel_json::read_apart(&self.body, &names, &mut |row| _ = writeln!(text, "{row}"));
            if let Some(rest) = rest {
                text.shrink_to_fit();
                return Ok(Data::of_rows(rest, rows, Rows::lines(text, 0)));
            }
        }
        let whole = self.whole().map(Data::from);
        whole.map(|data| match rows {
            Some(rows) => data.cut(rows, false),
            None => data,
        })
    }

    fn whole(&self) -> Result<Value, String> {
        if self.is_lines() {
            let documents = oriel_json::documents_of(&self.body);
            return documents.collect::<Result<_, _>>().map(Value::Array).map_err(|error| error.to_string());
        }
        if Content::of(&self.body) == Content::Empty {
            return Ok(Value::Null);
        }
        oriel_json::read(&self.body).map_err(|error| error.to_string())
    }

    /// JSON Lines, by the names that are in use.
    fn is_lines(&self) -> bool {
        let kind = self.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let names =
            ["ndjson", "x-ndjson", "jsonl", "jsonlines", "x-jsonlines", "json-seq", "json-lines", "stream+json"];
        kind.strip_prefix("application/").is_some_and(|name| names.contains(&name))
    }

    /// Its text, where it is text for people, such as `OK`.
    fn text(&self) -> Value {
        match Content::of(&self.body) {
            Content::Text => Value::from(String::from_utf8_lossy(&self.body).trim()),
            _ => Value::Null,
        }
    }
}

/// What an answer means, without any connection: for tests, and for the fuzzer.
///
/// - `sent`: the body of the request, where it had one.
/// - `is_action`: whether it was to change something.
/// - `token`: what must never be repeated.
///
/// # Errors
/// The failure that the cache would be told; its address is empty.
#[doc(hidden)]
pub fn judge(
    sent: Option<Value>,
    is_action: bool,
    token: Option<&Token>,
    status: u16,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Value, Failure> {
    let headers = headers.iter().filter_map(|(name, value)| super::request::header(name, value)).collect();
    let Ok(status) = StatusCode::from_u16(status) else { return Err(Failure::default()) };
    let request = Request {
        purpose: if is_action { Purpose::Action } else { Purpose::Query },
        method: if sent.is_some() { Method::POST } else { Method::GET },
        path: "/".to_owned(),
        params: Vec::new(),
        body: sent,
        headers: Vec::new(),
        rows: None,
    };
    let answer = Answer { status, headers, body: body.to_vec() };
    answer.judge(&request, "", token).map(|reply| reply.data.into())
}
