//! `Idempotency-Key`: a request that is sent again acts once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{self, Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::backend::{LARGEST_BODY, Shared};
use crate::refusal::Refusal;
use crate::token::{Caller, Token};

/// The header with the key. The first answer is repeated to every request that has the same key and is of the same
/// person.
pub(crate) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header of an answer that is repeated.
const REPEATED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// The longest key, in bytes.
const LONGEST_KEY: usize = 255;
/// How many answers are kept, over all persons; the oldest goes first.
const MOST: usize = 1024;
/// How long an answer is kept.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// The requests that had a key.
#[derive(Default)]
pub(crate) struct Once(Mutex<Known>);

#[derive(Default)]
struct Known {
    slots: HashMap<Name, Arc<Slot>>,
    /// In the order of their first request.
    order: VecDeque<(Instant, Name)>,
}

/// Whose key it is, and the key.
type Name = (String, String);

/// One key. Locked while its first request is under way.
struct Slot {
    /// What was asked with it. Another request with the same key is a mistake of the client.
    asked: (Method, Uri, Bytes),
    /// The answer, as soon as there is one that stays.
    answer: tokio::sync::Mutex<Option<Answer>>,
}

#[derive(Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body).into_response();
        *response.headers_mut() = self.headers;
        response
    }
}

impl Once {
    fn slot(&self, name: Name, asked: (Method, Uri, Bytes), now: Instant) -> Arc<Slot> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Known { slots, order } = &mut *known;
        let old = |(since, _): &(Instant, Name)| now.saturating_duration_since(*since) > KEPT;
        while order.front().is_some_and(old) {
            forget_oldest(slots, order);
        }
        if let Some(slot) = slots.get(&name) {
            return Arc::clone(slot);
        }
        if order.len() >= MOST {
            forget_oldest(slots, order);
        }
        let slot = Arc::new(Slot { asked, answer: tokio::sync::Mutex::default() });
        order.push_back((now, name.clone()));
        slots.insert(name, Arc::clone(&slot));
        slot
    }
}

fn forget_oldest(slots: &mut HashMap<Name, Arc<Slot>>, order: &mut VecDeque<(Instant, Name)>) {
    if let Some((_, oldest)) = order.pop_front() {
        slots.remove(&oldest);
    }
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
    let asked = (parts.method.clone(), parts.uri.clone(), content.clone());
    let slot = backend.once.slot((person, key.to_owned()), asked.clone(), Instant::now());
    if slot.asked != asked {
        let message = "this Idempotency-Key was sent with another request; make a new one for each action";
        return Err(Refusal::invalid("key_reused", message));
    }
    let mut kept = slot.answer.lock().await;
    if let Some(answer) = &*kept {
        let mut response = answer.clone().into_response();
        response.headers_mut().insert(REPEATED, HeaderValue::from_static("true"));
        return Ok(response);
    }
    let response = next.run(Request::from_parts(parts, Body::from(content))).await;
    let (parts, content) = response.into_parts();
    let body = body::to_bytes(content, usize::MAX).await.map_err(|error| Refusal::internal(error.to_string()))?;
    let answer = Answer { status: parts.status, headers: parts.headers, body };
    // What failed on this side did nothing, and may work the next time.
    if !answer.status.is_server_error() {
        *kept = Some(answer.clone());
    }
    Ok(answer.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(once: &Once, person: &str, key: &str, now: Instant) -> Arc<Slot> {
        once.slot((person.to_owned(), key.to_owned()), (Method::POST, Uri::default(), Bytes::new()), now)
    }

    #[test]
    fn a_key_is_known_for_a_day_and_of_many_the_newest() {
        let (once, start) = (Once::default(), Instant::now());
        let first = slot(&once, "ada", "1", start);
        assert!(Arc::ptr_eq(&first, &slot(&once, "ada", "1", start + KEPT)));
        assert!(!Arc::ptr_eq(&first, &slot(&once, "ben", "1", start)), "another person's key is another");
        let later = start + KEPT + Duration::from_millis(1);
        let second = slot(&once, "ada", "1", later);
        assert!(!Arc::ptr_eq(&first, &second), "it was forgotten");
        for n in 2..=MOST {
            slot(&once, "ada", &n.to_string(), later);
        }
        assert!(Arc::ptr_eq(&second, &slot(&once, "ada", "1", later)), "there is room for so many");
        slot(&once, "ada", "one too many", later);
        assert!(!Arc::ptr_eq(&second, &slot(&once, "ada", "1", later)));
    }
}
