//! The token of one backend, for as long as somebody is signed in to it: one for its link and its requests.

use crate::mistake::caught;
use crate::secrets::{SecretKey, Secrets, SecretsError};
use futures_util::FutureExt as _;
use futures_util::future::Shared;
use oriel_board::{Board, SecretName};
use oriel_socket::{BoxFuture, Credentials, CredentialsError, Token};
use reqwest::Url;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long the place of the secrets may take: it may be asking a person.
const PATIENCE: Duration = Duration::from_secs(120);

/// Where a backend's token comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// It asks for none.
    Nobody,
    /// A variable of the environment.
    Variable(String),
    /// The place of the secrets.
    Kept(SecretKey),
}

impl Source {
    /// Where the board says that the token of a backend is.
    pub(crate) fn of(board: &Board, backend: &str) -> Self {
        let Some(backend) = board.backends.get(backend) else { return Self::Nobody };
        match backend.auth.as_ref().map(|auth| &auth.bearer) {
            None => Self::Nobody,
            Some(SecretName::Env(name)) => Self::Variable(name.clone()),
            Some(SecretName::Ask(name)) => Self::Kept(SecretKey {
                origin: Url::parse(&backend.base)
                    .map_or_else(|_| backend.base.clone(), |url| url.origin().ascii_serialization()),
                profile: board.view.profile.clone(),
                name: name.clone(),
            }),
        }
    }

    /// Reads the token; nothing where there is none.
    pub(crate) fn read(&self, secrets: &Arc<dyn Secrets>) -> BoxFuture<'static, Result<Option<Token>, SecretsError>> {
        match self {
            Self::Nobody => Box::pin(std::future::ready(Ok(None))),
            Self::Variable(name) => {
                let value = std::env::var(name).ok().filter(|value| !value.is_empty());
                Box::pin(std::future::ready(Ok(value.map(Token::new))))
            }
            Self::Kept(key) => {
                let (secrets, key) = (Arc::clone(secrets), key.clone());
                Box::pin(in_time(async move { secrets.get(&key).await }))
            }
        }
    }
}

/// Waits for the place of the secrets, and no longer than a person would.
pub(crate) async fn in_time<T>(call: impl Future<Output = Result<T, SecretsError>>) -> Result<T, SecretsError> {
    match tokio::time::timeout(PATIENCE, caught("reading or keeping a secret", call)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(SecretsError::Failed("Oriel made a mistake; please report it".to_owned())),
        Err(_) => Err(SecretsError::Unavailable(format!("nothing came within {} s", PATIENCE.as_secs()))),
    }
}

/// The token in use, shared by all who need it: what renews it renews it for all.
#[derive(Clone)]
pub(crate) struct Credential(Arc<Inner>);

struct Inner {
    source: Source,
    secrets: Arc<dyn Secrets>,
    state: Mutex<State>,
}

struct State {
    current: Option<Token>,
    /// The backend did not accept this one, and its source was not asked since.
    refused: Option<Token>,
    /// A person wants the source to be asked again.
    is_doubted: bool,
    /// The source is being asked: once for all who wait, and for those who come while it takes its time.
    reading: Option<Reading>,
    /// Its person is gone. What is still being sent for them is sent with their token, never with that of the next.
    is_over: bool,
}

type Reading = Shared<BoxFuture<'static, Result<Option<Token>, SecretsError>>>;

impl State {
    /// A refusal of a token that is not in use any more says nothing of the one that is.
    fn is_to_be_read(&self) -> bool {
        !self.is_over && (self.is_doubted || (self.refused.is_some() && self.refused == self.current))
    }
}

impl Credential {
    pub(crate) fn new(source: Source, secrets: Arc<dyn Secrets>, token: Option<Token>) -> Self {
        let state = State { current: token, refused: None, is_doubted: false, reading: None, is_over: false };
        Self(Arc::new(Inner { source, secrets, state: Mutex::new(state) }))
    }

