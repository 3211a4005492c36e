//! A place of secrets that takes its time, asks a person, or is locked.

use crate::bank::{ADA, BEN};
use crate::queue::transaction;
use crate::scripted::{self, Scripted};
use crate::stage::Stage;
use crate::window::Window;
use oriel_session::{BoxFuture, SecretKey, Secrets, SecretsError, SignInError, Token};
use oriel_wire::{Acted, Link, Refusal};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// A keychain that answers when it is allowed to.
pub(crate) struct Keychain {
    kept: Mutex<HashMap<SecretKey, Token>>,
    /// For whoever asks first.
    first: Mutex<Option<Token>>,
    answers: watch::Sender<bool>,
    fails: Mutex<Option<SecretsError>>,
    refuses_to_keep: AtomicBool,
    reads: AtomicUsize,
    names: Mutex<Vec<SecretKey>>,
}

impl Keychain {
    fn with(token: Option<&str>) -> Arc<Self> {
        Arc::new(Self {
            kept: Mutex::default(),
            first: Mutex::new(token.map(|token| Token::new(token.to_owned()))),
            answers: watch::channel(true).0,
            fails: Mutex::default(),
            refuses_to_keep: AtomicBool::new(false),
            reads: AtomicUsize::new(0),
            names: Mutex::default(),
        })
    }

    /// From now on it answers, or asks a person first.
    fn answer(&self, answers: bool) {
        self.answers.send_replace(answers);
    }

    fn fail(&self, with: Option<SecretsError>) {
        *self.fails.lock().unwrap() = with;
    }

    /// From now on it gives, and takes nothing.
    fn refuse_to_keep(&self, refuses: bool) {
        self.refuses_to_keep.store(refuses, Ordering::Relaxed);
    }

    fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    fn when_allowed<T: Send + 'static>(&self, answer: T) -> BoxFuture<'static, Result<T, SecretsError>> {
        let (mut answers, fails) = (self.answers.subscribe(), self.fails.lock().unwrap().clone());
        Box::pin(async move {
            let _ = answers.wait_for(|answers| *answers).await;
            fails.map_or(Ok(answer), Err)
        })
    }
}

impl Secrets for Keychain {
    fn get(&self, key: &SecretKey) -> BoxFuture<'static, Result<Option<Token>, SecretsError>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.names.lock().unwrap().push(key.clone());
        let kept = self.kept.lock().unwrap().get(key).cloned();
        self.when_allowed(kept.or_else(|| self.first.lock().unwrap().clone()))
    }
    fn put(&self, key: &SecretKey, token: &Token) -> BoxFuture<'static, Result<(), SecretsError>> {
        if self.refuses_to_keep.load(Ordering::Relaxed) {
            return Box::pin(std::future::ready(Err(SecretsError::Denied)));
        }
        self.kept.lock().unwrap().insert(key.clone(), token.clone());
        self.when_allowed(())
    }
    fn forget(&self, key: &SecretKey) -> BoxFuture<'static, Result<(), SecretsError>> {
        self.kept.lock().unwrap().remove(key);
        *self.first.lock().unwrap() = None;
        self.when_allowed(())
    }
}

#[tokio::test]
async fn a_token_is_read_once_for_a_sign_in_however_much_is_asked_for() {
    let keychain = Keychain::with(Some(ADA));
    let stage = Stage::with_secrets(keychain.clone()).await;
    let windows = stage.three().await;
    for n in 0..5 {
        stage.bank.rename(&format!("Ada {n}")).await;
        stage.all_equal(&windows).await;
    }
    assert_eq!(keychain.reads(), 1);
    let key = keychain.names.lock().unwrap()[0].clone();
    let origin = format!("http://{}", stage.road.address);
    assert_eq!(key, SecretKey { origin, profile: None, name: "sample".to_owned() });
}

#[tokio::test]
async fn windows_are_answered_while_a_keychain_asks_a_person() {
    let keychain = Keychain::with(Some(ADA));
    keychain.answer(false);
    let stage = Stage::with_secrets(keychain.clone()).await;
    let window = stage.open("one");
    // It is loading: nobody is asked to sign in who may be signed in already.
    let sight = window.until("panels", |sight| sight.keys.len() == 3).await;
    assert!(matches!(sight.link, Some(Link::Connecting { .. })), "{:?}", sight.link);
    assert!(sight.keys.values().all(|view| view.data.is_none()));
    keychain.answer(true);
    stage.all_equal(std::slice::from_ref(&window)).await;
    assert_eq!(window.now().resets, 0);
}

