//! The shop's side that tests hold: reading it as a person, and making things happen in it. See tests/servers/README.md.

use oriel_tests::{Outcome, wait};
use reqwest::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

/// A token of Ada's.
pub(crate) const ADA: &str = "ada-token";
/// The one that Ada's is renewed to.
pub(crate) const ADA_RENEWED: &str = "ada-token-2";
/// Ben's token.
pub(crate) const BEN: &str = "ben-token";
/// A token that has expired.
pub(crate) const OLD: &str = "old-token";
/// A token that never was one.
pub(crate) const WRONG: &str = "no-token";

/// How long a burst may take to be made: each of its orders is a commit.
const BURST: Duration = Duration::from_secs(120);

/// An HTTP client for one server.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    client: Client,
    address: SocketAddr,
}

/// What one server process counted since it started.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Counts {
    /// Sockets that hear signals, by person.
    pub(crate) sockets: BTreeMap<String, u64>,
    /// GETs by path, refused ones too.
    pub(crate) gets: BTreeMap<String, u64>,
    /// How often each person's sockets asked to go on from where an earlier one ended, granted or not. Empty where the
    /// protocol has no way to ask.
    #[serde(default)]
    pub(crate) resumed: BTreeMap<String, u64>,
}

impl Counts {
    /// How often this path was asked for.
    pub(crate) fn of(&self, path: &str) -> u64 {
        self.gets.get(path).copied().unwrap_or(0)
    }
}

impl Shop {
    /// The shop behind this address.
    pub(crate) fn at(address: SocketAddr) -> Outcome<Self> {
        // reqwest is built without a TLS provider of its own; a second installation is no error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(wait::DEADLINE).no_proxy().build()?;
        Ok(Self { client, address })
    }

    /// Reads as the one whose token that is. It is counted as every GET.
    pub(crate) async fn get(&self, path: &str, token: &str) -> Outcome<Value> {
        let request = self.client.get(format!("http://{}{path}", self.address)).bearer_auth(token);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// Places an order in a shop; the person is told.
    pub(crate) async fn order(&self, shop: &str, person: &str) -> Outcome {
        self.control("order", &json!({ "shop": shop, "person": person })).await
    }

    /// Changes a person's profile; they are told.
    pub(crate) async fn profile(&self, person: &str) -> Outcome {
        self.control("profile", &json!({ "person": person })).await
    }

    /// Many orders, one after the other; the person is told of each.
    pub(crate) async fn burst(&self, shop: &str, person: &str, count: u32) -> Outcome {
        let body = json!({ "shop": shop, "person": person, "count": count });
        let request = self.client.post(format!("http://{}/control/burst", self.address)).json(&body).timeout(BURST);
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// From now on that token has expired, and live sockets that signed in with it are told.
    pub(crate) async fn expire(&self, token: &str) -> Outcome {
        self.control("expire", &json!({ "token": token })).await
    }

    /// Ends that person's sockets, for good.
    pub(crate) async fn kick(&self, person: &str) -> Outcome {
        self.control("kick", &json!({ "person": person })).await
    }

    /// What was counted so far.
    pub(crate) async fn counts(&self) -> Outcome<Counts> {
        let request = self.client.get(format!("http://{}/control/counts", self.address));
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// Waits until so many sockets of a person hear signals.
    pub(crate) async fn until_sockets(&self, person: &str, wanted: u64) -> Outcome {
        wait::until_is(&format!("sockets of {person}"), &wanted, async || {
            Ok(self.counts().await?.sockets.get(person).copied().unwrap_or(0))
        })
        .await
    }

    /// Asks a product for something that is its own; the one whose token that is, if any.
    pub(crate) async fn send(&self, path: &str, token: Option<&str>, body: &Value) -> Outcome {
        let mut request = self.client.post(format!("http://{}{path}", self.address)).json(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// Has something happen that this server alone can do. See the head of its file.
    pub(crate) async fn control(&self, what: &str, body: &Value) -> Outcome {
        self.send(&format!("/control/{what}"), None, body).await
    }
}
