//! Moving a board to another host: the sample board is opened on whatever port was free.

use crate::Board;

impl Board {
    /// Puts the backend's base and the socket on another origin, such as `http://127.0.0.1:41234`;
    /// their paths stay. The socket becomes `ws:` for `http:` and `wss:` for `https:`.
    pub fn with_backend_at(&mut self, origin: &str) {
        let origin = origin.trim_end_matches('/');
        self.backend.base = format!("{origin}{}", path(&self.backend.base));
        if let Some(socket) = &mut self.backend.socket {
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
