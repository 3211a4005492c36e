//! The small board.

/// A small board with comments. It has no error and no warning.
pub const START: &str = r#"# A board: one file that says where data is, what makes it stale, and what windows show of it.
# docs/boards.md has every field; `oriel check board.toml` tells what is wrong, with the line.

board = 1
title = "My board"

# Where the data is. `secret:NAME` is asked for in the window: a board holds no secrets.
[backend]
base = "http://127.0.0.1:8000"
# auth = { bearer = "secret:mine", hint = "where a person finds the token" }

# Where signals come from: a WebSocket that sends frames like {"event": "order_placed", "data": {…}}.
# `oriel presets` lists backends that are known.
# [backend.socket]
# url   = "ws://127.0.0.1:8000/ws"
# event = "/event"       # JSON Pointer to the event's name in a frame
# data  = "/data"        # and to its metadata
# ready = "subscribed"   # the event that acknowledges the subscription

# What is shown: a name, and a GET below `base`. `rows` points to the rows of an answer, `id` to what
# identifies a row.
[queries]
orders = { get = "/orders", id = "/id" }

# What a signal makes stale: the name of an event, and queries.
# [events]
# order_placed = ["orders"]

# How it is shown: stat, table, list, chart, detail, log, json or text.
[panels.orders]
kind    = "table"
query   = "orders"
columns = ["id", "state", { field = "total", format = "number" }]

[[windows]]
id    = "main"
title = "Orders"
rows  = [["orders"]]
"#;
