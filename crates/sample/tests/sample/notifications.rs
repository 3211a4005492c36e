use serde_json::{Value, json};

use crate::client::{Client, still};

const UNREAD: &str = "/api/notifications/unread-count";

async fn listed_unread(client: &Client) -> Vec<Value> {
    let list = client.get("/api/notifications").await;
    let unread = list.rows().iter().filter(|row| row["read"] == false);
    unread.map(|row| row["id"].clone()).collect()
}

#[tokio::test]
async fn the_unread_count_is_the_number_of_unread_rows() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    assert_eq!(ada.get(UNREAD).await.body, json!({ "count": 3 }));
    assert_eq!(listed_unread(&ada).await.len(), 3);
}

#[tokio::test]
async fn reading_one_is_signalled_the_first_time() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let mut socket = ada.socket().await;
    let id = listed_unread(&ada).await[1].clone();
    for _ in 0..2 {
        let path = format!("/api/notifications/{}/read", id.as_str().unwrap());
        let read = ada.post(&path, json!({})).await;
        assert_eq!((read.status, &read.body["read"]), (200, &json!(true)));
    }
    let frames = socket.so_far().await;
    assert_eq!(frames.len(), 1);
    assert_eq!(frames[0]["event"], "notification_read");
    assert_eq!(frames[0]["data"]["notificationId"], id);
    assert_eq!(frames[0]["data"]["unread"], 2);
    assert_eq!(ada.get(UNREAD).await.body, json!({ "count": 2 }));
}

#[tokio::test]
async fn reading_all_is_one_signal_and_touches_nobody_else() {
    let sample = still().await;
    let (ada, ben) = (Client::ada(&sample), Client::ben(&sample));
    let mut socket = ada.socket().await;
    let first = ada.post("/api/notifications/read-all", json!({})).await;
    let second = ada.post("/api/notifications/read-all", json!({})).await;
    assert_eq!((&first.body, &second.body), (&json!({ "read": 3 }), &json!({ "read": 0 })));
    assert_eq!(socket.so_far().await.len(), 1);
    assert_eq!(ada.get(UNREAD).await.body, json!({ "count": 0 }));
    assert_eq!(ben.get(UNREAD).await.body, json!({ "count": 3 }));
}
