//! The link against real servers: every backend through the same list of cases.
//!
//! | file | idea |
//! | --- | --- |
//! | `main.rs` | the backends |
//! | `cases.rs` | the list |
//! | `continuity.rs` | what is fetched after a break, where the protocol proves what was missed and where it does not |
//! | `products.rs` | a shorter list, for products that are no shop |
//! | `backend.rs` | what tells one backend from another |
//! | `stage.rs` | one test's servers, the way to them, and a session with windows |
//! | `emitting.rs` | docs/emitting.md says what the servers run |
//! | `drafts.rs` | drafts from OpenAPI documents that packages ship |
//! | `server.rs`, `redis.rs` | servers as processes of the test's own |
//! | `proxy.rs` | the way between, which can be silenced, held up or cut |
//! | `shop.rs` | the side of the shop that tests hold |
//!
//! `cargo xtask test backends` installs the servers and runs all this; `cargo xtask test backends -- graphql` one of them.
#![allow(clippy::unwrap_used)]

mod backend;
mod cases;
mod continuity;
mod drafts;
mod emitting;
mod products;
mod proxy;
mod redis;
mod server;
mod shop;
mod stage;

// The page of a window is driven in one way in all tests without windows.
#[allow(dead_code)]
#[path = "../../../crates/session/tests/live/window.rs"]
mod window;

use backend::{Backend, Expiry, Kick};
use products::Cause;
use serde_json::json;
use server::Program;

/// The cases on one backend, each a test, and those that hold for some backends only: of what `resumes`, of what
/// `forgets` and has to fetch, of one that `restarts` or `crashes` on demand.
macro_rules! backend {
    ($module:ident, $backend:expr $(, $more:ident)*) => {
        mod $module {
            use super::*;

            static BACKEND: Backend = $backend;

            $(backend!(@$more);)*
            backend!(@cases cases
                connects_and_is_ready
                a_signal_makes_exactly_the_right_keys_stale
                a_wrong_token_is_refused
                an_expired_token_is_refused
                a_token_that_expires_is_renewed
                somebody_thrown_out_is_told
                a_server_that_was_restarted_is_found_again
                a_silent_server_is_noticed
                a_signal_during_the_first_fetch_is_not_lost
                signing_out_closes_the_socket
                the_next_person_never_hears_the_one_before
                a_burst_ends_in_the_last_state
            );
        }
    };
    (@resumes) => {
        backend!(@cases continuity
            what_was_not_missed_is_not_fetched
            what_was_missed_is_fetched_once
            a_sign_out_leaves_nothing_to_resume
        );
    };
    (@forgets) => {
        backend!(@cases continuity after_a_break_everything_shown_is_fetched_once);
    };
    (@restarts) => {
        backend!(@cases continuity a_restart_that_is_announced_is_no_end);
    };
    (@crashes) => {
        backend!(@cases continuity an_error_of_the_server_is_no_end);
    };
    (@cases $list:ident $($case:ident)*) => {
        $(
            #[tokio::test]
            async fn $case() -> oriel_tests::Outcome {
                $list::$case(&BACKEND).await
            }
        )*
    };
}

/// Cases of the shorter list on one product, each a test.
macro_rules! product {
    ($module:ident, $backend:expr, $cause:expr, [$($case:ident),*]) => {
        mod $module {
            use super::*;

            static BACKEND: Backend = $backend;
            static CAUSE: Cause = $cause;

            $(
                #[tokio::test]
                async fn $case() -> oriel_tests::Outcome {
                    products::$case(&BACKEND, &CAUSE).await
                }
            )*
        }
    };
}

/// A board of the tests' own, for the shop on this backend.
macro_rules! board {
    ($name:literal) => {
        concat!("tests/tests/backends/boards/", $name, ".toml")
    };
}

backend!(
    graphql,
    Backend { kick: Kick::Stops, ..Backend::new("graphql-ws", board!("graphql"), Program::Node("node/graphql.mjs")) }
);

backend!(
    fastapi,
    Backend {
        expiry: Expiry::RenewedInPlace,
        kick: Kick::Stops,
        ..Backend::new("FastAPI", board!("fastapi"), Program::Python("fastapi/server.py"))
    }
);

backend!(
    socketio,
    Backend {
        expiry: Expiry::RenewedInPlace,
        kick: Kick::Stops,
        ..Backend::new("Socket.IO", board!("socketio"), Program::Node("node/socketio.mjs"))
    }
);

