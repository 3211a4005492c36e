//! Presets: how known backends are heard, each a text made of nothing but the fields of
//! `[backend.socket]`, with a board to start from.

/// A preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Its name on a board: `preset = "directus"`.
    pub name: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
    /// Its fields, with comments.
    pub text: &'static str,
    start: &'static str,
}

macro_rules! preset {
    ($name:literal, $about:literal) => {
        Preset {
            name: $name,
            about: $about,
            text: include_str!(concat!("../presets/", $name, ".toml")),
            start: include_str!(concat!("../presets/start/", $name, ".toml")),
        }
    };
}

/// All presets: products and frameworks, then the protocols that stand for themselves.
pub const PRESETS: &[Preset] = &[
    preset!("actioncable", "Rails: Action Cable channels"),
    preset!("centrifugo", "Centrifugo, or a Centrifuge server, in JSON"),
    preset!("directus", "Directus: changes of collections"),
    preset!("django-channels", "Django Channels, with a consumer that says {event, data}"),
    preset!("graphql-transport-ws", "GraphQL subscriptions (graphql-ws, Apollo, Strawberry, Hasura)"),
    preset!("home-assistant", "Home Assistant: its event bus"),
    preset!("jupyter", "Jupyter Server: its event log"),
    preset!("moonraker", "Moonraker, the API of Klipper printers"),
    preset!("mopidy", "Mopidy, the music server"),
    preset!("node-red", "Node-RED: deploys, and the status of nodes"),
    preset!("octoprint", "OctoPrint: a 3D printer's events"),
    preset!("parse-livequery", "Parse Server: live queries on classes"),
    preset!("phoenix", "Phoenix channels (Elixir)"),
    preset!("prefect", "Prefect: events of flows and tasks"),
    preset!("supabase", "Supabase Realtime: changes of tables"),
    preset!("json", "any WebSocket of your own that sends JSON"),
    preset!("socketio", "Socket.IO servers (Node, Python, and others)"),
    preset!("pusher", "Pusher Channels, Soketi, Laravel Reverb"),
    preset!("sse", "server-sent events (text/event-stream)"),
    preset!("pubnub", "PubNub, through its HTTP interface"),
    preset!("poll", "a backend that never says a word by itself"),
];

impl Preset {
    /// The preset of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// The protocol that it speaks, by its name on a board.
    pub(crate) fn protocol(&self) -> &'static str {
        let named = self.text.lines().find_map(|line| line.strip_prefix("protocol")?.trim_start().strip_prefix('='));
        named.map_or("json", |rest| rest.trim().trim_matches('"'))
    }

    /// A small board that opens as it is, to be made into one's own; what the preset stands for
    /// follows as comments.
    #[must_use]
    pub fn starter(&self) -> String {
        let mut board = format!("{}\n\n# What preset = \"{}\" stands for. ", self.start.trim_end(), self.name);
        board.push_str("A field that you write in [backend.socket] takes the place of its own.\n#\n");
        // What it needs of a board, the board above has.
        let fields = self.text.split("\n[needs]").next().unwrap_or_default();
        for line in fields.trim_end().lines() {
            board.push_str(if line.is_empty() { "#" } else { "#   " });
            board.push_str(line);
            board.push('\n');
        }
        board
    }
}

/// The nearest name, for one that is no preset's.
#[must_use]
pub fn nearest_preset(wrong: &str) -> Option<&'static str> {
    crate::read::nearest(wrong, PRESETS.iter().map(|preset| preset.name))
}