    /// The token in use.
    pub(crate) fn current(&self) -> Option<Token> {
        self.lock().current.clone()
    }

    /// The token in use, after the source was asked again where the backend had refused the one before. Nothing where
    /// the backend asks for none, or where it is gone.
    pub(crate) async fn token(&self) -> Result<Option<Token>, SecretsError> {
        let reading = {
            let mut state = self.lock();
            if !state.is_to_be_read() {
                return Ok(state.current.clone());
            }
            state.reading.get_or_insert_with(|| self.0.source.read(&self.0.secrets).shared()).clone()
        };
        let read = reading.clone().await;
        let mut state = self.lock();
        // Who hears of it first puts it in use, unless its person has signed out meanwhile.
        if state.reading.take_if(|current| current.ptr_eq(&reading)).is_some()
            && let Ok(token) = &read
        {
            (state.refused, state.is_doubted) = (None, false);
            state.current.clone_from(token);
        }
        read?;
        Ok(state.current.clone())
    }

    /// The backend did not accept this token: its source is asked before the next use.
    pub(crate) fn refuse(&self, token: &Token) {
        self.lock().refused = Some(token.clone());
    }

    /// A person wants another try, and may have changed something where the token is kept.
    pub(crate) fn doubt(&self) {
        self.lock().is_doubted = true;
    }

