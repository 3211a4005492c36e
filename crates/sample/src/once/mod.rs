//! `Idempotency-Key`: a request that is sent again acts once, in whichever process it arrives.

#[cfg(test)]
mod tests;

use std::time::Duration;

use axum::body::{self, Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::backend::{LARGEST_BODY, Shared};
use crate::instant::Micros;
use crate::refusal::Refusal;
use crate::store::COMMITTED_AT;
use crate::token::{Caller, Token};

/// The header with the key. The first answer is repeated to every request that has the same key and is of the same
/// person.
pub(crate) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header of an answer that is repeated.
const REPEATED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// The longest key, in bytes.
const LONGEST_KEY: usize = 255;
/// How many answers are kept, over all persons; the oldest goes first.
const MOST: i64 = 1024;
/// How long an answer is kept.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// A request that is under way for longer was cut off with its process.
const LONGEST: Duration = Duration::from_secs(30);
/// How often a request looks whether the first one with its key has been answered.
const LOOK: Duration = Duration::from_millis(20);

/// One key, and what was asked with it. Another request with the same key is a mistake of the client.
#[derive(Debug, Clone)]
struct Asked {
    person: String,
    key: String,
    /// Method and address.
    what: String,
    body: Vec<u8>,
}

#[derive(Debug, PartialEq)]
struct Answer {
    status: StatusCode,
    committed_at: Option<i64>,
    body: Vec<u8>,
}

/// What is known of a key.
#[derive(Debug, PartialEq)]
enum Known {
    /// Nothing until now: it is taken, and the request is to be answered.
    Taken,
    UnderWay,
    /// Its process ended before it could answer.
    CutOff,
    Other,
    Answered(Answer),
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let typed = (!self.body.is_empty()).then_some(HeaderValue::from_static("application/json"));
        let mut response = (self.status, self.body).into_response();
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_TYPE);
        headers.extend(typed.map(|json| (header::CONTENT_TYPE, json)));
        headers.extend(self.committed_at.map(|at| (COMMITTED_AT, at.into())));
        response
    }
}

