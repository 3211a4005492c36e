//! A web that the test plays: each request arrives here and is answered here.

use crate::stage::LONG;
use futures_util::StreamExt;
use futures_util::stream;
use oriel_protocol::{Call, http::HeaderMap};
use oriel_socket::{BoxFuture, Reply, Web};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

/// The link's side.
struct Asked(mpsc::UnboundedSender<Request>);

/// A request that waits for its answer.
pub(crate) struct Request {
    pub(crate) call: Call,
    answer: oneshot::Sender<Result<Reply, String>>,
}

/// The test's side.
pub(crate) struct Requests(mpsc::UnboundedReceiver<Request>);

pub(crate) fn web() -> (Arc<dyn Web>, Requests) {
    let (asked, requests) = mpsc::unbounded_channel();
    (Arc::new(Asked(asked)), Requests(requests))
}

impl Web for Asked {
    fn send(&self, call: Call) -> BoxFuture<'static, Result<Reply, String>> {
        let (answer, answered) = oneshot::channel();
        let asked = self.0.send(Request { call, answer });
        Box::pin(async move {
            asked.map_err(|_| "there is no web".to_owned())?;
            answered.await.unwrap_or_else(|_| Err("it hung up".to_owned()))
        })
    }
}

impl Requests {
    pub(crate) async fn next(&mut self) -> Request {
        timeout(LONG, self.0.recv()).await.expect("the link asks").expect("the link lives")
    }

    pub(crate) fn is_asked(&mut self) -> bool {
        self.0.try_recv().is_ok()
    }
}

impl Request {
    /// Answers with this status, content type and body.
    pub(crate) fn answer(self, status: u16, kind: &str, body: &str) {
        let body = body.as_bytes().to_vec();
        let reply = Reply { status, headers: headers(kind), body: stream::iter([Ok(body)]).boxed() };
        let _ = self.answer.send(Ok(reply));
    }

    /// Sends on to this place.
    pub(crate) fn redirect(self, status: u16, location: &str) {
        let headers = HeaderMap::from_iter([("location".parse().unwrap(), location.parse().unwrap())]);
        let reply = Reply { status, headers, body: stream::empty().boxed() };
        let _ = self.answer.send(Ok(reply));
    }

    /// Answers with a stream, and gives its other end.
    pub(crate) fn stream(self) -> mpsc::UnboundedSender<Vec<u8>> {
        let (pieces, received) = mpsc::unbounded_channel();
        let body = stream::unfold(received, |mut received: mpsc::UnboundedReceiver<Vec<u8>>| async move {
            received.recv().await.map(|piece| (Ok(piece), received))
        });
        let reply = Reply { status: 200, headers: headers("text/event-stream; charset=utf-8"), body: body.boxed() };
        let _ = self.answer.send(Ok(reply));
        pieces
    }
}

fn headers(kind: &str) -> HeaderMap {
    HeaderMap::from_iter([("content-type".parse().unwrap(), kind.parse().unwrap())])
}
