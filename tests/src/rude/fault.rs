//! Faults by name. Each is one thing that real backends, proxies and networks do.

use super::http::{Answer, Framing};
use std::time::Duration;

/// Where a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A GET of data.
    Read,
    /// Any other method.
    Write,
    /// The request that opens a socket or a stream.
    Handshake,
    /// Right after a socket or a stream was opened.
    Opened,
    /// Each signal on its way.
    Signal,
    /// The way in which the backend numbers, remembers and repeats.
    Manner,
}

/// What happens there.
#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// Answers this instead. `done`: only after it did what was asked.
    Answers {
        /// What.
        with: fn() -> Answer,
        /// The work was done.
        done: bool,
    },
    /// Does what was asked and writes its answer otherwise.
    Rewrites(fn(Answer) -> Answer),
    /// Leads elsewhere.
    Redirects {
        /// With this status.
        status: u16,
        /// Where to.
        to: To,
    },
    /// The connection ends. `done`: after it did what was asked.
    Breaks {
        /// How much of the answer leaves before.
        after: After,
        /// The work was done.
        done: bool,
    },
    /// Nothing comes, for as long as the client waits.
    Silent {
        /// The work was done.
        done: bool,
    },
    /// The answer comes late.
    Late(Duration),
    /// Answers only those who ask in a certain way, and others like this.
    Unless {
        /// Asked well?
        asked: fn(&super::http::Request) -> bool,
        /// For those who did not.
        with: fn() -> Answer,
    },
    /// A frame like this in place of the signal's own, which is handed in.
    Says(fn(&str) -> Vec<Said>),
    /// Closes, with this code.
    Closes(u16, &'static str),
    /// See [`Manner`].
    Is(Manner),
}

/// What goes over a socket in place of a signal. Over a stream only text does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A frame of text, or of what claims to be one.
    Text(Vec<u8>),
    /// A frame of bytes.
    Binary(Vec<u8>),
    /// A message in two frames.
    Halves(String),
    /// Bytes that are no frame at all.
    Raw(Vec<u8>),
    /// The connection ends.
    End,
}

/// Where a redirection leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// Another port of this host, path and query kept.
    Away,
    /// The same, as an address without a scheme.
    AwayWithoutScheme,
    /// Another name of this host, on the same port.
    OtherName,
    /// First another path here, and away from there.
    HomeThenAway,
    /// The same path in another spelling here, which works.
    Home,
    /// Here, by TLS, which is not spoken here.
    HomeByTls,
    /// Here, the whole address written out.
    HomeInFull,
    /// Itself.
    Itself,
    /// A page where people sign in, here.
    Login,
    /// Nowhere: the header is missing.
    Nowhere,
}

/// How much of an answer leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Nothing,
    /// Half of the head.
    HalfTheHead,
    /// The head, and half of the body.
    HalfTheBody,
    /// The same in chunks, without the last one.
    HalfTheChunks,
    /// Half of the body, and then the end as if it were whole.
    HalfAsIfWhole,
}

/// Ways of a backend that no single request shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The ids of a stream begin anew with each connection; nothing is repeated.
    IdsBeginAnew,
    /// The ids go on, and `Last-Event-ID` is ignored.
    IdsWithoutReplay,
    /// Each id is the same.
    IdsAllAlike,
    /// Socket.IO says that it recovered a session and repeats nothing.
    RecoveryThatLies,
    /// Streams are repeated, as the standard means it.
    Replays,
    /// Signals carry the balance itself.
    Pushes,
    /// Signals are not sent at all.
    Mute,
    /// `/pages` ends never: empty pages, each with a cursor to another.
    EndlessEmptyPages,
    /// `/pages` ends never, and says the same cursor over and over.
    SameCursorAgain,
    /// `/pages` ends never: two cursors that lead to each other.
    CursorsInACircle,
}

