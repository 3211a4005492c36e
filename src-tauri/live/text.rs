//! What was found, for people.

use super::{Heard, Live, Tried};
use std::fmt::Write as _;

/// Before what is said of one of several backends.
fn of(tried: &Tried) -> &str {
    if tried.backend.is_empty() { "[backend]" } else { &tried.backend }
}

impl Live {
    /// For people.
    pub(crate) fn as_text(&self) -> String {
        let wide = self.queries.iter().map(|called| called.query.chars().count()).max().unwrap_or(0).max(6);
        let several = self.backends.len() > 1;
        // After the name of the file, and of several each on a line of its own.
        let mut text = if several { "\n".to_owned() } else { String::new() };
        for tried in &self.backends {
            let name = if several { format!("{}: ", of(tried)) } else { String::new() };
            let _ = writeln!(text, "{name}{}", tried.base);
        }
        let _ = writeln!(text, "\n{:wide$}  status      time  finds", "query");
        for called in &self.queries {
            let status = match (&called.failure, called.status) {
                (None, _) if !called.needs.is_empty() => "-".to_owned(),
                (None, _) => "ok".to_owned(),
                (Some(_), Some(status)) => status.to_string(),
                (Some(_), None) => "failed".to_owned(),
            };
            let time = called.millis.map_or_else(|| "-".to_owned(), |millis| format!("{millis} ms"));
            let finds = called.finds();
            let line = format!("{:wide$}  {status:6}  {time:>8}  {finds}", called.query);
            let _ = writeln!(text, "{}", line.trim_end());
            for missing in &called.findings.missing {
                let _ = writeln!(text, "{:wide$}  {:6}  {:>8}  ! {missing}", "", "", "");
            }
        }
        text.push('\n');
        for tried in &self.backends {
            let socket = &tried.socket;
            let state = match (socket.ready, socket.listens) {
                (true, _) => format!("ready after {} ms", socket.millis),
                (false, true) => format!("not ready: {}", socket.why),
                (false, false) => socket.why.clone(),
            };
            let name = if several { format!("{}: ", of(tried)) } else { String::new() };
            let _ = writeln!(text, "{:wide$}  {name}{state}", "socket");
        }
        for odd in &self.odd {
            let _ = writeln!(text, "{:wide$}  {}", "odd", odd.as_text());
        }
        if let Some(events) = &self.events {
            let list =
                |heard: &Heard| heard.iter().map(|(name, n)| format!("{name} ({n})")).collect::<Vec<_>>().join(", ");
            let mut line = |what: &str, said: String| {
                if !said.is_empty() {
                    let _ = writeln!(text, "{what:wide$}  {said}");
                }
            };
            line("heard", list(&events.heard));
            line("silent", events.silent.join(", "));
            line("not declared", list(&events.undeclared));
            line("keys", list(&events.keys));
            let silent = events.heard.is_empty() && events.undeclared.is_empty() && events.keys.is_empty();
            // Where something came that could not be read, that is what is said.
            if silent && self.odd.is_empty() {
                let _ = writeln!(text, "{:wide$}  nothing came in {} s", "events", events.seconds);
            }
        }
        text
    }
}
