//! HTTP: from a request of the board to JSON or a [`Failure`].
//!
//! Secrets, configured headers and bodies stay at the origin of `base`: redirects are followed by hand, and only there.
//!
//! | file | idea |
//! | --- | --- |
//! | `request.rs` | a request: its address, its headers, what it says of itself |
//! | `redirects.rs` | which redirects are followed, and what the others mean |
//! | `answer.rs` | an answer that is there in whole: data, or why it is none |
//! | `refusal.rs` | statuses that are no success: kind, words, whether to ask again |
//! | `fields.rs` | what a refusal says about single fields, in a dozen dialects |
//! | `links.rs` | the header `Link` |
//! | `unanswered.rs` | no answer, or one that broke off |
//! | `words.rs` | a server's words as a person may see them |

mod answer;
mod fields;
mod links;
mod redirects;
mod refusal;
mod request;
mod unanswered;
mod words;

pub use answer::judge;
pub(crate) use request::{Purpose, Request};

use answer::Answer;
use oriel_board::AuthHeader;
use oriel_query::{Data, Failure, FailureKind};
use oriel_socket::Token;
use redirects::{Hop, Trail};
use reqwest::header::{CONTENT_LENGTH, HeaderMap};
use reqwest::{Client, Response, Url, redirect};
use std::collections::BTreeMap;
use std::time::Duration;

/// The longest that the first try may take, its redirects and its body included; each further one twice as long.
const FIRST: Duration = Duration::from_secs(30);
/// A try is given at most so many times the first one's time.
const PATIENCE: u32 = 4;
/// The longest that connecting may take.
const CONNECT: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes: a window could not show more.
const LARGEST: usize = 64 << 20;

/// One HTTP client with its pool of connections, for one board.
#[derive(Clone)]
pub(crate) struct Http {
    client: Client,
    base: Url,
    /// Sent with every request that does not say otherwise.
    headers: HeaderMap,
    auth: AuthHeader,
}

/// The answer of a request that was accepted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    /// Its JSON; `null` where it is empty.
    pub(crate) data: Data,
    /// The address that the header `Link` calls the next one.
    pub(crate) next: Option<String>,
    /// The text that `data` was read of, where it is one document.
    pub(crate) text: Option<Vec<u8>>,
}

impl Http {
    pub(crate) fn new(
        base: Url,
        headers: &BTreeMap<String, String>,
        auth: Option<&AuthHeader>,
    ) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(concat!("Oriel/", env!("CARGO_PKG_VERSION")))
            // By itself it would take headers and secrets along, and turn a POST into a GET.
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .build()?;
        let headers = headers.iter().filter_map(|(name, value)| request::header(name, value)).collect();
        Ok(Self { client, base, headers, auth: auth.cloned().unwrap_or_default() })
    }

    /// Sends the request, and reads the answer.
    ///
    /// - `attempt`: how often it failed before; a slow backend is given more time with each.
    pub(crate) async fn send(&self, request: Request, token: Option<Token>, attempt: u32) -> Result<Reply, Failure> {
        let unsent = |message| Failure {
            kind: FailureKind::Request,
            address: format!("{} {}", request.method, request.path),
            message,
            ..Failure::default()
        };
        let url = request.url(&self.base).map_err(unsent)?;
        let headers = request.headers(&self.headers, &self.auth, token.as_ref()).map_err(unsent)?;
        let address = request::shown(&request.method, &url);
        let limit = limit(attempt);
        let exchange = self.exchange(&request, url, headers, &address, token.as_ref());
        match tokio::time::timeout(limit, exchange).await {
            Ok(outcome) => outcome,
            Err(_) => Err(unanswered::too_late(address, limit)),
        }
    }

    /// One request, and those that its redirects lead to.
    async fn exchange(
        &self,
        request: &Request,
        url: Url,
        headers: HeaderMap,
        address: &str,
        token: Option<&Token>,
    ) -> Result<Reply, Failure> {
        let mut trail = Trail::begin(request, url);
        loop {
            let response = self.round(request, trail.here(), headers.clone(), address).await?;
            let status = response.status();
            if !status.is_redirection() {
                let answer = read(response, address).await?;
                let outcome = answer.judge(request, address, token);
                return outcome.map_err(|failure| trail.mention(failure, token));
            }
            if let Err(astray) = trail.follow(request, &self.base, status, response.headers()) {
                return Err(astray.failure(request.purpose, address, status, token));
            }
        }
    }

    async fn round(
        &self,
        request: &Request,
        hop: &Hop,
        headers: HeaderMap,
        address: &str,
    ) -> Result<Response, Failure> {
        let mut builder = self.client.request(hop.method.clone(), hop.url.clone()).headers(headers);
        match &request.body {
            Some(body) if hop.with_body => builder = builder.json(body),
            // Some servers refuse a POST that does not say that it is empty (411).
            _ if request::has_content(&hop.method) => builder = builder.header(CONTENT_LENGTH, "0"),
            _ => {}
        }
        builder.send().await.map_err(|error| unanswered::of(address, &error))
    }
}

/// How long a try may take.
fn limit(attempt: u32) -> Duration {
    FIRST * 2_u32.saturating_pow(attempt).min(PATIENCE)
}

async fn read(mut response: Response, address: &str) -> Result<Answer, Failure> {
    let mut body = Vec::new();
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            // The status has said no, and its headers until when: what is missing are words.
            Err(_) if !response.status().is_success() => break,
            Err(error) => return Err(unanswered::of(address, &error)),
        };
        if body.len() + chunk.len() > LARGEST {
            if !response.status().is_success() {
                break;
            }
            return Err(Failure {
                kind: FailureKind::Decode,
                status: Some(response.status().as_u16()),
                address: address.to_owned(),
                message: format!("the answer is larger than {} MiB; ask for less at once", LARGEST >> 20),
                ..Failure::default()
            });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status: response.status(), headers: std::mem::take(response.headers_mut()), body })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use reqwest::Method;
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    /// What a request comes to whose server hears it and says nothing.
    async fn unheeded(attempt: u32) -> Failure {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let silent = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_u8().await.unwrap();
            // From here on nothing happens but time.
            tokio::time::pause();
            std::future::pending::<()>().await;
        };
        let request = Request {
            purpose: Purpose::Query,
            method: Method::GET,
            path: "/slow".to_owned(),
            params: vec![],
            body: None,
            headers: vec![],
            rows: None,
        };
        let http = Http::new(base, &BTreeMap::new(), None).unwrap();
        tokio::select! {
            outcome = http.send(request, None, attempt) => outcome.unwrap_err(),
            () = silent => unreachable!(),
        }
    }

    #[tokio::test]
    async fn an_answer_that_comes_too_late_names_the_limit_of_this_try() {
        let failure = unheeded(0).await;
        assert_eq!((failure.kind, failure.retryable), (FailureKind::Timeout, true));
        assert_eq!(failure.message, "no answer within 30 s");
    }

    #[tokio::test]
    async fn a_second_try_is_given_more_time() {
        assert_eq!(unheeded(1).await.message, "no answer within 60 s");
    }

    #[test]
    fn each_try_is_given_twice_the_time_up_to_four_times() {
        let seconds = [0, 1, 2, 3, 40, u32::MAX].map(|attempt| limit(attempt).as_secs());
        assert_eq!(seconds, [30, 60, 120, 120, 120, 120]);
    }
}
