//! Requests that a backend sends elsewhere: nothing leaves its origin, and nothing changes its meaning on the way.

use crate::scripted::{SECRET, Scripted, acted, asked, failed, json, key, opened, redirect, session, uncertain};
use oriel_query::FailureKind;
use oriel_wire::Acted;
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};

/// Another host, which would answer everything with what looks like data.
async fn elsewhere() -> Scripted {
    Scripted::start(|_| json(r#"{"items":[{"id":"of another host"}]}"#)).await
}

#[tokio::test]
async fn a_query_that_is_redirected_to_another_port_takes_nothing_there() {
    for status in [301, 302, 303, 307, 308] {
        let other = elsewhere().await;
        let to = format!("http://{}/api/orders?state=open", other.address);
        let backend = Scripted::start(move |_| redirect(status, &to)).await;
        let failure = asked(&session(&backend), "orders").await.unwrap_err();
        assert_eq!(other.heard().len(), 0, "{status}: the other host heard something");
        assert_eq!((failure.kind, failure.status), (FailureKind::Status, Some(status)));
        let (ours, theirs) = (backend.address, other.address);
        let words = format!(
            "it redirects to http://{theirs}/api/orders, another origin than http://{ours}; nothing was sent there. If the \
             backend is there, write base = \"http://{theirs}/api\""
        );
        assert_eq!(failure.message, words);
        assert_eq!(backend.heard().len(), 1, "{status}: it is asked once");
        assert_eq!(backend.heard()[0].headers["x-api-key"], SECRET);
    }
}

#[tokio::test]
async fn an_upgrade_to_https_is_another_origin() {
    let backend =
        Scripted::start(|heard| redirect(301, &format!("https://{}{}", heard.headers["host"], heard.target))).await;
    let failure = asked(&session(&backend), "orders").await.unwrap_err();
    let fix = format!("write base = \"https://{}/api\"", backend.address);
    assert!(failure.message.ends_with(&fix), "{}", failure.message);
}

#[tokio::test]
async fn a_query_is_followed_at_its_own_origin_with_all_that_it_carries() {
    for status in [301, 302, 303, 307, 308] {
        let backend = Scripted::start(move |heard| match heard.target.as_str() {
            "/api/orders?state=open" => redirect(status, "/api/orders/?state=open"),
            "/api/orders/?state=open" => redirect(status, "elsewhere?state=open"),
            _ => json(r#"{"items":[{"id":1}]}"#),
        })
        .await;
        let data = asked(&session(&backend), "orders").await.unwrap();
        assert_eq!(data, json!({ "items": [{ "id": 1 }] }));
        let heard = backend.heard();
        assert_eq!(heard.len(), 3);
        assert_eq!(heard[2].target, "/api/orders/elsewhere?state=open");
        assert!(heard.iter().all(|one| one.headers["x-api-key"] == SECRET && one.headers["x-tenant"] == "blue"));
    }
}

#[tokio::test]
async fn a_second_redirect_leaves_as_little_as_the_first() {
    let other = elsewhere().await;
    let to = format!("http://{}/", other.address);
    let backend = Scripted::start(move |heard| match heard.target.as_str() {
        "/api/near" => redirect(307, &to),
        _ => redirect(307, "/api/near"),
    })
    .await;
    let session = session(&backend);
    assert!(asked(&session, "orders").await.unwrap_err().message.contains("another origin"));
    assert!(failed(&session, "note").await.message.contains("another origin"));
    assert_eq!(other.heard().len(), 0);
}

#[tokio::test]
async fn a_circle_is_an_error_at_once() {
    let backend = Scripted::start(|heard| match heard.target.as_str() {
        "/api/a" => redirect(302, "/api/b"),
        _ => redirect(302, "/api/a"),
    })
    .await;
    let failure = asked(&session(&backend), "orders").await.unwrap_err();
    assert_eq!(failure.message, "the backend redirects in a circle: /api/orders → /api/a → /api/b → /api/a");
    assert_eq!(backend.heard().len(), 3);
    assert!(failure.retryable, "it may redirect in passing");
}

#[tokio::test]
async fn a_query_that_was_redirected_in_passing_is_asked_again() {
    for detour in
        [redirect(302, "http://127.0.0.1:9/portal"), redirect(302, "/api/orders?state=open"), redirect(304, "")]
    {
        let first = AtomicBool::new(true);
        let backend = Scripted::start(move |_| {
            let first = first.swap(false, Ordering::Relaxed);
            if first { detour.clone() } else { json(r#"{"items":[]}"#) }
        })
        .await;
        let session = session(&backend);
        let (window, failure) = opened(&session, "orders").await;
        assert!(failure.unwrap().retryable);
        let key = key(&session, "orders");
        window.until("data", |sight| sight.data(&key).is_some()).await;
    }
    let backend = Scripted::start(|_| redirect(302, "http://127.0.0.1:9/portal")).await;
    assert!(!uncertain(&session(&backend), "note").await.retryable, "an action is not");
}

#[tokio::test]
async fn the_path_at_the_end_of_redirects_shows_no_token_and_is_bounded() {
    for path in [format!("/api/{SECRET}/x"), format!("/{}", "x".repeat(5000))] {
        let to = path.clone();
        let backend =
            Scripted::start(
                move |heard| {
                    if heard.target == to { crate::scripted::answer(404, "", "") } else { redirect(302, &to) }
                },
            )
            .await;
        let failure = asked(&session(&backend), "orders").await.unwrap_err();
        assert!(failure.message.contains("(redirected to /") && !failure.message.contains("s3cret"), "{failure}");
        assert!(failure.message.len() < 1000, "{}", failure.message.len());
    }
}

#[tokio::test]
async fn a_write_is_repeated_only_where_the_redirect_keeps_what_it_is() {
    for status in [307, 308] {
        let backend = Scripted::start(move |heard| match heard.target.as_str() {
            "/api/note" => redirect(status, "/api/note/"),
            _ => json(r#"{"done":true}"#),
        })
        .await;
        let acted = acted(&session(&backend), "note").await;
        assert!(matches!(&acted, Acted::Done { data } if data["done"] == true), "{acted:?}");
        let heard = backend.heard();
        assert_eq!((heard.len(), heard[1].method.as_str()), (2, "POST"));
        assert_eq!((&heard[1].body, &heard[1].headers["x-api-key"]), (&heard[0].body, &SECRET.to_owned()));
    }
}

#[tokio::test]
async fn a_write_that_is_redirected_is_never_done_and_never_becomes_a_get() {
    for status in [302, 303] {
        let other = elsewhere().await;
        let to = format!("http://{}/done", other.address);
        let backend = Scripted::start(move |heard| match heard.target.as_str() {
            "/api/note" => redirect(status, "/login?next=/api/note"),
            "/api/pay" => redirect(status, &to),
            _ => json("{}"),
        })
        .await;
        let session = session(&backend);
        let failure = uncertain(&session, "note").await;
        let words = "it answered with a redirect to /login, which does not say whether it happened; that looks like a page to sign in at";
        assert_eq!(failure.message, words);
        assert!(uncertain(&session, "pay").await.message.contains("another origin"));
        assert_eq!((backend.heard().len(), other.heard().len()), (2, 0), "nothing was followed");
    }
    let backend = Scripted::start(|heard| redirect(301, &format!("{}/", heard.target))).await;
    let session = session(&backend);
    for action in ["note", "pay", "put", "drop"] {
        let failure = failed(&session, action).await;
        assert_eq!(
            failure.message,
            format!("it did not happen: its address is now /api/{action}/; write that path on the board")
        );
    }
    assert_eq!(backend.heard().len(), 4);
}

#[tokio::test]
async fn a_query_that_posts_is_followed_to_its_result() {
    let backend = Scripted::start(|heard| match (heard.method.as_str(), heard.target.as_str()) {
        ("POST", "/api/search") => redirect(303, "/api/results/1"),
        ("GET", "/api/results/1") => json("[1]"),
        _ => json("\"wrong\""),
    })
    .await;
    assert_eq!(asked(&session(&backend), "search").await.unwrap(), json!([1]));
    assert_eq!(backend.heard()[1].body, "");
}

#[tokio::test]
async fn a_login_page_behind_a_redirect_says_so() {
    let backend = Scripted::start(|heard| {
        if heard.target.starts_with("/login") {
            return crate::scripted::answer(
                200,
                "Content-Type: text/html\r\n",
                "<!DOCTYPE html><title>Sign in</title>",
            );
        }
        redirect(302, "/login?next=/api/orders")
    })
    .await;
    let failure = asked(&session(&backend), "orders").await.unwrap_err();
    assert_eq!(failure.message, "the answer is not JSON: it is a web page (HTML), \"Sign in\" (redirected to /login)");
    assert_eq!(failure.kind, FailureKind::Decode);
}
