//! Heartbeat and silence.

use super::super::fields::Fields;
use super::super::node::Node;
use super::super::scalar::some_time;
use super::layer::Layer;
use oriel_protocol::AnyProtocol;
use std::time::Duration;

/// A sign of life every so often, where the board says nothing.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A connection is dead after so long without a frame, where the board says nothing: two signs of
/// life went unanswered.
const SILENCE: Duration = Duration::from_secs(40);
/// The same for streams: what keeps them open through proxies is a comment every 15 to 30 s.
const SILENCE_OF_STREAMS: Duration = Duration::from_secs(60);
/// The same for PubNub, beyond the time that a poll may take.
const BEYOND_A_POLL: Duration = Duration::from_secs(10);

/// The two times of a socket; zero is none.
pub(crate) struct Timing {
    pub(crate) heartbeat: Duration,
    pub(crate) silence: Duration,
}

/// A time, or `"off"`, which is zero.
pub(crate) fn time_or_off(node: &Node<'_>) -> Option<Duration> {
    if node.is_text() && node.text() == Some("off") { Some(Duration::ZERO) } else { some_time(node) }
}

/// What was written, or else what suits the protocol.
pub(crate) fn decide(fields: &Fields<'_>, layer: &Layer) -> Timing {
    match &layer.protocol {
        AnyProtocol::Poll(_) => Timing { heartbeat: Duration::ZERO, silence: Duration::ZERO },
        AnyProtocol::Sse(_) => silent(layer, SILENCE_OF_STREAMS),
        AnyProtocol::PubNub(pubnub) => silent(layer, pubnub.within.saturating_add(BEYOND_A_POLL)),
        AnyProtocol::Json(_) | AnyProtocol::SocketIo(_) | AnyProtocol::Pusher(_) => beating(fields, layer),
    }
}

fn silent(layer: &Layer, silence: Duration) -> Timing {
    Timing { heartbeat: Duration::ZERO, silence: layer.silence.unwrap_or(silence) }
}

fn beating(fields: &Fields<'_>, layer: &Layer) -> Timing {
    let heartbeat = layer.heartbeat.unwrap_or(HEARTBEAT);
    if heartbeat.is_zero() {
        return unasked(fields, layer);
    }
    // A board that slows the heartbeat down means to wait longer for an answer too.
    let patient = heartbeat.saturating_mul(5) / 2;
    let Some(written) = layer.silence else {
        return Timing { heartbeat, silence: SILENCE.max(patient) };
    };
    // A preset's limit gives way to the board's heartbeat.
    let own = fields.get("silence");
    if own.is_none() && fields.has("heartbeat") && !written.is_zero() {
        return Timing { heartbeat, silence: written.max(patient) };
    }
    if let Some(node) = own.filter(|_| !written.is_zero() && written <= heartbeat) {
        node.error(
            "`silence` must be longer than `heartbeat`",
            format!("the link is pinged every {heartbeat:?}: a good one would be cut between two pings"),
        );
    }
    Timing { heartbeat, silence: written }
}

/// Without a heartbeat nothing has to be heard from a backend that has nothing to say.
fn unasked(fields: &Fields<'_>, layer: &Layer) -> Timing {
    let speaks_by_itself = match &layer.protocol {
        AnyProtocol::Json(json) => json.expect.is_some(),
        // Both tell how often something is to be heard of the other side.
        _ => true,
    };
    let silence = layer.silence.unwrap_or(Duration::ZERO);
    if silence.is_zero()
        && !speaks_by_itself
        && let Some(node) = fields.get("heartbeat")
    {
        node.warning(
            "without a heartbeat nobody notices a dead connection",
            "say with `expect` or `silence` what the backend sends by itself".to_owned(),
        );
    }
    Timing { heartbeat: Duration::ZERO, silence }
}
