//! The application in real windows, over a real backend: what a person sees, and what the backend
//! counts.

#[path = "../../../crates/session/tests/live/anything.rs"]
mod anything;
mod backends;
mod bank;
mod board;
mod changes;
mod editing;
mod exact;
mod failing;
mod graphics;
mod hidden;
mod log;
mod look;
mod opening;
mod panels;
mod profiles;
mod reconnect;
mod refund;
mod reloaded;
mod scrolling;
mod signals;
mod signing;
mod waiting;
mod web_process;