#[tokio::test]
async fn an_action_waits_until_it_is_known_who_does_it() {
    let keychain = Keychain::with(Some(ADA));
    keychain.answer(false);
    let stage = Stage::with_secrets(keychain.clone()).await;
    let session = stage.session.clone();
    let acting = tokio::spawn(async move { session.act(transaction(7.5, "Who?")).await });
    stage.session.entries().await;
    assert!(!acting.is_finished());
    keychain.answer(true);
    let acted = acting.await.unwrap();
    assert!(matches!(acted, Acted::Done { .. } | Acted::Waits { .. }), "{acted:?}");
}

#[tokio::test]
async fn where_there_is_no_token_after_all_windows_and_actions_hear_of_it() {
    let keychain = Keychain::with(None);
    keychain.answer(false);
    let stage = Stage::with_secrets(keychain.clone()).await;
    let window = stage.open("one");
    window.until("panels", |sight| sight.keys.len() == 3).await;
    let session = stage.session.clone();
    let acting = tokio::spawn(async move { session.act(transaction(7.5, "Nobody")).await });
    stage.session.entries().await;
    assert!(!acting.is_finished());
    keychain.answer(true);
    assert!(matches!(acting.await.unwrap(), Acted::Failed { .. }));
    window.until("the form", |sight| sight.link == Some(Link::SignedOut) && sight.resets == 1).await;
    stage.session.sign_in("sample", ADA).await.unwrap();
    stage.all_equal(&[window]).await;
}

#[tokio::test]
async fn a_locked_keychain_signs_nobody_out_and_is_asked_again_when_a_person_says_so() {
    for error in [SecretsError::Locked, SecretsError::Denied, SecretsError::Unavailable("no bus".to_owned())] {
        let keychain = Keychain::with(Some(ADA));
        keychain.fail(Some(error.clone()));
        let stage = Stage::with_secrets(keychain.clone()).await;
        let window = stage.open("one");
        let told = window.until("why", |sight| matches!(sight.link, Some(Link::Refused { .. }))).await.link;
        let Some(Link::Refused { why, reason }) = told else { unreachable!() };
        assert_eq!((why, reason), (Refusal::Secrets, error.to_string()));
        keychain.fail(None);
        stage.session.retry();
        let profile = stage.key("profile");
        window.until("the link", |sight| sight.link == Some(Link::Live)).await;
        let answer = stage.session.mount(&window.id, profile.clone()).await;
        assert!(!matches!(answer, oriel_query::Answer::Gone));
    }
}

#[tokio::test]
async fn who_signs_out_while_the_keychain_asks_stays_signed_out() {
    let keychain = Keychain::with(Some(ADA));
    keychain.answer(false);
    let stage = Stage::with_secrets(keychain.clone()).await;
    let window = stage.open("one");
    window.until("panels", |sight| sight.keys.len() == 3).await;
    stage.session.sign_out(None);
    keychain.answer(true);
    window.until("the form", |sight| sight.link == Some(Link::SignedOut)).await;
    stage.session.retry();
    stage.session.entries().await;
    assert_eq!(stage.bank.sockets().await, (0, 0));
    assert_eq!(window.now().link, Some(Link::SignedOut));
}

#[tokio::test]
async fn a_sign_in_that_the_keychain_does_not_take_says_why_and_changes_nothing() {
    let keychain = Keychain::with(None);
    let stage = Stage::with_secrets(keychain.clone()).await;
    keychain.fail(Some(SecretsError::Locked));
    let refused = stage.session.sign_in("sample", ADA).await.unwrap_err();
    assert_eq!(refused.to_string(), SecretsError::Locked.to_string());
    assert_eq!(stage.bank.sockets().await, (0, 0));
    keychain.fail(None);
    stage.session.sign_in("sample", ADA).await.unwrap();
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
}

/// Waits until Ben is there, and nobody else was ever shown.
async fn until_ben_alone(stage: &Stage, window: &Window) {
    let profile = stage.key("profile");
    let sight = window.until("Ben", |sight| sight.data(&profile).is_some_and(|data| data["id"] == "ben")).await;
    assert!(sight.history.iter().all(|(key, data)| *key == profile && data["id"] == "ben"), "{:?}", sight.history);
    assert_eq!(stage.bank.sockets().await.1, 1, "nobody else was connected for");
}