    /// Its person signs out. The source is not asked again, and what it is being asked for now may be the next one's
    /// token: it is not used.
    pub(crate) fn end(&self) {
        let mut state = self.lock();
        state.is_over = true;
        state.reading = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Credentials for Credential {
    fn token(&self) -> BoxFuture<'static, Result<Option<Token>, CredentialsError>> {
        let credential = self.clone();
        Box::pin(async move {
            match credential.token().await {
                Ok(None) if credential.0.source != Source::Nobody => {
                    Err(CredentialsError::SignedOut("there is no token any more".to_owned()))
                }
                Ok(token) => Ok(token),
                // A locked keychain signs nobody out.
                Err(error) => Err(CredentialsError::Unavailable(error.to_string())),
            }
        })
    }

    fn refused(&self, token: &Token) {
        self.refuse(token);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A place that counts how often it is asked.
    #[derive(Default)]
    struct Counting {
        asked: AtomicUsize,
        answer: Mutex<Option<Result<Option<Token>, SecretsError>>>,
        takes: Duration,
    }

    impl Secrets for Counting {
        fn get(&self, _: &SecretKey) -> BoxFuture<'static, Result<Option<Token>, SecretsError>> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            let answer = self.answer.lock().unwrap().clone().unwrap_or(Ok(None));
            let takes = self.takes;
            Box::pin(async move {
                tokio::task::yield_now().await;
                if !takes.is_zero() {
                    tokio::time::sleep(takes).await;
                }
                answer
            })
        }
        fn put(&self, _: &SecretKey, _: &Token) -> BoxFuture<'static, Result<(), SecretsError>> {
            Box::pin(std::future::ready(Ok(())))
        }
        fn forget(&self, _: &SecretKey) -> BoxFuture<'static, Result<(), SecretsError>> {
            Box::pin(std::future::ready(Ok(())))
        }
    }

    fn token(text: &str) -> Token {
        Token::new(text.to_owned())
    }

    fn signed_in(now: Result<Option<Token>, SecretsError>) -> (Arc<Counting>, Credential) {
        signed_in_after(Duration::ZERO, now)
    }

    /// Each read takes so long.
    fn signed_in_after(takes: Duration, now: Result<Option<Token>, SecretsError>) -> (Arc<Counting>, Credential) {
        let place = Arc::new(Counting { answer: Mutex::new(Some(now)), takes, ..Counting::default() });
        let key = SecretKey { origin: "https://a".to_owned(), profile: None, name: "bank".to_owned() };
        (place.clone(), Credential::new(Source::Kept(key), place, Some(token("old"))))
    }

    #[tokio::test]
    async fn a_token_is_not_read_again_while_it_is_accepted() {
        let (place, credential) = signed_in(Ok(Some(token("new"))));
        for _ in 0..3 {
            assert_eq!(credential.token().await, Ok(Some(token("old"))));
        }
        assert_eq!(place.asked.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_refused_token_is_read_again_once_for_all_who_need_it() {
        let (place, credential) = signed_in(Ok(Some(token("new"))));
        credential.refuse(&token("old"));
        let (link, request, other) =
            tokio::join!(Credentials::token(&credential), credential.token(), credential.token());
        assert_eq!(
            (link, request, other.as_ref()),
            (Ok(Some(token("new"))), Ok(Some(token("new"))), Ok(&Some(token("new"))))
        );
        assert_eq!(place.asked.load(Ordering::Relaxed), 1);
        // A late refusal of the one before changes nothing.
        credential.refuse(&token("old"));
        assert_eq!(credential.token().await, Ok(Some(token("new"))));
        assert_eq!(place.asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_person_says_no_to_is_heard_by_all_who_waited_for_it_and_asked_once() {
        let (place, credential) = signed_in_after(Duration::from_secs(60), Err(SecretsError::Denied));
        credential.refuse(&token("old"));
        let all = tokio::join!(credential.token(), credential.token(), credential.token());
        assert_eq!(all, (Err(SecretsError::Denied), Err(SecretsError::Denied), Err(SecretsError::Denied)));
        assert_eq!(place.asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_gives_up_waiting_for_a_person_leaves_the_question_to_the_others() {
        let minute = Duration::from_secs(60);
        let (place, credential) = signed_in_after(minute, Ok(Some(token("new"))));
        credential.refuse(&token("old"));
        for _ in 0..3 {
            tokio::time::timeout(minute / 6, credential.token()).await.unwrap_err();
        }
        assert_eq!(credential.token().await, Ok(Some(token("new"))));
        assert_eq!(place.asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_token_that_was_gone_is_read_again_when_a_person_says_so() {
        let (place, credential) = signed_in(Ok(None));
        credential.refuse(&token("old"));
        assert_eq!(credential.token().await, Ok(None));
        *place.answer.lock().unwrap() = Some(Ok(Some(token("back"))));
        assert_eq!(credential.token().await, Ok(None), "nobody said so yet");
        credential.doubt();
        assert_eq!(credential.token().await, Ok(Some(token("back"))));
        assert_eq!(place.asked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn what_is_sent_for_somebody_who_has_signed_out_never_has_the_token_of_the_next() {
        let (place, credential) = signed_in(Ok(Some(token("the next one's"))));
        credential.refuse(&token("old"));
        let (read, ()) = tokio::join!(credential.token(), async { credential.end() });
        assert_eq!(read, Ok(Some(token("old"))), "signed out while it was read");
        credential.refuse(&token("old"));
        assert_eq!(credential.token().await, Ok(Some(token("old"))));
        assert_eq!(place.asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_locked_keychain_is_no_sign_out_and_a_token_that_is_gone_is() {
        let (_, locked) = signed_in(Err(SecretsError::Locked));
        locked.refuse(&token("old"));
        assert!(matches!(Credentials::token(&locked).await, Err(CredentialsError::Unavailable(_))));
        let (_, gone) = signed_in(Ok(None));
        gone.refuse(&token("old"));
        assert!(matches!(Credentials::token(&gone).await, Err(CredentialsError::SignedOut(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_keychain_that_never_answers_or_panics_is_an_error_in_the_end() {
        let silent: Result<(), _> = in_time(std::future::pending()).await;
        assert_eq!(silent.map_err(|error| error.code()), Err("unavailable"));
        let broken: Result<(), _> = in_time(async { panic!("the panic of a test") }).await;
        assert_eq!(broken.map_err(|error| error.code()), Err("failed"));
    }
}
