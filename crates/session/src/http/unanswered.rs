//! No answer came, or it broke off before its end.

use oriel_query::{Failure, FailureKind};
use std::error::Error as _;
use std::time::Duration;

/// There was no answer in time.
pub(super) fn too_late(address: String, limit: Duration) -> Failure {
    Failure {
        kind: FailureKind::Timeout,
        address,
        message: format!("no answer within {} s", limit.as_secs()),
        retryable: true,
        ..Failure::default()
    }
}

/// What the client says.
pub(super) fn of(address: &str, error: &reqwest::Error) -> Failure {
    let kind = if error.is_connect() {
        FailureKind::Unreachable
    } else if error.is_timeout() {
        FailureKind::Timeout
    } else if error.is_builder() {
        FailureKind::Request
    } else {
        // A body that was cut off, compressed or not, is the connection's doing.
        FailureKind::Network
    };
    // The outer errors only repeat the address; the innermost says what the system said.
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let message = match kind {
        FailureKind::Unreachable if error.is_timeout() => {
            format!("no connection within {} s", super::CONNECT.as_secs())
        }
        FailureKind::Network if error.is_body() || error.is_decode() => {
            format!("the answer broke off, or cannot be decompressed: {cause}")
        }
        _ if error.source().is_some() => cause.to_string(),
        _ => "the connection broke off".to_owned(),
    };
    Failure {
        kind,
        address: address.to_owned(),
        message,
        retryable: kind != FailureKind::Request,
        ..Failure::default()
    }
}
