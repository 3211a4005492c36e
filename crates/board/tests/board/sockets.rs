//! `[backend.socket]`: what each field becomes.

use super::files::EXAMPLE;
use oriel_board::{Board, Problem, Socket};
use oriel_protocol::{
    AnyProtocol, Before, Data, Ending, EndingRule, Expect, Framing, Heartbeat, Json, Match, Missed, Naming, Poll,
    PubNub, Pusher, Refusal, Reply, SocketIo, Sse, Stage, Trigger, Unnamed,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// The example with another socket.
fn with(socket: &str) -> Result<Board, Vec<Problem>> {
    with_in(EXAMPLE, socket)
}

/// A board with another socket.
fn with_in(board: &str, socket: &str) -> Result<Board, Vec<Problem>> {
    let start = board.find("socket = {").unwrap();
    let end = start + board[start..].find('\n').unwrap();
    let rest = format!("{}{}", &board[..start], &board[end..]);
    let text = rest.replacen("[queries]", &format!("[backend.socket]\n{socket}\n\n[queries]"), 1);
    oriel_board::parse("board.toml", &text).map(|parsed| {
        assert_eq!(parsed.warnings, [], "{socket}");
        parsed.board
    })
}

fn read(socket: &str) -> Socket {
    read_in(EXAMPLE, socket)
}

fn read_in(board: &str, socket: &str) -> Socket {
    with_in(board, socket)
        .unwrap_or_else(|problems| panic!("{}", problems.iter().map(Problem::to_string).collect::<String>()))
        .backends[""]
        .clone()
        .socket
        .unwrap()
}

/// The fields of a `json` socket.
fn json_of(fields: &str) -> Json {
    match read(&format!("url = \"ws://127.0.0.1:4000/ws\"\n{fields}")).protocol {
        AnyProtocol::Json(json) => *json,
        other => panic!("{other:?}"),
    }
}

/// What the sockets of these tests say of messages that name a query.
#[allow(clippy::unnecessary_wraps)]
fn named_query() -> Option<Naming> {
    let (value, version) = (Some("/data".to_owned()), Some("/seq".to_owned()));
    Some(Naming { key: "/queryKey".to_owned(), value, version })
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

fn named<const N: usize>(members: [(&str, &str); N]) -> BTreeMap<String, String> {
    members.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn is(at: &str, values: &[Value]) -> Match {
    Match::Members(BTreeMap::from([(at.to_owned(), values.to_vec())]))
}

#[test]
fn every_field_of_json_is_read() {
    let read = json_of(
        r#"
        query = { room = "7", token = "{secret}" }
        headers = { X-Key = "{secret}" }
        subprotocols = ["v2", "token.{secret}"]
        before = { post = "/ticket", body = { for = "socket" }, headers = { X-Key = "{secret}" }, take = { ticket = "/ticket" } }
        steps = [
          { send = "hello" },
          { await = { "/type" = "challenge" }, send = [{ answer = "{nonce}", ticket = "{ticket}" }, ["ready", 1]], timeout = "3s" },
        ]
        channels = ["orders"]
        join = { id = "{seq}", subscribe = "{channel}" }
        joined = { "/subscribed" = "{channel}" }
        ready = { "/type" = ["ready", 1] }
        resumed = "/recovered"
        missed = { at = "/missed", within = "/push" }
        heartbeat-message = ["{null}", "{seq}", true, 1.5]
        replies = [{ to = { "" = {} }, with = {} }]
        expect = { what = { "/hb" = "{any}" }, within = "30s" }
        framing = "lines"
        nested = "/payload"
        event = ["/topic", "/payload/*"]
        separator = "/"
        data = { id = "/payload/id" }
        unnamed = "ignored"
        ignore = ["typing", { "/internal" = true }]
        captures = { nonce = "/nonce", offset = ["/push/offset", "/offset"] }
        keep = "offset"
        expired = "token_expired"
        renew = { token = "{secret}" }
        key = "/queryKey"
        value = "/data"
        version = "/seq"
        "#,
    );
    let messages = vec![json!({"answer": "{nonce}", "ticket": "{ticket}"}), json!(["ready", 1])];
    let expected = Json {
        naming: named_query(),
        query: named([("room", "7"), ("token", "{secret}")]),
        headers: named([("X-Key", "{secret}")]),
        subprotocols: texts(["v2", "token.{secret}"]),
        before: Some(Before {
            post: Some(json!({"for": "socket"})),
            url: "/ticket".to_owned(),
            headers: named([("X-Key", "{secret}")]),
            take: named([("ticket", "/ticket")]),
        }),
        steps: vec![
            Stage { awaits: None, send: vec![json!("hello")], timeout: Duration::from_secs(10) },
            Stage { awaits: Some(is("/type", &[json!("challenge")])), send: messages, timeout: Duration::from_secs(3) },
        ],
        channels: texts(["orders"]),
        join: Some(json!({"id": "{seq}", "subscribe": "{channel}"})),
        joined: Some(is("/subscribed", &[json!("{channel}")])),
        ready: Some(is("/type", &[json!("ready"), json!(1)])),
        resumed: Some("/recovered".to_owned()),
        missed: Some(Missed { at: "/missed".to_owned(), within: "/push".to_owned() }),
        heartbeat: Heartbeat::Message(json!([null, "{seq}", true, 1.5])),
        replies: vec![Reply { to: is("", &[json!({})]), with: json!({}) }],
        expect: Some(Expect { what: is("/hb", &[]), within: Duration::from_secs(30) }),
        framing: Framing::Lines,
        nested: texts(["/payload"]),
        event: texts(["/topic", "/payload/*"]),
        separator: "/".to_owned(),
        data: Data::Members(named([("id", "/payload/id")])),
        unnamed: Unnamed::Ignored,
        ignore: vec![Match::Event("typing".to_owned()), is("/internal", &[json!(true)])],
        captures: BTreeMap::from([
            ("nonce".to_owned(), texts(["/nonce"])),
            ("offset".to_owned(), texts(["/push/offset", "/offset"])),
        ]),
        keep: texts(["offset"]),
        expired: Some(Match::Event("token_expired".to_owned())),
        renew: vec![json!({"token": "{secret}"})],
        endings: Vec::new(),
    };
    assert_eq!(read, expected);
}

#[test]
fn a_ticket_is_fetched_with_get_and_the_bearer_where_nothing_else_is_said() {
    let before =
        json_of(r#"before = { get = "https://auth.example.com/ticket", take = { t = "/t" } }"#).before.unwrap();
    assert_eq!((before.url.as_str(), before.post), ("https://auth.example.com/ticket", None));
    assert_eq!(before.headers, named([("Authorization", "Bearer {secret}")]));
    let before = json_of(r#"before = { post = "/ticket", take = { t = "/t" } }"#).before.unwrap();
    assert_eq!(before.post, Some(json!({})));
}

#[test]
fn the_token_goes_out_as_with_requests_where_nothing_else_is_said() {
    let keyed = |socket: &str| {
        let auth = "auth   = { bearer = \"secret:accounts\", header = \"X-Api-Key: key {secret}\" }";
        let text = EXAMPLE.replace("auth   = { bearer = \"secret:accounts\" }", auth);
        read_in(&text, &format!("url = \"wss://shop.example.com/ws\"\n{socket}")).protocol
    };
    let key = named([("X-Api-Key", "key {secret}")]);
    let headers = |protocol: AnyProtocol| match protocol {
        AnyProtocol::Json(json) => json.headers,
        AnyProtocol::SocketIo(socketio) => socketio.headers,
        AnyProtocol::Pusher(pusher) => pusher.headers,
        other => panic!("{other:?}"),
    };
    for same in [
        "",
        "preset = \"django-channels\"",
        "protocol = \"socketio\"\nbearer = true",
        "protocol = \"pusher\"\nkey = \"k\"\nchannels = [\"private-7\"]",
    ] {
        assert_eq!(headers(keyed(same)), key, "{same}");
    }
    let stream = "protocol = \"sse\"\nurl = \"https://shop.example.com/events\"";
    let text =
        EXAMPLE.replace("{ bearer = \"secret:accounts\" }", "{ bearer = \"secret:a\", header = \"X-Key: {secret}\" }");
    let AnyProtocol::Sse(sse) = read_in(&text, stream).protocol else { panic!("sse") };
    assert_eq!(sse.headers, named([("X-Key", "{secret}")]));
    let AnyProtocol::Json(json) = keyed("before = { get = \"/ticket\", take = { t = \"/t\" } }") else {
        panic!("json")
    };
    assert_eq!(json.before.unwrap().headers, key);
    for (own, says) in [
        ("headers = { Authorization = \"Bearer {secret}\" }", named([("Authorization", "Bearer {secret}")])),
        ("headers = {}", BTreeMap::new()),
        ("preset = \"mopidy\"", BTreeMap::new()),
        ("preset = \"jupyter\"", named([("Authorization", "token {secret}")])),
        ("protocol = \"socketio\"", BTreeMap::new()),
    ] {
        assert_eq!(headers(keyed(own)), says, "{own}");
    }
}

#[test]
fn a_step_may_wait_as_long_as_the_link_does() {
    let steps = json_of(r#"steps = [{ await = "welcome", timeout = "off" }]"#).steps;
    assert_eq!(steps[0].timeout, Duration::ZERO);
}

#[test]
fn endings_have_words() {
    let endings = json_of(
        r#"
        endings = [
          { close = 4401, then = "renew" },
          { close = [3500, 3999], then = "stop", say = "banned" },
          { status = 404, then = "moved" },
          { status = [500, 599], then = "retry", after = "20s" },
          { message = "bye", then = "retry" },
          { message = "restart", then = "retry-at-once" },
          { message = "deploy", then = "retry-slowly" },
          { message = { "/error" = "{any}" }, then = "sign-in" },
        ]
        "#,
    )
    .endings;
    let rule = |on, then| EndingRule { on, then, say: None };
    let event = |name: &str| Trigger::Message(Match::Event(name.to_owned()));
    let expected = [
        rule(Trigger::Close(4401..=4401), Ending::Refresh),
        EndingRule {
            on: Trigger::Close(3500..=3999),
            then: Ending::Stop(Refusal::Backend),
            say: Some("banned".to_owned()),
        },
        rule(Trigger::Status(404..=404), Ending::Stop(Refusal::Address)),
        rule(Trigger::Status(500..=599), Ending::RetryAfter(Duration::from_secs(20))),
        rule(event("bye"), Ending::Retry),
        rule(event("restart"), Ending::RetryAtOnce),
        rule(event("deploy"), Ending::RetrySlowly),
        rule(Trigger::Message(is("/error", &[])), Ending::Stop(Refusal::SignIn)),
    ];
    assert_eq!(endings, expected);
}

#[test]
fn every_field_of_the_other_protocols_is_read() {
    let socketio = read(
        r#"
        protocol = "socketio"
        url = "wss://shop.example.com"
        namespace = "/orders"
        auth = { key = "{secret}" }
        bearer = true
        join = [["join", "room", { shop = 7 }]]
        ready = "joined"
        ignore = "typing"
        expired = ["token_expired"]
        key = "/queryKey"
        value = "/data"
        version = "/seq"
        "#,
    );
    let expected = SocketIo {
        endings: Vec::new(),
        naming: named_query(),
        namespace: "/orders".to_owned(),
        auth: json!({"key": "{secret}"}),
        headers: named([("Authorization", "Bearer {secret}")]),
        join: vec![vec![json!("join"), json!("room"), json!({"shop": 7})]],
        ready: Some("joined".to_owned()),
        ignore: texts(["typing"]),
        expired: texts(["token_expired"]),
    };
    assert_eq!(socketio.protocol, AnyProtocol::SocketIo(expected));

    let pusher = read(
        "protocol = \"pusher\"\nurl = \"wss://ws-eu.pusher.com\"\nkey = \"k\"\nchannels = [\"private-7\"]\n\
         auth = \"/sign\"\nignore = [\"typing\"]",
    );
    let expected = Pusher {
        endings: Vec::new(),
        key: "k".to_owned(),
        channels: texts(["private-7"]),
        auth: "/sign".to_owned(),
        headers: named([("Authorization", "Bearer {secret}")]),
        ignore: texts(["typing"]),
    };
    assert_eq!(pusher.protocol, AnyProtocol::Pusher(expected));

    let sse = read(
        r#"
        protocol = "sse"
        url = "https://shop.example.com/events"
        headers = {}
        query = { token = "{secret}" }
        event = "/kind"
        data = "/of"
        ready = "hello"
        ignore = ["tick"]
        resumes = true
        endings = [{ message = "bye", then = "stop" }]
        lost = "reset"
        key = "/queryKey"
        value = "/data"
        version = "/seq"
        "#,
    );
    let on = Trigger::Message(Match::Event("bye".to_owned()));
    let bye = EndingRule { on, then: Ending::Stop(Refusal::Backend), say: None };
    let expected = Sse {
        naming: named_query(),
        headers: BTreeMap::new(),
        query: named([("token", "{secret}")]),
        event: Some("/kind".to_owned()),
        data: "/of".to_owned(),
        ready: Some("hello".to_owned()),
        ignore: texts(["tick"]),
        resumes: true,
        endings: vec![bye],
        lost: texts(["reset"]),
    };
    assert_eq!(sse.protocol, AnyProtocol::Sse(expected));

    let pubnub = read(
        "protocol = \"pubnub\"\nsubscribe-key = \"s\"\nchannels = \"orders\"\nuser = \"me\"\nevent = \"/e\"\n\
         data = \"/d\"\nignore = \"typing\"\nwithin = \"60s\"\n\
         key = \"/queryKey\"\nvalue = \"/data\"\nversion = \"/seq\"",
    );
    let expected = PubNub {
        endings: Vec::new(),
        naming: named_query(),
        subscribe_key: "s".to_owned(),
        channels: texts(["orders"]),
        user: "me".to_owned(),
        event: "/e".to_owned(),
        data: "/d".to_owned(),
        ignore: texts(["typing"]),
        within: Duration::from_secs(60),
    };
    assert_eq!(pubnub.protocol, AnyProtocol::PubNub(expected));
    assert_eq!(pubnub.url, "https://ps.pndsn.com");

    let poll = read("protocol = \"poll\"\nevery = \"2m\"");
    assert_eq!(poll.protocol, AnyProtocol::Poll(Poll { every: Duration::from_secs(120) }));
    assert_eq!(poll.url, "");
}

#[test]
fn a_field_of_the_board_takes_the_place_of_the_presets() {
    let directus = |fields: &str| {
        let socket = read(&format!("preset = \"directus\"\nurl = \"ws://127.0.0.1:8055/websocket\"\n{fields}"));
        let AnyProtocol::Json(json) = socket.protocol else { panic!("json") };
        *json
    };
    let preset = directus("channels = [\"articles\"]");
    assert_eq!(preset.channels, ["articles"]);
    let own = directus("channels = [\"articles\"]\nsteps = []\nquery = { access_token = \"{secret}\" }");
    let expected = Json { steps: Vec::new(), query: named([("access_token", "{secret}")]), ..preset };
    assert_eq!(own, expected);
    assert!(directus("channels = []").channels.is_empty(), "an empty list is an answer too");
}

#[test]
fn constants_are_filled_in_and_keep_their_type_where_they_stand_alone() {
    let socket = read(
        r#"
        url = "wss://{host}/ws/"
        values = { host = "shop.example.com", shop = 7, kind = "order" }
        query = { shop = "{shop}" }
        channels = ["{kind}s:{shop}"]
        join = { channel = "{channel}", shop = "{shop}", text = "shop {shop}" }
        joined = { "/shop" = "{shop}" }
        endings = [{ message = { "/gone" = "{kind}" }, then = "stop" }]
        "#,
    );
    assert_eq!(socket.url, "wss://shop.example.com/ws/", "its last slash stays: routes are told apart by it");
    let AnyProtocol::Json(json) = socket.protocol else { panic!("json") };
    assert_eq!(json.query, named([("shop", "7")]));
    assert_eq!(json.channels, ["orders:7"]);
    assert_eq!(json.join, Some(json!({"channel": "{channel}", "shop": 7, "text": "shop 7"})));
    assert_eq!(json.joined, Some(is("/shop", &[json!(7)])));
    assert_eq!(json.endings[0].on, Trigger::Message(is("/gone", &[json!("order")])));
}

#[test]
fn a_preset_may_know_the_address_and_the_board_another() {
    let values = "preset = \"supabase\"\nvalues = { project = \"abc\", key = \"public\" }";
    assert_eq!(read(values).url, "wss://abc.supabase.co/realtime/v1/websocket");
    // Then what the address needed is not needed any more.
    let own = "preset = \"supabase\"\nurl = \"ws://127.0.0.1:4000/realtime/v1/websocket\"\nvalues = { key = \"k\" }";
    assert_eq!(read(own).url, "ws://127.0.0.1:4000/realtime/v1/websocket");
}

#[test]
fn the_times_suit_the_protocol_where_nothing_is_said() {
    let times = |fields: &str| {
        let socket = read(fields);
        (socket.heartbeat.as_secs(), socket.silence.as_secs())
    };
    let ws = "url = \"ws://127.0.0.1:4000/ws\"\n";
    let with = |fields: &str| times(&format!("{ws}{fields}"));
    assert_eq!(with(""), (15, 40));
    assert_eq!(with("heartbeat = \"30s\""), (30, 75));
    assert_eq!(with("silence = \"20s\""), (15, 20));
    assert_eq!(with("silence = \"off\""), (15, 0));
    assert_eq!(with("heartbeat = \"off\"\nsilence = \"2m\""), (0, 120));
    assert_eq!(with("heartbeat = \"off\"\nexpect = { what = \"hb\", within = \"20s\" }"), (0, 0));
    assert_eq!(with("protocol = \"socketio\""), (15, 40));
    let http = "url = \"http://127.0.0.1:4000/events\"\n";
    assert_eq!(times(&format!("{http}protocol = \"sse\"")), (0, 60));
    let pubnub = "protocol = \"pubnub\"\nsubscribe-key = \"s\"\nchannels = [\"a\"]\n";
    assert_eq!(times(pubnub), (0, 330));
    assert_eq!(times(&format!("{pubnub}within = \"60s\"")), (0, 70));
    assert_eq!(times("protocol = \"poll\""), (0, 0));
}

#[test]
fn an_origin_of_its_own_is_kept() {
    let origin = |fields: &str| read(&format!("url = \"ws://127.0.0.1:4000/ws\"\n{fields}")).origin;
    assert_eq!(origin(""), None);
    assert_eq!(origin("origin = \"https://shop.example.com\"").as_deref(), Some("https://shop.example.com"));
}

#[test]
fn braces_in_longer_texts_stay_as_they_are() {
    let json = json_of("channels = [\"subscription { orders {id} }\"]\njoin = { query = \"query { me {id} }\" }");
    assert_eq!(json.channels, ["subscription { orders {id} }"]);
    assert_eq!(json.join, Some(json!({"query": "query { me {id} }"})));
}

#[test]
fn a_field_is_refused_by_each_protocol_that_does_not_have_it_and_by_no_other() {
    const COMMON: &str = "url origin silence";
    let fields = [
        (
            "json",
            "query headers subprotocols before steps channels join joined ready resumed missed heartbeat \
            heartbeat-message replies expect framing nested event separator data unnamed ignore captures keep expired \
            renew endings key value version",
        ),
        ("socketio", "heartbeat namespace auth bearer join ready ignore expired key value version endings"),
        ("pusher", "heartbeat key channels auth ignore endings"),
        ("sse", "headers query event data ready ignore resumes lost key value version endings"),
        ("pubnub", "subscribe-key channels user event data ignore within key value version endings"),
        ("poll", "every"),
    ];
    let of = |protocol: &str| {
        let own = fields.iter().find(|(name, _)| *name == protocol).unwrap().1.split_whitespace();
        own.chain(COMMON.split_whitespace().filter(move |_| protocol != "poll")).collect::<Vec<_>>()
    };
    for (protocol, _) in fields {
        for (other, _) in fields {
            for field in of(other) {
                let refused = with(&format!("protocol = \"{protocol}\"\n{field} = 1")).unwrap_err();
                let elsewhere = refused.iter().find(|problem| problem.message.contains("no field"));
                assert_eq!(elsewhere.is_none(), of(protocol).contains(&field), "{protocol} {field}: {refused:?}");
                if let Some(problem) = elsewhere {
                    let help = problem.help.as_deref().unwrap();
                    assert!(
                        help.contains(&format!("`{other}`")) && help.ends_with(&format!("speaks `{protocol}`")),
                        "{help}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_the_manual_shows_is_read() {
    let manual = include_str!("../../../../docs/boards.md");
    let shown: Vec<&str> =
        manual.split("```").filter_map(|part| part.strip_prefix("toml\n[backend.socket]\n")).collect();
    assert!(shown.len() >= 3, "{}", shown.len());
    for fields in shown {
        read(fields);
    }
    let endings = manual.split("```").find_map(|part| part.strip_prefix("toml\nendings")).unwrap();
    assert_eq!(json_of(&format!("endings{endings}")).endings.len(), 4);
}

#[test]
fn a_board_with_a_hole_in_it_is_read_or_told_why_it_is_not() {
    for preset in oriel_board::PRESETS {
        let whole = preset.starter();
        let whole = &whole[..whole.find("\n# What preset").unwrap()];
        for start in (0..whole.len()).step_by(5).filter(|at| whole.is_char_boundary(*at)) {
            let end = (start + 7).min(whole.len());
            if let Err(problems) = oriel_board::parse("cut.toml", &format!("{}{}", &whole[..start], &whole[end..])) {
                assert!(!problems.is_empty(), "{} from {start}", preset.name);
            }
        }
    }
}

#[test]
fn every_kind_of_address_moves_to_another_origin() {
    let moved = |socket: &str| {
        let mut board = with(socket).unwrap();
        board.with_backend_at("https://bank.example");
        board.backends[""].socket.clone().unwrap().url
    };
    assert_eq!(moved("protocol = \"socketio\"\nurl = \"ws://127.0.0.1:4000/\""), "wss://bank.example/");
    assert_eq!(moved("protocol = \"sse\"\nurl = \"http://127.0.0.1:4000/events\""), "https://bank.example/events");
    assert_eq!(moved("protocol = \"poll\""), "");
}