backend!(
    socketio_with_recovery,
    Backend {
        words: &["--recovery"],
        kick: Kick::Stops,
        ..Backend::new("Socket.IO with recovery", board!("socketio"), Program::Node("node/socketio.mjs"))
    },
    resumes
);

backend!(
    socketio_in_two_processes,
    Backend {
        nodes: 2,
        expiry: Expiry::RenewedInPlace,
        kick: Kick::Stops,
        ..Backend::new("Socket.IO in two processes", board!("socketio"), Program::Node("node/socketio.mjs"))
    }
);

backend!(
    node_red,
    Backend {
        private: false,
        kick: Kick::Stops,
        ..Backend::new("Node-RED", board!("node-red"), Program::Node("node/nodered.mjs"))
    }
);

backend!(
    pusher,
    Backend {
        words: &["--activity-timeout", "1", "--pong-timeout", "1"],
        one_person: true,
        kick: Kick::Stops,
        ..Backend::new("Pusher", board!("pusher"), Program::Node("node/pusher.mjs"))
    }
);

backend!(
    channels,
    Backend {
        kick: Kick::Stops,
        ..Backend::new("Django Channels", board!("channels"), Program::Python("channels/server.py"))
    },
    forgets,
    crashes
);

backend!(
    channels_in_two_processes,
    Backend {
        nodes: 2,
        words: &["--database", "{folder}/shop.sqlite"],
        kick: Kick::Stops,
        ..Backend::new("Django Channels in two processes", board!("channels"), Program::Python("channels/server.py"))
    }
);

backend!(
    python_socketio,
    Backend {
        expiry: Expiry::RenewedInPlace,
        kick: Kick::Stops,
        ..Backend::new("python-socketio", board!("socketio"), Program::Python("python-socketio/server.py"))
    }
);

backend!(
    actioncable,
    Backend {
        kick: Kick::Stops,
        ..Backend::new("ActionCable", board!("actioncable"), Program::Ruby("actioncable/server.rb"))
    },
    restarts
);

backend!(
    sse,
    Backend {
        words: &["--keep-alive", "500"],
        // HTTP has no word for it on an open answer.
        expiry: Expiry::Ends,
        kick: Kick::Stops,
        ..Backend::new("server-sent events", board!("sse"), Program::Node("node/sse.mjs"))
    },
    resumes
);

backend!(
    pubnub,
    Backend {
        words: &["--poll", "500"],
        // PubNub is not restarted with the shop, and forgets nothing then.
        redis: true,
        one_person: true,
        expiry: Expiry::RenewedInPlace,
        kick: Kick::Stops,
        ..Backend::new("PubNub", board!("pubnub"), Program::Node("node/pubnub.mjs"))
    },
    resumes
);

product!(
    jupyter,
    Backend::new("Jupyter Server", "boards/jupyter.toml", Program::Python("jupyter/server.py")),
    Cause {
        token: Some(shop::ADA),
        path: "/api/contents",
        body: |_| json!({ "type": "file", "ext": ".txt" }),
        event: "https://events.jupyter.org/jupyter_server/contents_service/v1#save",
        stale: &["files", "file"],
    },
    [
        an_event_is_heard,
        a_server_that_was_restarted_is_found_again,
        a_silent_server_is_noticed,
        a_wrong_token_is_refused
    ]
);

product!(
    node_red_in_operation,
    Backend {
        profile: Some("secured"),
        ..Backend::new("Node-RED in operation", "boards/node-red.toml", Program::Node("node/nodered.mjs"))
    },
    Cause {
        token: Some(shop::ADA),
        path: "/flows",
        body: |nth| json!([{ "id": "greenhouse", "type": "tab", "label": format!("Greenhouse {nth}") }]),
        event: "notification/runtime-deploy",
        stale: &["flows", "state", "diagnostics"],
    },
    [
        an_event_is_heard,
        a_server_that_was_restarted_is_found_again,
        a_silent_server_is_noticed,
        a_wrong_token_is_refused
    ]
);

product!(
    mopidy,
    Backend::new("Mopidy", "boards/mopidy.toml", Program::SystemPython("mopidy/server.py")),
    Cause {
        token: None,
        path: "/mopidy/rpc",
        body: |nth| {
            let value = nth % 2 == 0;
            json!({ "jsonrpc": "2.0", "id": 1, "method": "core.tracklist.set_random", "params": { "value": value } })
        },
        event: "options_changed",
        stale: &["random"],
    },
    [an_event_is_heard, a_server_that_was_restarted_is_found_again, a_silent_server_is_noticed]
);