/// Begins to sign in: the keychain is asked when this returns.
async fn signing_in(stage: &Stage, token: &'static str) -> tokio::task::JoinHandle<Result<(), SignInError>> {
    let session = stage.session.clone();
    let (begun, begins) = tokio::sync::oneshot::channel();
    let signing = tokio::spawn(async move {
        let _ = begun.send(());
        session.sign_in("sample", token).await
    });
    begins.await.unwrap();
    stage.session.entries().await;
    signing
}

#[tokio::test]
async fn who_signed_out_while_the_keychain_kept_their_token_does_not_come_in_as_the_next() {
    let keychain = Keychain::with(None);
    let stage = Stage::with_secrets(keychain.clone()).await;
    let window = stage.open("one");
    window.until("the form", |sight| sight.link == Some(Link::SignedOut)).await;
    keychain.answer(false);
    let ada = signing_in(&stage, ADA).await;
    stage.session.sign_out(None);
    let ben = signing_in(&stage, BEN).await;
    keychain.answer(true);
    assert!(matches!(ada.await.unwrap(), Err(SignInError::Overtaken)));
    ben.await.unwrap().unwrap();
    until_ben_alone(&stage, &window).await;
}

#[tokio::test]
async fn who_signed_out_while_their_token_was_read_does_not_come_in_as_the_next() {
    let keychain = Keychain::with(Some(ADA));
    keychain.answer(false);
    let stage = Stage::with_secrets(keychain.clone()).await;
    let window = stage.open("one");
    stage.session.sign_out(None);
    let ben = signing_in(&stage, BEN).await;
    keychain.answer(true);
    ben.await.unwrap().unwrap();
    until_ben_alone(&stage, &window).await;
}

#[tokio::test]
async fn who_signs_in_while_it_is_read_who_is_there_comes_in() {
    for kept in [None, Some(ADA)] {
        let keychain = Keychain::with(kept);
        keychain.answer(false);
        let stage = Stage::with_secrets(keychain.clone()).await;
        let window = stage.open("one");
        let ben = signing_in(&stage, BEN).await;
        // Another try takes nothing away from who signs in.
        stage.session.retry();
        keychain.answer(true);
        ben.await.unwrap().unwrap();
        until_ben_alone(&stage, &window).await;
    }
}

#[tokio::test]
async fn of_two_who_sign_in_at_once_the_last_comes_in_and_the_other_hears_of_it() {
    let keychain = Keychain::with(None);
    let stage = Stage::with_secrets(keychain.clone()).await;
    let window = stage.open("one");
    window.until("the form", |sight| sight.link == Some(Link::SignedOut)).await;
    keychain.answer(false);
    let ada = signing_in(&stage, ADA).await;
    let ben = signing_in(&stage, BEN).await;
    keychain.answer(true);
    assert!(matches!(ada.await.unwrap(), Err(SignInError::Overtaken)));
    ben.await.unwrap().unwrap();
    until_ben_alone(&stage, &window).await;
}

#[tokio::test]
async fn where_a_sign_in_overtook_a_read_and_was_not_kept_who_is_there_is_found_out_all_the_same() {
    let keychain = Keychain::with(Some(ADA));
    keychain.answer(false);
    let stage = Stage::with_secrets(keychain.clone()).await;
    let window = stage.open("one");
    keychain.refuse_to_keep(true);
    let ben = signing_in(&stage, BEN).await;
    keychain.answer(true);
    assert!(matches!(ben.await.unwrap(), Err(SignInError::Secrets(_))));
    stage.all_equal(&[window]).await;
}

#[tokio::test]
async fn another_try_where_there_is_no_socket_says_nothing_of_a_locked_keychain_while_requests_work() {
    let backend = Scripted::start(|_| scripted::json("{}")).await;
    let keychain = Keychain::with(Some("token"));
    let session = scripted::session_with(&backend, keychain.clone());
    let window = Window::open(&session, "one", &[]);
    window.until("the backend", |sight| sight.link == Some(Link::Absent)).await;
    keychain.fail(Some(SecretsError::Locked));
    session.retry();
    session.entries().await;
    assert_eq!(keychain.reads(), 1);
    assert!(matches!(scripted::acted(&session, "pay").await, Acted::Done { .. }));
    assert_eq!(window.now().link, Some(Link::Absent));
}
