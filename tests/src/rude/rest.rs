//! What it answers over HTTP.

use super::backend::Shared;
use super::fault::{After, At, Does, Manner, To};
use super::http::{self, Answer, Framing, Request};
use std::io;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

/// Before a path that was moved, and is served all the same.
const MOVED: &str = "/moved";
/// Before a path that leads away.
const ASTRAY: &str = "/astray";

/// Answers one request. Whether the connection goes on.
pub(super) async fn answer(stream: &mut TcpStream, request: &Request, shared: &Shared) -> io::Result<bool> {
    if let Some(path) = request.target.strip_prefix(ASTRAY) {
        let there = Answer::bare(302).with("Location", format!("http://{}{path}", shared.away));
        return say(stream, &there).await;
    }
    if request.path() == "/login" {
        let page =
            "<!doctype html><html><head><title>Sign in</title></head><body><form method=post></form></body></html>";
        return say(stream, &Answer::of(200, "text/html", page)).await;
    }
    if let Some(target) = request.target.strip_prefix(MOVED) {
        let moved = Request { target: target.to_owned(), ..request.clone() };
        return say(stream, &work(&moved, shared)).await;
    }
    let at = if matches!(request.method.as_str(), "GET" | "HEAD") { At::Read } else { At::Write };
    let Some(does) = shared.strikes(at, request.path()) else {
        return say(stream, &work(request, shared)).await;
    };
    strike(does, stream, request, shared).await
}

/// A fault strikes. Whether the connection goes on.
pub(super) async fn strike(does: Does, stream: &mut TcpStream, request: &Request, shared: &Shared) -> io::Result<bool> {
    match does {
        Does::Answers { with, done } => {
            if done {
                work(request, shared);
            }
            say(stream, &with()).await
        }
        Does::Rewrites(how) => say(stream, &how(work(request, shared))).await,
        Does::Redirects { status, to } => say(stream, &redirection(status, to, request, shared)).await,
        Does::Breaks { after, done } => {
            // The break is of the answer: what it would have been.
            let whole = if done || request.method == "GET" { work(request, shared) } else { Answer::json(200, "{}") };
            http::write(stream, &part(after, whole)).await?;
            Ok(false)
        }
        Does::Silent { done } => {
            if done {
                work(request, shared);
            }
            // Until the client gives up.
            let mut nothing = [0; 64];
            while stream.read(&mut nothing).await? > 0 {}
            Ok(false)
        }
        Does::Late(by) => {
            tokio::time::sleep(by).await;
            say(stream, &work(request, shared)).await
        }
        Does::Unless { asked, with } if !asked(request) => say(stream, &with()).await,
        Does::Unless { .. } | Does::Says(_) | Does::Closes(..) | Does::Is(_) => {
            say(stream, &work(request, shared)).await
        }
    }
}

async fn say(stream: &mut TcpStream, answer: &Answer) -> io::Result<bool> {
    http::write(stream, &answer.bytes()).await?;
    Ok(answer.keeps_open())
}

fn redirection(status: u16, to: To, request: &Request, shared: &Shared) -> Answer {
    let (target, home, away) = (&request.target, shared.home, shared.away);
    let address = match to {
        To::Away => format!("http://{away}{target}"),
        To::AwayWithoutScheme => format!("//{away}{target}"),
        To::OtherName => format!("http://localhost:{}{target}", home.port()),
        To::HomeThenAway => format!("{ASTRAY}{target}"),
        To::Home => format!("{MOVED}{target}"),
        To::HomeByTls => format!("https://{home}{target}"),
        To::HomeInFull => format!("http://{home}{MOVED}{target}"),
        To::Itself => target.clone(),
        To::Login => "/login".to_owned(),
        To::Nowhere => return Answer::bare(status),
    };
    Answer::bare(status).with("Location", address)
}

/// What of an answer leaves before the end.
fn part(after: After, mut whole: Answer) -> Vec<u8> {
    match after {
        After::Nothing => Vec::new(),
        After::HalfTheHead => b"HTTP/1.1 200 OK\r\nContent-Ty".to_vec(),
        After::HalfTheBody => {
            let bytes = whole.bytes();
            bytes[..bytes.len() - whole.body.len().div_ceil(2)].to_vec()
        }
        After::HalfTheChunks => {
            whole.framing = Framing::Chunked;
            let bytes = whole.bytes();
            bytes[..bytes.len() - whole.body.len() / 2].to_vec()
        }
        After::HalfAsIfWhole => {
            whole.body.truncate(whole.body.len() / 2);
            whole.bytes()
        }
    }
}

