//! One board over two backends: what happens to one of them happens to it alone.

use crate::bank::{ADA, BEN, Bank};
use crate::road::Road;
use crate::stage::PROFILE;
use crate::window::{Sight, Window};
use oriel_board::Board;
use oriel_query::{Answer, Key};
use oriel_session::{BoxFuture, Disk, InMemory, SecretKey, Secrets, SecretsError, Session, SignInError, Token};
use oriel_wire::{Act, Acted, Link};
use serde_json::{Map, json};
use std::path::Path;
use std::sync::Arc;

/// A bank and its branch. `BANK` and `BRANCH` stand for their addresses.
const BOARD: &str = r#"
board = 1
title = "Two of them"

[backend]
base   = "http://BANK/api"
auth   = { bearer = "secret:bank", hint = "the bank's" }
socket = { url = "ws://BANK/ws", protocol = "json", event = "/event", data = "/data", ready = "subscribed" }

[backends.branch]
base   = "http://BRANCH/api"
auth   = { bearer = "secret:branch" }
socket = { url = "ws://BRANCH/ws", protocol = "json", event = "/event", data = "/data", ready = "subscribed" }

[queries]
profile        = { get = "/me" }
loans          = { get = "/loans", stale = "1h" }
branch-profile = { get = "/me", backend = "branch" }
branch-balance = { get = "/accounts/acc_1/balance", backend = "branch" }

[events]
notification_received = ["branch-balance"]
profile_updated       = ["profile"]

[events.balance_updated]
backend    = "branch"
invalidate = ["branch-profile"]

[actions.rename-here]
patch = "/me"
form  = { name = { kind = "text", required = true } }
body  = { name = "{form.name}" }
invalidate = ["profile"]

[actions.rename-there]
backend = "branch"
patch = "/me"
form  = { name = { kind = "text", required = true } }
body  = { name = "{form.name}" }
invalidate = ["branch-profile"]
"#;

struct Two {
    bank: Bank,
    branch: Bank,
    /// The way to the branch.
    road: Road,
    session: Session,
}

fn board(bank: &Bank, road: &Road, change: impl FnOnce(String) -> String) -> Board {
    let text = BOARD.replace("BANK", &bank.address.to_string()).replace("BRANCH", &road.address.to_string());
    let parsed = oriel_board::parse("two.toml", &change(text));
    parsed.unwrap_or_else(|problems| panic!("{}", problems[0])).board
}

fn secrets(of: &[(&str, &str)]) -> Arc<InMemory> {
    let with = |place: InMemory, (name, token): &(&str, &str)| place.with(name, Token::new((*token).to_owned()));
    Arc::new(of.iter().fold(InMemory::new(), with))
}

const BOTH: &[(&str, &str)] = &[("bank", ADA), ("branch", ADA)];

impl Two {
    async fn with(tokens: &[(&str, &str)]) -> Self {
        Self::on(tokens, None, |text| text).await
    }

    async fn on(tokens: &[(&str, &str)], folder: Option<&Path>, change: impl FnOnce(String) -> String) -> Self {
        let (bank, branch) = (Bank::start(None).await, Bank::start(None).await);
        let road = Road::to(branch.address).await;
        let session = open(board(&bank, &road, change), tokens, folder);
        Self { bank, branch, road, session }
    }

    fn window(&self) -> Window {
        Window::open(&self.session, "one", &self.keys())
    }

    fn keys(&self) -> Vec<Key> {
        ["profile", "loans", "branch-profile", "branch-balance"].map(|query| self.key(query)).to_vec()
    }

    fn key(&self, query: &str) -> Key {
        self.session.board().view.key(query, &Map::new()).unwrap()
    }

    /// Waits until nothing is owed any more: a link that was ready has everything fetched again.
    async fn at_rest(&self) {
        let owed = |entry: &oriel_query::EntryState| entry.status.stale || entry.status.due || entry.status.fetching;
        while self.session.entries().await.iter().any(owed) {
            tokio::task::yield_now().await;
        }
    }

    /// How often the profile was asked of the bank, and of the branch.
    async fn asked(&self) -> (u64, u64) {
        (self.bank.asked(PROFILE).await, self.branch.asked(PROFILE).await)
    }
}

fn open(board: Board, tokens: &[(&str, &str)], folder: Option<&Path>) -> Session {
    match folder {
        None => Session::open(board, secrets(tokens)).unwrap(),
        Some(folder) => {
            let disk = Disk { folder: folder.to_owned(), board: "two".to_owned() };
            Session::open_on(disk, board, secrets(tokens)).unwrap()
        }
    }
}

fn links(sight: &Sight) -> (Link, Link) {
    (sight.links.of("").clone(), sight.links.of("branch").clone())
}

fn both_live(sight: &Sight) -> bool {
    links(sight) == (Link::Live, Link::Live)
}

