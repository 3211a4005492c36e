//! The sample backend, and another client of it.

use oriel_sample::{Options, Sample};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub(crate) const ADA: &str = "sample-ada";
pub(crate) const BEN: &str = "sample-ben";

pub(crate) struct Bank {
    pub(crate) address: SocketAddr,
    database: PathBuf,
    latency: Option<Duration>,
    client: Client,
    sample: Option<Sample>,
    _folder: tempfile::TempDir,
}

impl Bank {
    pub(crate) async fn start(latency: Option<Duration>) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let mut bank = Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            database: folder.path().join("sample.sqlite"),
            latency,
            client: Client::builder().no_proxy().build().unwrap(),
            sample: None,
            _folder: folder,
        };
        bank.start_again().await;
        bank
    }

    /// On the same port, with the same data.
    pub(crate) async fn start_again(&mut self) {
        let sample = self.another(self.address).await;
        self.address = sample.address();
        self.sample = Some(sample);
    }

    /// One more backend on the same data. Only one may signal at a time.
    pub(crate) async fn another(&self, listen: SocketAddr) -> Sample {
        let options =
            Options { listen, database: Some(self.database.clone()), latency: self.latency, ..Options::default() };
        oriel_sample::start(options).await.unwrap()
    }

    pub(crate) async fn stop(&mut self) {
        self.sample.take().unwrap().stop().await;
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = self.client.get(format!("http://{}{path}", self.address)).bearer_auth(ADA);
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: &Value) -> Value {
        self.send_to(self.address, method, path, body).await
    }

    pub(crate) async fn send_to(&self, address: SocketAddr, method: Method, path: &str, body: &Value) -> Value {
        let request = self.client.request(method, format!("http://{address}{path}")).bearer_auth(ADA).json(body);
        let answer = request.send().await.unwrap().error_for_status().unwrap();
        if answer.status() == StatusCode::NO_CONTENT { Value::Null } else { answer.json().await.unwrap() }
    }

    /// A change that makes one query stale: the profile.
    pub(crate) async fn rename(&self, name: &str) {
        self.send(Method::PATCH, "/api/me", &json!({ "name": name })).await;
    }

    /// A transaction on Ada's first account.
    pub(crate) async fn record(&self, side: &str, amount: f64) -> Value {
        let body = json!({ "type": side, "amount": amount, "counterparty": "Somebody" });
        self.send(Method::POST, "/api/accounts/acc_1/transactions", &body).await
    }

    /// How many credits of this amount are on Ada's first account.
    pub(crate) async fn credits(&self, amount: f64) -> usize {
        let page = self.get("/api/accounts/acc_1/transactions?type=credit&limit=200").await;
        page["rows"].as_array().unwrap().iter().filter(|row| row["amount"] == amount).count()
    }

    /// How often a route was asked.
    pub(crate) async fn asked(&self, route: &str) -> u64 {
        self.get("/status").await["requests"][route].as_u64().unwrap_or(0)
    }

    pub(crate) async fn sockets(&self) -> (u64, u64) {
        let sockets = &self.get("/status").await["sockets"];
        (sockets["now"].as_u64().unwrap(), sockets["ever"].as_u64().unwrap())
    }
}
