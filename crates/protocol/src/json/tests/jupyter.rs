//! Jupyter Server's event stream (`/api/events/subscribe`): a schema and an action make the name.
use super::*;
use crate::json::{Data, Unnamed};

pub(super) fn jupyter() -> Json {
    Json {
        headers: named([("Authorization", "token {secret}")]),
        event: texts(["/schema_id", "/action"]),
        separator: "#".to_owned(),
        data: Data::At(String::new()),
        unnamed: Unnamed::Ignored,
        ..Json::default()
    }
}

#[test]
fn schema_and_action_make_the_name() {
    let mut jupyter = Dialogue::with(jupyter());
    let greeting = jupyter.greets(Some("s3cret"));
    assert_eq!(greeting.headers.get("authorization").unwrap(), "token s3cret");
    assert_eq!(jupyter.open(), [READY]);
    let schema = "https://events.jupyter.org/jupyter_server/contents_service/v1";
    let frame = json!({"schema_id": schema, "action": "save", "path": "a.ipynb"});
    assert_eq!(jupyter.hears(frame.clone()), [signal(&format!("{schema}#save"), frame)]);
    assert_eq!(jupyter.hears(json!({"schema_id": schema})), [], "a name has all of its parts");
}