fn all_loaded(sight: &Sight) -> bool {
    both_live(sight)
        && sight.keys.len() == 4
        && sight.keys.values().all(|view| view.data.is_some() && !view.status.fetching)
}

fn named(name: &str) -> Act {
    let form = [("name".to_owned(), json!(name))].into_iter().collect();
    Act { form, ..Act::default() }
}

#[tokio::test]
async fn each_query_asks_its_own_backend_over_one_connection_each() {
    let two = Two::with(BOTH).await;
    two.bank.rename("Ada of the bank").await;
    two.branch.rename("Ada of the branch").await;
    let window = two.window();
    let sight = window.until("both", all_loaded).await;
    assert_eq!(sight.data(&two.key("profile")).unwrap()["name"], "Ada of the bank");
    assert_eq!(sight.data(&two.key("branch-profile")).unwrap()["name"], "Ada of the branch");
    assert_eq!((two.bank.sockets().await, two.branch.sockets().await), ((1, 1), (1, 1)));
}

#[tokio::test]
async fn an_event_of_one_backend_is_not_heard_on_the_others_socket() {
    let two = Two::with(BOTH).await;
    let window = two.window();
    window.until("both", all_loaded).await;
    two.at_rest().await;
    let before = two.asked().await;
    // The board names it for the branch alone.
    two.bank.record("credit", 7.0).await;
    // Heard on the bank's socket, and after it.
    two.bank.rename("After it").await;
    let profile = two.key("profile");
    window.until("the bank", |sight| sight.data(&profile).is_some_and(|data| data["name"] == "After it")).await;
    assert_eq!(two.asked().await.1, before.1, "the branch was not asked for anything");
}

#[tokio::test]
async fn a_backend_that_is_away_takes_nothing_from_the_other() {
    let two = Two::with(BOTH).await;
    let window = two.window();
    window.until("both", all_loaded).await;
    two.road.close().await;
    let down = |sight: &Sight| matches!(links(sight), (Link::Live, Link::Waiting { .. }));
    let sight = window.until("the outage of one", down).await;
    assert!(matches!(sight.links.worst(), Link::Waiting { .. }), "a person is told the worst");
    two.bank.rename("Still here").await;
    let profile = two.key("profile");
    window.until("the other", |sight| sight.data(&profile).is_some_and(|data| data["name"] == "Still here")).await;
    two.road.open().await;
    two.session.retry();
    window.until("both again", all_loaded).await;
    assert_eq!(two.bank.sockets().await, (1, 1), "the bank's link was left alone");
}

