//! HTTP on behalf of a protocol: tickets, signatures, long polls, and streams of events.

use crate::moved::moved;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use oriel_protocol::{Call, Outcome, http::HeaderMap, http::Method, retry_after};
use reqwest::{Client, header::CONTENT_LENGTH, redirect::Policy};
use std::error::Error as _;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};
use tokio::time::timeout;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(10);

/// Makes requests. It follows no redirection and keeps no cookies.
pub trait Web: Send + Sync + 'static {
    /// Sends the request and answers as soon as status and headers are there. The link bounds the
    /// time and the size of what it reads.
    ///
    /// # Errors
    /// Why there is no answer, in words for the person, without the address: it may hold a token.
    fn send(&self, call: Call) -> BoxFuture<'static, Result<Reply, String>>;
}

/// An answer whose body is still to be read.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, in pieces cut anywhere.
    pub body: BoxStream<'static, Result<Vec<u8>, String>>,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

/// The real network.
#[derive(Debug, Default)]
pub struct HttpWeb {
    client: OnceLock<Client>,
}

impl HttpWeb {
    /// Made when it is first needed: most links never make a request.
    fn client(&self) -> Result<Client, String> {
        if let Some(client) = self.client.get() {
            return Ok(client.clone());
        }
        let client = Client::builder()
            .user_agent(concat!("Oriel/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .redirect(Policy::none())
            .build()
            .map_err(|error| described(&error))?;
        Ok(self.client.get_or_init(|| client).clone())
    }
}

impl Web for HttpWeb {
    fn send(&self, call: Call) -> BoxFuture<'static, Result<Reply, String>> {
        let client = self.client();
        Box::pin(async move {
            // Some servers answer 411 to a POST that does not say that it is empty.
            let says_length = call.method != Method::GET || !call.body.is_empty();
            let mut request = client?.request(call.method, call.url).headers(call.headers);
            if says_length {
                request = request.header(CONTENT_LENGTH, call.body.len()).body(call.body);
            }
            let response = request.send().await.map_err(|error| described(&error.without_url()))?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = stream::unfold(Some(response), |response| async move {
                let mut response = response?;
                match response.chunk().await {
                    Ok(Some(chunk)) => Some((Ok(chunk.to_vec()), Some(response))),
                    Ok(None) => None,
                    Err(error) => Some((Err(described(&error.without_url())), None)),
                }
            });
            Ok(Reply { status, headers, body: body.boxed() })
        })
    }
}

/// Makes a call and reads its answer, within the call's time and at most `limit` bytes.
pub(crate) async fn outcome(web: std::sync::Arc<dyn Web>, call: Call, limit: usize) -> Outcome {
    let (within, url) = (call.within, call.url.clone());
    let calling = async {
        let mut reply = web.send(call).await?;
        if let Some(why) = moved(&url, reply.status, &reply.headers) {
            return Ok(Outcome::Moved { status: reply.status, why });
        }
        let mut body = Vec::new();
        while let Some(piece) = reply.body.next().await {
            body.extend(piece?);
            if body.len() > limit {
                return Err(format!("an answer is above the limit of {limit} bytes"));
            }
        }
        let body = String::from_utf8_lossy(&body).into_owned();
        Ok(Outcome::Answered {
            status: reply.status,
            retry_after: retry_after(&reply.headers, SystemTime::now()),
            body,
        })
    };
    match timeout(within, calling).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(why)) => Outcome::Failed(why),
        Err(_) => Outcome::Failed(format!("there was no answer within {} s", within.as_secs_f32())),
    }
}

/// The error with its innermost cause, which is what tells a refused connection from a wrong name.
fn described(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    match error.source() {
        None => error.to_string(),
        Some(_) => format!("{error}: {cause}"),
    }
}
