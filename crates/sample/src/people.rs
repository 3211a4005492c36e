//! People: sign-in and sign-out, and the profile.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Json, Router, routing};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::backend::Shared;
use crate::instant::Micros;
use crate::refusal::Refusal;
use crate::request::{Body, text};
use crate::signal::Outbox;
use crate::token::{Caller, Token};

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/sign-in", routing::post(sign_in))
        .route("/api/session", routing::delete(sign_out))
        .route("/api/me", routing::get(profile).patch(change))
}

/// A profile.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Profile {
    id: String,
    name: String,
    email: String,
    phone: String,
    pub(crate) city: String,
    updated_at: Micros,
}

/// The fields of a profile to change; what is left out stays.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileChange {
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) city: Option<String>,
}

pub(crate) fn find(db: &Transaction<'_>, person: &str) -> Result<Profile, Refusal> {
    db.prepare_cached("SELECT id, name, email, phone, city, updated_at FROM people WHERE id = ?1")?
        .query_row([person], |row| {
            Ok(Profile {
                id: row.get(0)?,
                name: row.get(1)?,
                email: row.get(2)?,
                phone: row.get(3)?,
                city: row.get(4)?,
                updated_at: row.get(5)?,
            })
        })
        .optional()?
        .ok_or_else(|| Refusal::missing("profile", person))
}

/// Changes a profile and signals `profile_updated` with the names of the fields that differ now.
/// Without a difference nothing is written and nothing is signalled.
pub(crate) fn update(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    person: &str,
    change: &ProfileChange,
) -> Result<Profile, Refusal> {
    let mut profile = find(db, person)?;
    let mut changed = Vec::new();
    let fields = [
        ("name", &mut profile.name, &change.name, 80),
        ("email", &mut profile.email, &change.email, 120),
        ("phone", &mut profile.phone, &change.phone, 40),
        ("city", &mut profile.city, &change.city, 80),
    ];
    for (field, old, new, longest) in fields {
        if let Some(new) = new {
            let new = text(field, new, longest)?;
            if new != *old {
                *old = new;
                changed.push(field);
            }
        }
    }
    if changed.contains(&"email") && !plausible(&profile.email) {
        return Err(Refusal::invalid("bad_email", "email must look like name@example.org"));
    }
    if changed.is_empty() {
        return Ok(profile);
    }
    profile.updated_at = Micros::now();
    db.prepare_cached("UPDATE people SET name = ?2, email = ?3, phone = ?4, city = ?5, updated_at = ?6 WHERE id = ?1")?
        .execute(params![person, profile.name, profile.email, profile.phone, profile.city, profile.updated_at])?;
    outbox.add(person, "profile_updated", json!({ "person": person, "metadata": { "fields": changed } }));
    Ok(profile)
}

fn plausible(email: &str) -> bool {
    email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@') && !email.contains(' '))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    name: String,
}

async fn sign_in(State(backend): State<Shared>, Body(sign_in): Body<SignIn>) -> Result<Response, Refusal> {
    let token = Token::random();
    let committed = backend
        .store
        .write(move |db, _| {
            let person: Option<String> = db
                .prepare_cached("SELECT id FROM people WHERE id = lower(trim(?1))")?
                .query_row([&sign_in.name], |row| row.get(0))
                .optional()?;
            let person = person.ok_or_else(|| {
                Refusal::new(StatusCode::UNAUTHORIZED, "no_such_person", "sign in as ada, ben or cleo")
            })?;
            db.prepare_cached("INSERT INTO sessions VALUES (?1, ?2, ?3)")?.execute(params![
                token.secret(),
                person,
                Micros::now()
            ])?;
            Ok(json!({ "token": token.secret(), "person": person }))
        })
        .await?;
    Ok(committed.reply(StatusCode::OK))
}

/// Revokes the token that asks, and ends its sockets. A fixed token stays good.
async fn sign_out(State(backend): State<Shared>, caller: Caller) -> Result<Response, Refusal> {
    let token = caller.token.clone();
    let committed = backend
        .store
        .write(move |db, _| {
            db.prepare_cached("DELETE FROM sessions WHERE token = ?1")?.execute([token.secret()])?;
            Ok(())
        })
        .await?;
    if !caller.token.is_fixed() {
        backend.groups.sign_out(&caller.token);
        backend.fanout.signed_out(&caller);
    }
    Ok(committed.no_content())
}

async fn profile(State(backend): State<Shared>, caller: Caller) -> Result<Json<Profile>, Refusal> {
    let profile = backend.store.read(move |db| find(db, &caller.person)).await?;
    Ok(Json(profile))
}

async fn change(
    State(backend): State<Shared>,
    caller: Caller,
    Body(change): Body<ProfileChange>,
) -> Result<Response, Refusal> {
    let committed = backend.store.write(move |db, outbox| update(db, outbox, &caller.person, &change)).await?;
    Ok(committed.reply(StatusCode::OK))
}