/// A fault with a name.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// In small letters, with hyphens.
    pub name: &'static str,
    /// The kind that it belongs to.
    pub kind: &'static str,
    /// Who does that.
    pub about: &'static str,
    /// Where it strikes.
    pub at: At,
    /// What happens.
    pub does: Does,
}

/// The fault of this name.
#[must_use]
pub fn fault(name: &str) -> Option<&'static Fault> {
    FAULTS.iter().find(|fault| fault.name == name)
}

const fn read(name: &'static str, about: &'static str, with: fn() -> Answer) -> Fault {
    Fault { name, kind: "stuck", about, at: At::Read, does: Does::Answers { with, done: false } }
}

const fn cut(name: &'static str, about: &'static str, after: After) -> Fault {
    Fault { name, kind: "stuck", about, at: At::Read, does: Does::Breaks { after, done: false } }
}

const fn odd(name: &'static str, about: &'static str, how: fn(Answer) -> Answer) -> Fault {
    Fault { name, kind: "almost-json", about, at: At::Read, does: Does::Rewrites(how) }
}

const fn said(name: &'static str, about: &'static str, how: fn(&str) -> Vec<Said>) -> Fault {
    Fault { name, kind: "frame", about, at: At::Signal, does: Does::Says(how) }
}

const fn shake(name: &'static str, about: &'static str, with: fn() -> Answer) -> Fault {
    Fault { name, kind: "refused", about, at: At::Handshake, does: Does::Answers { with, done: false } }
}

const fn ends(name: &'static str, about: &'static str, code: u16, reason: &'static str) -> Fault {
    Fault { name, kind: "refused", about, at: At::Opened, does: Does::Closes(code, reason) }
}

const fn leads(name: &'static str, at: At, status: u16, to: To) -> Fault {
    Fault { name, kind: "elsewhere", about: "a redirection", at, does: Does::Redirects { status, to } }
}

const fn did(name: &'static str, about: &'static str, with: fn() -> Answer) -> Fault {
    Fault { name, kind: "ended", about, at: At::Write, does: Does::Answers { with, done: true } }
}

const fn refuses(name: &'static str, about: &'static str, with: fn() -> Answer) -> Fault {
    Fault { name, kind: "ended", about, at: At::Write, does: Does::Answers { with, done: false } }
}

const fn form(name: &'static str, about: &'static str, with: fn() -> Answer) -> Fault {
    Fault { name, kind: "form", about, at: At::Write, does: Does::Answers { with, done: false } }
}

const fn is(name: &'static str, kind: &'static str, about: &'static str, manner: Manner) -> Fault {
    Fault { name, kind, about, at: At::Manner, does: Does::Is(manner) }
}

fn html(status: u16, title: &str) -> Answer {
    Answer::of(
        status,
        "text/html",
        format!("<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"),
    )
}

fn over(mut answer: Answer, how: impl FnOnce(String) -> Vec<u8>) -> Answer {
    answer.body = how(String::from_utf8_lossy(&answer.body).into_owned());
    answer
}

