//! The board over rude backends.

use oriel_tests::rude::Speech;
use std::fmt::Write as _;
use std::net::SocketAddr;

/// A backend of the board.
#[derive(Debug, Clone)]
pub(crate) struct Rude {
    pub(crate) at: SocketAddr,
    pub(crate) speech: Speech,
    pub(crate) idempotency: bool,
    /// A stream's ids are what the standard means.
    pub(crate) resumes: bool,
}

impl Rude {
    /// Its table, under the word that the names of `queries` end with.
    fn table(&self, name: &str, beats: &str) -> String {
        let Self { at, .. } = self;
        let table = format!("backends.{name}");
        let mut text = format!("[{table}]\nbase = \"http://{at}\"\n");
        if self.idempotency {
            text += "idempotency = \"Idempotency-Key\"\n";
        }
        let socket = match self.speech {
            Speech::Json => format!("url = \"ws://{at}/ws\"\nready = \"subscribed\"\n{beats}"),
            Speech::SocketIo => format!("preset = \"socketio\"\nurl = \"ws://{at}/\"\n"),
            Speech::Stream => format!(
                "protocol = \"sse\"\nurl = \"http://{at}/events\"\nevent = \"/event\"\ndata = \"/data\"\nresumes = {}\n",
                self.resumes
            ),
            Speech::Nothing => return text,
        };
        let _ = write!(text, "[{table}.socket]\n{socket}");
        text
    }

    fn every(&self) -> &'static str {
        if self.speech == Speech::Nothing { ", every = \"5s\"" } else { "" }
    }
}

/// One backend, whose windows show its items and balance. Its socket notices soon that it is dead.
pub(crate) fn of_one(rude: &Rude) -> String {
    let beats = "heartbeat = \"2s\"\nsilence = \"6s\"\n";
    let backend = rude.table("x", beats).replace("[backends.x", "[backend");
    let every = rude.every();
    format!(
        r#"board = 1
title = "Chaos"

[vars]
of = {{ label = "Of", default = "ada", values = ["ada", "ben", "cleo"] }}

{backend}
[queries]
items = {{ get = "/items", params = {{ of = "{{var.of}}" }}, rows = "/items", id = "/id"{every} }}
balance = {{ get = "/balance"{every} }}

[events]
changed = ["items", "balance"]
pushed = {{ set = {{ query = "balance", to = "{{event.balance}}", version = "/seq" }} }}

[actions.touch]
post = "/items/{{row.id}}/touch"
form = {{ mark = {{ kind = "text" }} }}
body = {{ mark = "{{form.mark}}" }}
invalidate = ["items", "balance"]

[actions.set]
put = "/items/{{row.id}}"
form = {{ mark = {{ kind = "text" }} }}
body = {{ mark = "{{form.mark}}" }}
invalidate = ["items", "balance"]

[panels.items]
kind = "table"
query = "items"
columns = ["id", "name", "amount"]
actions = ["touch", "set"]

[panels.balance]
kind = "stat"
query = "balance"
value = "/amount"

[[windows]]
id = "main"
title = "Chaos"
size = [760, 700]
rows = [["balance"], ["items"]]
"#
    )
}

/// A press of a mix: the name of its action, and its piece of work.
pub(crate) fn press(nth: usize, mark: &str) -> String {
    format!("r{nth}-{mark}")
}

/// Many backends, whose events end with `-rN`, `across` of them in a window; with an action for each press, which needs no form: whether it is
/// a POST, and its mark.
pub(crate) fn of_many(rudes: &[(Rude, Vec<(bool, String)>)], across: usize) -> String {
    let mut text = "board = 1\ntitle = \"Mixes\"\n".to_owned();
    for (nth, (rude, _)) in rudes.iter().enumerate() {
        text += &rude.table(&format!("r{nth}"), "");
    }
    text += "[queries]\n";
    for (nth, (rude, _)) in rudes.iter().enumerate() {
        let every = rude.every();
        let _ = writeln!(
            text,
            "items-r{nth} = {{ get = \"/items\", rows = \"/items\", id = \"/id\", backend = \"r{nth}\"{every} }}\n\
             balance-r{nth} = {{ get = \"/balance\", backend = \"r{nth}\"{every} }}"
        );
    }
    for nth in 0..rudes.len() {
        let _ = writeln!(
            text,
            "[events.changed-r{nth}]\nbackend = \"r{nth}\"\ninvalidate = [\"items-r{nth}\", \"balance-r{nth}\"]\n\
             [events.pushed-r{nth}]\nbackend = \"r{nth}\"\n\
             set = {{ query = \"balance-r{nth}\", to = \"{{event.balance}}\", version = \"/seq\" }}"
        );
    }
    for (nth, (_, presses)) in rudes.iter().enumerate() {
        for (post, mark) in presses {
            let name = press(nth, mark);
            let how = if *post { "post = \"/items/{row.id}/touch\"" } else { "put = \"/items/{row.id}\"" };
            let _ = writeln!(
                text,
                "[actions.{name}]\nbackend = \"r{nth}\"\n{how}\nbody = {{ mark = \"{mark}\" }}\ninvalidate = [\"items-r{nth}\"]"
            );
        }
        let actions: Vec<String> = presses.iter().map(|(_, mark)| format!("{:?}", press(nth, mark))).collect();
        let _ = writeln!(
            text,
            "[panels.items-r{nth}]\nkind = \"table\"\nquery = \"items-r{nth}\"\ncolumns = [\"id\", \"name\", \"amount\"]\n\
             actions = [{}]\n[panels.balance-r{nth}]\nkind = \"stat\"\nquery = \"balance-r{nth}\"\nvalue = \"/amount\"",
            actions.join(", ")
        );
    }
    for (window, shown) in (0..rudes.len()).collect::<Vec<_>>().chunks(across).enumerate() {
        let rows: Vec<String> = shown.iter().map(|nth| format!("[\"balance-r{nth}\", \"items-r{nth}\"]")).collect();
        let _ = writeln!(
            text,
            "[[windows]]\nid = \"w{window}\"\ntitle = \"Mixes {window}\"\nsize = [860, 900]\nopen = true\nrows = [{}]",
            rows.join(", ")
        );
    }
    text
}
