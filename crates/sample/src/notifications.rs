//! Notifications: received, counted, read.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Json, Router, routing};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use serde_json::{Value, json};

use crate::backend::Shared;
use crate::instant::Micros;
use crate::refusal::Refusal;
use crate::request::Id;
use crate::rows::Rows;
use crate::signal::Outbox;
use crate::token::Caller;

/// The newest so many are listed.
const LISTED: i64 = 100;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/notifications", routing::get(list))
        .route("/api/notifications/unread-count", routing::get(unread))
        .route("/api/notifications/read-all", routing::post(read_all))
        .route("/api/notifications/{id}/read", routing::post(read))
}

/// A notification.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Notification {
    /// `ntf_` and its number.
    id: String,
    title: String,
    body: String,
    created_at: Micros,
    read: bool,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Notification> {
    Ok(Notification {
        id: format!("ntf_{}", row.get::<_, i64>(0)?),
        title: row.get(1)?,
        body: row.get(2)?,
        created_at: row.get(3)?,
        read: row.get(4)?,
    })
}

/// Tells a person something, and signals `notification_received`.
pub(crate) fn notify(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    person: &str,
    title: &str,
    body: &str,
) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO notifications (person, title, body, created_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![person, title, body, Micros::now()])?;
    let id = format!("ntf_{}", db.last_insert_rowid());
    outbox.add(person, "notification_received", json!({ "notificationId": id, "title": title, "metadata": {} }));
    Ok(())
}

fn count_unread(db: &Transaction<'_>, person: &str) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT count(*) FROM notifications WHERE person = ?1 AND read = 0")?
        .query_row([person], |row| row.get(0))
}

/// Signals `notification_read`: the id, or null for all of them.
fn signal_read(outbox: &mut Outbox, person: &str, id: Option<&str>, unread: i64) {
    outbox.add(person, "notification_read", json!({ "notificationId": id, "unread": unread, "metadata": {} }));
}

/// Marks one as read. What was read before stays read, without a signal.
fn mark(db: &Transaction<'_>, outbox: &mut Outbox, person: &str, id: &str) -> Result<Notification, Refusal> {
    let missing = || Refusal::missing("notification", id);
    let n: i64 = id.strip_prefix("ntf_").and_then(|n| n.parse().ok()).ok_or_else(missing)?;
    let mut notification = db
        .prepare_cached(
            "SELECT n, title, body, created_at, read FROM notifications
             WHERE n = ?1 AND person = ?2",
        )?
        .query_row(params![n, person], from_row)
        .optional()?
        .ok_or_else(missing)?;
    if !notification.read {
        notification.read = true;
        db.prepare_cached("UPDATE notifications SET read = 1 WHERE n = ?1")?.execute([n])?;
        signal_read(outbox, person, Some(id), count_unread(db, person)?);
    }
    Ok(notification)
}

async fn list(State(backend): State<Shared>, caller: Caller) -> Result<Json<Rows<Notification>>, Refusal> {
    let rows = backend
        .store
        .read(move |db| {
            let rows = db
                .prepare_cached(
                    "SELECT n, title, body, created_at, read FROM notifications
                     WHERE person = ?1 ORDER BY created_at DESC, n DESC LIMIT ?2",
                )?
                .query_map(params![caller.person, LISTED], from_row)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(rows)
        })
        .await?;
    Ok(Json(Rows { rows }))
}

async fn unread(State(backend): State<Shared>, caller: Caller) -> Result<Json<Value>, Refusal> {
    let count = backend.store.read(move |db| Ok(count_unread(db, &caller.person)?)).await?;
    Ok(Json(json!({ "count": count })))
}

async fn read(State(backend): State<Shared>, caller: Caller, Id(id): Id) -> Result<Response, Refusal> {
    let committed = backend.store.write(move |db, outbox| mark(db, outbox, &caller.person, &id)).await?;
    Ok(committed.reply(StatusCode::OK))
}

async fn read_all(State(backend): State<Shared>, caller: Caller) -> Result<Response, Refusal> {
    let committed = backend
        .store
        .write(move |db, outbox| {
            let read = db
                .prepare_cached("UPDATE notifications SET read = 1 WHERE person = ?1 AND read = 0")?
                .execute([&caller.person])?;
            if read > 0 {
                signal_read(outbox, &caller.person, None, 0);
            }
            Ok(json!({ "read": read }))
        })
        .await?;
    Ok(committed.reply(StatusCode::OK))
}