#[tokio::test]
async fn what_one_backends_signals_were_missed_of_is_fetched_from_the_other_too() {
    // The bank's notifications say that a balance at the branch has changed.
    let mut two = Two::with(BOTH).await;
    let window = two.window();
    window.until("both", all_loaded).await;
    let balance = "GET /api/accounts/{id}/balance";
    two.at_rest().await;
    let before = two.branch.asked(balance).await;
    two.bank.stop().await;
    window.until("the outage", |sight| matches!(links(sight).0, Link::Waiting { .. })).await;
    two.bank.start_again().await;
    two.session.retry();
    window.until("both again", all_loaded).await;
    while two.branch.asked(balance).await == before {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn who_is_signed_in_to_one_backend_sees_that_one() {
    let two = Two::with(&[("bank", ADA)]).await;
    let forms = two.session.sign_ins();
    assert_eq!(forms.iter().map(|form| form.secret.as_str()).collect::<Vec<_>>(), ["bank", "branch"]);
    assert_eq!((forms[0].hint.as_deref(), forms[0].backends.as_slice()), (Some("the bank's"), &[String::new()][..]));
    let window = two.window();
    let profile = two.key("profile");
    let sight = window.until("the bank", |sight| sight.data(&profile).is_some() && links(sight).0 == Link::Live).await;
    assert_eq!(links(&sight).1, Link::SignedOut);
    assert_eq!(two.session.mount(&window.id, two.key("branch-profile")).await, Answer::Gone);
    let acted = two.session.act(Act { action: "rename-there".into(), ..named("Nobody") }).await;
    assert!(matches!(acted, Acted::Failed { .. }), "{acted:?}");

    two.session.sign_in("branch", BEN).await.unwrap();
    let branch = two.key("branch-profile");
    window.until("the branch", |sight| sight.data(&branch).is_some_and(|data| data["id"] == "ben")).await;
    assert_eq!(window.now().data(&profile).unwrap()["id"], "ada", "each backend has its own person");
    assert!(matches!(two.session.sign_in("other", ADA).await, Err(SignInError::Unasked(_))));
}

#[tokio::test]
async fn another_person_at_one_backend_takes_nothing_from_the_one_at_the_other() {
    let two = Two::with(BOTH).await;
    let window = two.window();
    window.until("both", all_loaded).await;
    two.at_rest().await;
    let before = two.bank.asked("GET /api/loans").await;
    two.session.sign_in("branch", BEN).await.unwrap();
    let branch = two.key("branch-profile");
    let sight = window
        .until("Ben", |sight| sight.data(&branch).is_some_and(|data| data["id"] == "ben") && both_live(sight))
        .await;
    assert!(sight.history.iter().all(|(key, data)| *key != branch || data["id"] == "ben"), "{:?}", sight.history);
    assert_eq!(two.bank.asked("GET /api/loans").await, before, "what is known of the bank is known still");
}

#[tokio::test]
async fn one_secret_opens_every_backend_that_asks_for_it() {
    let same = |text: String| text.replace("secret:branch", "secret:bank");
    let two = Two::on(&[], None, same).await;
    let forms = two.session.sign_ins();
    assert_eq!(forms.len(), 1);
    assert_eq!(forms[0].backends, ["", "branch"]);
    let window = two.window();
    window.until("nobody", |sight| links(sight) == (Link::SignedOut, Link::SignedOut)).await;
    two.session.sign_in("bank", ADA).await.unwrap();
    window.until("both", all_loaded).await;
    two.session.sign_out(None);
    window.until("nobody", |sight| links(sight) == (Link::SignedOut, Link::SignedOut)).await;
    assert!(two.session.entries().await.is_empty());
}

#[tokio::test]
async fn a_variable_of_the_same_name_keeps_nobody_from_signing_in() {
    let variable = |text: String| text.replace("secret:branch", "env:bank");
    let two = Two::on(&[], None, variable).await;
    let window = two.window();
    two.session.sign_in("bank", ADA).await.unwrap();
    window.until("the bank", |sight| links(sight).0 == Link::Live).await;
    assert_eq!(links(&window.now()).1, Link::SignedOut);
}

#[tokio::test]
async fn an_action_waits_for_its_own_backend_and_a_restart_knows_which() {
    let folder = tempfile::tempdir().unwrap();
    let two = Two::on(BOTH, Some(folder.path()), |text| text).await;
    let window = two.window();
    window.until("both", all_loaded).await;
    two.road.close().await;
    window.until("the outage of one", |sight| matches!(links(sight).1, Link::Waiting { .. })).await;
    let there = two.session.act(Act { action: "rename-there".into(), ..named("Ada of the branch") }).await;
    assert!(matches!(there, Acted::Waits { .. }), "{there:?}");
    let here = two.session.act(Act { action: "rename-here".into(), ..named("Ada of the bank") }).await;
    assert!(matches!(here, Acted::Done { .. }), "{here:?}");

    // The next session opens on what both had, and sends what waits where it belongs.
    two.session.close().await;
    let session = open((*two.session.board()).clone(), BOTH, Some(folder.path()));
    let window = Window::open(&session, "next", &two.keys());
    let branch = two.key("branch-profile");
    window.until("what the branch had", |sight| sight.data(&branch).is_some() && sight.waiting.len() == 1).await;
    two.road.open().await;
    session.retry();
    window
        .until("the action", |sight| sight.data(&branch).is_some_and(|data| data["name"] == "Ada of the branch"))
        .await;
    assert_eq!(two.bank.get("/api/me").await["name"], "Ada of the bank");
}

/// A place that asks a person for the bank's token, and nobody is there.
struct NobodyAtTheBank;

impl Secrets for NobodyAtTheBank {
    fn get(&self, key: &SecretKey) -> BoxFuture<'static, Result<Option<Token>, SecretsError>> {
        let is_bank = key.name == "bank";
        Box::pin(async move {
            if is_bank {
                std::future::pending::<()>().await;
            }
            Ok(Some(Token::new(ADA.to_owned())))
        })
    }
    fn put(&self, _: &SecretKey, _: &Token) -> BoxFuture<'static, Result<(), SecretsError>> {
        Box::pin(std::future::ready(Ok(())))
    }
    fn forget(&self, _: &SecretKey) -> BoxFuture<'static, Result<(), SecretsError>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

#[tokio::test]
async fn a_person_who_is_asked_for_one_token_keeps_no_other_backend_away() {
    let (bank, branch) = (Bank::start(None).await, Bank::start(None).await);
    let road = Road::to(branch.address).await;
    let session = Session::open(board(&bank, &road, |text| text), Arc::new(NobodyAtTheBank)).unwrap();
    let window = Window::open(&session, "one", &[]);
    let sight = window.until("the branch", |sight| sight.links.iter().any(|(_, link)| link.is_up())).await;
    assert!(sight.links.iter().any(|(_, link)| matches!(link, Link::Connecting { .. })), "{:?}", sight.links);
}
