//! A folder as a web server, with some texts beside its files.

use crate::{Outcome, exchange};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The server. It ends when this is dropped.
#[derive(Debug)]
pub struct Files {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

/// What it serves.
#[derive(Debug)]
struct Served {
    folder: PathBuf,
    texts: BTreeMap<String, String>,
}

impl Files {
    /// Serves the files of a folder, but none of folders in it, and these texts by their names, on a free port.
    ///
    /// # Errors
    /// There is none.
    pub async fn serve(folder: &Path, texts: impl IntoIterator<Item = (&str, &str)>) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let texts = texts.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let served = Arc::new(Served { folder: folder.to_owned(), texts });
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = Arc::clone(&served);
                // Who hangs up in between wanted no answer.
                tokio::spawn(async move { answer(stream, &served).await.is_ok() });
            }
        });
        Ok(Self { address, serving })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(stream: TcpStream, served: &Served) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (first, _) = exchange::request(&mut stream).await?;
    let name = name(&first);
    let found = match served.texts.get(name) {
        Some(text) => Some(text.clone().into_bytes()),
        None if name.contains('/') || name.starts_with('.') => None,
        None => std::fs::read(served.folder.join(name)).ok(),
    };
    match found {
        Some(body) => exchange::answer_as(&mut stream, "200 OK", content_type(name), &body).await,
        None => exchange::answer_as(&mut stream, "404 Not Found", "text/plain", b"There is no such file.\n").await,
    }
}

/// The file that the first line of a request names; the page where it names none.
fn name(first: &str) -> &str {
    let path = first.split(' ').nth(1).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default().trim_start_matches('/');
    if path.is_empty() { "index.html" } else { path }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, kind)| kind) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_without_a_name_is_the_page_whatever_it_is_asked_with() {
        assert_eq!(name("GET /?window=2 HTTP/1.1"), "index.html");
        assert_eq!(name("GET /main.js HTTP/1.1"), "main.js");
    }
}