/// Something else in the place of the first item's name.
fn named(answer: Answer, name: &'static str) -> Answer {
    over(answer, |body| body.replacen(r#""name":"item 0""#, &format!(r#""name":{name}"#), 1).into_bytes())
}

/// In the year, month, day and time of day that headers have, this many seconds from now.
fn date_in(seconds: u64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    let at = now + seconds;
    let (days, time) = (at / 86_400, at % 86_400);
    // Civil from days, after Howard Hinnant.
    let z = i64::try_from(days).unwrap_or(0) + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][usize::try_from(days % 7).unwrap_or(0)];
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name = months[usize::try_from(month - 1).unwrap_or(0)];
    format!("{weekday}, {day:02} {name} {year} {:02}:{:02}:{:02} GMT", time / 3600, time % 3600 / 60, time % 60)
}

fn after_event(text: &str, what: &str) -> String {
    text.replacen(r#""changed""#, what, 1)
}

/// Every fault. A new one is a line here.
#[rustfmt::skip]
pub const FAULTS: &[Fault] = &[
    // Stuck: what passes, if one only asks again.
    read("unavailable", "a deploy", || Answer::of(503, "text/plain", "upstream is away")),
    read("unavailable-bare", "a balancer without backends", || Answer::bare(503)),
    read("unavailable-for-seconds", "503 with Retry-After in seconds", || Answer::json(503, r#"{"error":"maintenance"}"#).with("Retry-After", "7")),
    read("unavailable-until", "503 with Retry-After as a date", || Answer::json(503, r#"{"error":"maintenance"}"#).with("Retry-After", date_in(9))),
    read("too-many", "429 with Retry-After", || Answer::json(429, r#"{"message":"slow down"}"#).with("Retry-After", "5")),
    read("too-many-for-hours", "429 with a Retry-After of two hours", || Answer::json(429, r#"{"message":"slow down"}"#).with("Retry-After", "7200")),
    read("too-many-said-badly", "Retry-After that is neither", || Answer::json(429, r#"{"message":"slow down"}"#).with("Retry-After", "soon")),
    read("too-many-for-a-fraction", "Retry-After with a fraction, as some limiters write it", || Answer::json(429, r#"{"message":"slow down"}"#).with("Retry-After", "2.5")),
    read("too-many-until-yesterday", "Retry-After as a date that has passed, of a server whose clock is behind", || Answer::json(429, r#"{"message":"slow down"}"#).with("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")),
    read("too-many-for-less-than-nothing", "a negative Retry-After, of limiters that subtract", || Answer::json(429, r#"{"message":"slow down"}"#).with("Retry-After", "-5")),
    read("too-many-at-no-time", "Retry-After: 0", || Answer::json(429, r#"{"message":"slow down"}"#).with("Retry-After", "0")),
    read("bad-gateway", "nginx before a process that restarts", || html(502, "502 Bad Gateway")),
    read("gateway-timeout", "nginx before a process that hangs", || html(504, "504 Gateway Time-out")),
    read("origin-is-down", "Cloudflare's 521", || html(521, "Web server is down")),
    read("origin-timed-out", "Cloudflare's 524", || html(524, "A timeout occurred")),
    read("overloaded", "Envoy's 529", || Answer::bare(529)),
    read("server-error", "an exception", || Answer::json(500, r#"{"error":{"message":"database is locked"}}"#)),
    read("request-timeout", "408 of a proxy that reuses connections", || Answer::bare(408)),
    read("too-early", "425", || Answer::bare(425)),
    read("missing-route", "404 of a router that has not heard of the service yet", || Answer::of(404, "text/plain", "404 page not found")),
    read("maintenance-page", "200 with a page", || html(200, "We will be back soon")),
    read("captive-portal", "200 with a page that signs people in", || html(200, "Sign in to the network")),
    read("empty-body", "200 with nothing in it", || Answer { framing: Framing::Close, ..Answer::of(200, "application/json", "") }),
    cut("closed-unanswered", "a worker that was killed", After::Nothing),
    cut("cut-in-the-head", "a worker that was killed", After::HalfTheHead),
    cut("cut-in-the-body", "Content-Length of more than comes", After::HalfTheBody),
    cut("cut-in-the-chunks", "no last chunk", After::HalfTheChunks),
    cut("half-as-if-whole", "a proxy that hides the break", After::HalfAsIfWhole),
    Fault { name: "silent", kind: "stuck", about: "a process that hangs", at: At::Read, does: Does::Silent { done: false } },
    Fault { name: "late", kind: "stuck", about: "a report that takes 40 s", at: At::Read, does: Does::Late(Duration::from_secs(40)) },
    Fault { name: "slow", kind: "stuck", about: "a cold cache", at: At::Read, does: Does::Late(Duration::from_millis(1500)) },

    // Almost JSON: one field in many rows, or not JSON at all.
    odd("nan", "Python's json.dumps, ECMAScript's numbers", |answer| named(answer, "NaN")),
    odd("infinity", "Python's json.dumps", |answer| named(answer, "-Infinity")),
    odd("half-an-emoji", "a text cut between two surrogates", |answer| named(answer, r#""\ud83d""#)),
    odd("second-half-of-an-emoji", "the other half", |answer| named(answer, r#""\ude00 left""#)),
    odd("emoji-in-the-wrong-order", "surrogates turned round", |answer| named(answer, r#""\ude00\ud83d""#)),
    odd("byte-order-mark", ".NET and PHP files saved by Notepad", |answer| over(answer, |body| format!("\u{feff}{body}").into_bytes())),
    odd("white-space-before", "PHP with blank lines before its tag", |answer| over(answer, |body| format!("\r\n\n  {body}\n\n").into_bytes())),
    odd("latin-1", "a column in Windows-1252", |answer| over(answer, |body| {
        let (before, after) = body.split_once(r#""name":"item 0""#).unwrap_or((&body, ""));
        [before.as_bytes(), b"\"name\":\"caf\xe9\"", after.as_bytes()].concat()
    })),
    odd("raw-control-character", "a tab in a text, as hand-written encoders leave it", |answer| named(answer, "\"item\t0\"")),
    odd("number-without-end", "1e999", |answer| named(answer, "1e999")),
    odd("number-of-forty-digits", "NUMERIC(40)", |answer| named(answer, "1234567890123456789012345678901234567890")),
    odd("member-twice", "two writers of one object", |answer| named(answer, r#""first","name":"last""#)),
    odd("in-chunks", "Transfer-Encoding: chunked, which is fine", |mut answer| { answer.framing = Framing::Chunked; answer }),
    odd("said-to-be-text", "JSON as text/html, which is fine", |mut answer| { answer.headers = vec![("Content-Type".to_owned(), "text/html".to_owned())]; answer }),
    odd("utf-16", "a .NET service that was told so", |answer| over(answer, |body| {
        [0xFEFF].into_iter().chain(body.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    })),
    odd("compressed-and-unsaid", "gzip without Content-Encoding", |answer| over(answer, |_| b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56\x4a\x2c\x49\x2d\x56\xb2\x8a\xae\x05\x00\x7b\xc6\x0c\x2a".to_vec())),
    odd("guarded", "the prefix against script tags of Google, Gerrit and old Angular", |answer| over(answer, |body| format!(")]}}'\n{body}").into_bytes())),
    odd("in-a-call", "JSONP", |answer| over(answer, |body| format!("callback({body});").into_bytes())),
    odd("in-lines", "a document a line", |answer| over(answer, |body| format!("{body}\n{body}\n").into_bytes())),
    odd("warning-before", "PHP's notices", |answer| over(answer, |body| format!("<br />\n<b>Warning</b>: Undefined index in /srv/app.php on line 3<br />\n{body}").into_bytes())),
    odd("nothing-but-white-space", "an empty view", |answer| over(answer, |_| b"  \n".to_vec())),
    odd("xml", "a gateway that answers as it always did", |_| Answer::of(200, "application/xml", "<?xml version=\"1.0\"?><items/>")),

    // A frame that is more than one, or that nobody can read.
    said("two-documents", "a server that writes without flushing", |text| vec![Said::Text(format!(r#"{{"event":"hello"}}{text}"#).into_bytes())]),
    said("two-documents-in-lines", "newline-delimited JSON in one frame", |text| vec![Said::Text(format!("{{\"event\":\"hello\"}}\n{text}\n").into_bytes())]),
    said("cut-short", "a frame of half a document", |text| vec![Said::Text(text.as_bytes()[..text.len() / 2].to_vec())]),
    said("first-whole-second-cut", "two documents, the second of them half", |text| vec![Said::Text(format!(r#"{{"event":"hello"}}{}"#, &text[..text.len() / 2]).into_bytes())]),
    said("nan-in-a-frame", "Python's json.dumps", |text| vec![Said::Text(after_event(text, r#""changed","load":NaN"#).into_bytes())]),
    said("half-an-emoji-in-a-frame", "a text that was cut", |text| vec![Said::Text(after_event(text, r#""changed","who":"\ud83d""#).into_bytes())]),
    said("mark-before-a-frame", "a byte order mark", |text| vec![Said::Text(format!("\u{feff}{text}").into_bytes())]),
    said("not-utf-8", "a frame of text that is none", |_| vec![Said::Text(b"{\"event\":\"changed\",\"who\":\"caf\xe9\"}".to_vec())]),
    said("in-bytes", "a binary frame of JSON", |text| vec![Said::Binary(text.as_bytes().to_vec())]),
    said("in-packed-bytes", "MessagePack", |_| vec![Said::Binary(b"\x81\xa5event\xa7changed".to_vec())]),
    said("in-two-frames", "a fragmented message, which is fine", |text| vec![Said::Halves(text.to_owned())]),
    said("no-json", "a frame of plain words", |_| vec![Said::Text(b"items changed".to_vec())]),
    said("empty-frame", "nothing", |_| vec![Said::Text(Vec::new())]),
    said("a-frame-of-another-shape", "a list where an object was", |text| vec![Said::Text(format!("[[{text}]]").into_bytes())]),
    said("very-deep", "two hundred lists in each other", |text| vec![Said::Text(after_event(text, &format!("\"changed\",\"deep\":{}{}", "[".repeat(200), "]".repeat(200))).into_bytes())]),
    said("huge-number-in-a-frame", "1e999", |text| vec![Said::Text(after_event(text, r#""changed","size":1e999"#).into_bytes())]),
    said("http-in-the-socket", "Daphne and proxies that write a page into an open socket", |_| vec![Said::Raw(b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 42\r\n\r\n<html><h1>503 Service Unavailable</h1></html>".to_vec())]),
    said("the-end-in-its-place", "a connection that ends with a signal in the air", |_| vec![Said::End]),

    // A sign-in that was accepted before is refused in passing.
    shake("handshake-403", "a session limit, a web application firewall", || Answer::json(403, r#"{"detail":"Forbidden"}"#)),
    shake("handshake-401", "an identity server that restarts", || Answer::json(401, r#"{"detail":"token signature could not be checked"}"#)),
    shake("handshake-302", "a captive portal, a single sign-on proxy", || Answer::bare(302).with("Location", "/login")),
    shake("handshake-301", "a proxy that puts a slash behind", || Answer::bare(301).with("Location", "/ws/")),
    shake("handshake-200", "a page where a socket was", || html(200, "Sign in")),
    shake("handshake-404", "a route that is missing during a deploy", || Answer::bare(404)),
    shake("handshake-410", "a shard that moved", || Answer::bare(410)),
    shake("handshake-407", "a proxy that wants to know who asks", || Answer::bare(407)),
    shake("handshake-429", "too many connections", || Answer::bare(429).with("Retry-After", "4")),
    shake("handshake-502", "nginx before a process that restarts", || html(502, "502 Bad Gateway")),
    shake("handshake-503", "a deploy", || Answer::bare(503)),
    shake("handshake-400", "a balancer that lost the session", || Answer::json(400, r#"{"code":1,"message":"Session ID unknown"}"#)),
    ends("close-4401", "an authorizer that cannot reach its database", 4401, "unauthorized"),
    ends("close-4403", "the same of another", 4403, "forbidden"),
    ends("close-1008", "a policy", 1008, "policy violation"),
    ends("close-3000", "the registered code", 3000, "unauthorized"),
    ends("close-1011", "an exception of a consumer", 1011, ""),
    ends("close-1013", "try again later", 1013, "try again later"),
    ends("close-1012", "a restart", 1012, "service restart"),
    Fault { name: "handshake-unanswered", kind: "refused", about: "a process that hangs", at: At::Handshake, does: Does::Silent { done: false } },
    Fault { name: "handshake-cut", kind: "refused", about: "a balancer without backends", at: At::Handshake, does: Does::Breaks { after: After::Nothing, done: false } },

    // Elsewhere.
    leads("read-301-away", At::Read, 301, To::Away),
    leads("read-302-away", At::Read, 302, To::Away),
    leads("read-303-away", At::Read, 303, To::Away),
    leads("read-307-away", At::Read, 307, To::Away),
    leads("read-308-away", At::Read, 308, To::Away),
    leads("read-302-away-without-scheme", At::Read, 302, To::AwayWithoutScheme),
    leads("read-302-other-name", At::Read, 302, To::OtherName),
    leads("read-302-home-then-away", At::Read, 302, To::HomeThenAway),
    leads("read-302-home", At::Read, 302, To::Home),
    leads("read-301-home-in-full", At::Read, 301, To::HomeInFull),
    leads("read-308-home", At::Read, 308, To::Home),
    leads("read-301-home-by-tls", At::Read, 301, To::HomeByTls),
    leads("read-302-itself", At::Read, 302, To::Itself),
    leads("read-302-login", At::Read, 302, To::Login),
    leads("read-302-nowhere", At::Read, 302, To::Nowhere),
    leads("write-301-home", At::Write, 301, To::Home),
    leads("write-302-home", At::Write, 302, To::Home),
    leads("write-303-home", At::Write, 303, To::Home),
    leads("write-307-home", At::Write, 307, To::Home),
    leads("write-308-home", At::Write, 308, To::Home),
    leads("write-307-away", At::Write, 307, To::Away),
    leads("write-308-away", At::Write, 308, To::Away),
    leads("write-302-away", At::Write, 302, To::Away),
    leads("write-307-other-name", At::Write, 307, To::OtherName),
    leads("write-307-itself", At::Write, 307, To::Itself),
    leads("handshake-302-away", At::Handshake, 302, To::Away),
    leads("handshake-307-away", At::Handshake, 307, To::Away),
    leads("handshake-301-other-name", At::Handshake, 301, To::OtherName),

    // What a request says of itself.
    Fault { name: "by-accept", kind: "said", about: "Rails, Laravel, Keycloak: a page for browsers, JSON for who asks for it", at: At::Read,
        does: Does::Unless { asked: |request| request.header("accept").contains("application/json"), with: || Answer::bare(302).with("Location", "/login") } },
    Fault { name: "by-accept-406", kind: "said", about: "Django REST framework, ASP.NET: 406", at: At::Read,
        does: Does::Unless { asked: |request| request.header("accept").contains("json"), with: || Answer::bare(406) } },
    Fault { name: "write-by-accept", kind: "said", about: "Laravel redirects a refused form of those who do not ask for JSON", at: At::Write,
        does: Does::Unless { asked: |request| request.header("accept").contains("application/json"), with: || Answer::bare(302).with("Location", "/login") } },
    Fault { name: "wants-a-length", kind: "said", about: "IIS, Google's front end: 411 to a POST without Content-Length", at: At::Write,
        does: Does::Unless { asked: |request| request.has("content-length"), with: || Answer::bare(411) } },
    Fault { name: "wants-a-user-agent", kind: "said", about: "GitHub, Wikimedia: 403 to those without a name", at: At::Read,
        does: Does::Unless { asked: |request| request.header("user-agent").len() > 3, with: || Answer::bare(403) } },
    Fault { name: "wants-json-said", kind: "said", about: "Express, FastAPI: 415 to a body that does not say that it is JSON", at: At::Write,
        does: Does::Unless { asked: |request| request.body.is_empty() || request.header("content-type").starts_with("application/json"), with: || Answer::bare(415) } },
    Fault { name: "stream-is-squeezed", kind: "said", about: "a proxy that compresses streams of those who take it, and holds them up", at: At::Handshake,
        does: Does::Unless { asked: |request| matches!(request.header("accept-encoding"), "" | "identity"), with: || Answer::of(200, "text/event-stream", Vec::new()) } },

    // How an action ended. It was done.
    did("ok-as-text", "200 OK, of a webhook", || Answer::of(200, "text/plain", "OK")),
    did("page-as-answer", "200 with a page", || html(200, "Saved")),
    did("xml-as-answer", "200 with XML", || Answer::of(200, "application/xml", "<ok/>")),
    did("half-json-as-answer", "200 with JSON that is none", || Answer::of(200, "application/json", "{\"ok\":")),
    did("created-bare", "201 without a body", || Answer::bare(201).with("Location", "/items/77")),
    did("accepted", "202", || Answer::of(202, "text/plain", "queued")),
    did("no-content", "204", || Answer::bare(204)),
    did("done-then-504", "a gateway that waited too short", || html(504, "504 Gateway Time-out")),
    did("done-then-502", "a worker that died after its commit", || html(502, "502 Bad Gateway")),
    did("done-then-503", "a balancer without a word", || Answer::bare(503)),
    did("done-then-520", "Cloudflare", || html(520, "Unknown Error")),
    did("done-then-522", "Cloudflare", || html(522, "Connection timed out")),
    did("done-then-524", "Cloudflare", || html(524, "A timeout occurred")),
    Fault { name: "done-then-closed", kind: "ended", about: "a worker that died after its commit", at: At::Write, does: Does::Breaks { after: After::Nothing, done: true } },
    Fault { name: "done-then-cut", kind: "ended", about: "the same in the midst of its answer", at: At::Write, does: Does::Breaks { after: After::HalfTheBody, done: true } },
    Fault { name: "done-then-silent", kind: "ended", about: "an answer that never comes", at: At::Write, does: Does::Silent { done: true } },
    // It was not.
    refuses("refused-500", "an exception, rolled back", || Answer::json(500, r#"{"error":{"message":"deadlock"}}"#)),
    refuses("refused-503-with-words", "the server itself says no", || Answer::json(503, r#"{"message":"the shop is closed for stocktaking"}"#)),
    refuses("refused-409", "somebody was faster", || Answer::json(409, r#"{"error":"it was changed meanwhile"}"#)),
    refuses("refused-422-bare", "no words at all", || Answer::bare(422)),
    refuses("refused-413", "a proxy", || html(413, "413 Request Entity Too Large")),
    Fault { name: "refused-unread", kind: "ended", about: "a connection that was closed before the request was read", at: At::Write, does: Does::Breaks { after: After::Nothing, done: false } },

    // A refused form, as frameworks write it. The field is `amount`.
    form("form-fastapi", "FastAPI", || Answer::json(422, r#"{"detail":[{"type":"greater_than","loc":["body","amount"],"msg":"Input should be greater than 0","input":-1}]}"#)),
    form("form-rails", "Rails", || Answer::json(422, r#"{"errors":{"amount":["must be greater than 0"]}}"#)),
    form("form-rails-bare", "Rails, errors alone", || Answer::json(422, r#"{"amount":["must be greater than 0"]}"#)),
    form("form-drf", "Django REST framework", || Answer::json(400, r#"{"amount":["Ensure this value is greater than or equal to 0."]}"#)),
    form("form-phoenix", "Phoenix", || Answer::json(422, r#"{"errors":{"amount":["must be greater than 0"]}}"#)),
    form("form-json-api", "JSON:API", || Answer::json(422, r#"{"errors":[{"status":"422","source":{"pointer":"/data/attributes/amount"},"title":"Invalid attribute","detail":"must be greater than 0"}]}"#)),
    form("form-aspnet", "ASP.NET", || Answer::json(400, r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"One or more validation errors occurred.","status":400,"errors":{"Amount":["The field Amount must be greater than 0."]}}"#)),
    form("form-nest", "NestJS", || Answer::json(400, r#"{"message":["amount must be a positive number"],"error":"Bad Request","statusCode":400}"#)),
    form("form-zod", "Zod", || Answer::json(400, r#"{"success":false,"error":{"issues":[{"code":"too_small","path":["amount"],"message":"Number must be greater than 0"}],"name":"ZodError"}}"#)),
    form("form-zod-flat", "Zod, flattened", || Answer::json(400, r#"{"formErrors":[],"fieldErrors":{"amount":["Number must be greater than 0"]}}"#)),
    form("form-laravel", "Laravel", || Answer::json(422, r#"{"message":"The amount field must be at least 1.","errors":{"amount":["The amount field must be at least 1."]}}"#)),
    form("form-spring", "Spring", || Answer::json(400, r#"{"status":400,"error":"Bad Request","errors":[{"field":"amount","rejectedValue":-1,"defaultMessage":"must be greater than 0"}]}"#)),
    form("form-express-validator", "express-validator", || Answer::json(400, r#"{"errors":[{"type":"field","value":"-1","msg":"must be greater than 0","path":"amount","location":"body"}]}"#)),
    form("form-express-validator-6", "express-validator 6", || Answer::json(422, r#"{"errors":[{"value":"-1","msg":"must be greater than 0","param":"amount","location":"body"}]}"#)),
    form("form-mongoose", "Mongoose", || Answer::json(400, r#"{"message":"Order validation failed","errors":{"amount":{"name":"ValidatorError","message":"must be greater than 0","path":"amount"}}}"#)),
    form("form-marshmallow", "flask-smorest", || Answer::json(422, r#"{"code":422,"errors":{"json":{"amount":["Must be greater than 0."]}},"status":"Unprocessable Entity"}"#)),
    form("form-problem", "RFC 9457 with errors that point", || Answer::json(422, r##"{"title":"Your request is not valid.","status":422,"errors":[{"detail":"must be greater than 0","pointer":"#/amount"}]}"##)),
    form("form-fastify", "Fastify with Ajv", || Answer::json(400, r#"{"statusCode":400,"code":"FST_ERR_VALIDATION","error":"Bad Request","message":"body/amount must be >= 1"}"#)),
    form("form-strapi", "Strapi", || Answer::json(400, r#"{"data":null,"error":{"status":400,"name":"ValidationError","message":"amount must be greater than 0","details":{"errors":[{"path":["amount"],"message":"amount must be greater than 0","name":"ValidationError"}]}}}"#)),
    form("form-pocketbase", "PocketBase", || Answer::json(400, r#"{"status":400,"message":"Failed to update record.","data":{"amount":{"code":"validation_min","message":"Must be larger than 0."}}}"#)),

    // Empty is empty.
    read("no-data", "204 to a query", || Answer::bare(204)),

    // What proves nothing, and what only seems to.
    is("ids-begin-anew", "proof", "ids that begin anew with each connection, and no replay", Manner::IdsBeginAnew),
    is("ids-without-replay", "proof", "ids that go on, and a Last-Event-ID that is ignored", Manner::IdsWithoutReplay),
    is("ids-all-alike", "proof", "the same id for each event", Manner::IdsAllAlike),
    is("recovery-that-lies", "proof", "Socket.IO that says recovered and repeats nothing", Manner::RecoveryThatLies),
    is("replays", "proof", "ids that are what the standard means", Manner::Replays),
    is("pushes", "version", "signals that carry the data itself", Manner::Pushes),
    is("mute", "stuck", "changes that nobody is told of", Manner::Mute),
    is("endless-empty-pages", "pages", "empty pages, each with a cursor to another", Manner::EndlessEmptyPages),
    is("same-cursor-again", "pages", "a cursor that leads to itself", Manner::SameCursorAgain),
    is("cursors-in-a-circle", "pages", "two cursors that lead to each other", Manner::CursorsInACircle),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_fault_has_a_name_of_its_own() {
        let names: BTreeSet<_> = FAULTS.iter().map(|fault| fault.name).collect();
        assert_eq!(names.len(), FAULTS.len());
    }

    #[test]
    fn a_date_is_one_of_http() {
        let date = date_in(0);
        assert!(date.ends_with(" GMT") && date.len() == 29, "{date}");
    }
}
