//! Time that passes as fast as nothing happens.
//!
//! Session and backend share one thread and tokio's clock, which stands still while anything moves and goes on by a
//! step once nothing does: a wait of half a minute takes a third of a second, and a busy machine changes nothing. (The
//! clock that tokio winds on by itself would run away from real sockets.)

use oriel_session::Clock;
use oriel_tests::rude::moved;
use std::convert::Infallible;
use std::future::Future;
use std::time::{Duration, SystemTime};
use tokio::task::yield_now;
use tokio::time::Instant;

/// How much time passes at once while something goes to and fro.
const STEP: Duration = Duration::from_millis(10);
/// The same once nothing has for a while. All waits of sessions are longer.
const STRIDE: Duration = Duration::from_millis(50);
/// So many steps without anything are a while.
const QUIET: u32 = 40;
/// How often sockets are looked at in a step: each look takes a request one hop on its way.
const LOOKS: usize = 12;
/// What the kernel may take to carry bytes from one socket to the other.
const CARRY: Duration = Duration::from_micros(30);

/// Runs a test on such a clock.
pub(crate) fn quickly<F: Future>(test: F) -> F::Output {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let passing = tokio::spawn(pass());
        let result = test.await;
        passing.abort();
        result
    })
}

async fn pass() -> Infallible {
    let (mut before, mut quiet) = (moved(), 0_u32);
    loop {
        for _ in 0..LOOKS {
            yield_now().await;
        }
        // Nothing else runs on this thread: it is the network that is waited for.
        std::thread::sleep(CARRY);
        let now = moved();
        quiet = if now == before { quiet.saturating_add(1) } else { 0 };
        before = now;
        tokio::time::advance(if quiet > QUIET { STRIDE } else { STEP }).await;
    }
}

/// The same time, for a session.
pub(crate) struct Passing {
    begun: Instant,
    wall: SystemTime,
}

impl Passing {
    pub(crate) fn new() -> Self {
        Self { begun: Instant::now(), wall: SystemTime::now() }
    }
}

impl Clock for Passing {
    fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    fn wall(&self) -> SystemTime {
        self.wall + self.begun.elapsed()
    }
}

/// Lets so much time pass.
pub(crate) async fn pass_by(seconds: f64) {
    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
}