/// Does what is asked, as a good backend would.
fn work(request: &Request, shared: &Shared) -> Answer {
    if !shared.accepts(request) {
        return Answer::json(401, r#"{"error":{"message":"the token is not known"}}"#);
    }
    let path = request.path();
    let missing = || Answer::json(404, r#"{"error":{"message":"there is nothing there"}}"#);
    match (request.method.as_str(), path) {
        ("GET", "/items") => Answer::json(200, shared.world(|world| world.items())),
        ("GET", "/balance") => Answer::json(200, shared.world(|world| world.balance())),
        ("GET", "/pages") => Answer::json(200, page(request, shared)),
        ("GET", "/empty") => Answer::bare(204),
        ("GET", _) => {
            let item = path.strip_prefix("/items/").and_then(|id| shared.world(|world| world.item(id)));
            item.map_or_else(missing, |item| Answer::json(200, item))
        }
        _ => once(request, shared).unwrap_or_else(missing),
    }
}

fn page(request: &Request, shared: &Shared) -> String {
    let cursor = request.param("cursor").unwrap_or_default();
    let asked = cursor.trim_start_matches("c").parse::<u64>().unwrap_or(0);
    if shared.has(Manner::EndlessEmptyPages) {
        return format!(r#"{{"items":[],"next":"c{}"}}"#, asked + 1);
    }
    if shared.has(Manner::SameCursorAgain) {
        return r#"{"items":[{"id":1,"name":"again","amount":1,"revision":0}],"next":"c1"}"#.to_owned();
    }
    if shared.has(Manner::CursorsInACircle) {
        return format!(
            r#"{{"items":[{{"id":1,"name":"again","amount":1,"revision":0}}],"next":"c{}"}}"#,
            3 - asked.clamp(1, 2)
        );
    }
    shared.world(|world| world.page(cursor.parse().unwrap_or(0)))
}

/// What changes something; the same answer again to a key that was seen before.
fn once(request: &Request, shared: &Shared) -> Option<Answer> {
    let key = request.header("idempotency-key").to_owned();
    if let Some(body) = shared.world(|world| world.once.get(&key).cloned()) {
        return Some(Answer::json(200, body));
    }
    let answer = change(request, shared)?;
    if !key.is_empty() {
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        shared.world(|world| world.once.insert(key, body));
    }
    shared.keep();
    Some(answer)
}

fn change(request: &Request, shared: &Shared) -> Option<Answer> {
    let rest = request.path().strip_prefix("/items/")?;
    let id = rest.split('/').next().unwrap_or_default();
    let mark = member(&request.body, "mark").unwrap_or_default().trim_matches('"').to_owned();
    let amount = member(&request.body, "amount").map(str::to_owned);
    shared.world(|world| world.find(id).map(|_| ()))?;
    if !mark.is_empty() {
        shared.world(|world| world.did(&mark));
    }
    shared.change(id, amount);
    shared.world(|world| world.item(id)).map(|item| Answer::json(200, item))
}

/// The text of a member of a flat object, as it was written.
#[must_use]
pub(super) fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = json.split_once(&format!("\"{name}\":"))?;
    let after = after.trim_start();
    let end = if let Some(text) = after.strip_prefix('"') {
        text.find('"').map(|end| end + 2)
    } else {
        after.find([',', '}'])
    };
    Some(after[..end?].trim_end())
}

#[cfg(test)]
mod tests {
    use super::member;

    #[test]
    fn a_member_is_read_as_it_was_written() {
        let body = r#"{"mark":"m,1","amount":1.50,"last":7}"#;
        assert_eq!(member(body, "mark"), Some("\"m,1\""));
        assert_eq!(member(body, "amount"), Some("1.50"));
        assert_eq!(member(body, "last"), Some("7"));
        assert_eq!(member(body, "none"), None);
    }
}
