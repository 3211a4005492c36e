//! Moving a backend to another host: the sample board is opened on whatever port was free.

use crate::{Backend, Board};

impl Board {
    /// Moves `[backend]`, where there is one, as [`Backend::move_to`] does; the others stay.
    pub fn with_backend_at(&mut self, origin: &str) {
        if let Some(backend) = self.backends.get_mut("") {
            backend.move_to(origin);
        }
    }
}

impl Backend {
    /// Puts its base and its socket on another origin, such as `http://127.0.0.1:41234`; their paths
    /// stay. The socket becomes `ws:` for `http:` and `wss:` for `https:`.
    pub fn move_to(&mut self, origin: &str) {
        let origin = origin.trim_end_matches('/');
        self.base = format!("{origin}{}", path(&self.base));
        if let Some(socket) = &mut self.socket {
            let moved = match socket.url.as_str() {
                "" => return,
                url if url.starts_with("ws") => format!("ws{}", origin.strip_prefix("http").unwrap_or(origin)),
                _ => origin.to_owned(),
            };
            socket.url = format!("{moved}{}", path(&socket.url));
        }
    }
}

/// Everything behind the host and port.
fn path(url: &str) -> &str {
    let authority = url.find("://").map_or(0, |found| found + 3);
    url[authority..].find('/').map_or("", |found| &url[authority + found..])
}
