//! Mopidy: events as they come; nothing to sign in to, nothing to subscribe to.
use super::*;
use crate::json::{Data, Unnamed};

pub(super) fn mopidy() -> Json {
    Json {
        headers: BTreeMap::new(),
        data: Data::At(String::new()),
        // Answers to JSON-RPC.
        unnamed: Unnamed::Ignored,
        ..Json::default()
    }
}

#[test]
fn it_is_ready_when_open_and_its_events_carry_their_members() {
    let mut mopidy = Dialogue::with(mopidy());
    assert!(mopidy.greets(Some("s3cret")).headers.is_empty());
    assert_eq!(mopidy.open_with(None), [READY]);
    let frame = json!({"event": "volume_changed", "volume": 50});
    assert_eq!(mopidy.hears(frame.clone()), [signal("volume_changed", frame)]);
    assert_eq!(mopidy.hears(json!({"jsonrpc": "2.0", "id": 1, "result": null})), []);
}
