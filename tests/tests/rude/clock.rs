//! Time that passes as fast as nothing happens.
//!
//! Session and backend share one thread and tokio's clock, which stands still while anything moves and goes on by a
//! step once nothing does: a wait of half a minute takes a third of a second, and a busy machine changes nothing. (The
//! clock that tokio winds on by itself would run away from real sockets.)

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;
use tokio::task::yield_now;

/// How much time passes at once. All waits of sessions are longer.
const STEP: Duration = Duration::from_millis(10);
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
    loop {
        for _ in 0..LOOKS {
            yield_now().await;
        }
        // Nothing else runs on this thread: it is the network that is waited for.
        std::thread::sleep(CARRY);
        tokio::time::advance(STEP).await;
    }
}

/// Lets so much time pass.
pub(crate) async fn pass_by(seconds: f64) {
    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
}