impl Asked {
    /// Looks a key up, and takes it where it is new.
    fn take(&self, db: &Transaction<'_>, now: Micros) -> rusqlite::Result<Known> {
        forget(db, now)?;
        let found = db
            .prepare_cached(
                "SELECT asked = ?3 AND body = ?4, since, status, committed_at, answer FROM answers
                 WHERE person = ?1 AND key = ?2",
            )?
            .query_row(params![self.person, self.key, self.what, self.body], |row| {
                let since: Micros = row.get(1)?;
                Ok(match row.get::<_, Option<u16>>(2)? {
                    _ if !row.get(0)? => Known::Other,
                    None if now.0.saturating_sub(since.0) > micros(LONGEST) => Known::CutOff,
                    None => Known::UnderWay,
                    Some(status) => Known::Answered(Answer {
                        status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                        committed_at: row.get(3)?,
                        body: row.get(4)?,
                    }),
                })
            })
            .optional()?;
        if let Some(known) = found {
            return Ok(known);
        }
        db.prepare_cached("INSERT INTO answers (person, key, asked, body, since) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![self.person, self.key, self.what, self.body, now])?;
        Ok(Known::Taken)
    }

    /// Keeps the answer. What failed on this side did nothing, and may work the next time.
    fn answered(&self, db: &Transaction<'_>, answer: &Answer) -> rusqlite::Result<()> {
        if answer.status.is_server_error() {
            return db
                .prepare_cached("DELETE FROM answers WHERE person = ?1 AND key = ?2")?
                .execute([&self.person, &self.key])
                .map(drop);
        }
        db.prepare_cached(
            "UPDATE answers SET status = ?3, committed_at = ?4, answer = ?5 WHERE person = ?1 AND key = ?2",
        )?
        .execute(params![self.person, self.key, answer.status.as_u16(), answer.committed_at, answer.body])
        .map(drop)
    }
}

/// Forgets what is older than a day, and of the rest all but the newest.
fn forget(db: &Transaction<'_>, now: Micros) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM answers WHERE since < ?1")?.execute([now.0.saturating_sub(micros(KEPT))])?;
    // There is room for one more.
    db.prepare_cached("DELETE FROM answers WHERE n <= (SELECT max(n) FROM answers) - ?1")?.execute([MOST])?;
    Ok(())
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Answers a POST or PATCH that has a key; everything else goes on as it is.
pub(crate) async fn once(State(backend): State<Shared>, request: Request, next: Next) -> Response {
    let keyed = matches!(*request.method(), Method::POST | Method::PATCH);
    let Some(key) = request.headers().get(&KEY).filter(|_| keyed).cloned() else { return next.run(request).await };
    // Who may not ask at all is told so by the route.
    let Ok(caller) = Caller::identify(&backend, Token::from_headers(request.headers())).await else {
        return next.run(request).await;
    };
    // On a task of its own: the answer is kept even if the one who asked has gone, which is what keys are for.
    let answered = tokio::spawn(async move { answer(&backend, caller.person, &key, request, next).await });
    match answered.await {
        Ok(Ok(response)) => response,
        Ok(Err(refusal)) => refusal.into_response(),
        Err(_) => Refusal::internal("the sample could not answer; its log says why").into_response(),
    }
}

async fn answer(
    backend: &Shared,
    person: String,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let key = key.to_str().ok().filter(|key| (1..=LONGEST_KEY).contains(&key.len())).ok_or_else(|| {
        let message = format!("an Idempotency-Key has 1 to {LONGEST_KEY} visible ASCII characters");
        Refusal::new(StatusCode::BAD_REQUEST, "bad_key", message)
    })?;
    let (parts, content) = request.into_parts();
    let content = body::to_bytes(content, LARGEST_BODY).await.map_err(|_| {
        let message = format!("a body has {LARGEST_BODY} bytes at most");
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", message)
    })?;
    let what = format!("{} {}", parts.method, parts.uri);
    let asked = Asked { person, key: key.to_owned(), what, body: content.to_vec() };
    if let Some(answer) = known(backend, &asked).await? {
        let mut response = answer.into_response();
        response.headers_mut().insert(REPEATED, HeaderValue::from_static("true"));
        return Ok(response);
    }
    let response = next.run(Request::from_parts(parts, Body::from(content))).await;
    let (parts, content) = response.into_parts();
    let content = body::to_bytes(content, usize::MAX).await.map_err(|error| Refusal::internal(error.to_string()))?;
    keep(backend, asked, &parts, &content).await?;
    Ok(Response::from_parts(parts, Body::from(content)))
}

/// The answer that there is already, waited for where it is under way; `None`: the key is taken now.
async fn known(backend: &Shared, asked: &Asked) -> Result<Option<Answer>, Refusal> {
    loop {
        let taken = asked.clone();
        match backend.store.write(move |db, _| Ok(taken.take(db, Micros::now())?)).await?.value {
            Known::Taken => return Ok(None),
            Known::Answered(answer) => return Ok(Some(answer)),
            Known::UnderWay => tokio::time::sleep(LOOK).await,
            Known::Other => {
                let message = "this Idempotency-Key was sent with another request; make a new one for each action";
                return Err(Refusal::invalid("key_reused", message));
            }
            Known::CutOff => {
                let message = "the backend ended in the middle of this request; look whether it was done";
                return Err(Refusal::conflict("key_in_doubt", message));
            }
        }
    }
}

async fn keep(
    backend: &Shared,
    asked: Asked,
    parts: &axum::http::response::Parts,
    content: &Bytes,
) -> Result<(), Refusal> {
    let committed_at = parts.headers.get(COMMITTED_AT).and_then(|at| at.to_str().ok()?.parse().ok());
    let answer = Answer { status: parts.status, committed_at, body: content.to_vec() };
    backend.store.write(move |db, _| Ok(asked.answered(db, &answer)?)).await.map(drop)
}
